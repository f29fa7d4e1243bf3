// From what came out of a worker to the record of a case. Pure.
#pragma once

#include "harness/run/case_source.h"
#include "harness/run/worker_process.h"

#include <chrono>

namespace wcts::run {

// The record of a case whose worker crashed, hung or said too much (`answer.end` is died, timed_out or too_long). The observation holds
// only what is the same on every run: how it ended, the exception and the module, but no address; the reason tells the rest in a sentence.
[[nodiscard]] reports::CaseRecord record_of_end(const CaseInfo& info, const Answer& answer, std::chrono::milliseconds limit,
                                                std::chrono::microseconds wall);

// The record that a worker answered with; a harness-error where the answer is none.
[[nodiscard]] reports::CaseRecord record_of_answer(const CaseInfo& info, const reports::Json& message, std::chrono::microseconds wall);

}  // namespace wcts::run
