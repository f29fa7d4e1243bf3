// The NTSTATUS with which the kernel's own sockets end an operation, for those of Winsock's errors that have one. It stands in
// OVERLAPPED::Internal.
#pragma once

#include "harness/winsock/platform.h"

#include <optional>

namespace wcts::winsock {

// 0 is success in both.
[[nodiscard]] std::optional<DWORD> known_status(int error);
[[nodiscard]] std::optional<int> error_of_known(DWORD status);

}  // namespace wcts::winsock
