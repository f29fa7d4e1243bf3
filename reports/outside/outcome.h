// What became of each case, in the few words that other tools' formats have. All writers of this folder go by it, so that a case is red in
// one of them if and only if it is red in all, and if and only if it makes the run's exit code 1.
#pragma once

#include "reports/baseline.h"
#include "reports/report.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wcts::reports {

enum class Outcome {
    passed,   // as documented
    failed,   // not as expected: the target was judged. Also a pass, where a known deviation was expected
    broken,   // not as expected, and nothing was judged to its end: timeout, crash, setup-failed, harness-error, not-run
    known,    // a known deviation: not as documented, and just as the expectation file says
    skipped,  // unsupported, or not run, as expected
};

[[nodiscard]] Outcome outcome_of(const CaseRecord& record) noexcept;

// A run as the writers want it. Refers to what it was made of, which must outlive it; does not change, so any thread may ask.
class RunResult {
public:
    // `unexpected`: of the run itself, with its unmatched entries; for a report that was read from a file, unexpected_in(report).
    RunResult(const Report& report, std::span<const Unexpected> unexpected);

    [[nodiscard]] const Report& report() const noexcept { return *report_; }
    [[nodiscard]] std::span<const Unexpected> unexpected() const noexcept { return unexpected_; }
    // Those of `unexpected` that name no case.
    [[nodiscard]] const std::vector<const Unexpected*>& unmatched() const noexcept { return unmatched_; }

    // Why the case is what it is, on one printable line of at most 1,000 bytes; empty for a plain pass.
    [[nodiscard]] std::string message(const CaseRecord& record) const;

    // Whether nothing in it is red: nothing unexpected, and the run came to its end.
    [[nodiscard]] bool green() const noexcept;

    [[nodiscard]] std::size_t count(Outcome outcome) const noexcept { return counts_[static_cast<std::size_t>(outcome)]; }

private:
    const Report* report_;
    std::span<const Unexpected> unexpected_;
    std::vector<const Unexpected*> unmatched_;
    std::unordered_map<std::string, const Unexpected*> by_case_;
    std::size_t counts_[5] = {};
};

// What an unmatched entry is called where cases have names: "wsasend.x/*/iocp".
[[nodiscard]] std::string entry_name(const Unexpected& unmatched);

inline constexpr std::string_view kCutOff = "the run was cut off: cases are missing";

// All there is to know about a case that is not a plain pass: claim, clauses, observation, attempts, trace. Printable lines, at most 16
// KiB.
[[nodiscard]] std::string details_of(const CaseRecord& record);

// "Wine 8.0, x64", "Windows 11 Pro 10.0, build 22631.3007, x64 on arm64". Printable.
[[nodiscard]] std::string platform_text(const PlatformInfo& platform);

}  // namespace wcts::reports
