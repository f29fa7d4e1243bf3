// Small helpers for text that people read. Whatever comes out of a report was once said by a target, so it is escaped before it is shown.
#pragma once

#include "reports/report.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {

// Control characters, bytes that are not UTF-8, code points that are no characters and those that turn the writing direction become \xNN or
// \u{NNNN}; no terminal obeys the result.
[[nodiscard]] std::string printable(std::string_view text);

// printable(text), cut at a character to at most `limit` bytes with "..." as its end. `limit` is at least 3.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit);

// A path as UTF-8, printable.
[[nodiscard]] std::string path_text(const std::filesystem::path& path);

// The one-line form. Never throws for bytes that are not UTF-8: they are replaced.
[[nodiscard]] std::string compact(const Json& value);

[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view separator);

// "1 case", "2 cases".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

// `text` with spaces behind it, to at least `width` bytes.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

// "2024-05-01T12:00:00Z": the form of a report's `started` and `finished`.
[[nodiscard]] std::string timestamp(std::chrono::system_clock::time_point time);
[[nodiscard]] bool is_timestamp(std::string_view text) noexcept;

// Milliseconds since 1970 of what timestamp() makes, also with a fraction of a second; nothing for what is no such time.
[[nodiscard]] std::optional<std::int64_t> unix_ms(std::string_view timestamp) noexcept;

}  // namespace wcts::reports
