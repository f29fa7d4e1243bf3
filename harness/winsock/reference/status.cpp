#include "harness/winsock/reference/status.h"

#include <array>
#include <utility>

namespace wcts::winsock::reference {
namespace {

// From ntstatus.h. Codes without one of their own travel as customer-defined errors.
constexpr auto kKnown = std::to_array<std::pair<int, ULONG_PTR>>({
    {0, 0},
    {WSA_OPERATION_ABORTED, 0xC0000120},  // STATUS_CANCELLED
    {WSAECONNRESET, 0xC000020D},          // STATUS_CONNECTION_RESET
    {WSAECONNABORTED, 0xC0000241},        // STATUS_CONNECTION_ABORTED
    {WSAEMSGSIZE, 0x80000005},            // STATUS_BUFFER_OVERFLOW
    {WSAENOBUFS, 0xC000009A},             // STATUS_INSUFFICIENT_RESOURCES
});
constexpr ULONG_PTR kCustomer = 0xE0000000;

}  // namespace

ULONG_PTR status_of(int error) {
    for (const auto& [code, status] : kKnown)
        if (code == error) return status;
    return kCustomer | static_cast<ULONG_PTR>(error);
}

int error_of(ULONG_PTR status) {
    status &= 0xFFFFFFFF;
    if (status == kStatusPending) return WSA_IO_INCOMPLETE;
    for (const auto& [code, known] : kKnown)
        if (known == status) return code;
    return static_cast<int>(status & 0xFFFF);
}

}  // namespace wcts::winsock::reference
