// The words that a trace is written in, read back: names, numbers, errors, pointers. Throws ReportError for what is none of them: whatever
// a trace says was once said by a target, and nothing of it may stand in a program as code.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports::repro {

[[nodiscard]] bool is_number(std::string_view text) noexcept;
[[nodiscard]] bool is_hex(std::string_view text) noexcept;

// A number as C++ writes it.
[[nodiscard]] std::string number_in(const std::string& text);

// A name of the trace such as "socket#1" as an identifier; nothing for what is none.
[[nodiscard]] std::optional<std::string> identifier(std::string_view name);

// A C++ string literal, and a line of a comment that no backslash continues.
[[nodiscard]] std::string literal(std::string_view text);
[[nodiscard]] std::string comment(std::string_view text);

// An error as a constant of the SDK's headers, or a number; "0" for none.
[[nodiscard]] std::string error_value(const std::string& name);

// "straddling at 8 [16]": the sort of memory, the rest.
struct Pointer {
    std::string sort;  // NULL, unmapped, read-only, straddling, good
    std::string there = "0";
    std::string rest;
};
[[nodiscard]] Pointer pointer_of(const std::string& text);

[[nodiscard]] std::vector<std::string> split(std::string_view text, std::string_view separator);

// What a call was given to send from or to receive into: "[3 x 16, 9 at unmapped]". Throws where the trace does not tell all of it.
struct RecordedBuffers {
    std::string times;  // numbers as C++ writes them
    std::string length;
    Pointer data;
};
[[nodiscard]] std::vector<RecordedBuffers> buffers_of(const Pointer& array);

// "[a, b]" or "{a, b}" without its brackets.
[[nodiscard]] std::vector<std::string> listed(std::string_view text);

}  // namespace wcts::reports::repro
