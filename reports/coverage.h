// Which documented promises a run has really put to the test.
#pragma once

#include "reports/clauses.h"
#include "reports/report.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace wcts::reports {

using Coverage = std::map<std::string, ClauseCoverage>;

struct CoverageTotals {
    std::size_t covered = 0;
    std::size_t unreachable = 0;
    std::size_t open = 0;
};

// A pass, a fail or a flaky case has judged the target; so has a crash, for a target that takes its caller down has broken any promise.
// A time-out has not: it may be the machine's.
[[nodiscard]] bool was_judged(Verdict verdict) noexcept;

// For each must and may clause:
//   covered      at least one case was judged; `cases` are those judged
//   unreachable  there are cases, all unsupported; `reason` is what they say
//   open         no case, or none that was judged; `reason` says which of the two
[[nodiscard]] Coverage coverage_of(std::span<const Clause> clauses, std::span<const CaseRecord> cases);

// Several runs as one: covered by any run is covered. Else open if any run has cases of it that were not judged, else unreachable if any
// run says so, else open. Cases are united.
[[nodiscard]] Coverage merge(std::span<const Coverage> runs);

[[nodiscard]] CoverageTotals totals_of(const Coverage& coverage) noexcept;

// For a terminal: a line for each clause, totals, then what is open and why. `clauses` adds each clause's kind and gives the order; without
// it the order is the ids'.
[[nodiscard]] std::string coverage_text(const Coverage& coverage, std::span<const Clause> clauses = {});

}  // namespace wcts::reports
