// The suites of event objects: one function a file. The clauses are in the files of fixtures/spec/ that bear the functions' names.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::events {

// Of all five functions.
[[nodiscard]] std::vector<rows::SuiteMaker> makers();

[[nodiscard]] rows::Suite wsacloseevent();
[[nodiscard]] rows::Suite wsacreateevent();
[[nodiscard]] rows::Suite wsaresetevent();
[[nodiscard]] rows::Suite wsasetevent();
[[nodiscard]] rows::Suite wsawaitformultipleevents();

}  // namespace wcts::events
