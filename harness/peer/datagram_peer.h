// The other end of datagrams: one bound loopback socket that receives and checks them.
//
// Threads: the case's thread only. Errors: SetupFailed for the peer's own trouble.
#pragma once

#include "harness/peer/endpoint.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace wcts::peer {

struct Datagram {
    std::size_t bytes = 0;
    bool truncated = false;  // it did not fit the peer's 128 KiB
    std::vector<char> data;
};

class DatagramPeer {
public:
    DatagramPeer(winsock::Winsock& table, int family);

    [[nodiscard]] Address address() { return socket_.local_address(); }
    [[nodiscard]] Endpoint& socket() { return socket_; }

    // The next datagram, or nothing by the deadline.
    std::optional<Datagram> receive(const Deadline& deadline);

    // Sends `count` bytes of the pattern to an address of the target.
    void send_pattern(std::size_t count, const Address& to);

    // After this the port is closed: a datagram to it draws port-unreachable.
    void close() { socket_.close(); }

private:
    winsock::Winsock& table_;
    Endpoint socket_;
    std::vector<char> buffer_;
};

}  // namespace wcts::peer
