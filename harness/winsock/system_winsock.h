// The machine's own ws2_32.dll and kernel32.dll, as linked into this program.
#pragma once

#include "harness/winsock/winsock.h"

namespace wcts::winsock {

class SystemWinsock final : public Winsock {
public:
#define WCTS_CALL(library, result, name, params, args) result name params override;
#include "harness/winsock/call_list.inc"

    int WSAGetLastError() override;
    void WSASetLastError(int iError) override;
};

}  // namespace wcts::winsock
