// How bytes and messages pass from operations through buffers to operations.
#include "harness/winsock/reference/network.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace wcts::winsock::reference {
namespace {

// The operation's data from `offset` on, at most `count` bytes, piece by piece.
template <typename Take>
void for_each_piece(const Operation& operation, std::size_t offset, std::size_t count, Take take) {
    for (const WSABUF& buffer : operation.buffers) {
        if (offset >= buffer.len) {
            offset -= buffer.len;
            continue;
        }
        const std::size_t size = std::min<std::size_t>(count, buffer.len - offset);
        if (size == 0) return;
        take(std::span(buffer.buf + offset, size));
        count -= size;
        offset = 0;
    }
}

std::vector<char> all_of(const Operation& operation) {
    std::vector<char> data;
    data.reserve(operation.total);
    for_each_piece(operation, 0, operation.total, [&](std::span<const char> piece) { data.insert(data.end(), piece.begin(), piece.end()); });
    return data;
}

void put(Operation& receive, const char* data, std::size_t count) {
    for_each_piece(receive, receive.done, count, [&](std::span<char> piece) {
        std::memcpy(piece.data(), data, piece.size());
        data += piece.size();
    });
    receive.done += count;
}

std::size_t room_to_receive(const Socket& socket) {
    const auto limit = static_cast<std::size_t>(std::max(1, socket.options.receive_buffer));
    const std::size_t held = socket.protocol->is_stream() ? socket.incoming.size() : socket.inbox_bytes();
    return held >= limit ? 0 : limit - held;
}

}  // namespace

// With a send buffer, what is free of it; without one (SO_SNDBUF 0), what the other end has room for.
std::size_t Network::room_to_send(const Socket& socket) const {
    if (!socket.mate) return 0;
    const auto limit = static_cast<std::size_t>(std::max(0, socket.options.send_buffer));
    if (limit > 0) return socket.outgoing.size() >= limit ? 0 : limit - socket.outgoing.size();
    if (socket.cut || !socket.outgoing.empty()) return 0;
    return socket.mate->closed ? 1 : room_to_receive(*socket.mate);
}

bool Network::can_send(const Socket& socket) const {
    if (socket.failure != 0) return true;
    if (!socket.protocol->has_connections()) return true;
    if (!socket.was_connected || !socket.sends.empty()) return false;
    if (socket.protocol->is_stream()) {
        return room_to_send(socket) > 0 || (!socket.cut && socket.mate && !socket.mate->closed && room_to_receive(*socket.mate) > 0);
    }
    return !socket.cut && socket.mate && room_to_receive(*socket.mate) > 0;
}

bool Network::can_receive(const Socket& socket) const {
    if (socket.listening) return !socket.arrivals.empty();
    return !socket.incoming.empty() || !socket.inbox.empty() || socket.end_arrived || socket.failure != 0 || socket.pending_error != 0 ||
           socket.shut_receive;
}

void Network::flow(const SocketPtr& from) {
    if (!from->was_connected) return;
    for (bool more = true; more;) {
        more = take_from_senders(from);
        // shutdown.sd-receive.tcp-resets
        const bool unwanted = from->mate && from->mate->shut_receive && !from->mate->closed && from->protocol->is_stream();
        if (unwanted && !from->outgoing.empty() && !from->cut) reset(from->mate);
        more = carry(*from) || more;
        if (from->failure == 0 && from->mate && from->mate->closed && !from->outgoing.empty() && !from->cut) fail(from, WSAECONNRESET);
        if (from->mate) more = hand_out(from->mate) || more;
    }
    watch(from);
    announce(*from);
    if (from->mate) announce(*from->mate);
}

