// The report as JSON: names and order of reports/schema/report.schema.json.
#pragma once

#include "reports/report.h"
#include "reports/strict_json.h"
#include "reports/summary.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wcts::reports {

// A report as it stood in a file: the values, and what the file says about itself.
struct ReportFile {
    Report report;
    Summary summary;                    // as stated, not recounted
    std::optional<std::string> digest;  // as stated; a run that was cut off has none
    bool torn = false;                  // the file ended in the middle of a write; the unfinished line was dropped
};

[[nodiscard]] Json to_json(const Attempt& attempt);
[[nodiscard]] Json to_json(const CaseRecord& record);
[[nodiscard]] Json to_json(const SuiteInfo& suite);
[[nodiscard]] Json to_json(const TargetInfo& target);
[[nodiscard]] Json to_json(const PlatformInfo& platform);
[[nodiscard]] Json to_json(const Summary& summary);
[[nodiscard]] Json to_json(const ClauseCoverage& coverage);

// The sealed document, with its summary and digest computed.
[[nodiscard]] Json to_json(const Report& report);

// The sealed document as text: valid JSON, one case a line.
[[nodiscard]] std::string to_text(const Report& report);

// All of these throw ReportError. The first refuses a report of another version by its name.
void require_report_schema(std::string_view schema);
[[nodiscard]] CaseRecord case_from(const Field& field);
[[nodiscard]] ReportFile report_file_from(const Json& document);

// 64-bit FNV-1a, as 16 hex digits, over each case's compact JSON and a newline. It shows accidents (a line lost, a byte turned), not
// forgery: whoever can edit a report can compute it anew.
[[nodiscard]] std::string digest_of(std::span<const CaseRecord> cases);

}  // namespace wcts::reports
