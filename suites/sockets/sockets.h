// The suites of what makes, names and ends sockets: one function a file. The clauses are in the files of fixtures/spec/ that bear their
// names.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::sockets {

[[nodiscard]] std::vector<rows::SuiteMaker> makers();

[[nodiscard]] rows::Suite accept();
[[nodiscard]] rows::Suite bind();
[[nodiscard]] rows::Suite closesocket();
[[nodiscard]] rows::Suite connect();
[[nodiscard]] rows::Suite listen();
[[nodiscard]] rows::Suite shutdown();
[[nodiscard]] rows::Suite socket();
[[nodiscard]] rows::Suite wsaconnect();
[[nodiscard]] rows::Suite wsasocketw();

}  // namespace wcts::sockets
