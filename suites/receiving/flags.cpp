// MSG_PEEK, MSG_OOB, MSG_WAITALL.
#include "harness/peer/pattern.h"
#include "harness/winsock/readiness.h"
#include "suites/common/rescue.h"
#include "suites/receiving/vocabulary.h"

namespace wcts::receiving {
namespace {

void peeked_and_taken(Scene& scene, const Function& function) {
    tell(scene, post(scene, function, one_buffer(16), MSG_PEEK).flight, 0, "with MSG_PEEK");
    tell(scene, post(scene, function, one_buffer(16)).flight, 0, "the next receive");
}

void send_urgent_byte(Scene& scene) {
    char byte = 0;
    peer::fill_pattern({&byte, 1}, 0);
    if (scene.trusted().send(scene.stream_peer().connection().get(), &byte, 1, MSG_OOB) != 1)
        throw SetupFailed("peer: send", scene.trusted().WSAGetLastError());
}

Step urgent_byte() {
    return {"the peer sends an urgent byte, and it has arrived", [](Scene& scene) {
                send_urgent_byte(scene);
                const std::chrono::milliseconds left(scene.deadline().left_ms());
                if (winsock::select_one(scene.target(), scene.socket(), winsock::Ready::except, left) != 1)
                    throw SetupFailed("the urgent byte did not arrive in time");
            }};
}

void set_oob_inline(Scene& scene) {
    const int on = 1;
    if (scene.target().setsockopt(scene.socket(), SOL_SOCKET, SO_OOBINLINE, reinterpret_cast<const char*>(&on), sizeof(on)) != 0)
        throw SetupFailed("setsockopt(SO_OOBINLINE)", scene.target().WSAGetLastError());
}

void urgent_inline(Scene& scene, const Function& function) {
    set_oob_inline(scene);
    scene.stream_peer().connection().set_option(IPPROTO_TCP, TCP_NODELAY, 1);
    send_urgent_byte(scene);
    scene::wait_until_readable(scene, "the urgent byte did not arrive in time");
    scene::send_from_peer(scene, 16);
    // A look at the stream tells of the first byte alone.
    scene.target().SleepEx(20, FALSE);
    const Flight& first = post(scene, function, one_buffer(64)).flight;
    tell(scene, first, 0, "the first receive");
    // Where the first took all of it, nothing is left to wait for.
    if (first.record.bytes == 1) tell(scene, post(scene, function, one_buffer(64)).flight, 0, "the second receive");
}

// The second half comes while the receive waits for it.
void waits_for_all(Scene& scene, const Function& function) {
    Flight* flight = nullptr;
    meanwhile(
        scene, [&scene] { scene::send_from_peer(scene, 8); }, [&] { flight = &post(scene, function, one_buffer(16), MSG_WAITALL).flight; });
    tell(scene, *flight, 0);
}

void all_or_the_end(Scene& scene, const Function& function) {
    Flight* flight = nullptr;
    meanwhile(
        scene, [&scene] { scene.stream_peer().connection().close(); },
        [&] { flight = &post(scene, function, one_buffer(16), MSG_WAITALL).flight; });
    scene.set_connected(false);
    tell(scene, *flight, 0);
}

}  // namespace

std::vector<Row> flags(const Function& function) {
    const RowOf row{function};
    const auto doing = [&](const std::string& what, Deed deed) { return deed_of(function, what, deed); };
    const PathSet plain = PathSet(Path::blocking) | Path::both_null | Path::nonblocking;
    const PathSet waiting = function.paths() - Path::nonblocking;
    const auto refused_combination = [&](std::string_view id, std::string_view claim, SocketSet on, DWORD flags_given) {
        return may_hang(row(id, {"error.WSAEOPNOTSUPP.waitall-combined", "return.failure"}, claim, on, waiting, {peer_sends(16)},
                            receives(function, 16, flags_given), receive_fails(WSAEOPNOTSUPP), "WSAEOPNOTSUPP"));
    };
    std::vector<Row> rows{
        row("peek-leaves-the-data", {"flags.MSG_PEEK"}, "MSG_PEEK copies what there is and leaves it to the next receive", kEverySocket,
            plain, {peer_sends(16)}, doing("of 16 bytes with MSG_PEEK, and without", peeked_and_taken),
            received(16, 0, "with MSG_PEEK") & received(16, 0, "the next receive")),
        row("oob-takes-the-urgent-byte", {"flags.MSG_OOB"}, "MSG_OOB receives the urgent byte", kStreams, function.paths(), {urgent_byte()},
            receives(function, 1, MSG_OOB), received(1)),
        row("eopnotsupp-oob-on-datagrams", {"error.WSAEOPNOTSUPP.oob-not-stream", "return.failure"},
            "MSG_OOB on a socket that is not of stream style is refused", kUdp4, function.paths(), {peer_sends(16)},
            receives(function, 16, MSG_OOB), receive_fails(WSAEOPNOTSUPP), "WSAEOPNOTSUPP"),
        row("waitall-waits-for-all", {"flags.MSG_WAITALL"}, "with MSG_WAITALL a receive ends only when its buffer is full", kStreams,
            waiting, {peer_sends(8)}, doing("of 16 bytes with MSG_WAITALL, of which 8 are there and 8 come later", waits_for_all),
            received(16)),
        row("waitall-ends-with-the-stream", {"flags.MSG_WAITALL"}, "with MSG_WAITALL a receive ends when the peer closes the stream",
            kStreams, waiting, {peer_sends(8)},
            doing("of 16 bytes with MSG_WAITALL, of which 8 are there and the stream ends", all_or_the_end), received(8)),
        row("eopnotsupp-waitall-on-datagrams", {"error.WSAEOPNOTSUPP.waitall-transport", "return.failure"},
            "MSG_WAITALL on a datagram socket is refused", kUdp4, function.paths(), {peer_sends(16)}, receives(function, 16, MSG_WAITALL),
            receive_fails(WSAEOPNOTSUPP), "WSAEOPNOTSUPP"),
        row("eopnotsupp-waitall-nonblocking", {"error.WSAEOPNOTSUPP.waitall-nonblocking", "return.failure"},
            "MSG_WAITALL on a non-blocking socket is refused", kTcp4, Path::nonblocking, {peer_sends(16)},
            receives(function, 16, MSG_WAITALL), receive_fails(WSAEOPNOTSUPP), "WSAEOPNOTSUPP"),
        refused_combination("eopnotsupp-waitall-with-peek", "MSG_WAITALL with MSG_PEEK is refused", kTcp4, MSG_WAITALL | MSG_PEEK),
        refused_combination("eopnotsupp-waitall-with-oob", "MSG_WAITALL with MSG_OOB is refused", kTcp4, MSG_WAITALL | MSG_OOB),
        refused_combination("eopnotsupp-waitall-with-partial", "MSG_WAITALL with MSG_PARTIAL is refused", kTcp4, MSG_WAITALL | MSG_PARTIAL),
    };
    if (function.from) {
        rows.push_back(row("oob-inline-comes-alone", {"stream.oob-inline-alone"},
                           "with SO_OOBINLINE a receive that begins with an urgent byte takes that alone", kTcp4, function.paths(), {},
                           doing("of 64 bytes, twice, where an urgent byte and 16 others have come", urgent_inline),
                           received(1, 0, "the first receive") & received(16, 0, "the second receive")));
    }
    if (function.overlapped) return rows;
    rows.push_back(row("einval-unknown-flag", {"error.WSAEINVAL.unknown-flag", "return.failure"}, "a flag that no page knows is refused",
                       kTcp4 | kUdp4, function.paths(), {peer_sends(16)}, receives(function, 16, 0x40000000), receive_fails(WSAEINVAL),
                       "WSAEINVAL"));
    rows.push_back(row("einval-oob-with-so-oobinline", {"error.WSAEINVAL.oob-inline", "return.failure"},
                       "MSG_OOB is refused while SO_OOBINLINE is set", kTcp4, function.paths(), {peer_sends(16)},
                       deed_of(function, "of 1 byte with MSG_OOB, with SO_OOBINLINE",
                               [](Scene& scene, const Function& on) {
                                   set_oob_inline(scene);
                                   tell(scene, post(scene, on, one_buffer(1), MSG_OOB).flight, 0);
                               }),
                       receive_fails(WSAEINVAL), "WSAEINVAL"));
    return rows;
}

}  // namespace wcts::receiving
