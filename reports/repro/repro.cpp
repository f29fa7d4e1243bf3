#include "reports/repro/repro.h"

#include "reports/report_error.h"
#include "reports/repro/runtime.h"
#include "reports/strict_json.h"
#include "reports/text.h"
#include "reports/trace.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace wcts::reports {

namespace {

constexpr std::string_view kInside = "did not return";

// A recorded call or routine, and what happened inside it on the same thread.
struct Node {
    TraceEntry entry;
    std::vector<Node> inside;

    [[nodiscard]] bool returned() const { return entry.note != kInside; }
    [[nodiscard]] std::string arg(const char* name) const {
        const auto found = entry.args.find(name);
        return found == entry.args.end() || !found->is_string() ? std::string{} : found->get<std::string>();
    }
    [[nodiscard]] std::string out(const char* name) const {
        const auto found = entry.out.find(name);
        return found == entry.out.end() || !found->is_string() ? std::string{} : found->get<std::string>();
    }
};

using Nodes = std::vector<Node>;

bool is_number(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789", text.front() == '-' ? 1 : 0) == std::string_view::npos && text != "-";
}

bool is_hex(std::string_view text) noexcept {
    return text.size() > 2 && text.starts_with("0x") && text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

// A name of the trace such as "socket#1" as an identifier; nothing for what is none.
std::optional<std::string> identifier(std::string_view name) {
    const std::size_t mark = name.find('#');
    if (mark == std::string_view::npos || mark == 0 || !is_number(name.substr(mark + 1)) || name[mark + 1] == '-') {
        return std::nullopt;
    }
    if (name.substr(0, mark).find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos) {
        return std::nullopt;
    }
    return std::string{name.substr(0, mark)} + "_" + std::string{name.substr(mark + 1)};
}

// A C++ string literal. The trace was once said by a target, so nothing of it stands in the program as code.
std::string literal(std::string_view text) {
    std::string result = "\"";
    for (const char c : printable(text, 200)) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        // No trigraphs and no raw bytes beyond ASCII.
        result += c == '?' ? std::string{"\\?"} : static_cast<unsigned char>(c) < 0x80 ? std::string(1, c) : std::string{"."};
    }
    return result + "\"";
}

// For a comment: one line that no backslash continues.
std::string comment(std::string_view text) {
    std::string result = printable(text, 300);
    std::ranges::replace(result, '\\', '/');
    return result;
}

// An error of the trace as a constant of the SDK's headers, or a number.
std::string error_value(const std::string& name) {
    if (name.empty()) {
        return "0";
    }
    const std::size_t digits = name.find_first_of("0123456789");
    if (name.starts_with("WSA") || name.starts_with("ERROR_") || name.starts_with("WAIT_")) {
        if (name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string::npos) {
            return name;
        }
    }
    if (digits != std::string::npos && is_number(std::string_view{name}.substr(digits))) {
        return name.substr(digits);
    }
    throw ReportError("the trace has the error " + printable(name, 80) + ", which is no constant of Winsock's");
}

enum class Returns { integer, boolean, handle, socket, wait, procedure, nothing };

Returns returns_of(std::string_view function) {
    static const std::map<std::string_view, Returns> kKnown{
        {"socket", Returns::socket},
        {"WSASocketW", Returns::socket},
        {"accept", Returns::socket},
        {"WSAAccept", Returns::socket},
        {"WSACreateEvent", Returns::handle},
        {"CreateIoCompletionPort", Returns::handle},
        {"WSAGetOverlappedResult", Returns::boolean},
        {"WSACloseEvent", Returns::boolean},
        {"WSASetEvent", Returns::boolean},
        {"WSAResetEvent", Returns::boolean},
        {"WSAIsBlocking", Returns::boolean},
        {"GetQueuedCompletionStatus", Returns::boolean},
        {"PostQueuedCompletionStatus", Returns::boolean},
        {"GetOverlappedResult", Returns::boolean},
        {"SetFileCompletionNotificationModes", Returns::boolean},
        {"CancelIo", Returns::boolean},
        {"CancelIoEx", Returns::boolean},
        {"CloseHandle", Returns::boolean},
        {"DuplicateHandle", Returns::boolean},
        {"GetHandleInformation", Returns::boolean},
        {"WSAWaitForMultipleEvents", Returns::wait},
        {"WaitForSingleObjectEx", Returns::wait},
        {"SleepEx", Returns::wait},
        {"QueueUserAPC", Returns::wait},
        {"WSASetBlockingHook", Returns::procedure},
    };
    static const std::set<std::string_view> kIntegers{"WSAStartup",
                                                      "WSACleanup",
                                                      "bind",
                                                      "listen",
                                                      "connect",
                                                      "WSAConnect",
                                                      "shutdown",
                                                      "closesocket",
                                                      "getsockname",
                                                      "getpeername",
                                                      "WSADuplicateSocketW",
                                                      "WSAEnumProtocolsW",
                                                      "getsockopt",
                                                      "setsockopt",
                                                      "ioctlsocket",
                                                      "WSAIoctl",
                                                      "send",
                                                      "sendto",
                                                      "recv",
                                                      "recvfrom",
                                                      "WSASend",
                                                      "WSASendTo",
                                                      "WSARecv",
                                                      "WSARecvFrom",
                                                      "WSAEventSelect",
                                                      "WSAEnumNetworkEvents",
                                                      "select",
                                                      "WSAUnhookBlockingHook",
                                                      "WSACancelBlockingCall"};
    if (const auto known = kKnown.find(function); known != kKnown.end()) {
        return known->second;
    }
    if (kIntegers.contains(function)) {
        return Returns::integer;
    }
    throw ReportError("the trace calls " + printable(function, 80) + ", for which no program can be made");
}

// "straddling at 8 [16]": the name, the rest.
struct Pointer {
    std::string sort;  // NULL, unmapped, read-only, straddling, good
    std::string there = "0";
    std::string rest;
};

Pointer pointer_of(const std::string& text) {
    Pointer pointer;
    std::string_view rest = text;
    const auto take = [&rest](std::string_view word) {
        if (!rest.starts_with(word)) {
            return false;
        }
        rest.remove_prefix(word.size());
        return true;
    };
    pointer.sort = "good";
    if (take("straddling at ")) {
        pointer.sort = "straddling";
        const std::size_t end = std::min(rest.find(' '), rest.size());
        pointer.there = rest.substr(0, end);
        rest.remove_prefix(end);
        if (!is_number(pointer.there)) {
            throw ReportError("the trace has a pointer that cannot be read: " + printable(text, 80));
        }
    } else {
        for (const char* sort : {"NULL", "unmapped", "read-only"}) {
            if (take(sort)) {
                pointer.sort = sort;
                break;
            }
        }
        if (pointer.sort == "good") {
            rest.remove_prefix(std::min(rest.find(' '), rest.size()));
        }
    }
    if (rest.starts_with(' ')) {
        rest.remove_prefix(1);
    }
    pointer.rest = rest;
    return pointer;
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + separator.size(), text.size()));
    }
    return parts;
}

