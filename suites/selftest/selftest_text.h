// What `selftest` prints. Pure.
#pragma once

#include "suites/selftest/matrix.h"

#include <string>

namespace wcts::selftest {

// The matrix: a line for each fault (how many rows and cases it met, how many it killed, one of them), then families of clauses by families
// of faults, in counts of kills.
[[nodiscard]] std::string matrix_text(const Matrix& matrix);

// What is proven, and what is not, with the last line as the sum.
[[nodiscard]] std::string judgement_text(const Matrix& matrix, const Judgement& judgement);

}  // namespace wcts::selftest
