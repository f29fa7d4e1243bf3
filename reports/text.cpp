#include "reports/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace wcts::reports {

namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0;  // 0: not UTF-8
};

Character decode(std::string_view text) noexcept {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1};
    }
    std::size_t length = 0;
    std::uint32_t code = 0;
    std::uint32_t least = 0;
    if ((lead & 0xE0u) == 0xC0u) {
        length = 2, code = lead & 0x1Fu, least = 0x80;
    } else if ((lead & 0xF0u) == 0xE0u) {
        length = 3, code = lead & 0x0Fu, least = 0x800;
    } else if ((lead & 0xF8u) == 0xF0u) {
        length = 4, code = lead & 0x07u, least = 0x10000;
    }
    if (length == 0 || text.size() < length) {
        return {};
    }
    for (std::size_t index = 1; index < length; ++index) {
        if ((byte(index) & 0xC0u) != 0x80u) {
            return {};
        }
        code = (code << 6) | (byte(index) & 0x3Fu);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < least || code > 0x10FFFF || surrogate ? Character{} : Character{code, length};
}

bool is_unsafe(std::uint32_t code) noexcept {
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool direction =
        code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    const bool line_break = code == 0x2028 || code == 0x2029;
    const bool no_character = (code & 0xFFFEu) == 0xFFFEu;  // XML cannot hold U+FFFE and U+FFFF
    return control || direction || line_break || no_character;
}

std::string escaped(const char* format, unsigned value) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const Character character = decode(text);
        const std::size_t length = character.length == 0 ? 1 : character.length;
        if (character.length == 0) {
            result += escaped("\\x%02x", static_cast<unsigned char>(text.front()));
        } else if (!is_unsafe(character.code)) {
            result += text.substr(0, length);
        } else {
            result += escaped(character.code < 0x100 ? "\\x%02x" : "\\u{%04x}", character.code);
        }
        text.remove_prefix(length);
    }
    return result;
}

std::string printable(std::string_view text, std::size_t limit) {
    constexpr std::string_view kEllipsis = "...";
    // One byte of text is at least one byte of result, so what lies far behind the limit need not be looked at.
    std::string result = printable(text.substr(0, limit + 4));
    if (text.size() <= limit && result.size() <= limit) {
        return result;
    }
    std::size_t end = limit - kEllipsis.size();
    while (end > 0 && (static_cast<unsigned char>(result[end]) & 0xC0u) == 0x80u) {
        --end;
    }
    return result.substr(0, end) + std::string{kEllipsis};
}

std::string path_text(const std::filesystem::path& path) {
    const std::u8string text = path.u8string();
    return printable(std::string_view{reinterpret_cast<const char*>(text.data()), text.size()});
}

std::string compact(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    std::string result;
    for (const std::string& part : parts) {
        if (&part != &parts.front()) {
            result += separator;
        }
        result += part;
    }
    return result;
}

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string{noun} + (count == 1 ? "" : "s");
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string timestamp(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(time - day)};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return text.data();
}

bool is_timestamp(std::string_view text) noexcept {
    return unix_ms(text).has_value();
}

std::optional<std::int64_t> unix_ms(std::string_view timestamp) noexcept {
    constexpr std::string_view kShape = "0000-00-00T00:00:00";
    if (timestamp.size() <= kShape.size() || timestamp.back() != 'Z') {
        return std::nullopt;
    }
    const std::string_view fraction = timestamp.substr(kShape.size(), timestamp.size() - kShape.size() - 1);
    if (!fraction.empty() &&
        (fraction.size() < 2 || fraction.front() != '.' || fraction.find_first_not_of("0123456789", 1) != fraction.npos)) {
        return std::nullopt;
    }
    for (std::size_t index = 0; index < kShape.size(); ++index) {
        const bool digit = timestamp[index] >= '0' && timestamp[index] <= '9';
        if (kShape[index] == '0' ? !digit : timestamp[index] != kShape[index]) {
            return std::nullopt;
        }
    }
    const auto number = [timestamp](std::size_t begin, std::size_t length) {
        int value = 0;
        for (const char digit : timestamp.substr(begin, length)) {
            value = value * 10 + (digit - '0');
        }
        return value;
    };
    using namespace std::chrono;
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))}, day{static_cast<unsigned>(number(8, 2))}};
    if (!date.ok() || number(0, 4) == 0 || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) {
        return std::nullopt;
    }
    int ms = 0;
    for (std::size_t digit = 1, worth = 100; digit < fraction.size() && worth > 0; ++digit, worth /= 10) {
        ms += (fraction[digit] - '0') * static_cast<int>(worth);
    }
    const auto time = sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)} + milliseconds{ms};
    return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

}  // namespace wcts::reports
