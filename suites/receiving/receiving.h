// The suites of the functions that receive. Their pages promise nearly the same: a row is written once, for each function that it is true
// of, and names the clause of that function's own spec file.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::receiving {

// Of WSARecv, recv, WSARecvFrom and recvfrom.
[[nodiscard]] std::vector<rows::SuiteMaker> makers();

struct Function;

// The rows of each file, for one function.
[[nodiscard]] std::vector<rows::Row> data(const Function& function);
[[nodiscard]] std::vector<rows::Row> ends(const Function& function);
[[nodiscard]] std::vector<rows::Row> from(const Function& function);
[[nodiscard]] std::vector<rows::Row> flags(const Function& function);
[[nodiscard]] std::vector<rows::Row> messages(const Function& function);
[[nodiscard]] std::vector<rows::Row> refusals(const Function& function);

}  // namespace wcts::receiving
