// Workflow commands of GitHub Actions: lines on standard output that GitHub shows as annotations of the run.
#pragma once

#include "reports/outside/outcome.h"

#include <cstddef>
#include <string>

namespace wcts::reports {

// GitHub shows ten annotations a step.
inline constexpr std::size_t kMostAnnotations = 10;

// "::error title=wsasend.x (12 cases)::fail: expected WSAEFAULT, found success": a line for each row and reason that was unexpected, at
// most `most` of them, the last of which counts the rest. Empty if nothing is red.
[[nodiscard]] std::string github_annotations(const RunResult& run, std::size_t most = kMostAnnotations);

}  // namespace wcts::reports
