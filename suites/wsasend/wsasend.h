// The WSASend suite. One function a file of rows; the reference page's clauses are in fixtures/spec/wsasend.json.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::wsasend {

[[nodiscard]] rows::Suite suite();

// The rows of each file, in the order of the files' names.
[[nodiscard]] std::vector<rows::Row> forms();
[[nodiscard]] std::vector<rows::Row> states();

}  // namespace wcts::wsasend
