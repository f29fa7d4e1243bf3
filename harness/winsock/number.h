// Numbers in text that people or other programs wrote.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace wcts::winsock {

// The number that is all of the text, in decimal digits. Nothing where there is none, where there is more, or where it does not fit.
template <typename Number>
[[nodiscard]] std::optional<Number> whole_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional<Number>(number) : std::nullopt;
}

}  // namespace wcts::winsock
