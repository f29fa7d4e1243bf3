#include "harness/winsock/system_winsock.h"

namespace wcts::winsock {

#define WCTS_CALL(library, result, name, params, args) \
    result SystemWinsock::name params { return ::name args; }
#include "harness/winsock/call_list.inc"

int SystemWinsock::WSAGetLastError() {
    return ::WSAGetLastError();
}

void SystemWinsock::WSASetLastError(int iError) {
    ::WSASetLastError(iError);
}

}  // namespace wcts::winsock
