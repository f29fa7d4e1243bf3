// A single case, as the user names it.
#pragma once

#include "harness/run/case_source.h"

#include <cstddef>
#include <string>
#include <vector>

namespace wcts::cli {

// The case that is meant: by its whole id, or by a pattern that means no other. Throws run::UsageError.
[[nodiscard]] std::size_t find_case(const std::vector<run::CaseInfo>& cases, const std::string& name);

}  // namespace wcts::cli