class Program {
public:
    Program(const CaseRecord& record, const std::string& platform) : record_(record), platform_(platform) { read_trace(); }

    std::string operator()() {
        std::map<std::string, std::string> bodies;
        for (const auto& [thread, nodes] : threads_) {
            bodies[thread] = block(nodes, "    ");
        }
        std::string text = head() + "static const int kSteps = " + std::to_string(steps_) + ";\n\n" + std::string{repro_runtime()};
        text += variables();
        for (const auto& [thread, body] : bodies) {
            text += "void " + function_of(thread) + "() {\n" + (thread == "case" ? "" : "    is_helper = true;\n") + body + "}\n\n";
        }
        return text + "}  // namespace\n\n" + main_function();
    }

private:
    // Entries of each thread in their order, nested by where they returned.
    void read_trace() {
        if (record_.trace.empty()) {
            throw ReportError("the case " + printable(record_.id, 120) +
                              " has no trace in this report (run it alone, or with --trace all)");
        }
        std::map<std::string, std::vector<TraceEntry>> entries;
        std::size_t index = 0;
        for (const Json& json : record_.trace) {
            TraceEntry entry = trace_entry_from(Field{json, "trace[" + std::to_string(index++) + "]"});
            if (entry.who == "case" && entry.what == "lab") {
                throw ReportError("the case " + printable(record_.id, 120) + " needs a lab, which a program of its own does not have");
            }
            if (entry.who == "case" && entry.what == "startup") {
                started_ = true;
            }
            if (entry.who == "case" && entry.what != "routine") {
                continue;
            }
            entries[entry.thread].push_back(std::move(entry));
        }
        for (auto& [thread, list] : entries) {
            std::size_t at = 0;
            threads_[thread] = nested(list, at, INT64_MAX);
        }
        if (!threads_.contains("case")) {
            throw ReportError("the trace has no call of the case's own thread");
        }
        for (const auto& [thread, nodes] : threads_) {
            look_at(nodes);
        }
    }

    static Nodes nested(std::vector<TraceEntry>& list, std::size_t& at, std::int64_t end) {
        Nodes nodes;
        while (at < list.size() && list[at].seq < end) {
            Node node{std::move(list[at++]), {}};
            const bool open = node.entry.note == kInside;
            if (node.entry.end.value_or(0) > node.entry.seq || open) {
                node.inside = nested(list, at, open ? INT64_MAX : *node.entry.end);
            }
            nodes.push_back(std::move(node));
        }
        return nodes;
    }

    // What must be known before the first line is written.
    void look_at(const Nodes& nodes) {
        for (const Node& node : nodes) {
            if (node.entry.what == "getsockname" && !node.out("name").empty()) {
                const auto number = std::to_string(addresses_.size() + 1);
                addresses_.try_emplace(node.out("name"), "address_" + number);
            }
            if (node.entry.what == "routine") {
                routines_ += "{" + error_value(node.arg("dwError") == "0" ? "" : node.arg("dwError")) + ", " +
                             number_in(node.arg("cbTransferred")) + ", " + number_in(node.arg("dwFlags")) + "}, ";
            }
            if (!node.returned() && node.entry.what != "routine") {
                never_returns_ = call_text(node);
            }
            look_at(node.inside);
        }
    }

    static std::string number_in(const std::string& text) {
        if (!is_number(text) && !is_hex(text)) {
            throw ReportError("the trace has " + printable(text, 80) + " where a number was expected");
        }
        return text + (is_number(text) && text.size() > 9 ? "ull" : "");
    }

