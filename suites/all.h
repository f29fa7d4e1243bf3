// Every suite of the program. A new one is added here and in meson.build; its spec file in fixtures/meson.build.
#pragma once

#include "fixtures/rows/row.h"

#include <vector>

namespace wcts::suites {

[[nodiscard]] std::vector<rows::SuiteMaker> makers();

// All of them made.
[[nodiscard]] std::vector<rows::Suite> every_suite();

}  // namespace wcts::suites
