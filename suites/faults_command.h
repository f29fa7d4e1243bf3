// `winsock-cts faults`: the misbehaviours that `--fault` and `selftest` know.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace wcts::suites {

// Arguments: nothing, or --json. Returns the exit code. Throws run::UsageError.
[[nodiscard]] int faults_command(const std::vector<std::string>& arguments, std::ostream& out);

}  // namespace wcts::suites