    std::string head() const {
        std::string text = "// " + comment(record_.id) + "\n// " + comment(record_.claim) + "\n//\n// Recorded by winsock-cts on " +
                           comment(platform_) + ": " + std::string{to_string(record_.verdict)} +
                           (record_.reason.empty() ? "" : ", " + comment(record_.reason)) + "\n";
        for (const std::string& clause : record_.clauses) {
            text += "// Clause: " + comment(clause) + "\n";
        }
        return text +
               "//\n//     x86_64-w64-mingw32-g++ -std=c++17 -static FILE.cpp -o FILE.exe -lws2_32\n//     cl /std:c++17 /EHsc FILE.cpp\n";
    }

    static std::string function_of(const std::string& thread) { return "on_" + (identifier(thread).value_or("case")); }

    std::string variables() const {
        std::string text;
        for (const auto& [name, type] : variables_) {
            static const std::map<std::string_view, const char*> kInitial{
                {"DWORD", " = 0xCDCDCDCD"}, {"SOCKET", " = INVALID_SOCKET"}, {"HANDLE", " = nullptr"}};
            const auto initial = kInitial.find(type);
            text += type + " " + name + (initial == kInitial.end() ? "" : initial->second) + ";\n";
        }
        for (const auto& [shown, name] : addresses_) {
            text += "Address " + name + ";\n";
        }
        return text + "WSAPROTOCOL_INFOW protocol_info;\nWSAOVERLAPPED spare;\n\n";
    }

    std::string main_function() const {
        std::string text = "int main() {\n    AddVectoredExceptionHandler(0, crashed);\n    std::thread(watch).detach();\n";
        if (record_.verdict == Verdict::crash) {
            text += "    takes_the_process_down = true;\n";
        }
        if (!never_returns_.empty()) {
            text += "    never_returns = " + never_returns_ + ";\n";
        }
        if (started_) {
            // Once for the peers, once for the case.
            text += "    WSADATA data;\n    if (WSAStartup(MAKEWORD(2, 2), &data) != 0 || WSAStartup(MAKEWORD(2, 2), &data) != 0) return 2;\n";
        }
        std::string joins;
        int number = 0;
        for (const auto& [thread, nodes] : threads_) {
            if (thread != "case") {
                const std::string name = "thread_" + std::to_string(++number);
                text += "    std::thread " + name + "(" + function_of(thread) + ");\n";
                joins += "    " + name + ".join();\n";
            }
        }
        return text + "    on_case();\n" + joins + "    compare_routines({" + routines_ + "});\n    end();\n}\n";
    }

    // The call as people read it: "WSASend(s=socket#1, ...)".
    static std::string call_text(const Node& node) {
        std::string text = node.entry.who == "peer" ? "peer: " : "";
        text += node.entry.what + "(";
        for (const auto& [name, value] : node.entry.args.items()) {
            text += (text.back() == '(' ? "" : ", ") + name + "=" + (value.is_string() ? value.get<std::string>() : compact(value));
        }
        return literal(text + ")");
    }

    const std::string& variable(const std::string& name, const char* type) { return variables_.try_emplace(name, type).first->first; }

    std::string socket_expression(const std::string& text) {
        if (text == "INVALID") {
            return "INVALID_SOCKET";
        }
        if (text == "NULL") {
            return "static_cast<SOCKET>(0)";
        }
        if (text.starts_with("socket#")) {
            if (const auto name = identifier(text)) {
                return variable(*name, "SOCKET");
            }
        }
        return "reinterpret_cast<SOCKET>(" + handle_expression(text) + ")";
    }

    std::string handle_expression(const std::string& text) {
        static const std::map<std::string_view, const char*> kKnown{
            {"NULL", "nullptr"},          {"INVALID", "INVALID_HANDLE_VALUE"},  {"current thread", "GetCurrentThread()"},
            {"no handle", "no_handle()"}, {"a file's handle", "file_handle()"}, {"unknown handle", "event_handle()"}};
        if (const auto known = kKnown.find(text); known != kKnown.end()) {
            return known->second;
        }
        const auto name = identifier(text);
        if (!name) {
            throw ReportError("the trace has the handle " + printable(text, 80) + ", which nothing gave out");
        }
        return text.starts_with("socket#") ? "reinterpret_cast<HANDLE>(" + variable(*name, "SOCKET") + ")" : variable(*name, "HANDLE");
    }

    std::string buffers_expression(const std::string& text, const std::string& count) {
        const Pointer pointer = pointer_of(text);
        if (pointer.sort == "NULL") {
            return "nullptr";
        }
        std::string pieces;
        if (pointer.rest.starts_with('[') && pointer.rest.ends_with(']')) {
            for (const std::string& one : split(std::string_view{pointer.rest}.substr(1, pointer.rest.size() - 2), ", ")) {
                if (one.starts_with("...")) {
                    throw ReportError("the trace does not tell every buffer's length");
                }
                std::string_view rest = one;
                std::string times = "1";
                if (const std::size_t by = rest.find(" x "); by != std::string_view::npos) {
                    times = rest.substr(0, by);
                    rest.remove_prefix(by + 3);
                }
                const std::size_t at = std::min(rest.find(" at "), rest.size());
                const Pointer data = pointer_of(at == rest.size() ? "pointer" : std::string{rest.substr(at + 4)});
                pieces += "{" + number_in(times) + ", " + number_in(std::string{rest.substr(0, at)}) + ", \"" + data.sort + "\", " +
                          data.there + "}, ";
            }
        }
        return "buffers(\"" + pointer.sort + "\", " + pointer.there + ", {" + pieces + "}, " + number_in(count) + ")";
    }

