// Pages: send, sendto, recv, recvfrom, WSASend, WSASendTo, WSARecv, WSARecvFrom, WSAGetOverlappedResult.
#include "harness/winsock/lsp/lsp_winsock.h"

#include "harness/winsock/memory.h"

namespace wcts::winsock::lsp {

bool LspWinsock::can_follow(const WSAOVERLAPPED* overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
    // The code of a routine needs some bytes; where there are none it is the provider's to say so.
    constexpr std::size_t kSomeCode = 16;
    return writable(overlapped, sizeof(*overlapped)) && (routine == nullptr || readable(reinterpret_cast<const void*>(routine), kSomeCode));
}

int LspWinsock::WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                        LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    const auto way = way_to(s);
    if (!way) return base().WSASend(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpOverlapped, lpCompletionRoutine);
    return transfer(
        *way, {s, lpBuffers, dwBufferCount, lpOverlapped, lpCompletionRoutine},
        [&](const WSPPROC_TABLE& table, LPWSABUF buffers, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
            return table.lpWSPSend(s, buffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpOverlapped, routine, thread, lpErrno);
        });
}

int LspWinsock::WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                          const sockaddr* lpTo, int iTolen, LPWSAOVERLAPPED lpOverlapped,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    const auto way = way_to(s);
    if (!way)
        return base().WSASendTo(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpTo, iTolen, lpOverlapped, lpCompletionRoutine);
    return transfer(
        *way, {s, lpBuffers, dwBufferCount, lpOverlapped, lpCompletionRoutine},
        [&](const WSPPROC_TABLE& table, LPWSABUF buffers, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
            return table.lpWSPSendTo(s, buffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpTo, iTolen, lpOverlapped, routine, thread,
                                     lpErrno);
        });
}

int LspWinsock::WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                        LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    const auto way = way_to(s);
    if (!way) return base().WSARecv(s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, lpOverlapped, lpCompletionRoutine);
    return transfer(
        *way, {s, lpBuffers, dwBufferCount, lpOverlapped, lpCompletionRoutine},
        [&](const WSPPROC_TABLE& table, LPWSABUF buffers, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
            return table.lpWSPRecv(s, buffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, lpOverlapped, routine, thread, lpErrno);
        });
}

int LspWinsock::WSARecvFrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                            sockaddr* lpFrom, LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    const auto way = way_to(s);
    if (!way)
        return base().WSARecvFrom(s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, lpFrom, lpFromlen, lpOverlapped,
                                  lpCompletionRoutine);
    return transfer(
        *way, {s, lpBuffers, dwBufferCount, lpOverlapped, lpCompletionRoutine},
        [&](const WSPPROC_TABLE& table, LPWSABUF buffers, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
            return table.lpWSPRecvFrom(s, buffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, lpFrom, lpFromlen, lpOverlapped, routine,
                                       thread, lpErrno);
        });
}

// The calls of Winsock 1.1 are one buffer and no overlapped structure.

int LspWinsock::send(SOCKET s, const char* buf, int len, int flags) {
    if (!way_to(s)) return base().send(s, buf, len, flags);
    WSABUF buffer{static_cast<ULONG>(len), const_cast<char*>(buf)};  // WSABUF serves receives as well; a send only reads
    DWORD sent = 0;
    return WSASend(s, &buffer, 1, &sent, static_cast<DWORD>(flags), nullptr, nullptr) == 0 ? static_cast<int>(sent) : SOCKET_ERROR;
}

int LspWinsock::sendto(SOCKET s, const char* buf, int len, int flags, const sockaddr* to, int tolen) {
    if (!way_to(s)) return base().sendto(s, buf, len, flags, to, tolen);
    WSABUF buffer{static_cast<ULONG>(len), const_cast<char*>(buf)};
    DWORD sent = 0;
    const int result = WSASendTo(s, &buffer, 1, &sent, static_cast<DWORD>(flags), to, tolen, nullptr, nullptr);
    return result == 0 ? static_cast<int>(sent) : SOCKET_ERROR;
}

int LspWinsock::type_of(SOCKET s) {
    int type = 0;
    int size = sizeof(type);
    return getsockopt(s, SOL_SOCKET, SO_TYPE, reinterpret_cast<char*>(&type), &size) == 0 ? type : 0;
}

// recv and recvfrom have no flags to tell a part of a message by: their pages say WSAEMSGSIZE. A stream has no messages, whatever is left
// of the flags that were given (Wine's WSARecv leaves MSG_PARTIAL).
int LspWinsock::count_unless_cut(SOCKET s, DWORD received, DWORD flags) {
    if ((flags & MSG_PARTIAL) == 0 || type_of(s) == SOCK_STREAM) return static_cast<int>(received);
    WSASetLastError(WSAEMSGSIZE);
    return SOCKET_ERROR;
}

// recv.error.WSAEINVAL.length, recvfrom.error.WSAEINVAL.length: WSPRecv and WSPRecvFrom have no such rule, so it is the functions' own.
bool LspWinsock::may_receive(SOCKET s, int len) {
    const int type = len > 0 ? 0 : type_of(s);
    if (type == 0 || (len == 0 && type != SOCK_STREAM)) return true;
    WSASetLastError(WSAEINVAL);
    return false;
}

int LspWinsock::recv(SOCKET s, char* buf, int len, int flags) {
    if (!way_to(s)) return base().recv(s, buf, len, flags);
    if (!may_receive(s, len)) return SOCKET_ERROR;
    WSABUF buffer{static_cast<ULONG>(len), buf};
    DWORD received = 0;
    auto in_and_out = static_cast<DWORD>(flags);
    if (WSARecv(s, &buffer, 1, &received, &in_and_out, nullptr, nullptr) != 0) return SOCKET_ERROR;
    return count_unless_cut(s, received, in_and_out);
}

int LspWinsock::recvfrom(SOCKET s, char* buf, int len, int flags, sockaddr* from, LPINT fromlen) {
    if (!way_to(s)) return base().recvfrom(s, buf, len, flags, from, fromlen);
    if (!may_receive(s, len)) return SOCKET_ERROR;
    WSABUF buffer{static_cast<ULONG>(len), buf};
    DWORD received = 0;
    auto in_and_out = static_cast<DWORD>(flags);
    if (WSARecvFrom(s, &buffer, 1, &received, &in_and_out, from, fromlen, nullptr, nullptr) != 0) return SOCKET_ERROR;
    return count_unless_cut(s, received, in_and_out);
}

BOOL LspWinsock::WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped, LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags) {
    const auto way = way_to(s);
    if (!way) return base().WSAGetOverlappedResult(s, lpOverlapped, lpcbTransfer, fWait, lpdwFlags);
    const BOOL result = through(*way, FALSE, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPGetOverlappedResult(s, lpOverlapped, lpcbTransfer, fWait, lpdwFlags, lpErrno);
    });
    if (way->layered) {
        // Waiting for a lock may change the last error.
        const int error = WSAGetLastError();
        host_.operations().let_tell();
        WSASetLastError(error);
    }
    return result;
}

}  // namespace wcts::winsock::lsp
