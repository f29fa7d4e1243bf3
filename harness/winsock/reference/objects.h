// What the reference provider is made of: sockets, events, ports, and the operations under way. Plain data; network.h knows the rules.
//
// Everything here is guarded by the scheduler's mutex.
#pragma once

#include "harness/winsock/reference/address.h"
#include "harness/winsock/reference/catalog.h"
#include "harness/winsock/reference/stream_data.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wcts::winsock::reference {

// The functions of one program and the sockets that it owns; peers are another process of the same network.
using ProcessId = int;

struct Event {
    bool set = false;
    unsigned times_set = 0;  // whoever waits goes on once it is set, also where it is reset before they come to run
};

struct Packet {
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED* overlapped;
    int error;
};

struct Port {
    std::deque<Packet> packets;
    bool closed = false;
};

// One send or receive from its call to its end. Its WSABUFs were captured in the call; the data itself is the caller's until the end.
struct Operation {
    enum class Kind { send, receive };

    Kind kind = Kind::send;
    std::vector<WSABUF> buffers;
    DWORD flags = 0;
    std::size_t total = 0;
    std::size_t done = 0;

    WSAOVERLAPPED* overlapped = nullptr;  // nullptr: the call itself waits for the end
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
    bool silent_port = false;  // the low bit of hEvent: no packet
    DWORD thread = 0;          // that made the call

    std::optional<Address> to;     // a datagram's destination
    sockaddr* from = nullptr;      // where a receive is to write the sender
    int* from_length = nullptr;
    DWORD flags_out = 0;           // of a receive: MSG_PARTIAL
    DWORD* flags_pointer = nullptr;

    bool in_call = true;  // the call has not returned yet
    bool finished = false;
    int status = 0;  // 0 or the error, once finished
};

struct Datagram {
    Address from;
    std::vector<char> data;
    bool whole = true;  // false: a part of a message, and more is to follow
};

struct Options {
    int send_buffer = 64 * 1024;
    int receive_buffer = 64 * 1024;
    DWORD send_timeout_ms = 0;
    DWORD receive_timeout_ms = 0;
    linger lingering{};
    bool urgent_inline = false;
    bool broadcast = false;
    bool reuse_address = false;
    bool exclusive_address = false;
    bool no_delay = false;
    bool only_v6 = true;
    bool dont_route = false;
    bool keep_alive = false;
    std::chrono::milliseconds keep_alive_time{2 * 60 * 60 * 1000};
    std::chrono::milliseconds keep_alive_interval{1000};
    int time_to_live = 128;
};

struct Socket {
    const Protocol* protocol = nullptr;
    ProcessId owner = 0;
    bool overlapped = false;   // made with the overlapped attribute
    bool inheritable = true;   // its handle, by the processes that this one starts
    bool nonblocking = false;
    Options options;
    int descriptors = 0;
    bool closed = false;  // its last descriptor is closed

    std::optional<Address> local;
    std::optional<Address> remote;
    bool listening = false;
    std::size_t backlog = 0;
    std::deque<std::shared_ptr<Socket>> arrivals;  // connected, and not accepted yet

    // Connections.
    bool connecting = false;  // an attempt is under way; `attempt` tells it from those before
    unsigned attempt = 0;
    int connect_error = 0;         // of the last attempt that failed
    std::shared_ptr<Socket> mate;  // the other end
    bool was_connected = false;
    bool shut_send = false;
    bool shut_receive = false;
    bool end_arrived = false;  // the other end sends nothing more
    int failure = 0;           // how the connection broke; stays
    bool timed_out = false;    // it broke since nothing came back: pages differ about the code
    StreamData outgoing;       // taken from senders, not yet with the other end
    StreamData incoming;
    std::deque<char> urgent;   // arrived out of band
    bool watched = false;      // somebody waits for the retransmission time-out

    // Messages.
    std::deque<Datagram> inbox;
    bool dissolved = false;  // had a peer, and was told to have none
    int pending_error = 0;  // told once: an earlier datagram drew an ICMP message

    // Operations under way, in call order.
    std::deque<std::shared_ptr<Operation>> sends;
    std::deque<std::shared_ptr<Operation>> receives;

    std::shared_ptr<Port> port;
    ULONG_PTR port_key = 0;
    UCHAR port_modes = 0;  // FILE_SKIP_*

    HANDLE selected_event = nullptr;
    long selected = 0;   // FD_* asked for
    long recorded = 0;   // FD_* that came
    long armed = 0;      // FD_* that may come (again)

    // What a lab did.
    bool cut = false;
    bool exhausted = false;
    bool unreachable = false;
    bool no_route = false;
    std::optional<unsigned> most_pending;

    [[nodiscard]] bool connected() const { return remote.has_value() && (!protocol->has_connections() || was_connected); }
    [[nodiscard]] std::size_t inbox_bytes() const {
        std::size_t bytes = 0;
        for (const Datagram& datagram : inbox) bytes += datagram.data.size() + 1;
        return bytes;
    }
};

// Overlapped operations under way on the socket, and receives that wait.
[[nodiscard]] inline std::size_t outstanding(const Socket& socket) {
    std::size_t count = socket.receives.size();
    for (const auto& one : socket.sends) count += one->overlapped != nullptr ? 1 : 0;
    return count;
}

}  // namespace wcts::winsock::reference