    std::string address_expression(const std::string& text, std::string& before) {
        if (text == "NULL") {
            return "nullptr";
        }
        const std::string shown = pointer_of(text).rest;
        if (const auto known = addresses_.find(shown); known != addresses_.end()) {
            return known->second + ".get()";
        }
        const bool six = shown.starts_with("AF_INET6 [");
        const std::size_t colon = shown.rfind(':');
        if ((!six && !shown.starts_with("AF_INET ")) || colon == std::string::npos) {
            throw ReportError("the trace has the address " + printable(text, 80) + ", which is none of IPv4 or IPv6");
        }
        const std::string host = six ? shown.substr(10, colon - 11) : shown.substr(8, colon - 8);
        before += "Address to(" + std::string{six ? "AF_INET6" : "AF_INET"} + ", " + literal(host) + ", " +
                  number_in(shown.substr(colon + 1)) + "); ";
        return "to.get()";
    }

    // A DWORD that the call writes: the case's own variable, a fresh one, or memory of the recorded sort.
    std::string dword_expression(const std::string& text, const char* type, const char* fresh, std::string& before) {
        if (const auto name = identifier(text)) {
            return "&" + variable(*name, "DWORD");
        }
        const Pointer pointer = pointer_of(text);
        if (pointer.sort == "NULL") {
            return "nullptr";
        }
        if (pointer.sort == "good") {
            before += std::string{type} + " " + fresh + " = static_cast<" + type + ">(0xCDCDCDCD); ";
            return std::string{"&"} + fresh;
        }
        const std::string made = "memory(\"" + pointer.sort + "\", sizeof(DWORD), " + pointer.there + ")";
        before += std::string{"char* const "} + fresh + "_memory = " + made + "; ";
        if (pointer.sort == "read-only") {
            before += std::string{"make_read_only("} + fresh + "_memory); ";
        }
        return std::string{"reinterpret_cast<"} + type + "*>(" + fresh + "_memory)";
    }

    std::string overlapped_expression(const std::string& text, bool posts, std::string& before) {
        const std::size_t mark = text.find(" hEvent ");
        const std::string event = mark == std::string::npos ? std::string{} : text.substr(mark + 8);
        const std::string name_text = text.substr(0, mark);
        std::string name = "spare";
        if (const auto named = identifier(name_text)) {
            name = variable(*named, "WSAOVERLAPPED");
        } else {
            const Pointer pointer = pointer_of(name_text);
            if (pointer.sort == "NULL") {
                return "nullptr";
            }
            if (pointer.sort != "good") {
                before += "char* const bad = memory(\"" + pointer.sort + "\", sizeof(WSAOVERLAPPED), " + pointer.there + "); ";
                if (pointer.sort == "read-only") {
                    before += "make_read_only(bad); ";
                }
                return "reinterpret_cast<WSAOVERLAPPED*>(bad)";
            }
        }
        if (posts && !event.empty()) {
            const bool low_bit = event.ends_with("|1");
            const std::string value =
                is_hex(event) ? event
                              : "reinterpret_cast<ULONG_PTR>(" + handle_expression(event.substr(0, event.size() - (low_bit ? 2 : 0))) + ")";
            before += name + ".hEvent = reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(" + value + (low_bit ? " | 1" : "") + ")); ";
        }
        return "&" + name;
    }

    std::string set_expression(const std::string& text, const std::string& name, std::string& before) {
        if (text == "NULL") {
            return "nullptr";
        }
        before += "fd_set " + name + "_set; FD_ZERO(&" + name + "_set); ";
        for (const std::string& socket : split(std::string_view{text}.substr(1, text.size() < 2 ? 0 : text.size() - 2), ", ")) {
            before += name + "_set.fd_array[" + name + "_set.fd_count++] = " + socket_expression(socket) + "; ";
        }
        return "&" + name + "_set";
    }

    std::string bytes_expression(const std::string& text, std::string& before) {
        const std::string rest = pointer_of(text).rest;
        if (text == "NULL") {
            return "nullptr";
        }
        if (is_number(rest)) {
            before += "int value = " + rest + "; ";
            return "reinterpret_cast<char*>(&value)";
        }
        std::string list;
        for (const std::string& byte : split(rest, " ")) {
            if (byte != "bytes") {
                list += number_in("0x" + byte) + ", ";
            }
        }
        if (list.empty()) {
            throw ReportError("the trace does not tell the bytes that a call was given");
        }
        before += "unsigned char value[] = {" + list + "}; ";
        return "reinterpret_cast<char*>(value)";
    }

