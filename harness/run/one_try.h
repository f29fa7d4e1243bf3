// One try of a case in a worker that has come up.
#pragma once

#include "harness/run/case_source.h"
#include "harness/run/worker_process.h"

#include <chrono>
#include <optional>

namespace wcts::run {

// `timeout`: for a case without a limit of its own. Nothing once `stop` is set (nullptr: never); the worker may have ended with it. Whether
// the worker is of further use, answered() and spent() tell.
[[nodiscard]] std::optional<reports::CaseRecord> try_once(WorkerProcess& worker, const CaseInfo& info, std::chrono::milliseconds timeout,
                                                          bool keep_trace, HANDLE stop);

}  // namespace wcts::run