// WSASend.ordering.call-order-is-wire-order: the first in the queue is taken whole before the second is looked at.
bool Network::take_from_senders(const SocketPtr& from) {
    bool moved = false;
    while (!from->sends.empty()) {
        const OperationPtr send = from->sends.front();
        if (!from->protocol->is_stream()) {
            if (from->cut || !from->mate || (!from->mate->inbox.empty() && room_to_receive(*from->mate) < send->total)) break;
            from->mate->inbox.push_back({*from->local, all_of(*send), (send->flags & MSG_PARTIAL) == 0});
            send->done = send->total;
        } else {
            const std::size_t count = std::min(room_to_send(*from), send->total - send->done);
            if (count == 0 && send->done < send->total) break;
            // WSASend.param.lpBuffers.gather
            for_each_piece(*send, send->done, count, [&](std::span<const char> piece) { from->outgoing.append(piece); });
            send->done += count;
            // WSASend.flags.MSG_OOB: as in TCP, the last byte of such a send is the urgent one.
            if ((send->flags & MSG_OOB) != 0 && send->done == send->total && send->total > 0) from->outgoing.mark_last();
        }
        moved = true;
        if (send->done < send->total) break;
        from->sends.pop_front();
        // WSASend.remarks.indication.consumed
        finish(from, send, 0);
    }
    return moved;
}

bool Network::carry(Socket& from) {
    if (from.cut || !from.mate) return false;
    Socket& to = *from.mate;
    bool moved = false;
    while (!from.outgoing.empty() && !to.closed) {
        const std::size_t ordinary = std::min(from.outgoing.before_urgent(), room_to_receive(to));
        if (ordinary > 0) {
            to.incoming.append({from.outgoing.front(), ordinary});
            from.outgoing.drop(ordinary);
        } else if (from.outgoing.before_urgent() == 0) {
            const char byte = *from.outgoing.front();
            from.outgoing.drop(1);
            if (to.options.urgent_inline) {
                to.incoming.append({&byte, 1});
                to.incoming.mark_last();
            } else {
                to.urgent.push_back(byte);
            }
        } else {
            break;
        }
        moved = true;
    }
    if (from.outgoing.empty() && from.sends.empty() && from.shut_send && !to.end_arrived) {
        to.end_arrived = true;
        moved = true;
    }
    return moved;
}

bool Network::hand_out(const SocketPtr& to) {
    bool moved = false;
    while (!to->receives.empty()) {
        const OperationPtr receive = to->receives.front();
        int error = 0;
        const std::size_t before = receive->done;
        const bool ended = fill(*to, *receive, error);
        moved = moved || ended || receive->done > before;
        if (!ended) break;
        to->receives.pop_front();
        finish(to, receive, error);
    }
    return moved;
}

bool Network::fill(Socket& socket, Operation& receive, int& error) {
    if (socket.failure != 0) {
        error = socket.failure;
        return true;
    }
    return socket.protocol->is_stream() ? fill_from_stream(socket, receive, error) : fill_from_messages(socket, receive, error);
}

bool Network::fill_from_stream(Socket& socket, Operation& receive, int& error) {
    if ((receive.flags & MSG_OOB) != 0) {
        if (socket.options.urgent_inline) {
            error = WSAEINVAL;
            return true;
        }
        if (socket.urgent.empty()) return false;
        for (; !socket.urgent.empty() && receive.done < receive.total; socket.urgent.pop_front()) put(receive, &socket.urgent.front(), 1);
        socket.armed |= FD_OOB;
        return true;
    }
    // recvfrom.stream.oob-inline-alone: an urgent byte is not joined with what comes before or after it.
    const std::size_t in_one = std::max<std::size_t>(socket.incoming.before_urgent(), 1);
    const std::size_t count = std::min({in_one, socket.incoming.size(), receive.total - receive.done});
    if (count > 0) {
        put(receive, socket.incoming.front(), count);
        if ((receive.flags & MSG_PEEK) == 0) socket.incoming.drop(count);
        socket.armed |= FD_READ;
        return (receive.flags & MSG_WAITALL) == 0 || receive.done == receive.total || socket.end_arrived;
    }
    return socket.end_arrived || socket.shut_receive || (receive.total == 0 && !socket.incoming.empty());
}

