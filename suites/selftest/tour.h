// The tour through all faults and their cases, in worker processes that are asked for one case under one fault at a time.
#pragma once

#include "harness/run/case_source.h"
#include "harness/run/worker_process.h"
#include "suites/selftest/matrix.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace wcts::selftest {

struct TourOptions {
    std::string target = "reference";
    std::size_t jobs = 3;
    bool all = false;        // every case under every fault, and each to its end
    bool by_clause = false;  // not with `all`: first the pairs of a fault and a row that have a clause in common
    std::chrono::milliseconds limit{3000};  // for a case; on a clock of its own a wait for what never comes takes no time
    std::function<void(const std::string& line)> tell = [](const std::string&) {};  // progress; one call at a time
};

// Runs every case on the faithful target first; what does not pass there is not asked again under a fault. Then each fault with each row:
//   - `all`: every case of the row;
//   - otherwise the cases that the fault's `touches` chooses and that stand for the others (see stands_for_others), up to the first that is
//     killed. That is enough to know whether the fault kills the row, which is what is judged and recorded; how many kinds of the row would
//     be killed as well is only known to `all`. The few rows that move very much data meet only the faults that violate one of their own
//     clauses; every other fault meets smaller rows of the same claim.
//   - `by_clause`: of these, the rows about a clause that the fault violates; then the faults that none of them notices, and the rows that none
//     turns red, with all the others. The same judgement and, since kills of other rows are not compared, the same record to compare; what
//     else a fault kills is not known.
// Throws run::HarnessBroken and winsock::TargetError.
[[nodiscard]] Matrix tour(const std::vector<run::CaseInfo>& cases, const std::vector<std::size_t>& selection,
                          const std::vector<std::string>& faults, const TourOptions& options);

// IPv6 kinds differ from IPv4 kinds in their addresses alone, and no fault looks at those: where a row has both, the latter stand for both.
[[nodiscard]] bool stands_for_others(const run::CaseInfo& info);

// "wsasend.small-send" of "wsasend.small-send/tcp4/iocp".
[[nodiscard]] std::string row_of(const std::string& case_id);

}  // namespace wcts::selftest
