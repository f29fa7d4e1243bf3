#include "harness/winsock/nt_status.h"

#include <array>
#include <utility>

namespace wcts::winsock {
namespace {

// Values: ntstatus.h.
constexpr auto kPairs = std::to_array<std::pair<int, DWORD>>({
    {0, 0},
    {WSA_OPERATION_ABORTED, 0xC0000120},  // STATUS_CANCELLED
    {WSAECONNRESET, 0xC000020D},          // STATUS_CONNECTION_RESET
    {WSAECONNABORTED, 0xC0000241},        // STATUS_CONNECTION_ABORTED
    {WSAEMSGSIZE, 0x80000005},            // STATUS_BUFFER_OVERFLOW
    {WSAENOBUFS, 0xC000009A},             // STATUS_INSUFFICIENT_RESOURCES
});

}  // namespace

std::optional<DWORD> known_status(int error) {
    for (const auto& [code, status] : kPairs)
        if (code == error) return status;
    return std::nullopt;
}

std::optional<int> error_of_known(DWORD wanted) {
    for (const auto& [code, status] : kPairs)
        if (status == wanted) return code;
    return std::nullopt;
}

}  // namespace wcts::winsock
