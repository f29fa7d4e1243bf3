// Pages: WSPGetSockOpt, WSPSetSockOpt, WSPIoctl, WSPAddressToString, WSPStringToAddress, WSPGetQOSByName.
#include "harness/winsock/lsp/base_calls.h"
#include "harness/winsock/memory.h"

#include <cstring>

namespace wcts::winsock::lsp::base_calls {
namespace {

int WSPAPI get_option(SOCKET s, int level, int option, char* value, LPINT length, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPGetSockOpt", lpErrno);
    return provider == nullptr ? SOCKET_ERROR
                               : told(*provider, provider->winsock().getsockopt(s, level, option, value, length), SOCKET_ERROR, lpErrno);
}

int WSPAPI set_option(SOCKET s, int level, int option, const char* value, int length, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPSetSockOpt", lpErrno);
    if (provider == nullptr) return SOCKET_ERROR;
    // The value of this one is a handle, which some call tables take without looking.
    if (level == SOL_SOCKET && option == SO_UPDATE_ACCEPT_CONTEXT && length == static_cast<int>(sizeof(SOCKET)) &&
        readable(value, sizeof(SOCKET))) {
        SOCKET listener = INVALID_SOCKET;
        std::memcpy(&listener, value, sizeof(listener));
        if (!provider->admits(listener, "SO_UPDATE_ACCEPT_CONTEXT", lpErrno)) return SOCKET_ERROR;
    }
    return told(*provider, provider->winsock().setsockopt(s, level, option, value, length), SOCKET_ERROR, lpErrno);
}

int WSPAPI control(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD returned, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPIoctl", lpErrno);
    if (provider == nullptr || !provider->are_fresh(nullptr, 0, thread, "WSPIoctl", lpErrno)) return SOCKET_ERROR;
    return told(*provider, provider->winsock().WSAIoctl(s, code, in, in_size, out, out_size, returned, overlapped, routine), SOCKET_ERROR,
                lpErrno);
}

// These ask nothing of a network, and no call table has them.

INT WSPAPI address_to_string(LPSOCKADDR address, DWORD size, LPWSAPROTOCOL_INFOW, LPWSTR text, LPDWORD length, LPINT lpErrno) {
    const INT result = ::WSAAddressToStringW(address, size, nullptr, text, length);
    if (result == SOCKET_ERROR) *lpErrno = ::WSAGetLastError();
    return result;
}

INT WSPAPI string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW, LPSOCKADDR address, LPINT length, LPINT lpErrno) {
    const INT result = ::WSAStringToAddressW(text, family, nullptr, address, length);
    if (result == SOCKET_ERROR) *lpErrno = ::WSAGetLastError();
    return result;
}

BOOL WSPAPI qos_by_name(SOCKET s, LPWSABUF, LPQOS, LPINT lpErrno) {
    if (enter(s, "WSPGetQOSByName", lpErrno) == nullptr) return FALSE;
    // There are no templates to find.
    *lpErrno = WSAENOPROTOOPT;
    return FALSE;
}

}  // namespace

void add_options(WSPPROC_TABLE& table) {
    table.lpWSPAddressToString = quiet<address_to_string>;
    table.lpWSPGetQOSByName = quiet<qos_by_name>;
    table.lpWSPGetSockOpt = quiet<get_option>;
    table.lpWSPIoctl = quiet<control>;
    table.lpWSPSetSockOpt = quiet<set_option>;
    table.lpWSPStringToAddress = quiet<string_to_address>;
}

}  // namespace wcts::winsock::lsp::base_calls
