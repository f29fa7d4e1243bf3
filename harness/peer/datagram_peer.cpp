#include "harness/peer/datagram_peer.h"

#include "harness/peer/pattern.h"
#include "harness/peer/setup_failed.h"

namespace wcts::peer {

DatagramPeer::DatagramPeer(winsock::Winsock& table, int family)
    : table_(table), socket_(Endpoint::bound(table, family, SOCK_DGRAM, IPPROTO_UDP)) {
    socket_.make_nonblocking();
    // Room for every datagram of a case: a full queue drops what is sent, and nobody is told.
    socket_.set_option(SOL_SOCKET, SO_RCVBUF, 512 * 1024);
}

std::optional<Datagram> DatagramPeer::receive(const Deadline& deadline) {
    if (buffer_.empty()) buffer_.resize(128 * 1024);
    for (;;) {
        const int count = table_.recv(socket_.get(), buffer_.data(), static_cast<int>(buffer_.size()), 0);
        const int error = count == SOCKET_ERROR ? table_.WSAGetLastError() : 0;
        if (error == 0 || error == WSAEMSGSIZE) {
            const std::size_t size = error == 0 ? static_cast<std::size_t>(count) : buffer_.size();
            return Datagram{size, error != 0, {buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size)}};
        }
        if (error != WSAEWOULDBLOCK) throw SetupFailed("peer: recv", error);
        if (!socket_.wait(Endpoint::Ready::read, deadline)) return std::nullopt;
    }
}

void DatagramPeer::send_pattern(std::size_t count, const Address& to) {
    std::vector<char> bytes(count);
    fill_pattern(bytes, 0);
    if (table_.sendto(socket_.get(), bytes.data(), static_cast<int>(count), 0, to.get(), to.length) == SOCKET_ERROR)
        throw SetupFailed("peer: sendto", table_.WSAGetLastError());
}

}  // namespace wcts::peer
