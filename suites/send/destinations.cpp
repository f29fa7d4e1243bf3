// Where sendto and WSASendTo send to: the address that it is given, what it does to a socket that has none of its own, and what it refuses.
#include "fixtures/scene/bad_memory.h"
#include "harness/peer/pattern.h"
#include "harness/winsock/error_names.h"
#include "suites/send/vocabulary.h"

#include <cstring>
#include <utility>

namespace wcts::send {
namespace {

using scene::Bad;

// Not connected to the peer that is sent to, which is heard all the same.
Step towards_the_peer(Step made) {
    return {made.words + ", and a peer to be sent to",
            [act = std::move(made.act)](Scene& scene) {
                act(scene);
                scene.set_connected(true);
            },
            scene::Stage::instead_of_connect};
}

Flight& post_to(Scene& scene, const Function& function, std::size_t bytes, const peer::Address& to) {
    return post(scene, function, bytes, 0, [&to](Arguments& call) {
        call.to = to.get();
        call.to_length = to.length;
    });
}

void to_the_peer(Scene& scene, const Function& function) {
    post_to(scene, function, 16, scene.datagram_peer().address());
}

void nothing_to_the_peer(Scene& scene, const Function& function) {
    post_to(scene, function, 0, scene.datagram_peer().address());
}

// What the unbound socket was bound to.
void bound_by_it(Scene& scene, const Function& function) {
    to_the_peer(scene, function);
    peer::Address local;
    local.length = sizeof(local.storage);
    const bool bound = scene.target().getsockname(scene.socket(), local.get(), &local.length) == 0;
    const auto& in = *reinterpret_cast<const sockaddr_in*>(local.get());
    scene.observe("the port", bound && in.sin_port != 0 ? "is given" : "is not given");
    const in6_addr any{};
    const bool wildcard = scene.kind().family == AF_INET6
                              ? std::memcmp(&reinterpret_cast<const sockaddr_in6*>(local.get())->sin6_addr, &any, sizeof(any)) == 0
                              : in.sin_addr.s_addr == 0;
    scene.observe("the address", bound && wildcard ? "is the wildcard" : "is another");
}

std::string what_comes(Scene& scene, peer::DatagramPeer& peer, std::uint64_t position) {
    const auto datagram = peer.receive(scene.within(2s));
    if (!datagram) return "nothing";
    return std::to_string(datagram->bytes) + " bytes" + (peer::find_mismatch(datagram->data, position) ? ", not those that were sent" : "");
}

// Another peer gets one datagram, and the next goes to the socket's own again.
void past_the_peer(Scene& scene, const Function& function) {
    peer::DatagramPeer other(scene.trusted(), scene.kind().family);
    const Flight& addressed = post_to(scene, function, 16, other.address());
    const Flight& usual = post(scene, function, 20, 0, [](Arguments& call) { call.to = nullptr, call.to_length = 0; });
    scene.observe("the other peer gets", what_comes(scene, other, addressed.position()));
    scene.observe("the socket's own gets", what_comes(scene, scene.datagram_peer(), usual.position()));
    scene.set_connected(false);
}

void to_nowhere_on_a_stream(Scene& scene, const Function& function) {
    // Neither family nor length is one.
    sockaddr_storage nonsense{};
    nonsense.ss_family = 0x7777;
    post(scene, function, 16, 0, [&nonsense](Arguments& call) {
        call.to = reinterpret_cast<const sockaddr*>(&nonsense);
        call.to_length = 3;
    });
}

// Two peers in turn.
void each_to_its_own(Scene& scene, const Function& function) {
    peer::DatagramPeer other(scene.trusted(), scene.kind().family);
    const Flight& first = post_to(scene, function, 10, scene.datagram_peer().address());
    const Flight& second = post_to(scene, function, 20, other.address());
    const Flight& third = post_to(scene, function, 30, scene.datagram_peer().address());
    scene.observe("one peer gets", what_comes(scene, scene.datagram_peer(), first.position()));
    scene.observe("and then", what_comes(scene, scene.datagram_peer(), third.position()));
    scene.observe("the other gets", what_comes(scene, other, second.position()));
}

void in_several_buffers(Scene& scene, const Function& function) {
    constexpr std::size_t kLengths[]{5, 6, 7};
    const peer::Address to = scene.datagram_peer().address();
    post_buffers(scene, function, kLengths, 0, [&to](Arguments& call) {
        call.to = to.get();
        call.to_length = to.length;
    });
}

void with_an_address_for_the_call_only(Scene& scene, const Function& function) {
    peer::Address to = scene.datagram_peer().address();
    post_to(scene, function, 16, to);
    // At the same place in both families' structures.
    reinterpret_cast<sockaddr_in*>(to.get())->sin_port ^= 0x0101;
}

void inside_the_routine_of_a_wsasend(Scene& scene, const Function& function) {
    wsasend::post(scene, wsasend::one_buffer(16)).on_routine = [&scene, function](Flight&) { post(scene, function, 32); };
}

void with_the_usual_address(Scene& scene, const Function& function) {
    post(scene, function, 16);
}

void without_an_address(Scene& scene, const Function& function) {
    post(scene, function, 16, 0, [](Arguments& call) { call.to = nullptr, call.to_length = 0; });
}

// The broadcast address of the loopback network: whatever becomes of it, nothing leaves the machine.
void to_broadcast(Scene& scene, const Function& function) {
    peer::Address to = scene.datagram_peer().address();
    reinterpret_cast<sockaddr_in*>(to.get())->sin_addr.S_un.S_un_b = {127, 255, 255, 255};
    post_to(scene, function, 16, to);
}

void to_broadcast_with_leave(Scene& scene, const Function& function) {
    const int on = 1;
    if (scene.target().setsockopt(scene.socket(), SOL_SOCKET, SO_BROADCAST, reinterpret_cast<const char*>(&on), sizeof(on)) != 0)
        throw SetupFailed("setsockopt(SO_BROADCAST)", scene.target().WSAGetLastError());
    to_broadcast(scene, function);
}

void to_the_wildcard(Scene& scene, const Function& function) {
    peer::Address to = scene.datagram_peer().address();
    if (scene.kind().family == AF_INET6) {
        reinterpret_cast<sockaddr_in6*>(to.get())->sin6_addr = in6_addr{};
    } else {
        reinterpret_cast<sockaddr_in*>(to.get())->sin_addr.s_addr = 0;
    }
    post_to(scene, function, 16, to);
}

// Long enough for either family, so that only the family is wrong.
void to_another_family(Scene& scene, const Function& function) {
    peer::Address to;
    to.length = sizeof(sockaddr_in6);
    const peer::Address other = peer::loopback(scene.kind().family == AF_INET6 ? AF_INET : AF_INET6);
    std::memcpy(to.get(), other.get(), static_cast<std::size_t>(other.length));
    const peer::Address own = scene.datagram_peer().address();
    reinterpret_cast<sockaddr_in*>(to.get())->sin_port = reinterpret_cast<const sockaddr_in*>(own.get())->sin_port;
    post_to(scene, function, 16, to);
}

void to_a_short_address(Scene& scene, const Function& function) {
    peer::Address to = scene.datagram_peer().address();
    --to.length;
    post_to(scene, function, 16, to);
}

void to_bad_memory(Scene& scene, const Function& function) {
    peer::Address to = scene.datagram_peer().address();
    post(scene, function, 16, 0, [&to](Arguments& call) {
        call.to = static_cast<const sockaddr*>(scene::bad_memory(Bad::unmapped, static_cast<std::size_t>(to.length)));
        call.to_length = to.length;
    });
}

}  // namespace

std::vector<Row> destinations(const Function& function) {
    if (!function.addressed) return {};
    const auto row = [&](std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, SocketSet on,
                         std::vector<Step> arrange, const std::string& what, Deed deed, Expectation expect, std::string_view code = {}) {
        for (std::string_view& clause : clauses) clause = function.clause(clause);
        if (function.overlapped) expect = std::move(expect) & completes_once();
        return Row{.id = id,
                   .clauses = std::move(clauses),
                   .claim = claim,
                   .on = on,
                   .paths = function.paths(),
                   .arrange = std::move(arrange),
                   .call = deed_of(function, what, deed),
                   .expect = std::move(expect),
                   .code = code};
    };
    const Step bound = towards_the_peer(bound_but_unconnected());
    const Step unbound = towards_the_peer(unconnected());
    const auto refused_row = [&](std::string_view id, std::string_view clause, std::string_view claim, SocketSet on,
                                 const std::string& what, Deed deed, int code) {
        return row(id, {clause, "return.failure"}, claim, on, {bound}, what, deed, refused(code) & nothing_delivered(),
                   common::kept(winsock::error_name(code)));
    };
    Row unmapped = refused_row("efault-to-unmapped", "error.WSAEFAULT.to", "an address in unmapped memory is refused", kUdp4,
                               "with the address unmapped", to_bad_memory, WSAEFAULT);
    if (!function.overlapped) unmapped.paths = Path::blocking;
    unmapped.process = Process::may_crash;
    std::vector<Row> rows{
        row("to-the-address", {"to.destination", "return.count"}, "a datagram goes to the address that is given", kDatagrams, {bound},
            "of 16 bytes to the peer, without a connection", to_the_peer, succeeds() & delivered()),
        row("nothing-to-the-address", {"zero-bytes.message", "zero-bytes.succeeds"}, "an empty datagram goes to the address that is given",
            kDatagrams, {bound}, "of no bytes to the peer, without a connection", nothing_to_the_peer, succeeds() & delivered()),
        row("binds-an-unbound-socket", {"unbound.bound"}, "an unbound socket is bound to a port, and sends", kDatagrams, {unbound},
            "of 16 bytes on an unbound socket", bound_by_it, succeeds() & delivered() & fact_is("the port", "is given")),
        row("wildcard-of-an-unbound-socket", {"unbound.wildcard"},
            "of a socket that its first datagram has bound getsockname tells the wildcard address", kDatagrams, {unbound},
            "of 16 bytes on an unbound socket, and getsockname", bound_by_it, succeeds() & fact_is("the address", "is the wildcard")),
        row("past-the-connected-peer", {"to.overrides"}, "on a connected socket an address counts for that one datagram", kDatagrams, {},
            "to another peer, and then without an address", past_the_peer,
            succeeds() & fact_is("the other peer gets", "16 bytes") & fact_is("the socket's own gets", "20 bytes")),
        row("address-ignored-on-streams", {"to.ignored-on-streams"}, "on a stream the address and its length are ignored", kStreams, {},
            "of 16 bytes on a stream, to an address that is none", to_nowhere_on_a_stream, succeeds() & delivered()),
        row("no-address-on-streams", {"to.ignored-on-streams"}, "on a stream no address is needed", kStreams, {},
            "of 16 bytes on a stream, without an address", without_an_address, succeeds() & delivered()),
        row("broadcast-with-so-broadcast", {"broadcast.option"}, "with SO_BROADCAST a datagram to a broadcast address is sent", kUdp4,
            {bound_but_unconnected()}, "of 16 bytes to 127.255.255.255, with SO_BROADCAST", to_broadcast_with_leave, succeeds()),
        refused_row("eacces-to-broadcast", "error.WSAEACCES.broadcast", "a send to a broadcast address fails where SO_BROADCAST is not set",
                    kUdp4, "of 16 bytes to 127.255.255.255", to_broadcast, WSAEACCES),
        refused_row("eaddrnotavail-to-the-wildcard", "error.WSAEADDRNOTAVAIL.any", "the wildcard is no address to send to", kDatagrams,
                    "of 16 bytes to the wildcard address", to_the_wildcard, WSAEADDRNOTAVAIL),
        refused_row("eafnosupport-of-another-family", "error.WSAEAFNOSUPPORT.family", "an address of another family is refused", kDatagrams,
                    "of 16 bytes to an address of the other family", to_another_family, WSAEAFNOSUPPORT),
        refused_row("edestaddrreq-without-an-address", "error.WSAEDESTADDRREQ.absent",
                    "a datagram of a socket without a peer needs an address", kDatagrams, "of 16 bytes without an address",
                    without_an_address, WSAEDESTADDRREQ),
        refused_row("efault-to-one-byte-short", "error.WSAEFAULT.to-too-small", "an address that lacks a byte is refused", kDatagrams,
                    "of 16 bytes, the length of the address one too few", to_a_short_address, WSAEFAULT),
        std::move(unmapped),
    };
    if (!function.overlapped) return rows;
    common::append(
        rows, {
                  row("each-to-its-own-address", {"to.destination"}, "of several datagrams each goes to the address that it is given",
                      kDatagrams, {bound_but_unconnected()}, "to two peers in turn", each_to_its_own,
                      succeeds() & fact_is("one peer gets", "10 bytes") & fact_is("and then", "30 bytes") &
                          fact_is("the other gets", "20 bytes")),
                  row("gathered-to-the-address", {"to.destination", "remarks.gather"}, "several buffers are one datagram to the address",
                      kDatagrams, {bound}, "of 18 bytes in 3 buffers to the peer, without a connection", in_several_buffers,
                      succeeds() & delivered()),
                  row("address-is-read-in-the-call", {"to.destination"}, "a datagram goes to the address that stood there at the call",
                      kDatagrams, {bound}, "of 16 bytes to the peer, after which the address is overwritten",
                      with_an_address_for_the_call_only, succeeds() & delivered()),
                  row("enotconn-despite-an-address", {"error.WSAENOTCONN.not-connected", "to.ignored-on-streams", "return.failure"},
                      "an address is no connection for a stream socket", kStreams, {bound_but_unconnected()}, "of 16 bytes to an address",
                      with_the_usual_address, refused(WSAENOTCONN), "WSAENOTCONN"),
              });
    rows.push_back(row("send-inside-a-wsasend-routine", {"overlapped.from-routine.WSASend"},
                       "an overlapped send to an address may be made inside the routine of a WSASend", kEverySocket, {},
                       "inside the routine of a WSASend", inside_the_routine_of_a_wsasend, succeeds() & delivered()));
    rows.back().paths = kRoutinePaths;
    return rows;
}

}  // namespace wcts::send
