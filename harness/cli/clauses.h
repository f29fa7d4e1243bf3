// The clauses carried in the exe.
#pragma once

#include "harness/cli/main.h"
#include "reports/clauses.h"

#include <vector>

namespace wcts::cli {

// Of all spec files, in their order. Throws reports::ReportError.
[[nodiscard]] std::vector<reports::Clause> all_clauses(const std::vector<TextFile>& spec);

}  // namespace wcts::cli
