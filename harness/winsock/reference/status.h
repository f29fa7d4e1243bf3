// What stands in OVERLAPPED::Internal: an NTSTATUS, as the kernel's own readers of it expect, from which Winsock's code comes back.
#pragma once

#include "harness/winsock/platform.h"

namespace wcts::winsock::reference {

inline constexpr ULONG_PTR kStatusPending = 0x103;

[[nodiscard]] ULONG_PTR status_of(int error);
// WSA_IO_INCOMPLETE while it is pending; 0 for success.
[[nodiscard]] int error_of(ULONG_PTR status);

}  // namespace wcts::winsock::reference
