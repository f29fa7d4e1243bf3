// The suite of send. The clauses are in fixtures/spec/send.json; what it shares with WSASend is in suites/wsasend/.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::send {

[[nodiscard]] rows::Suite suite();

// The rows of each file.
[[nodiscard]] std::vector<rows::Row> data();
[[nodiscard]] std::vector<rows::Row> refusals();
[[nodiscard]] std::vector<rows::Row> failures();

}  // namespace wcts::send
