// Writes a report while the run goes on. A killed run leaves `<report>.partial`, which read_report() reads; only a run that came to its end
// replaces `<report>`, and does so in one step.
#pragma once

#include "reports/report.h"
#include "reports/summary.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unordered_set>

namespace wcts::reports {

// One thread at a time. Every failure is a ReportError; what was at the final path before stays as it was until seal() has succeeded.
// A writer that is destroyed unsealed leaves its journal.
class ReportWriter {
public:
    // Opens the journal and writes a first, empty document: a folder that is missing, read-only or full shows before any case has run.
    // Of `beginning`, suite, target, platform and started are used. A journal that an earlier, killed run left is replaced.
    ReportWriter(std::filesystem::path report, const Report& beginning);

    ReportWriter(const ReportWriter&) = delete;
    ReportWriter& operator=(const ReportWriter&) = delete;

    // Adds one finished case. The journal is valid JSON with `complete: false` before and after; one write makes the step.
    // After a failure the journal holds the cases before it.
    void append(const CaseRecord& record);

    // Writes `report` whole to a temporary file, renames it over the final path, and removes the journal. `report` says itself whether it
    // is complete; its cases must hold each one that was appended. Summary and digest are computed. Nothing may follow.
    // After a failure the journal stays.
    void seal(const Report& report);

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return final_; }
    [[nodiscard]] const std::filesystem::path& journal_path() const noexcept { return journal_; }

private:
    void write_from(std::uint64_t offset, std::string_view text);
    void restore_tail();

    std::filesystem::path final_;
    std::filesystem::path journal_;
    std::ofstream file_;
    std::uint64_t tail_begin_ = 0;
    std::string tail_;
    Summary so_far_;
    std::unordered_set<std::string> ids_;
};

}  // namespace wcts::reports
