// The suite of the provider interface: what a layered service provider owes ws2_32 and the layer below it. The clauses are in
// fixtures/spec/provider.json. Its cases run on targets that are made of LSPs (`--target lsp:...`) and on no others.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::provider {

[[nodiscard]] rows::Suite suite();

// The rows of each file, in the order of the files' names.
[[nodiscard]] std::vector<rows::Row> completions();
[[nodiscard]] std::vector<rows::Row> duplicates();
[[nodiscard]] std::vector<rows::Row> events();
[[nodiscard]] std::vector<rows::Row> extensions();
[[nodiscard]] std::vector<rows::Row> handles();
[[nodiscard]] std::vector<rows::Row> on_windows();
[[nodiscard]] std::vector<rows::Row> results();
[[nodiscard]] std::vector<rows::Row> startup();
[[nodiscard]] std::vector<rows::Row> stress();

}  // namespace wcts::provider
