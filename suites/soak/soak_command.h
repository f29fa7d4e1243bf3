// `winsock-cts soak`: sends over every kind of socket and every path at once, for long, and looks at each byte and each end.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace wcts::soak {

// Runs in this process: a target that takes it down is told by the exit code alone. Returns 0 where all was right, 1 where something was
// wrong or nothing moved any more. Throws run::UsageError, winsock::TargetError.
[[nodiscard]] int command(const std::vector<std::string>& arguments, std::ostream& out);

}  // namespace wcts::soak
