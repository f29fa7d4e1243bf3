#include "suites/sockets/datagrams.h"

#include "harness/winsock/readiness.h"

#include <array>

namespace wcts::sockets {
namespace {

constexpr const char* kHeard = "the socket received";
constexpr const char* kThePeerAlone = "the peer's datagram, and nothing else";

}  // namespace

void send_to_it(Scene& scene, peer::Endpoint& from, int bytes) {
    const std::array<char, 64> data{};
    const peer::Address to = scene::name_of(scene);
    if (scene.trusted().sendto(from.get(), data.data(), bytes, 0, to.get(), to.length) != bytes)
        throw SetupFailed("peer: sendto", scene.trusted().WSAGetLastError());
}

std::string next_datagram(Scene& scene) {
    if (winsock::select_one(scene.target(), scene.socket(), winsock::Ready::read, 100ms) != 1) return "none";
    std::array<char, 64> data{};
    const int count = scene.target().recvfrom(scene.socket(), data.data(), static_cast<int>(data.size()), 0, nullptr, nullptr);
    return count == SOCKET_ERROR ? "fails with " + winsock::error_name(scene.target().WSAGetLastError()) : std::to_string(count);
}

void tell_whom_it_hears(Scene& scene) {
    peer::Endpoint stranger = peer::Endpoint::bound(scene.trusted(), scene.kind().family, scene.kind().type, scene.kind().protocol);
    send_to_it(scene, stranger, 3);
    send_to_it(scene, scene.datagram_peer().socket(), 1);
    const std::string first = next_datagram(scene);
    const std::string second = next_datagram(scene);
    scene.observe(kHeard, first == "1" && second == "none" ? kThePeerAlone : "something of a stranger's, or too little");
    scene.set_connected(false);
}

Expectation hears_the_peer_alone() {
    return fact_is(kHeard, kThePeerAlone);
}

}  // namespace wcts::sockets