    // One argument; `before` gets the declarations that it needs.
    std::string argument(const Node& node, const std::string& name, const std::string& text, std::string& before) {
        static const std::set<std::string_view> kHandles{"FileHandle",     "ExistingCompletionPort",
                                                         "CompletionPort", "hFile",
                                                         "hHandle",        "hObject",
                                                         "hEvent",         "hEventObject",
                                                         "hThread",        "hSourceProcessHandle",
                                                         "hSourceHandle",  "hTargetProcessHandle"};
        static const std::set<std::string_view> kCounts{
            "lpNumberOfBytesSent", "lpNumberOfBytesRecvd",       "lpcbTransfer",    "lpdwFlags", "lpFlags",
            "lpcbBytesReturned",   "lpNumberOfBytesTransferred", "lpdwBufferLength"};
        static const std::map<std::string_view, const char*> kFixed{
            {"lpCompletionRoutine", "routine"},
            {"pfnAPC", "apc"},
            {"lpBlockFunc", "reinterpret_cast<FARPROC>(reinterpret_cast<void (*)()>(hook))"},
            {"lpfnCondition", "condition"},
            {"lpProtocolInfo", "&protocol_info"},
            {"lpProtocolBuffer", "reinterpret_cast<WSAPROTOCOL_INFOW*>(room(1 << 20))"},
            {"lpvOutBuffer", "room(1 << 16)"},
            {"lpiProtocols", "nullptr"},
            {"optval", "room(1 << 16)"}};
        const std::string& function = node.entry.what;
        const bool null = text == "NULL";
        if (name == "s") {
            return socket_expression(text);
        }
        if (kHandles.contains(name)) {
            return handle_expression(text);
        }
        if (name == "lpBuffers") {
            return buffers_expression(text, node.arg("dwBufferCount"));
        }
        if (name == "lpOverlapped" && function == "GetQueuedCompletionStatus") {
            before += "OVERLAPPED* packet = nullptr; ";
            return "&packet";
        }
        if (name == "lpOverlapped") {
            return overlapped_expression(text, node.entry.args.contains("lpBuffers") || function == "WSAIoctl", before);
        }
        if (name == "lpCompletionKey") {
            before += "ULONG_PTR key = 0; ";
            return "&key";
        }
        if (kCounts.contains(name)) {
            return dword_expression(text, "DWORD", name.c_str(), before);
        }
        if (name == "name" || name == "to" || name == "lpTo") {
            const auto known = addresses_.find(node.out("name"));
            if (function == "getsockname" && known != addresses_.end()) {
                before += "Address& to = " + known->second + "; ";
                return "to.get()";
            }
            if (function == "getsockname" || function == "getpeername") {
                before += "Address to; ";
                return null ? "nullptr" : "to.get()";
            }
            return address_expression(text, before);
        }
        if (name == "namelen" && (function == "getsockname" || function == "getpeername")) {
            return null ? "nullptr" : "&to.length";
        }
        if (name == "addr" || name == "from" || name == "lpFrom") {
            before += null ? "" : "Address from; ";
            return null ? "nullptr" : "from.get()";
        }
        if (name == "addrlen" || name == "fromlen" || name == "lpFromlen") {
            return null ? "nullptr" : "&from.length";
        }
        if (function == "setsockopt" && name == "optval") {
            return bytes_expression(text, before);
        }
        if (name == "optlen" && function == "getsockopt") {
            before += "int optlen = 1 << 16; ";
            return "&optlen";
        }
        if (name == "argp") {
            const std::string held = pointer_of(text).rest;
            before += "u_long value = static_cast<u_long>(" + (held.empty() ? "0" : number_in(held)) + "); ";
            return null ? "nullptr" : "&value";
        }
        if (name == "lpvInBuffer") {
            return bytes_expression(text, before);
        }
        if (name == "buf") {
            return null ? "nullptr" : "room(" + number_in(node.arg("len")) + " < 0 ? 0 : " + number_in(node.arg("len")) + ")";
        }
        if (name == "lphEvents") {
            before += "HANDLE events[] = {";
            for (const std::string& event : split(std::string_view{text}.substr(1, text.size() < 2 ? 0 : text.size() - 2), ", ")) {
                before += handle_expression(event) + ", ";
            }
            before += "}; ";
            return "events";
        }
        if (name == "readfds" || name == "writefds" || name == "exceptfds") {
            return set_expression(text, name, before);
        }
        if (name == "timeout") {
            if (null) {
                return "nullptr";
            }
            const std::string us = number_in(text.substr(0, text.find(' ')));
            before += "timeval timeout{static_cast<long>(" + us + " / 1000000), static_cast<long>(" + us + " % 1000000)}; ";
            return "&timeout";
        }
        if (name == "lpWSAData") {
            const Pointer pointer = pointer_of(text);
            if (null) {
                return "nullptr";
            }
            if (pointer.sort == "good") {
                before += "WSADATA data; ";
                return "&data";
            }
            before += "char* const data = memory(\"" + pointer.sort + "\", sizeof(WSADATA), " + pointer.there + "); ";
            if (pointer.sort == "read-only") {
                before += "make_read_only(data); ";
            }
            return "reinterpret_cast<WSADATA*>(data)";
        }
        if (name == "lpTargetHandle") {
            before += "HANDLE duplicate = nullptr; ";
            return "&duplicate";
        }
        if (name == "dwProcessId") {
            return "GetCurrentProcessId()";
        }
        if (name == "lpNetworkEvents") {
            before += "WSANETWORKEVENTS network_events; ";
            return "&network_events";
        }
        if (name == "lpCompletionRoutine" && text == "no code") {
            return "reinterpret_cast<LPWSAOVERLAPPED_COMPLETION_ROUTINE>(memory(\"unmapped\", 1))";
        }
        if (const auto fixed = kFixed.find(name); fixed != kFixed.end()) {
            return null ? "nullptr" : fixed->second;
        }
        if (null) {
            return "nullptr";
        }
        if (is_number(text) && text.size() < 10) {
            return number_in(text);
        }
        if (is_number(text) || is_hex(text)) {
            return "static_cast<" + type_of(name) + ">(" + number_in(text) + ")";
        }
        for (const std::string& flag : split(text, "|")) {
            static const std::set<std::string_view> kFlags{"MSG_OOB", "MSG_PEEK", "MSG_DONTROUTE", "MSG_WAITALL", "MSG_PARTIAL"};
            if (!kFlags.contains(flag) && !is_hex(flag)) {
                throw ReportError("the trace gives " + printable(function, 40) + " the argument " + printable(name, 40) + " as " +
                                  printable(text, 80) + ", from which nothing can be made");
            }
        }
        return "static_cast<" + type_of(name) + ">(" + text + ")";
    }

