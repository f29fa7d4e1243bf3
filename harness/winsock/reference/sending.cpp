// WSASend and its relatives: the WSASend page in executable form. Each rule names its clause.
// Pages: WSASend, WSASendTo, send, sendto.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"
#include "harness/winsock/reference/status.h"

#include <algorithm>
#include <utility>

namespace wcts::winsock::reference {
namespace {

constexpr DWORD kFlags = MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL;

// WSASend.error.WSAEFAULT.lpBuffers: the array and all that it names. WSASend.param.dwBufferCount: none behind it is looked at.
bool can_be_read(const WSABUF* buffers, DWORD count) {
    if (count == 0) return true;
    if (!readable(buffers, count * sizeof(WSABUF))) return false;
    return std::all_of(buffers, buffers + count, [](const WSABUF& one) { return one.len == 0 || readable(one.buf, one.len); });
}

// What the flags ask for that this transport has not.
bool unsupported(const Protocol& protocol, DWORD flags) {
    // WSASend.error.WSAEOPNOTSUPP.receive-only
    if (protocol.receives_only()) return true;
    // WSASend.error.WSAEOPNOTSUPP.oob-not-stream, .oob-domain
    if ((flags & MSG_OOB) != 0 && (!protocol.is_stream() || !protocol.has_urgent_data())) return true;
    // WSASend.error.WSAEOPNOTSUPP.partial-unsupported
    return (flags & MSG_PARTIAL) != 0 && !protocol.has_partial_messages();
    // WSASend.flags.MSG_DONTROUTE: nothing of this network is routed, so the flag changes nothing.
}

// WSASend.param.dwFlags: bits that the page does not list are nobody's wish. send.error.WSAEINVAL.unknown-flag, .oob-inline: of the
// functions that end in one entry of a provider some pages name the code, and the others none.
bool unfit(const Socket& socket, DWORD flags) {
    return (flags & ~kFlags) != 0 || ((flags & MSG_OOB) != 0 && socket.options.urgent_inline);
}

// Why this socket cannot send now.
int state_of(Socket& socket, bool has_destination) {
    // WSASend.error.WSAESHUTDOWN.sd-send, .sd-both
    if (socket.shut_send) return WSAESHUTDOWN;
    // WSASend.error.WSAECONNRESET.stream-reset, .WSAECONNABORTED.timeout, .other-failure, .WSAENETRESET.stream-keepalive
    if (socket.failure != 0) return socket.failure;
    // WSASend.error.WSAECONNRESET.udp-port-unreachable, .WSAENETRESET.datagram-ttl: told once.
    if (socket.pending_error != 0) return std::exchange(socket.pending_error, 0);
    if (socket.connected() || (has_destination && !socket.protocol->has_connections())) return 0;
    // WSASend.error.WSAEINVAL.not-bound, .WSAENOTCONN.not-connected
    return socket.local ? WSAENOTCONN : WSAEINVAL;
}

}  // namespace

bool ReferenceWinsock::is_code(LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
    // The code of a routine needs some bytes of its own; fewer are no function.
    constexpr std::size_t kShortestRoutine = 16;
    return readable(reinterpret_cast<const void*>(routine), kShortestRoutine);
}

int ReferenceWinsock::send_with(const SendArguments& call) {
    Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(call.s, error);
    if (!socket) return fail(error);

    // WSASend.param.lpOverlapped.nonoverlapped-socket, .lpCompletionRoutine.nonoverlapped-socket: ignored without the attribute.
    // WSASend.remarks.overlapped-unless-both-null, .both-null-is-nonoverlapped
    const bool overlapped = socket->overlapped && (call.overlapped != nullptr || call.routine != nullptr);

    if (!can_be_read(call.buffers, call.buffer_count)) return fail(WSAEFAULT);
    // WSASend.param.lpNumberOfBytesSent.null-nonoverlapped, .null-overlapped
    if (call.sent == nullptr ? !overlapped : !writable(call.sent, sizeof(DWORD))) return fail(WSAEFAULT);
    if (overlapped && !writable(call.overlapped, sizeof(WSAOVERLAPPED))) return fail(WSAEFAULT);
    if (overlapped && call.routine != nullptr && !is_code(call.routine)) return fail(WSAEFAULT);

    if (unsupported(*socket->protocol, call.flags)) return fail(WSAEOPNOTSUPP);
    if (unfit(*socket, call.flags)) return fail(WSAEINVAL);
    // WSASend.error.WSAENETDOWN.subsystem
    if (network_->is_down(process_)) return fail(WSAENETDOWN);
    std::optional<Address> to;
    if (call.has_destination && !socket->protocol->has_connections()) {
        const ReadAddress read = read_address(call.to, call.to_length, socket->protocol->family);
        if (read.error != 0) return fail(read.error);
        // sendto.error.WSAEADDRNOTAVAIL.any
        if (read.address.is_any()) return fail(WSAEADDRNOTAVAIL);
        to = read.address;
    }
    // sendto.error.WSAEDESTADDRREQ.absent; send and WSASend tell WSAENOTCONN there.
    if (call.addressed && !socket->protocol->has_connections() && !to && !socket->remote) return fail(WSAEDESTADDRREQ);
    if (const int state = state_of(*socket, call.has_destination)) return fail(state);
    // send.error.WSAEACCES.broadcast
    const std::optional<Address>& destination = to ? to : socket->remote;
    if (!socket->protocol->has_connections() && destination && destination->is_broadcast() && !socket->options.broadcast)
        return fail(WSAEACCES);

    const auto operation = std::make_shared<Operation>();
    operation->kind = Operation::Kind::send;
    // WSASend.remarks.wsabuf-captured
    operation->buffers.assign(call.buffers, call.buffers + call.buffer_count);
    for (const WSABUF& buffer : operation->buffers) operation->total += buffer.len;
    operation->flags = call.flags;
    operation->to = to;
    // WSASend.error.WSAEMSGSIZE.too-large, WSASend.remarks.message.nothing-sent
    if (!socket->protocol->is_stream() && operation->total > socket->protocol->most_bytes) return fail(WSAEMSGSIZE);
    // WSASend.error.WSAENOBUFS.deadlock
    if (socket->exhausted) return fail(WSAENOBUFS);
    // send.error.WSAEHOSTUNREACH.remote-host
    if (socket->unreachable) return fail(WSAEHOSTUNREACH);
    // sendto.error.WSAENETUNREACH.network
    if (socket->no_route) return fail(WSAENETUNREACH);
    // WSASend.error.WSAEWOULDBLOCK.overlapped-limit
    if (overlapped && socket->most_pending && outstanding(*socket) >= *socket->most_pending) return fail(WSAEWOULDBLOCK);

    if (overlapped) {
        operation->overlapped = call.overlapped;
        operation->routine = call.routine;
    }
    return transfer(turn, {socket, operation, call.sent, socket->options.send_timeout_ms});
}

int ReferenceWinsock::transfer(Turn& turn, const Transfer& what) {
    Operation& operation = *what.operation;
    operation.thread = ::GetCurrentThreadId();
    const auto count = [&what, &operation] {
        if (what.count != nullptr) *what.count = static_cast<DWORD>(operation.done);
    };

    if (operation.overlapped != nullptr) {
        const auto event = reinterpret_cast<std::uintptr_t>(operation.overlapped->hEvent);
        operation.silent_port = (event & 1) != 0;
        if (operation.routine == nullptr && (event & ~std::uintptr_t{1}) != 0) network_->reset_event(reinterpret_cast<HANDLE>(event & ~std::uintptr_t{1}));
        operation.overlapped->Internal = kStatusPending;
        operation.overlapped->InternalHigh = 0;
        network_->post(what.socket, what.operation);
        operation.in_call = false;
        if (!operation.finished) {
            // WSASend.return.pending, WSASend.overlapped.pending: the count is left as it was.
            return fail(WSA_IO_PENDING);
        }
        if (operation.status != 0) return fail(operation.status);
        // WSASend.overlapped.immediate, WSASend.return.zero
        count();
        return 0;
    }

    if (what.socket->nonblocking) {
        const int error = network_->attempt(what.socket, what.operation);
        if (error != 0) return fail(error);
        count();
        return 0;
    }
    // WSASend.remarks.nonoverlapped.as-send, .blocking-stream.all
    network_->post(what.socket, what.operation);
    // WSASend.remarks.timeouts-blocking-only
    std::optional<Clock::Time> until;
    if (what.timeout_ms != 0) until = scheduler().now() + std::chrono::milliseconds(what.timeout_ms);
    const Scheduler::Condition ended = [&operation] { return operation.finished; };
    const int stopped = ended() ? 0 : block(turn, ended, until);
    if (!operation.finished) {
        network_->withdraw(what.socket, what.operation);
        return fail(stopped);
    }
    // A socket that another thread closed has no other way to end the call.
    if (operation.status != 0) return fail(operation.status == WSA_OPERATION_ABORTED ? WSAEINTR : operation.status);
    count();
    return 0;
}

int ReferenceWinsock::WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                              LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    return send_with(
        {s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, nullptr, 0, lpOverlapped, lpCompletionRoutine, false, false});
}

