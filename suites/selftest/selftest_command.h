// `winsock-cts selftest`: every case passes on the faithful target, every fault is noticed, every row can fail.
#pragma once

#include "harness/cli/main.h"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::selftest {

// `recorded`: the text of fixtures/faults/kills.json as it is carried inside. Returns the exit code: 0 where all is proven and nothing
// differs from the record, else 1. Throws run::UsageError, winsock::TargetError, run::HarnessBroken.
[[nodiscard]] int command(const cli::Setup& setup, std::string_view recorded, const std::vector<std::string>& arguments, std::ostream& out);

}  // namespace wcts::selftest
