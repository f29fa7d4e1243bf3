#include "harness/cli/report_claim.h"

#include "reports/report_error.h"
#include "reports/text.h"
#include "reports/whole_file.h"

namespace wcts::cli {

ReportClaim::ReportClaim(const std::filesystem::path& report) {
    reports::check_place(report);
    std::filesystem::path journal = report;
    journal += ".partial";
    journal_ =
        run::UniqueHandle(CreateFileW(journal.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                      nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
    // Whoever opens it next tells better why it cannot be.
    if (!journal_) return;
    // One byte that no journal reaches, so that readers are not kept out.
    OVERLAPPED place{};
    place.OffsetHigh = 0x7FFF'0000;
    if (LockFileEx(journal_.get(), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place)) return;
    throw reports::ReportError("cannot write " + reports::path_text(report) + ": another run is writing it");
}

}  // namespace wcts::cli
