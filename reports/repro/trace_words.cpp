#include "reports/repro/trace_words.h"

#include "reports/report_error.h"
#include "reports/text.h"

#include <algorithm>

namespace wcts::reports::repro {

bool is_number(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789", text.front() == '-' ? 1 : 0) == std::string_view::npos && text != "-";
}

bool is_hex(std::string_view text) noexcept {
    return text.size() > 2 && text.starts_with("0x") && text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

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

std::string comment(std::string_view text) {
    std::string result = printable(text, 300);
    std::ranges::replace(result, '\\', '/');
    return result;
}

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

std::string number_in(const std::string& text) {
    if (!is_number(text) && !is_hex(text)) {
        throw ReportError("the trace has " + printable(text, 80) + " where a number was expected");
    }
    return text + (is_number(text) && text.size() > 9 ? "ull" : "");
}

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

std::vector<RecordedBuffers> buffers_of(const Pointer& array) {
    std::vector<RecordedBuffers> buffers;
    if (!array.rest.starts_with('[') || !array.rest.ends_with(']')) {
        return buffers;
    }
    for (const std::string& one : listed(array.rest)) {
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
        buffers.push_back({number_in(times), number_in(std::string{rest.substr(0, at)}),
                           pointer_of(at == rest.size() ? "pointer" : std::string{rest.substr(at + 4)})});
    }
    return buffers;
}

std::vector<std::string> listed(std::string_view text) {
    return split(text.substr(text.empty() ? 0 : 1, text.size() < 2 ? 0 : text.size() - 2), ", ");
}

}  // namespace wcts::reports::repro
