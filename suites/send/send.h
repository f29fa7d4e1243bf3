// The suites of send and sendto. Their pages promise nearly the same: a row is written once, for each whose page has its clause. What they
// share with WSASend is in suites/wsasend/.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::send {

[[nodiscard]] std::vector<rows::Suite> suites();

struct Function;

// The rows of each file, for one function.
[[nodiscard]] std::vector<rows::Row> data(const Function& function);
[[nodiscard]] std::vector<rows::Row> refusals(const Function& function);
[[nodiscard]] std::vector<rows::Row> failures(const Function& function);
// Of sendto alone.
[[nodiscard]] std::vector<rows::Row> destinations(const Function& function);

}  // namespace wcts::send