    // Of a parameter that takes a number.
    static std::string type_of(const std::string& name) {
        static const std::map<std::string_view, const char*> kTypes{{"wVersionRequested", "WORD"},
                                                                    {"cmd", "long"},
                                                                    {"lNetworkEvents", "long"},
                                                                    {"Flags", "UCHAR"},
                                                                    {"CompletionKey", "ULONG_PTR"},
                                                                    {"dwCompletionKey", "ULONG_PTR"},
                                                                    {"dwData", "ULONG_PTR"},
                                                                    {"dwCallbackData", "DWORD_PTR"},
                                                                    {"g", "GROUP"}};
        if (const auto known = kTypes.find(name); known != kTypes.end()) {
            return known->second;
        }
        return name.starts_with("dw") || name == "cEvents" || name.starts_with("cb") || name.starts_with("Number") ? "DWORD" : "int";
    }

    // What two calls have in common that only differ in how long they may wait.
    static std::string shape(const Node& node) {
        std::string text = node.entry.thread + node.entry.who + node.entry.what;
        for (const auto& [name, value] : node.entry.args.items()) {
            text += name == "dwTimeout" || name == "dwMilliseconds" || name == "timeout" ? std::string{} : "\n" + name + compact(value);
        }
        return text;
    }

    static bool is_select_of(const Node& node, const std::string& socket) {
        return node.entry.what == "select" && (node.arg("readfds") == "{" + socket + "}" || node.arg("writefds") == "{" + socket + "}");
    }

    // Waits for what other threads had begun and ended before this step.
    std::string order(const std::string& thread, std::int64_t seq, const std::string& indent) {
        std::string begun;
        std::string ended;
        for (const auto& [other, steps] : steps_of_) {
            if (other == thread) {
                continue;
            }
            int last_begun = 0;
            int last_ended = 0;
            for (const auto& [step, begin, end] : steps) {
                last_begun = begin < seq ? step : last_begun;
                last_ended = end != 0 && end < seq ? step : last_ended;
            }
            begun += last_begun == 0 ? "" : std::to_string(last_begun) + ", ";
            ended += last_ended == 0 ? "" : std::to_string(last_ended) + ", ";
        }
        return begun.empty() && ended.empty() ? "" : indent + "turn({" + begun + "}, {" + ended + "});\n";
    }

    // Steps are numbered over all threads before any text is made, since a step may wait for one that stands further down.
    struct Group {
        std::size_t first = 0;
        std::size_t last = 0;
        enum class Sort { call, poll, drain, fill } sort = Sort::call;
    };

    static std::vector<Group> groups_of(const Nodes& nodes) {
        std::vector<Group> groups;
        for (std::size_t at = 0; at < nodes.size();) {
            Group group{at, at, Group::Sort::call};
            const Node& node = nodes[at];
            const std::string socket = node.arg("s");
            const auto extend = [&](std::string_view function) {
                std::size_t calls = 1;
                for (std::size_t next = at + 1; next < nodes.size(); ++next) {
                    const bool again =
                        nodes[next].entry.what == function && nodes[next].entry.who == node.entry.who && nodes[next].arg("s") == socket;
                    if (!again && !is_select_of(nodes[next], socket)) {
                        break;
                    }
                    calls += again ? 1 : 0;
                    group.last = again ? next : group.last;
                }
                return calls;
            };
            if (node.entry.what == "recv" && node.entry.who == "peer") {
                static_cast<void>(extend("recv"));
                group.sort = Group::Sort::drain;
            } else if (node.entry.what == "send" && extend("send") > 2 && nodes[group.last].entry.error == "WSAEWOULDBLOCK") {
                group.sort = Group::Sort::fill;
            } else {
                group.last = at;
                // A A A, or A SleepEx A SleepEx A: asked until the answer is another.
                for (std::size_t next = at + 1; next < nodes.size(); ++next) {
                    if (shape(nodes[next]) == shape(node)) {
                        group.last = next;
                    } else if (nodes[next].entry.what != "SleepEx") {
                        break;
                    }
                }
                const bool asks = node.entry.what == "WSAGetOverlappedResult" || node.entry.what == "GetOverlappedResult" ||
                                  node.entry.what == "SleepEx" || node.entry.what == "WSAWaitForMultipleEvents";
                if (group.last == at || !asks) {
                    group.last = at;
                } else {
                    group.sort = Group::Sort::poll;
                }
            }
            at = group.last + 1;
            groups.push_back(group);
        }
        return groups;
    }

