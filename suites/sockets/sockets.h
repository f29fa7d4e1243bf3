// The suites of what makes, names and ends sockets: one function a file. The clauses are in the files of fixtures/spec/ that bear their
// names.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::sockets {

[[nodiscard]] std::vector<rows::Suite> suites();

[[nodiscard]] rows::Suite bind();
[[nodiscard]] rows::Suite closesocket();
[[nodiscard]] rows::Suite listen();
[[nodiscard]] rows::Suite shutdown();

}  // namespace wcts::sockets
