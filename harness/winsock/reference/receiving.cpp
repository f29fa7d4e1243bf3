// Pages: WSARecv, WSARecvFrom, recv, recvfrom.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

#include <algorithm>

namespace wcts::winsock::reference {
namespace {

constexpr DWORD kFlags = MSG_OOB | MSG_PEEK | MSG_PARTIAL | MSG_WAITALL;

bool can_be_written(const WSABUF* buffers, DWORD count) {
    if (count == 0) return true;
    if (!readable(buffers, count * sizeof(WSABUF))) return false;
    return std::all_of(buffers, buffers + count, [](const WSABUF& one) { return one.len == 0 || writable(one.buf, one.len); });
}

// What the flags ask for that this socket has not: FUNCTION.error.WSAEOPNOTSUPP.*
bool has_not(const Socket& socket, DWORD flags, bool waits) {
    const Protocol& protocol = *socket.protocol;
    if (protocol.sends_only()) return true;
    if ((flags & MSG_OOB) != 0 && (!protocol.is_stream() || !protocol.has_urgent_data())) return true;
    if ((flags & MSG_WAITALL) == 0) return false;
    return !protocol.is_stream() || !waits || (flags & (MSG_OOB | MSG_PEEK | MSG_PARTIAL)) != 0;
}

}  // namespace

int ReferenceWinsock::receive_with(const ReceiveArguments& call) {
    Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(call.s, error);
    if (!socket) return fail(error);
    const bool overlapped = socket->overlapped && (call.overlapped != nullptr || call.routine != nullptr);
    if (!can_be_written(call.buffers, call.buffer_count) || !writable(call.flags, sizeof(DWORD))) return fail(WSAEFAULT);
    if (call.received == nullptr ? !overlapped : !writable(call.received, sizeof(DWORD))) return fail(WSAEFAULT);
    if (overlapped && !writable(call.overlapped, sizeof(WSAOVERLAPPED))) return fail(WSAEFAULT);
    if (overlapped && call.routine != nullptr && !is_code(call.routine)) return fail(WSAEFAULT);
    // recvfrom.from.ignored-on-streams: nobody looks at the pointers there. recvfrom.error.WSAEFAULT.from, .from-too-small
    sockaddr* const from = socket->protocol->has_connections() ? nullptr : call.from;
    if (from != nullptr && !can_hold_address(from, call.from_length, socket->protocol->family)) return fail(WSAEFAULT);

    const DWORD flags = *call.flags;
    // recv.error.WSAEINVAL.unknown-flag, .oob-inline; the pages of its relatives name no code.
    if ((flags & ~kFlags) != 0 || ((flags & MSG_OOB) != 0 && socket->options.urgent_inline)) return fail(WSAEINVAL);
    if (has_not(*socket, flags, overlapped || !socket->nonblocking)) return fail(WSAEOPNOTSUPP);
    if (network_->is_down(process_)) return fail(WSAENETDOWN);
    if (socket->protocol->has_connections() && !socket->connected()) return fail(WSAENOTCONN);
    if (!socket->local) return fail(WSAEINVAL);
    // connect.datagram.disconnected-receives: those that ask for no sender.
    if (socket->dissolved && !call.tells_origin) return fail(WSAENOTCONN);
    // recvfrom.error.WSAETIMEDOUT.network-failure, .peer-vanished; of the same circuit the other pages say WSAECONNABORTED.
    const auto told = [&](int failure) {
        return call.tells_origin && socket->timed_out && failure == WSAECONNABORTED ? WSAETIMEDOUT : failure;
    };
    if (socket->failure != 0) return fail(told(socket->failure));
    if (socket->shut_receive) return fail(WSAESHUTDOWN);
    // WSARecv.error.WSAEWOULDBLOCK.overlapped-limit
    if (overlapped && socket->most_pending && outstanding(*socket) >= *socket->most_pending) return fail(WSAEWOULDBLOCK);

    const auto operation = std::make_shared<Operation>();
    operation->kind = Operation::Kind::receive;
    operation->buffers.assign(call.buffers, call.buffers + call.buffer_count);
    for (const WSABUF& buffer : operation->buffers) operation->total += buffer.len;
    operation->flags = flags;
    operation->from = from;
    operation->from_length = call.from_length;
    if (overlapped) {
        operation->overlapped = call.overlapped;
        operation->routine = call.routine;
        operation->flags_pointer = call.flags;
    }
    const int result = transfer(turn, {socket, operation, call.received, socket->options.receive_timeout_ms});
    if (!overlapped && (result == 0 || operation->status == WSAEMSGSIZE)) {
        *call.received = static_cast<DWORD>(operation->done);
        *call.flags = operation->flags_out;
    }
    return result != 0 && operation->status == WSAECONNABORTED ? fail(told(operation->status)) : result;
}

int ReferenceWinsock::WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                              LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    return receive_with(
        {s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, nullptr, nullptr, lpOverlapped, lpCompletionRoutine, false});
}

int ReferenceWinsock::WSARecvFrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                                  sockaddr* lpFrom, LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped,
                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    return receive_with(
        {s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, lpFrom, lpFromlen, lpOverlapped, lpCompletionRoutine, true});
}

int ReferenceWinsock::recv(SOCKET s, char* buf, int len, int flags) {
    return receive_into_one(s, buf, len, flags, nullptr, nullptr, false);
}

int ReferenceWinsock::recvfrom(SOCKET s, char* buf, int len, int flags, sockaddr* from, LPINT fromlen) {
    return receive_into_one(s, buf, len, flags, from, fromlen, true);
}

int ReferenceWinsock::receive_into_one(SOCKET s, char* buf, int len, int flags, sockaddr* from, LPINT fromlen, bool tells_origin) {
    if (len <= 0) {
        // recv.error.WSAEINVAL.length
        const Turn turn(scheduler());
        int error = 0;
        const SocketPtr socket = find(s, error);
        if (!socket) return fail(error);
        if (len < 0 || socket->protocol->is_stream()) return fail(WSAEINVAL);
    }
    WSABUF buffer{static_cast<ULONG>(len), buf};
    DWORD received = 0;
    auto in_and_out = static_cast<DWORD>(flags);
    if (receive_with({s, &buffer, 1, &received, &in_and_out, from, fromlen, nullptr, nullptr, tells_origin}) != 0) return SOCKET_ERROR;
    // recv has no flags to tell a part by: its page says WSAEMSGSIZE.
    if ((in_and_out & MSG_PARTIAL) != 0) return fail(WSAEMSGSIZE);
    return static_cast<int>(received);
}

}  // namespace wcts::winsock::reference
