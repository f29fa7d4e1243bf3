// What stands in OVERLAPPED::Internal for the end of an operation of a layered handle.
#pragma once

#include "harness/winsock/lsp/spi.h"

namespace wcts::winsock::lsp {

// The NTSTATUS that the kernel's own sockets end with; for errors that have none, one from which the error comes back as its low word.
[[nodiscard]] LONG status_of(int error);

}  // namespace wcts::winsock::lsp