    std::string block(const Nodes& nodes, const std::string& indent);
    std::string call(const Node& node, int step, const std::string& indent);
    std::string poll(const Nodes& nodes, const Group& group, int step, const std::string& indent);
    std::string drain(const Nodes& nodes, const Group& group, int step, const std::string& indent);

    void number_steps() {
        for (const auto& [thread, nodes] : threads_) {
            for (const Group& group : groups_of(nodes)) {
                steps_of_[thread].push_back({++steps_, nodes[group.first].entry.seq, nodes[group.last].entry.end.value_or(0)});
            }
        }
    }

    struct Step {
        int number;
        std::int64_t begin;
        std::int64_t end;
    };

    const CaseRecord& record_;
    const std::string& platform_;
    bool started_ = false;
    std::string never_returns_;
    std::string routines_;
    std::map<std::string, Nodes> threads_;
    std::map<std::string, std::string> addresses_;  // as the trace shows them -> variables
    std::map<std::string, std::string> variables_;  // name -> type
    std::map<std::string, std::vector<Step>> steps_of_;
    int steps_ = 0;
};

// A call's expression, its result as text, whether it failed, and what keeps the result.
struct Made {
    std::string before;
    std::string expression;
    std::string keep;
    std::string text;
    std::string failed;
};

std::string Program::call(const Node& node, int step, const std::string& indent) {
    const Returns returns = returns_of(node.entry.what);
    Made made;
    for (const auto& [name, value] : node.entry.args.items()) {
        const std::string text = value.is_string() ? value.get<std::string>() : compact(value);
        made.expression += (made.expression.empty() ? "" : ", ") + argument(node, name, text, made.before);
    }
    made.expression = node.entry.what + "(" + made.expression + ")";
    switch (returns) {
        case Returns::integer:
            made.text = "int_text(result)", made.failed = "result == SOCKET_ERROR";
            break;
        case Returns::boolean:
            made.text = "bool_text(result)", made.failed = "!result";
            break;
        case Returns::wait:
            made.text = "wait_text(result)", made.failed = "result == WAIT_FAILED";
            break;
        case Returns::procedure:
            made.text = "std::string(result == nullptr ? \"NULL\" : \"pointer\")", made.failed = "result == nullptr && false";
            break;
        case Returns::socket:
        case Returns::handle: {
            const bool is_socket = returns == Returns::socket;
            const std::string none = is_socket ? "INVALID_SOCKET" : "nullptr";
            const auto name = identifier(node.entry.result);
            if (name && (is_socket || node.entry.result != node.arg("ExistingCompletionPort"))) {
                made.keep = " " + variable(*name, is_socket ? "SOCKET" : "HANDLE") + " = result;";
            }
            made.text = "std::string(result == " + none + " ? " + (is_socket ? "\"INVALID_SOCKET\"" : "\"NULL\"") + " : " +
                        literal(name ? node.entry.result : "given") + ")";
            made.failed = "result == " + none;
            break;
        }
        case Returns::nothing:
            break;
    }
    const std::string shown = call_text(node);
    std::string text;
    if (!node.inside.empty()) {
        std::string inside = block(node.inside, indent + "    ");
        if (!inside.empty()) {
            text += indent + "in_callback = [] {\n" + inside + indent + "};\n";
        }
    }
    text += indent + "{\n";
    if (!made.before.empty()) {
        text += indent + "    " + made.before + "\n";
    }
    text += indent + "    const char* const call = " + shown + ";\n";
    text += indent + "    begin(" + std::to_string(step) + ", call);\n";
    text += indent + "    const auto result = " + made.expression + ";\n";
    text += indent + "    const int error = " + made.failed + " ? static_cast<int>(WSAGetLastError()) : 0;" + made.keep + "\n";
    const bool may_pend = node.entry.args.contains("lpBuffers") && !node.arg("lpOverlapped").empty() && node.arg("lpOverlapped") != "NULL";
    const std::string recorded = node.returned() ? literal(node.entry.result) : "\"does not return\"";
    text += indent + "    finish(" + std::to_string(step) + ", call, " + made.text + ", error, " + recorded + ", " +
            error_value(node.entry.error) + (may_pend ? ", true" : "") + ");\n";
    // What it wrote, where the same answer came back.
    if (node.entry.who == "target") {
        for (const char* name : {"lpNumberOfBytesSent", "lpcbTransfer", "lpNumberOfBytesTransferred"}) {
            const std::string variable_name = identifier(node.arg(name)).value_or(name);
            if (is_number(node.out(name)) && pointer_of(node.arg(name)).sort == "good" && node.entry.result != "FALSE") {
                text += indent + "    if (" + made.text + " == " + recorded + " && error == " + error_value(node.entry.error) +
                        ") wrote(\"" + name + "\", " + variable_name + ", " + number_in(node.out(name)) + ");\n";
            }
        }
    }
    return text + indent + "}\n";
}

