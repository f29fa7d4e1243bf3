// The arguments of recorded calls as C++ expressions, and the variables that the program needs for them.
#pragma once

#include "reports/repro/recorded_call.h"
#include "reports/repro/trace_words.h"

#include <map>
#include <string>
#include <string_view>

namespace wcts::reports::repro {

// What a DWORD holds before a call that only writes it, here and in the cases; and as traces show it.
inline constexpr const char* kUntouched = "0xCDCDCDCD";
inline constexpr std::string_view kShownUntouched = "3452816845";

// Not for several threads at once. Throws ReportError for an argument from which nothing can be made.
class Arguments {
public:
    // An address that getsockname told: a port that the system gave out is another one each time, so later calls take what they are told.
    void tell_address(const std::string& shown);

    // Where the program holds the address that a call told as `shown`; of no call at all, what the last argument list declares.
    [[nodiscard]] std::string address_told(const std::string& shown) const;

    // Declarations of everything that the expressions so far name, each on a line.
    [[nodiscard]] std::string variables() const;

    // The call's arguments, separated by commas; `before` gets the declarations that they need.
    std::string all_of(const Node& node, std::string& before);

    // The program's variable of this name; it is declared with this type.
    const std::string& variable(const std::string& name, const char* type);

    std::string socket_expression(const std::string& text);

private:
    std::string argument(const Node& node, const std::string& name, const std::string& text, std::string& before);
    std::string handle_expression(const std::string& text);
    std::string handles_expression(const Node& node, const std::string& text, std::string& before);
    std::string buffers_expression(const std::string& text, const std::string& count);
    // Plain bytes, of send and recv.
    static std::string buffer_expression(const std::string& text, const std::string& length, std::string& before);
    std::string address_expression(const std::string& text, std::string& before);
    // A variable that points to memory of the recorded sort. `fill` writes into what can only be read from then on.
    static std::string bad_memory(const Pointer& pointer, const std::string& size, const std::string& fresh, std::string& before,
                                  const std::string& fill = {});
    // Where an address comes out; `told` is the one that did.
    std::string address_room_expression(const std::string& text, const std::string& told, std::string& before);
    [[nodiscard]] std::string port_expression(const std::string& port) const;
    // "bytes 01 ab" as elements of an array.
    static std::string byte_list(std::string_view text);
    // A DWORD that the call writes: the case's own variable, a fresh one, or memory of the recorded sort.
    std::string dword_expression(const std::string& text, const char* type, const char* fresh, std::string& before);
    std::string overlapped_expression(const std::string& text, bool posts, std::string& before);
    std::string set_expression(const std::string& text, const std::string& name, std::string& before);
    std::string bytes_expression(const std::string& text, std::string& before);
    // "pointer sending {8 numbers} receiving {8 numbers}"
    static std::string quality_expression(const std::string& text, const std::string& fresh, std::string& before);
    // Of a parameter that takes a number.
    static std::string type_of(const std::string& name);

    std::map<std::string, std::string> addresses_;  // as the trace shows them -> variables
    std::map<std::string, std::string> variables_;  // name -> type
    bool duplicated_ = false;                       // WSADuplicateSocketW has filled the program's WSAPROTOCOL_INFOW
};

}  // namespace wcts::reports::repro
