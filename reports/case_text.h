// One case's record in words: what `explain CASE --report FILE` says of what happened.
#pragma once

#include "reports/report.h"

#include <string>
#include <vector>

namespace wcts::reports {

// Printable lines without newlines: verdict and why, times, attempts, observation, trace.
[[nodiscard]] std::vector<std::string> case_lines(const CaseRecord& record);

}  // namespace wcts::reports
