// The suite of WSAGetOverlappedResult. The clauses are in fixtures/spec/wsagetoverlappedresult.json.
#pragma once

#include "fixtures/rows/row.h"

namespace wcts::overlapped {

[[nodiscard]] rows::Suite wsagetoverlappedresult();

}  // namespace wcts::overlapped
