// The LSPs' part of `selftest`: the fixture LSPs, faithful, keep every promise over the reference, alone and stacked; and each of their faults
// is noticed.
#pragma once

#include "harness/cli/main.h"

#include <ostream>
#include <string>
#include <vector>

namespace wcts::selftest {

// `selftest --lsp`: what stands behind it. 0 where everything is proven, 1 where not. Throws as selftest's command does.
[[nodiscard]] int lsp_command(const cli::Setup& setup, const std::vector<std::string>& arguments, std::ostream& out);

}  // namespace wcts::selftest
