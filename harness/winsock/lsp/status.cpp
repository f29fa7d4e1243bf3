#include "harness/winsock/lsp/status.h"

#include <array>
#include <utility>

namespace wcts::winsock::lsp {
namespace {

// Values: ntstatus.h.
constexpr auto kKnown = std::to_array<std::pair<int, DWORD>>({
    {0, 0},
    {WSA_OPERATION_ABORTED, 0xC0000120},  // STATUS_CANCELLED
    {WSAECONNRESET, 0xC000020D},          // STATUS_CONNECTION_RESET
    {WSAECONNABORTED, 0xC0000241},        // STATUS_CONNECTION_ABORTED
    {WSAEMSGSIZE, 0x80000005},            // STATUS_BUFFER_OVERFLOW
    {WSAENOBUFS, 0xC000009A},             // STATUS_INSUFFICIENT_RESOURCES
});
// NTSTATUS_FROM_WIN32 of facility 1: RtlNtStatusToDosError gives the low word.
constexpr DWORD kWin32 = 0xC0010000;

}  // namespace

LONG status_of(int error) {
    for (const auto& [code, status] : kKnown)
        if (code == error) return static_cast<LONG>(status);
    return static_cast<LONG>(kWin32 | (static_cast<DWORD>(error) & 0xFFFF));
}

}  // namespace wcts::winsock::lsp