int ReferenceWinsock::WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                                const sockaddr* lpTo, int iTolen, LPWSAOVERLAPPED lpOverlapped,
                                LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) {
    return send_with({s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpTo, iTolen, lpOverlapped, lpCompletionRoutine,
                      lpTo != nullptr, true});
}

int ReferenceWinsock::send(SOCKET s, const char* buf, int len, int flags) {
    return send_from_one(s, buf, len, flags, nullptr, 0, false);
}

int ReferenceWinsock::sendto(SOCKET s, const char* buf, int len, int flags, const sockaddr* to, int tolen) {
    return send_from_one(s, buf, len, flags, to, tolen, true);
}

int ReferenceWinsock::send_from_one(SOCKET s, const char* buf, int len, int flags, const sockaddr* to, int tolen, bool addressed) {
    if (len < 0) return fail(WSAEFAULT);
    WSABUF buffer{static_cast<ULONG>(len), const_cast<char*>(buf)};  // WSABUF serves receives as well; a send only reads
    DWORD sent = 0;
    const int result = send_with({s, &buffer, 1, &sent, static_cast<DWORD>(flags), to, tolen, nullptr, nullptr, to != nullptr, addressed});
    return result == 0 ? static_cast<int>(sent) : SOCKET_ERROR;
}

}  // namespace wcts::winsock::reference
