// Every suite of the program. A new one is added here and in meson.build; its spec file in fixtures/meson.build.
#pragma once

#include "fixtures/rows/row.h"

#include <set>
#include <string>
#include <vector>

namespace wcts::suites {

[[nodiscard]] std::vector<rows::Suite> every_suite();

// The ids of the clauses of all spec files that are embedded in the program.
[[nodiscard]] std::set<std::string> clause_ids();

}  // namespace wcts::suites
