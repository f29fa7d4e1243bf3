// Where a datagram came from: what WSARecvFrom and recvfrom tell besides the data.
#include "fixtures/scene/bad_memory.h"
#include "suites/receiving/vocabulary.h"

#include <algorithm>

namespace wcts::receiving {
namespace {

using scene::Bad;
using scene::bound_but_unconnected;

int length_of_address(const Scene& scene) {
    return scene.kind().family == AF_INET6 ? static_cast<int>(sizeof(sockaddr_in6)) : static_cast<int>(sizeof(sockaddr_in));
}

bool same(const Origin& origin, const peer::Address& address) {
    if (address.get()->sa_family == AF_INET6) {
        sockaddr_in6 told{};
        std::memcpy(&told, origin.memory, sizeof(told));
        const auto& sent = *reinterpret_cast<const sockaddr_in6*>(address.get());
        return told.sin6_family == AF_INET6 && told.sin6_port == sent.sin6_port &&
               std::memcmp(&told.sin6_addr, &sent.sin6_addr, sizeof(sent.sin6_addr)) == 0;
    }
    sockaddr_in told{};
    std::memcpy(&told, origin.memory, sizeof(told));
    const auto& sent = *reinterpret_cast<const sockaddr_in*>(address.get());
    return told.sin_family == AF_INET && told.sin_port == sent.sin_port && told.sin_addr.s_addr == sent.sin_addr.s_addr;
}

bool untouched_from(const Origin& origin, std::size_t index) {
    return std::all_of(origin.memory + index, origin.memory + sizeof(origin.memory), [](char byte) { return byte == Origin::kUntouched; });
}

// What is told of a datagram from this address: "the sender", and the length of an address; nothing behind the room that was given.
void tell_origin(Scene& scene, const Origin& origin, const peer::Address& sender, std::string what = "the origin",
                 std::size_t room = sizeof(Origin::memory)) {
    const int length = length_of_address(scene);
    const bool all_untouched = untouched_from(origin, 0) && origin.length == static_cast<int>(sizeof(origin.memory));
    std::string text = all_untouched ? "untouched" : same(origin, sender) ? "the sender" : "somebody else";
    if (!all_untouched && origin.length != length) text += ", of another length";
    if (!untouched_from(origin, room)) text += ", and memory behind it was written";
    scene.observe(std::move(what), std::move(text));
}

Expectation origin_told(std::string what = "the origin") {
    return fact_is(std::move(what), "the sender");
}

void receive_and_tell(Scene& scene, const Function& function, std::size_t bytes, DWORD flags, const std::string& what) {
    const Posted receive = post(scene, function, one_buffer(bytes), flags);
    tell(scene, receive.flight, 0, "the receive" + what);
    tell_origin(scene, *receive.origin, scene.datagram_peer().address(), "the origin" + what);
}

void told(Scene& scene, const Function& function) {
    receive_and_tell(scene, function, 64, 0, "");
}

void told_of_a_part(Scene& scene, const Function& function) {
    receive_and_tell(scene, function, 40, 0, "");
}

void told_of_a_peek(Scene& scene, const Function& function) {
    receive_and_tell(scene, function, 64, MSG_PEEK, " with MSG_PEEK");
    receive_and_tell(scene, function, 64, 0, "");
}

// A second peer's datagram is behind the first one's.
void each_with_its_own(Scene& scene, const Function& function) {
    peer::DatagramPeer other(scene.trusted(), scene.kind().family);
    other.send_pattern(33, scene::name_of(scene));
    const Posted first = post(scene, function, one_buffer(64));
    tell(scene, first.flight, 0, "the first receive");
    const Posted second = post(scene, function, one_buffer(64));
    tell(scene, second.flight, 0, "the second receive");
    tell_origin(scene, *first.origin, scene.datagram_peer().address(), "the origin of the first");
    tell_origin(scene, *second.origin, other.address(), "the origin of the second");
}

// Room for an address, and not a byte more.
void exact_room(Scene& scene, const Function& function) {
    const int length = length_of_address(scene);
    const Posted receive = post(scene, function, one_buffer(64), 0, [length](Arguments& call) { *call.from_length = length; });
    tell(scene, receive.flight, 0);
    tell_origin(scene, *receive.origin, scene.datagram_peer().address(), "the origin", static_cast<std::size_t>(length));
}

void no_room(Scene& scene, const Function& function, int length) {
    const Posted receive = post(scene, function, one_buffer(64), 0, [length](Arguments& call) { *call.from_length = length; });
    tell(scene, receive.flight, 0);
}

void without(Scene& scene, const Function& function, bool length_too) {
    const Posted receive = post(scene, function, one_buffer(64), 0, [length_too](Arguments& call) {
        call.from = nullptr;
        if (length_too) call.from_length = nullptr;
    });
    tell(scene, receive.flight, 0);
}

void while_pending(Scene& scene, const Function& function) {
    const Posted receive = post(scene, function, one_buffer(64));
    tell_origin(scene, *receive.origin, scene.datagram_peer().address(), "while pending");
    scene::send_from_peer(scene, 16);
    tell(scene, receive.flight, 0);
    tell_origin(scene, *receive.origin, scene.datagram_peer().address());
}

// Three receives are under way before anything comes; each datagram holds the pattern from its beginning.
void datagrams_in_order(Scene& scene, const Function& function) {
    const Posted receives[]{post(scene, function, one_buffer(64)), post(scene, function, one_buffer(64)),
                            post(scene, function, one_buffer(64))};
    for (const std::size_t bytes : {10, 20, 30}) scene::send_from_peer(scene, bytes);
    for (std::size_t i = 0; i < std::size(receives); ++i) {
        const std::string number = std::to_string(i + 1);
        tell(scene, receives[i].flight, 0, "receive " + number);
        tell_origin(scene, *receives[i].origin, scene.datagram_peer().address(), "origin " + number);
    }
}

void on_a_stream(Scene& scene, const Function& function) {
    const Posted receive = post(scene, function, one_buffer(16));
    tell(scene, receive.flight, 0);
    const bool touched = !untouched_from(*receive.origin, 0) || receive.origin->length != static_cast<int>(sizeof(receive.origin->memory));
    scene.observe("the origin", touched ? "written" : "untouched");
}

void on_a_stream_without_room(Scene& scene, const Function& function) {
    tell(scene, post(scene, function, one_buffer(16), 0, [](Arguments& call) { *call.from_length = 0; }).flight, 0);
}

// The first datagram of an unbound socket binds it, and the peer answers to its port.
void bound_by_sendto(Scene& scene, const Function& function) {
    const peer::Address to = scene.datagram_peer().address();
    const char byte = 'x';
    if (scene.target().sendto(scene.socket(), &byte, 1, 0, to.get(), to.length) != 1)
        throw SetupFailed("sendto", scene.target().WSAGetLastError());
    const peer::Address bound = scene::name_of(scene);
    // Its address may be a wildcard still; the port is the same in both families' structures.
    peer::Address there = peer::loopback(scene.kind().family);
    reinterpret_cast<sockaddr_in*>(there.get())->sin_port = reinterpret_cast<const sockaddr_in*>(bound.get())->sin_port;
    scene.datagram_peer().send_pattern(16, there);
    scene::wait_until_readable(scene, "the answer did not arrive in time");
    told(scene, function);
}

// Of a socket without a peer of its own.
void after_sendto_a_closed_port(Scene& scene, const Function& function) {
    const peer::Address to = scene.datagram_peer().address();
    scene.datagram_peer().close();
    const char byte = 'x';
    scene.target().sendto(scene.socket(), &byte, 1, 0, to.get(), to.length);
    scene.target().SleepEx(20, FALSE);
    tell(scene, post(scene, function, one_buffer(16)).flight, 0);
}

}  // namespace

std::vector<Row> from(const Function& function) {
    if (!function.from) return {};
    const RowOf row{function};
    const auto doing = [&](const std::string& what, Deed deed) { return deed_of(function, what, deed); };
    const auto efault_of_origin = [&](std::string_view id, std::string_view claim, std::string_view clause, const std::string& words,
                                      void (*change)(Arguments & call)) {
        return efault(function, id, claim, clause, kUdp4, Path::blocking, words, change, {bound_but_unconnected()});
    };
    std::vector<Row> rows{
        row("origin", {"from.address", "from.length", "return.success"},
            "the sender's address is told, and its length in place of that of the buffer", kDatagrams, function.paths(),
            {bound_but_unconnected(), peer_sends(16)}, doing("of a datagram that has come", told), received(16) & origin_told()),
        row("origin-of-each", {"from.address"}, "of datagrams from two senders each is told with its own", kDatagrams, function.paths(),
            {bound_but_unconnected(), peer_sends(16)}, doing("twice, where two senders' datagrams have come", each_with_its_own),
            received(16, 0, "the first receive") & received(33, 0, "the second receive") & origin_told("the origin of the first") &
                origin_told("the origin of the second")),
        row("origin-in-exact-room", {"from.length", "from.address"}, "a buffer of the length of an address is enough", kDatagrams,
            function.paths(), {bound_but_unconnected(), peer_sends(16)},
            doing("of a datagram, with room for the address and no more", exact_room), received(16) & origin_told()),
        row("origin-on-a-connected-socket", {"connected.works"}, "a connected datagram socket receives, and is told of its peer",
            kDatagrams, function.paths(), {peer_sends(16)}, doing("of a datagram on a connected socket", told),
            received(16) & origin_told()),
        row("origin-of-what-is-cut-off", {"from.address", "error.WSAEMSGSIZE.truncated", "return.failure"},
            "of a datagram that is too large for the buffer the sender is told as well", kDatagrams, function.paths(),
            {bound_but_unconnected(), peer_sends(100)}, doing("of 40 bytes where 100 have come", told_of_a_part),
            receive_fails(WSAEMSGSIZE) & origin_told(), "WSAEMSGSIZE"),
        row("origin-of-a-peek", {"flags.MSG_PEEK", "from.address"}, "MSG_PEEK tells the sender and leaves the datagram", kDatagrams,
            PathSet(Path::blocking) | Path::both_null | Path::nonblocking, {bound_but_unconnected(), peer_sends(16)},
            doing("of a datagram with MSG_PEEK, and without", told_of_a_peek),
            received(16, 0, "the receive with MSG_PEEK") & origin_told("the origin with MSG_PEEK") & received(16) & origin_told()),
        row("no-origin-wanted", {"from.null"}, "a datagram is received where neither address nor length is asked for", kDatagrams,
            function.paths(), {bound_but_unconnected(), peer_sends(16)},
            deed_of(function, "with both pointers NULL", [](Scene& scene, const Function& on) { without(scene, on, true); }), received(16)),
        row("no-origin-but-a-length", {"from.null"}, "a datagram is received where the length has no address to it", kDatagrams,
            function.paths(), {bound_but_unconnected(), peer_sends(16)},
            deed_of(function, "with no address, and a length", [](Scene& scene, const Function& on) { without(scene, on, false); }),
            received(16)),
        row("origin-untouched-on-streams", {"from.ignored-on-streams"}, "on a stream address and length are ignored", kStreams,
            function.paths(), {peer_sends(16)}, doing("of 16 bytes on a stream", on_a_stream),
            received(16) & fact_is("the origin", "untouched")),
        row("no-room-on-streams", {"from.ignored-on-streams"}, "on a stream a length of 0 is ignored", kStreams, function.paths(),
            {peer_sends(16)}, doing("of 16 bytes on a stream, with a length of 0", on_a_stream_without_room), received(16)),
        row("bound-by-sendto", {"bound.implicitly"}, "a socket that was bound by its first sendto receives", kDatagrams, function.paths(),
            {scene::unconnected()}, doing("of the answer to a sendto", bound_by_sendto), received(16) & origin_told()),
        may_hang(row("econnreset-after-sendto-a-closed-port", {"error.WSAECONNRESET.udp-port-unreachable", "return.failure"},
                     "a receive fails after a sendto of the unconnected socket drew an ICMP port-unreachable", kUdp4, function.paths(),
                     {bound_but_unconnected()}, doing("of 16 bytes after a sendto to a closed port", after_sendto_a_closed_port),
                     receive_fails(WSAECONNRESET), "WSAECONNRESET")),
        row("efault-from-of-one-byte", {"error.WSAEFAULT.from-too-small", "return.failure"},
            "a buffer of one byte for the address is refused", kDatagrams, function.paths(), {bound_but_unconnected(), peer_sends(16)},
            deed_of(function, "with a length of 1", [](Scene& scene, const Function& on) { no_room(scene, on, 1); }),
            receive_fails(WSAEFAULT), "WSAEFAULT"),
        row("efault-from-one-byte-short", {"error.WSAEFAULT.from-too-small", "return.failure"},
            "a buffer that lacks one byte of the address is refused", kDatagrams, function.paths(),
            {bound_but_unconnected(), peer_sends(16)},
            deed_of(function, "with a length of one byte too few",
                    [](Scene& scene, const Function& on) { no_room(scene, on, length_of_address(scene) - 1); }),
            receive_fails(WSAEFAULT), "WSAEFAULT"),
        efault_of_origin(
            "efault-from-unmapped", "an address in unmapped memory is refused", "error.WSAEFAULT.from", "the address unmapped",
            [](Arguments& call) { call.from = static_cast<sockaddr*>(scene::bad_memory(Bad::unmapped, sizeof(sockaddr_storage))); }),
        efault_of_origin(
            "efault-from-read-only", "an address in read-only memory is refused", "error.WSAEFAULT.from", "the address read-only",
            [](Arguments& call) { call.from = static_cast<sockaddr*>(scene::bad_memory(Bad::read_only, sizeof(sockaddr_storage))); }),
        efault_of_origin("efault-fromlen-null", "an address without a length is refused", "error.WSAEFAULT.fromlen", "no length",
                         [](Arguments& call) { call.from_length = nullptr; }),
        efault_of_origin("efault-fromlen-unmapped", "a length in unmapped memory is refused", "error.WSAEFAULT.fromlen",
                         "the length unmapped",
                         [](Arguments& call) { call.from_length = static_cast<int*>(scene::bad_memory(Bad::unmapped, sizeof(int))); }),
    };
    // The table has a code for what the remarks allow.
    rows.push_back(row("connected-or-eisconn", {"error.WSAEISCONN.connected"},
                       "on a connected socket a receive does as the page's remarks say, or fails with the code of its table", kEverySocket,
                       function.paths(), {peer_sends(16)}, receives(function, 16),
                       fact_is_any("the receive", {"16 bytes from position 0", "fails with WSAEISCONN"}), "WSAEISCONN"));
    if (!function.overlapped) return rows;
    rows.push_back(row("origin-at-the-end", {"from.at-completion"},
                       "of a receive that pends address and length are written when it ends, and not before", kDatagrams, kOverlappedPaths,
                       {bound_but_unconnected()}, doing("of a datagram that comes afterwards", while_pending),
                       pends() & fact_is("while pending", "untouched") & received(16) & origin_told()));
    rows.push_back(row("datagrams-in-posting-order", {"overlapped.posting-order", "from.address"},
                       "several pending receives are filled in the order of their calls, each with its sender", kDatagrams,
                       kOverlappedPaths, {bound_but_unconnected()}, doing("three times, and then three datagrams come", datagrams_in_order),
                       received(10, 0, "receive 1") & received(20, 0, "receive 2") & received(30, 0, "receive 3") &
                           origin_told("origin 1") & origin_told("origin 2") & origin_told("origin 3")));
    return rows;
}

}  // namespace wcts::receiving
