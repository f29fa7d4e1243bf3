#include "harness/peer/endpoint.h"

#include "harness/peer/setup_failed.h"

#include <utility>

namespace wcts::peer {

Address loopback(int family) {
    Address address;
    if (family == AF_INET6) {
        auto& in6 = reinterpret_cast<sockaddr_in6&>(address.storage);
        in6.sin6_family = AF_INET6;
        in6.sin6_addr.s6_addr[15] = 1;
        address.length = sizeof(in6);
    } else {
        auto& in = reinterpret_cast<sockaddr_in&>(address.storage);
        in.sin_family = AF_INET;
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.length = sizeof(in);
    }
    return address;
}

Endpoint::Endpoint(winsock::Winsock& table, SOCKET socket) : table_(&table), socket_(socket) {}

Endpoint::~Endpoint() {
    close();
}

Endpoint::Endpoint(Endpoint&& other) noexcept
    : table_(other.table_), socket_(std::exchange(other.socket_, INVALID_SOCKET)) {}

Endpoint& Endpoint::operator=(Endpoint&& other) noexcept {
    if (this != &other) {
        close();
        table_ = other.table_;
        socket_ = std::exchange(other.socket_, INVALID_SOCKET);
    }
    return *this;
}

Endpoint Endpoint::bound(winsock::Winsock& table, int family, int type, int protocol) {
    Endpoint endpoint(table, table.socket(family, type, protocol));
    if (!endpoint) throw SetupFailed("peer: socket", table.WSAGetLastError());
    const Address address = loopback(family);
    if (table.bind(endpoint.get(), address.get(), address.length) != 0) throw SetupFailed("peer: bind", table.WSAGetLastError());
    return endpoint;
}

Address Endpoint::local_address() {
    Address address;
    address.length = sizeof(address.storage);
    if (table_->getsockname(socket_, address.get(), &address.length) != 0)
        throw SetupFailed("peer: getsockname", table_->WSAGetLastError());
    return address;
}

void Endpoint::set_option(int level, int name, int value) {
    if (table_->setsockopt(socket_, level, name, reinterpret_cast<const char*>(&value), sizeof(value)) != 0)
        throw SetupFailed("peer: setsockopt", table_->WSAGetLastError());
}

void Endpoint::make_nonblocking() {
    u_long on = 1;
    if (table_->ioctlsocket(socket_, static_cast<long>(FIONBIO), &on) != 0) throw SetupFailed("peer: ioctlsocket", table_->WSAGetLastError());
}

bool Endpoint::wait(Ready what, const Deadline& deadline) {
    const int ready = winsock::select_one(*table_, socket_, what, std::chrono::milliseconds(deadline.left_ms()));
    if (ready == SOCKET_ERROR) throw SetupFailed("peer: select", table_->WSAGetLastError());
    return ready > 0;
}

void Endpoint::close() {
    if (socket_ != INVALID_SOCKET) table_->closesocket(std::exchange(socket_, INVALID_SOCKET));
}

void Endpoint::close_with_reset() {
    const linger abortive{1, 0};
    if (table_->setsockopt(socket_, SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&abortive), sizeof(abortive)) != 0)
        throw SetupFailed("peer: setsockopt(SO_LINGER)", table_->WSAGetLastError());
    close();
}

}  // namespace wcts::peer
