// The suite of the completion routine (LPWSAOVERLAPPED_COMPLETION_ROUTINE). The clauses are in fixtures/spec/completionroutine.json; what
// the page of WSASend promises of routines is in suites/wsasend/routines.cpp.
#pragma once

#include "fixtures/rows/row.h"

namespace wcts::overlapped {

[[nodiscard]] rows::Suite completionroutine();

}  // namespace wcts::overlapped
