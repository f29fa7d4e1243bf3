// The clauses carried in the exe.
#pragma once

#include "harness/cli/main.h"
#include "reports/clauses.h"

#include <vector>

namespace wcts::cli {

// Of all spec files, in their order. Throws reports::ReportError.
[[nodiscard]] std::vector<reports::Clause> all_clauses(const std::vector<TextFile>& spec);

// Those that a run on such a target is about: all but the ones that only cases about layered providers name, where it is made of none.
[[nodiscard]] std::vector<reports::Clause> clauses_for(const std::vector<TextFile>& spec, const std::vector<run::CaseInfo>& cases,
                                                       bool has_providers);

}  // namespace wcts::cli
