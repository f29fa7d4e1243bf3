// Reading reports from files: sealed ones, and the journals that a killed run leaves behind.
#pragma once

#include "reports/report_json.h"

#include <filesystem>
#include <string_view>

namespace wcts::reports {

// Strict: what is not a report in every part is a ReportError that names the place. A journal whose last write was cut off loses just that
// line and is read with `torn`. Never throws anything but ReportError and std::bad_alloc.
[[nodiscard]] ReportFile parse_report(std::string_view text);

// As parse_report; the message begins with the file's name.
[[nodiscard]] ReportFile read_report_file(const std::filesystem::path& path);

// Only the values.
[[nodiscard]] Report read_report(const std::filesystem::path& path);

}  // namespace wcts::reports
