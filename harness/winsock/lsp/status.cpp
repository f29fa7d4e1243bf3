#include "harness/winsock/lsp/status.h"

#include "harness/winsock/nt_status.h"

namespace wcts::winsock::lsp {

LONG status_of(int error) {
    // NTSTATUS_FROM_WIN32 of facility 1: RtlNtStatusToDosError gives the low word.
    constexpr DWORD kWin32 = 0xC0010000;
    return static_cast<LONG>(known_status(error).value_or(kWin32 | (static_cast<DWORD>(error) & 0xFFFF)));
}

}  // namespace wcts::winsock::lsp
