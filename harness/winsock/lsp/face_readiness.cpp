// Pages: WSACreateEvent and its neighbours, WSAWaitForMultipleEvents, WSAEventSelect, WSAEnumNetworkEvents, select.
#include "harness/winsock/lsp/lsp_winsock.h"

#include "harness/winsock/memory.h"

namespace wcts::winsock::lsp {

HANDLE LspWinsock::WSACreateEvent() {
    return base().WSACreateEvent();
}

BOOL LspWinsock::WSACloseEvent(HANDLE hEvent) {
    return base().WSACloseEvent(hEvent);
}

BOOL LspWinsock::WSASetEvent(HANDLE hEvent) {
    return base().WSASetEvent(hEvent);
}

BOOL LspWinsock::WSAResetEvent(HANDLE hEvent) {
    return base().WSAResetEvent(hEvent);
}

DWORD LspWinsock::WSAWaitForMultipleEvents(DWORD cEvents, const HANDLE* lphEvents, BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable) {
    return base().WSAWaitForMultipleEvents(cEvents, lphEvents, fWaitAll, dwTimeout, fAlertable);
}

int LspWinsock::WSAEventSelect(SOCKET s, HANDLE hEventObject, long lNetworkEvents) {
    const auto way = way_to(s);
    if (!way) return base().WSAEventSelect(s, hEventObject, lNetworkEvents);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPEventSelect(s, hEventObject, lNetworkEvents, lpErrno);
    });
}

int LspWinsock::WSAEnumNetworkEvents(SOCKET s, HANDLE hEventObject, LPWSANETWORKEVENTS lpNetworkEvents) {
    const auto way = way_to(s);
    if (!way) return base().WSAEnumNetworkEvents(s, hEventObject, lpNetworkEvents);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPEnumNetworkEvents(s, hEventObject, lpNetworkEvents, lpErrno);
    });
}

int LspWinsock::select(int nfds, fd_set* readfds, fd_set* writefds, fd_set* exceptfds, PTIMEVAL timeout) {
    // The provider of the first socket serves the whole call.
    for (const fd_set* set : {readfds, writefds, exceptfds}) {
        if (!readable(set, sizeof(set->fd_count)) || set->fd_count == 0 || !readable(set->fd_array, sizeof(SOCKET))) continue;
        const auto way = way_to(set->fd_array[0]);
        if (!way) break;
        return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
            return table.lpWSPSelect(nfds, readfds, writefds, exceptfds, timeout, lpErrno);
        });
    }
    return base().select(nfds, readfds, writefds, exceptfds, timeout);
}

}  // namespace wcts::winsock::lsp
