// The WSASend suite. One function a file of rows; the reference page's clauses are in fixtures/spec/wsasend.json.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::wsasend {

[[nodiscard]] rows::Suite suite();

// The rows of each file, in the order of the files' names.
[[nodiscard]] std::vector<rows::Row> aborted_circuits();
[[nodiscard]] std::vector<rows::Row> aborts();
[[nodiscard]] std::vector<rows::Row> arguments();
[[nodiscard]] std::vector<rows::Row> attribute();
[[nodiscard]] std::vector<rows::Row> blocking();
[[nodiscard]] std::vector<rows::Row> example();
[[nodiscard]] std::vector<rows::Row> flags();
[[nodiscard]] std::vector<rows::Row> forms();
[[nodiscard]] std::vector<rows::Row> gather();
[[nodiscard]] std::vector<rows::Row> handles();
[[nodiscard]] std::vector<rows::Row> net_resets();
[[nodiscard]] std::vector<rows::Row> network_down();
[[nodiscard]] std::vector<rows::Row> ordering();
[[nodiscard]] std::vector<rows::Row> out_of_band();
[[nodiscard]] std::vector<rows::Row> partial_messages();
[[nodiscard]] std::vector<rows::Row> resources();
[[nodiscard]] std::vector<rows::Row> routines();
[[nodiscard]] std::vector<rows::Row> sizes();
[[nodiscard]] std::vector<rows::Row> startup();
[[nodiscard]] std::vector<rows::Row> states();
[[nodiscard]] std::vector<rows::Row> winsock11();

}  // namespace wcts::wsasend
