// From what came out of a worker to the record of a case. Pure.
#pragma once

#include "harness/run/case_source.h"
#include "harness/run/worker_process.h"

#include <chrono>
#include <cstddef>
#include <vector>

namespace wcts::run {

// The record of a case whose worker crashed, hung or said too much (`answer.end` is died, timed_out or too_long). The observation holds
// only what is the same on every run: how it ended, the exception and the module, but no address; the reason tells the rest in a sentence.
[[nodiscard]] reports::CaseRecord record_of_end(const CaseInfo& info, const Answer& answer, std::chrono::milliseconds limit,
                                                std::chrono::microseconds wall);

// Of tries that are alike one trace is enough, that of the earliest: `tries` are a case's so far, by attempt (empty where not yet done), and
// `attempt` the one that came last. So the memory of a repeated run does not grow with its traces.
void drop_known_traces(std::vector<std::vector<reports::CaseRecord>>& tries, std::size_t attempt);

// One record from all tries of one case, in the order of the tries; at least one. Tries that agree in verdict and observation give that
// record; others give `flaky`, with the reason "passed k of n times, ...". More than one try fills `attempts`. The trace is that of the
// first try that did not pass, or of the first.
[[nodiscard]] reports::CaseRecord combine(std::vector<reports::CaseRecord> tries);

}  // namespace wcts::run
