// What is told of flaky cases at the end of a run.
#pragma once

#include "harness/run/coordinator.h"

#include <cstddef>
#include <map>
#include <ostream>
#include <vector>

namespace wcts::cli {

// Of the first few flaky records: prints how often they passed and what they did otherwise, looks for the cause (run/flake.h) and adds it
// to their reason. `before`: what RunObserver::differed told. Throws as run::find_cause does.
void explain_flakes(const std::vector<run::CaseInfo>& cases, const run::RunOptions& options,
                    const std::map<std::size_t, std::vector<std::size_t>>& before, std::vector<reports::CaseRecord>& records,
                    std::ostream& out);

}  // namespace wcts::cli