// Asks again until the answer is the recorded last one, for as long as the recording took and a little more.
std::string Program::poll(const Nodes& nodes, const Group& group, int step, const std::string& indent) {
    Node last = nodes[group.last];
    const std::int64_t ms = (last.entry.t_us - nodes[group.first].entry.t_us) / 1000;
    Node first = nodes[group.first];
    std::string inside;
    for (std::size_t index = group.first; index <= group.last; ++index) {
        if (!nodes[index].inside.empty()) {
            inside += block(nodes[index].inside, indent + "    ");
        }
    }
    std::string before;
    std::string arguments;
    for (const auto& [name, value] : last.entry.args.items()) {
        const std::string text = value.is_string() ? value.get<std::string>() : compact(value);
        arguments += (arguments.empty() ? "" : ", ") + argument(last, name, text, before);
    }
    const bool boolean = returns_of(last.entry.what) == Returns::boolean;
    const std::string shown = call_text(last);
    std::string text;
    if (!inside.empty()) {
        text += indent + "in_callback = [] {\n" + inside + indent + "};\n";
    }
    const std::string made_text = boolean ? "bool_text(result)" : "wait_text(result)";
    text += indent + "for (const ULONGLONG start = GetTickCount64();;) {\n";
    text += before.empty() ? "" : indent + "    " + before + "\n";
    text += indent + "    const char* const call = " + shown + ";\n" + indent + "    begin(" + std::to_string(step) + ", call);\n";
    text += indent + "    const auto result = " + last.entry.what + "(" + arguments + ");\n";
    text += indent + "    const int error = " + (boolean ? "!result" : "result == WAIT_FAILED") +
            " ? static_cast<int>(WSAGetLastError()) : 0;\n";
    text += indent + "    const bool same = " + made_text + " == " + literal(last.entry.result) +
            " && error == " + error_value(last.entry.error) + ";\n";
    const bool alertable = last.arg("bAlertable") == "1" || last.arg("fAlertable") == "1";
    // A poll that ended as it began has gone on to its end; a routine may have run in it all the same.
    const bool unchanged = first.entry.result == last.entry.result && first.entry.error == last.entry.error && !alertable;
    text += indent + "    if (" + (unchanged ? "!same || " : "same || ") + "GetTickCount64() - start > " +
            std::to_string(ms + (unchanged ? 0 : 2000)) + ") {\n";
    text += indent + "        finish(" + std::to_string(step) + ", call, " + made_text + ", error, " + literal(last.entry.result) + ", " +
            error_value(last.entry.error) + ");\n" + indent + "        break;\n" + indent + "    }\n";
    return text + (last.entry.what == "SleepEx" ? "" : indent + "    SleepEx(1, FALSE);\n") + indent + "}\n";
}

std::string Program::drain(const Nodes& nodes, const Group& group, int step, const std::string& indent) {
    std::int64_t bytes = 0;
    for (std::size_t index = group.first; index <= group.last; ++index) {
        const std::string& result = nodes[index].entry.result;
        if (nodes[index].entry.what == "recv" && is_number(result) && result.size() < 10) {
            bytes += std::max(0, std::stoi(result));
        }
    }
    const Node& last = nodes[group.last];
    const std::string end = last.entry.result == "0" ? "0" : last.entry.error.empty() ? "1" : "-1";
    return indent + "drain(" + std::to_string(step) + ", " + socket_expression(last.arg("s")) + ", " + std::to_string(bytes) + "ull, " +
           end + ", " + error_value(last.entry.error) + ", " + literal("peer: recv(s=" + last.arg("s") + ")") + ");\n";
}

std::string Program::block(const Nodes& nodes, const std::string& indent) {
    if (steps_ == 0) {
        number_steps();
    }
    std::string text;
    const bool is_thread = !nodes.empty() && &threads_.at(nodes.front().entry.thread) == &nodes;
    std::size_t index = 0;
    for (const Group& group : groups_of(nodes)) {
        const Node& node = nodes[group.first];
        // What is nested has no place of its own in the order: its call has.
        const int step = is_thread ? steps_of_.at(node.entry.thread)[index++].number : 0;
        if (node.entry.what == "routine") {
            text += block(node.inside, indent);
            continue;
        }
        text += is_thread ? order(node.entry.thread, node.entry.seq, indent) : "";
        switch (group.sort) {
            case Group::Sort::drain:
                text += drain(nodes, group, step, indent);
                break;
            case Group::Sort::fill:
                text += indent + "fill(" + std::to_string(step) + ", " + socket_expression(node.arg("s")) + ", " +
                        number_in(node.arg("len")) + ", " + call_text(node) + ");\n";
                break;
            case Group::Sort::poll:
                text += poll(nodes, group, step, indent);
                break;
            case Group::Sort::call:
                text += call(node, step, indent);
                break;
        }
    }
    return text;
}

}  // namespace

std::string repro_program(const CaseRecord& record, const std::string& platform) {
    return Program{record, platform}();
}

}  // namespace wcts::reports
