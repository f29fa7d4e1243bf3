// CTRF, the Common Test Report Format (https://github.com/ctrf-io/ctrf): JSON, as its specification 0.0.0 and its schema have it.
//
//   passed    "passed"
//   failed    "failed"
//   broken    "failed": CTRF knows no error. `rawStatus` tells timeout, crash and so on apart
//   known     "other", with the tag "known-deviation"
//   skipped   "skipped"
//
// `rawStatus` is always our verdict; what is red has the tag "unexpected". A case that was tried several times keeps its attempts. CTRF
// calls flaky only what passed in the end: a known flaky case whose last try passed is "passed" with `flaky`; one that nobody expected is
// "failed". What CTRF has no name for stands in `extra` under "winsock-cts/run" and "winsock-cts/case".
#pragma once

#include "reports/outside/outcome.h"

#include <string>

namespace wcts::reports {

// One test a line; what is not UTF-8 or would move a terminal is escaped.
[[nodiscard]] std::string ctrf_json(const RunResult& run);

}  // namespace wcts::reports
