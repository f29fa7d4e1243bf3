// The suites of send, sendto and WSASendTo. The pages of the first two promise nearly the same: a row is written once, for each whose page
// has its clause. What they share with WSASend is in suites/wsasend/.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::send {

[[nodiscard]] std::vector<rows::SuiteMaker> makers();

struct Function;

// The rows of each file, for one function.
[[nodiscard]] std::vector<rows::Row> data(const Function& function);
[[nodiscard]] std::vector<rows::Row> refusals(const Function& function);
[[nodiscard]] std::vector<rows::Row> failures(const Function& function);
[[nodiscard]] std::vector<rows::Row> unreachable(const Function& function);
// Of sendto and WSASendTo alone.
[[nodiscard]] std::vector<rows::Row> destinations(const Function& function);

// WSASendTo, whose rows are those of WSASend and sendto together.
[[nodiscard]] rows::Suite wsasendto();

}  // namespace wcts::send
