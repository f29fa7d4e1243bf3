// One socket of a peer, on the trusted table: owned, non-blocking, every wait bounded.
//
// Threads: one at a time. Errors: a failed step throws SetupFailed, since a peer's own trouble is never the target's fault.
#pragma once

#include "harness/peer/deadline.h"
#include "harness/winsock/readiness.h"
#include "harness/winsock/winsock.h"

namespace wcts::peer {

// A loopback address of one family; the port is 0 until it is bound.
struct Address {
    sockaddr_storage storage{};
    int length = 0;

    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// 127.0.0.1 or ::1, port 0.
[[nodiscard]] Address loopback(int family);

class Endpoint {
public:
    Endpoint() = default;
    Endpoint(winsock::Winsock& table, SOCKET socket);
    ~Endpoint();
    Endpoint(Endpoint&& other) noexcept;
    Endpoint& operator=(Endpoint&& other) noexcept;

    // A fresh socket bound to loopback.
    static Endpoint bound(winsock::Winsock& table, int family, int type, int protocol);

    [[nodiscard]] SOCKET get() const { return socket_; }
    [[nodiscard]] explicit operator bool() const { return socket_ != INVALID_SOCKET; }
    [[nodiscard]] Address local_address();

    void set_option(int level, int name, int value);
    void make_nonblocking();

    using Ready = winsock::Ready;
    // False when the deadline passed first.
    [[nodiscard]] bool wait(Ready what, const Deadline& deadline);

    void close();
    // Closes so that a stream's other end gets a reset.
    void close_with_reset();

private:
    winsock::Winsock* table_ = nullptr;
    SOCKET socket_ = INVALID_SOCKET;
};

}  // namespace wcts::peer
