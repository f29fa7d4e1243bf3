// Reading reports from files: sealed ones, and the journals that a killed run leaves behind.
#pragma once

#include "reports/report_json.h"

#include <filesystem>
#include <functional>
#include <string_view>

namespace wcts::reports {

// Strict: what is not a report in every part is a ReportError that names the place. A journal whose last write was cut off loses just that
// line and is read with `torn`. Never throws anything but ReportError and std::bad_alloc.
[[nodiscard]] ReportFile parse_report(std::string_view text);

// As parse_report; the message begins with the file's name.
[[nodiscard]] ReportFile read_report_file(const std::filesystem::path& path);

// The same for reports that are better not held in memory whole: each case is handed over as it is read, in the order of the file, and the
// result has none. What is wrong with a later part shows only after earlier cases were handed over; a report of another version is refused
// before any.
using CaseSink = std::function<void(CaseRecord&& record)>;
[[nodiscard]] ReportFile parse_report(std::string_view text, const CaseSink& sink);
[[nodiscard]] ReportFile read_report_file(const std::filesystem::path& path, const CaseSink& sink);

// Only the values.
[[nodiscard]] Report read_report(const std::filesystem::path& path);

}  // namespace wcts::reports
