// Sending and receiving. Pages: WSPSend, WSPSendTo, WSPRecv, WSPRecvFrom, WSPGetOverlappedResult, WSPSendDisconnect, WSPRecvDisconnect.
//
// WSAOVERLAPPED and routine go to the call table as they are: it delivers the end to whoever made the call, as the SPI asks.
#include "harness/winsock/lsp/base_calls.h"
#include "harness/winsock/lsp/host.h"
#include "harness/winsock/memory.h"

namespace wcts::winsock::lsp::base_calls {
namespace {

// The call table runs routines on the calling thread. Whoever passes another one's id wants them there.
void check_thread(BaseProvider& provider, const char* function, const WSATHREADID* thread, const void* routine) {
    if (routine == nullptr || thread == nullptr || ::GetThreadId(thread->ThreadHandle) == ::GetCurrentThreadId()) return;
    provider.rules().broken(std::string(function) + " below was given a completion routine with the WSATHREADID of another thread");
}

// `told` of a call that may be overlapped. What is refused with a routine is noted: a base that runs the routine all the same does so on
// its own.
int told_overlapped(BaseProvider& provider, int result, const WSAOVERLAPPED* overlapped, const void* routine, LPINT lpErrno) {
    told(provider, result, SOCKET_ERROR, lpErrno);
    if (result == SOCKET_ERROR && *lpErrno != WSA_IO_PENDING && routine != nullptr) Host::current()->operations().refused_below(overlapped);
    return result;
}

int WSPAPI send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
                LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPSend", lpErrno);
    if (provider == nullptr || !provider->are_fresh(buffers, count, thread, "WSPSend", lpErrno)) return SOCKET_ERROR;
    check_thread(*provider, "WSPSend", thread, reinterpret_cast<const void*>(routine));
    return told_overlapped(*provider, provider->winsock().WSASend(s, buffers, count, sent, flags, overlapped, routine), overlapped,
                           reinterpret_cast<const void*>(routine), lpErrno);
}

int WSPAPI send_to(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const sockaddr* to, int length,
                   LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPSendTo", lpErrno);
    if (provider == nullptr || !provider->are_fresh(buffers, count, thread, "WSPSendTo", lpErrno)) return SOCKET_ERROR;
    check_thread(*provider, "WSPSendTo", thread, reinterpret_cast<const void*>(routine));
    return told_overlapped(*provider, provider->winsock().WSASendTo(s, buffers, count, sent, flags, to, length, overlapped, routine),
                           overlapped, reinterpret_cast<const void*>(routine), lpErrno);
}

int WSPAPI receive(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPRecv", lpErrno);
    if (provider == nullptr || !provider->are_fresh(buffers, count, thread, "WSPRecv", lpErrno)) return SOCKET_ERROR;
    check_thread(*provider, "WSPRecv", thread, reinterpret_cast<const void*>(routine));
    return told_overlapped(*provider, provider->winsock().WSARecv(s, buffers, count, received, flags, overlapped, routine), overlapped,
                           reinterpret_cast<const void*>(routine), lpErrno);
}

int WSPAPI receive_from(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, sockaddr* from, LPINT length,
                        LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPRecvFrom", lpErrno);
    if (provider == nullptr || !provider->are_fresh(buffers, count, thread, "WSPRecvFrom", lpErrno)) return SOCKET_ERROR;
    check_thread(*provider, "WSPRecvFrom", thread, reinterpret_cast<const void*>(routine));
    return told_overlapped(*provider,
                           provider->winsock().WSARecvFrom(s, buffers, count, received, flags, from, length, overlapped, routine),
                           overlapped, reinterpret_cast<const void*>(routine), lpErrno);
}

BOOL WSPAPI overlapped_result(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait, LPDWORD flags, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPGetOverlappedResult", lpErrno);
    if (provider == nullptr) return FALSE;
    Winsock& base = provider->winsock();
    if (provider->owns(s)) return told(*provider, base.WSAGetOverlappedResult(s, overlapped, transferred, wait, flags), FALSE, lpErrno);
    // A layered provider learns the ends of operations after it has closed the socket. A call table wants an open one to ask with.
    SOCKET open = provider->any_socket();
    const bool own = open == INVALID_SOCKET;
    if (own) open = base.WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    const BOOL result = told(*provider, base.WSAGetOverlappedResult(open, overlapped, transferred, wait, flags), FALSE, lpErrno);
    if (own) base.closesocket(open);
    // Wine ends what is pending at a close with STATUS_HANDLES_CLOSED, which its Winsock tells as WSAEINVAL here and otherwise there. A
    // layer gets what is documented, so that what it makes of it is its own.
    constexpr ULONG_PTR kHandlesClosed = 0x8000000A;
    if (!result && *lpErrno == WSAEINVAL && readable(overlapped, sizeof(*overlapped)) && overlapped->Internal == kHandlesClosed)
        *lpErrno = WSA_OPERATION_ABORTED;
    return result;
}

int WSPAPI send_disconnect(SOCKET s, LPWSABUF data, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPSendDisconnect", lpErrno);
    if (provider == nullptr) return SOCKET_ERROR;
    Winsock& base = provider->winsock();
    return told(*provider, provider->base().in_memory() ? base.shutdown(s, SD_SEND) : ::WSASendDisconnect(s, data), SOCKET_ERROR, lpErrno);
}

int WSPAPI receive_disconnect(SOCKET s, LPWSABUF data, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPRecvDisconnect", lpErrno);
    if (provider == nullptr) return SOCKET_ERROR;
    Winsock& base = provider->winsock();
    return told(*provider, provider->base().in_memory() ? base.shutdown(s, SD_RECEIVE) : ::WSARecvDisconnect(s, data), SOCKET_ERROR,
                lpErrno);
}

}  // namespace

void add_data(WSPPROC_TABLE& table) {
    table.lpWSPGetOverlappedResult = quiet<overlapped_result>;
    table.lpWSPRecv = quiet<receive>;
    table.lpWSPRecvDisconnect = quiet<receive_disconnect>;
    table.lpWSPRecvFrom = quiet<receive_from>;
    table.lpWSPSend = quiet<send>;
    table.lpWSPSendDisconnect = quiet<send_disconnect>;
    table.lpWSPSendTo = quiet<send_to>;
}

}  // namespace wcts::winsock::lsp::base_calls
