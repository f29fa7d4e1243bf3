#include "harness/winsock/reference/status.h"

#include "harness/winsock/nt_status.h"

namespace wcts::winsock::reference {

ULONG_PTR status_of(int error) {
    // Codes without one of their own travel as customer-defined errors.
    constexpr DWORD kCustomer = 0xE0000000;
    return known_status(error).value_or(kCustomer | static_cast<DWORD>(error));
}

int error_of(ULONG_PTR status) {
    status &= 0xFFFFFFFF;
    if (status == kStatusPending) return WSA_IO_INCOMPLETE;
    return error_of_known(static_cast<DWORD>(status)).value_or(static_cast<int>(status & 0xFFFF));
}

}  // namespace wcts::winsock::reference