bool Network::fill_from_messages(Socket& socket, Operation& receive, int& error) {
    if (socket.pending_error != 0) {
        error = std::exchange(socket.pending_error, 0);
        return true;
    }
    if (socket.inbox.empty()) {
        // WSARecv.error.WSAEDISCON.message-oriented
        if (socket.end_arrived && socket.protocol->has_connections()) error = WSAEDISCON;
        return socket.end_arrived || socket.shut_receive;
    }
    Datagram& first = socket.inbox.front();
    const std::size_t count = std::min(first.data.size(), receive.total);
    put(receive, first.data.data(), count);
    if (receive.from != nullptr) error = write_address(first.from, receive.from, receive.from_length);
    socket.armed |= FD_READ;
    const bool cut_short = count < first.data.size();
    receive.flags_out = cut_short || !first.whole ? MSG_PARTIAL : 0;
    if (cut_short && !socket.protocol->has_partial_messages()) error = WSAEMSGSIZE;
    // WSARecvFrom.message.reliable-whole: a larger buffer gets all of it later.
    const bool kept = cut_short && !socket.protocol->has_partial_messages() && socket.protocol->is_reliable();
    if ((receive.flags & MSG_PEEK) != 0 || kept) return true;
    if (cut_short && socket.protocol->has_partial_messages()) {
        first.data.erase(first.data.begin(), first.data.begin() + static_cast<std::ptrdiff_t>(count));
    } else {
        socket.inbox.pop_front();
    }
    return true;
}

void Network::send_datagram(Socket& socket, const Operation& operation) {
    const Address to = operation.to ? *operation.to : *socket.remote;
    // sendto.unbound.bound, .wildcard
    if (!socket.local) {
        socket.local = Address::any(to.family);
        socket.local->port = free_port(*socket.protocol);
    }
    const Address from = socket.local->is_any() ? Address::loopback(to.family, socket.local->port) : *socket.local;
    if (socket.cut) return;
    if (to.is_beyond()) {
        // WSASend.error.WSAENETRESET.datagram-ttl: nobody answers there but the router.
        if (socket.options.time_to_live <= 1) socket.pending_error = WSAENETRESET;
        return;
    }
    SocketPtr receiver;
    for (const auto& weak : sockets_) {
        const SocketPtr other = weak.lock();
        if (!other || other->closed || other->protocol->type != SOCK_DGRAM || !other->local || other->local->family != to.family ||
            other->local->port != to.port || other->protocol->protocol != socket.protocol->protocol) {
            continue;
        }
        if (!other->local->is_any() && other->local->bytes != to.bytes) continue;
        if (other->remote && *other->remote != from) continue;
        receiver = other;
        break;
    }
    if (!receiver) {
        // WSASend.error.WSAECONNRESET.udp-port-unreachable
        if (to.is_loopback()) socket.pending_error = WSAECONNRESET;
        return;
    }
    // A full queue drops what comes.
    if (room_to_receive(*receiver) < operation.total) return;
    receiver->inbox.push_back({from, all_of(operation)});
    hand_out(receiver);
    announce(*receiver);
}

void Network::post(const SocketPtr& socket, const OperationPtr& operation) {
    if (operation->kind == Operation::Kind::receive) {
        socket->receives.push_back(operation);
        hand_out(socket);
        if (socket->mate) flow(socket->mate);
        announce(*socket);
        return;
    }
    if (!socket->protocol->has_connections()) {
        send_datagram(*socket, *operation);
        operation->done = operation->total;
        finish(socket, operation, 0);
        return;
    }
    socket->sends.push_back(operation);
    flow(socket);
}

int Network::attempt(const SocketPtr& socket, const OperationPtr& operation) {
    auto& queue = operation->kind == Operation::Kind::send ? socket->sends : socket->receives;
    if (!queue.empty()) return WSAEWOULDBLOCK;
    post(socket, operation);
    if (operation->finished) return operation->status;
    withdraw(socket, operation);
    // WSASend.remarks.nonblocking-stream.partial, WSASend.error.WSAEWOULDBLOCK.nonblocking
    if (operation->done > 0) return 0;
    if (operation->kind == Operation::Kind::send) socket->armed |= FD_WRITE;
    return WSAEWOULDBLOCK;
}

}  // namespace wcts::winsock::reference
