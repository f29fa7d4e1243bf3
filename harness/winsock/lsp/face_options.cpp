// Pages: getsockopt, setsockopt, ioctlsocket, WSAIoctl.
#include "harness/winsock/lsp/lsp_winsock.h"

namespace wcts::winsock::lsp {

int LspWinsock::getsockopt(SOCKET s, int level, int optname, char* optval, LPINT optlen) {
    const auto way = way_to(s);
    if (!way) return base().getsockopt(s, level, optname, optval, optlen);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPGetSockOpt(s, level, optname, optval, optlen, lpErrno);
    });
}

int LspWinsock::setsockopt(SOCKET s, int level, int optname, const char* optval, int optlen) {
    const auto way = way_to(s);
    if (!way) return base().setsockopt(s, level, optname, optval, optlen);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPSetSockOpt(s, level, optname, optval, optlen, lpErrno);
    });
}

int LspWinsock::ioctlsocket(SOCKET s, long cmd, u_long* argp) {
    if (!way_to(s)) return base().ioctlsocket(s, cmd, argp);
    DWORD returned = 0;
    return WSAIoctl(s, static_cast<DWORD>(cmd), argp, sizeof(u_long), argp, sizeof(u_long), &returned, nullptr, nullptr);
}

int LspWinsock::WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                         LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    const auto way = way_to(s);
    if (!way) {
        return base().WSAIoctl(s, dwIoControlCode, lpvInBuffer, cbInBuffer, lpvOutBuffer, cbOutBuffer, lpcbBytesReturned, lpOverlapped,
                               lpCompletionRoutine);
    }
    return transfer(
        *way, {s, nullptr, 0, lpOverlapped, lpCompletionRoutine},
        [&](const WSPPROC_TABLE& table, LPWSABUF, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
            return table.lpWSPIoctl(s, dwIoControlCode, lpvInBuffer, cbInBuffer, lpvOutBuffer, cbOutBuffer, lpcbBytesReturned, lpOverlapped,
                                    routine, thread, lpErrno);
        });
}

}  // namespace wcts::winsock::lsp
