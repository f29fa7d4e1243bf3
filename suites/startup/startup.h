// The suites of what begins and ends the use of Winsock. The clauses are in fixtures/spec/wsastartup.json and wsacleanup.json.
//
// Both change the state of the process: most rows have one of their own, in which nobody has started Winsock yet.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::startup {

[[nodiscard]] std::vector<rows::SuiteMaker> makers();

[[nodiscard]] rows::Suite wsacleanup();
[[nodiscard]] rows::Suite wsastartup();

}  // namespace wcts::startup
