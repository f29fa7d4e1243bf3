// How a stream ends under a receive: closed by the peer, reset, given up, closed or cancelled here.
#include "harness/winsock/case_thread.h"
#include "suites/common/in_progress.h"
#include "suites/common/rescue.h"
#include "suites/receiving/vocabulary.h"

namespace wcts::receiving {
namespace {

using common::in_the_lab;
using lab::Verb;

constexpr auto kIdle = 1s;

void twice(Scene& scene, const Function& function) {
    tell(scene, post(scene, function, one_buffer(16)).flight, 0, "the first receive");
    tell(scene, post(scene, function, one_buffer(16)).flight, 0, "the second receive");
}

void pending_then_end(Scene& scene, const Function& function) {
    Flight* flight = nullptr;
    meanwhile(
        scene, [&scene] { scene.stream_peer().connection().close(); }, [&] { flight = &post(scene, function, one_buffer(16)).flight; });
    scene.set_connected(false);
    tell(scene, *flight, 0);
}

void pending_then_reset(Scene& scene, const Function& function) {
    Flight* flight = nullptr;
    meanwhile(
        scene, [&scene] { scene.stream_peer().connection().close_with_reset(); },
        [&] { flight = &post(scene, function, one_buffer(16)).flight; });
    scene.set_connected(false);
    tell(scene, *flight, 0);
}

void pending_then_closed(Scene& scene, const Function& function) {
    const Posted receive = post(scene, function, one_buffer(16));
    scene.close_socket();
    scene.set_connected(false);
    tell(scene, receive.flight, 0);
}

void pending_on_a_thread_that_ends(Scene& scene, const Function& function) {
    Flight* flight = nullptr;
    {
        const CaseThread thread(scene.clock(), [&] { flight = &post(scene, function, one_buffer(16)).flight; });
    }
    scene.orphan(*flight);
    tell(scene, *flight, 0);
}

// A datagram that draws an error is one of the target's own.
void after_a_datagram(Scene& scene, const Function& function) {
    const char byte = 'x';
    scene.target().send(scene.socket(), &byte, 1, 0);
    scene.target().SleepEx(20, FALSE);
    tell(scene, post(scene, function, one_buffer(16)).flight, 0);
}

void cancelled_by_the_hook(Scene& scene, const Function& function) {
    common::Rescue rescue(common::kRescueAfter, [&scene] { scene::send_from_peer(scene, 16); });
    const common::Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
    const Posted receive = post(scene, function, one_buffer(16));
    rescue.call_off();
    scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
    if (hook.ran()) scene.set_connected(false);
    tell(scene, receive.flight, 0);
}

void five_of_four(Scene& scene, const Function& function) {
    Flight* last = nullptr;
    for (int i = 0; i < 5; ++i) last = &post(scene, function, one_buffer(16)).flight;
    scene.observe("the fifth", last->record.error == WSAEWOULDBLOCK ? "fails with WSAEWOULDBLOCK" : "is another thing");
    for (int i = 0; i < 4; ++i) scene::send_from_peer(scene, 16);
}

}  // namespace

std::vector<Row> ends(const Function& function) {
    const RowOf row{function};
    const auto doing = [&](const std::string& what, Deed deed) { return deed_of(function, what, deed); };
    std::vector<Row> rows{
        row("end-of-stream", {"stream.end"}, "once the peer has closed the stream a receive succeeds with no bytes, and so does the next",
            kStreams, function.paths(), {peer_ends()}, doing("of 16 bytes, twice", twice),
            received(0, 0, "the first receive") & received(0, 0, "the second receive")),
        row("data-before-the-end", {"stream.end", "stream.what-is-there"}, "what came before the end is received first", kStreams,
            function.paths(), {peer_sends(10), peer_ends()}, doing("of 16 bytes, twice", twice),
            received(10, 0, "the first receive") & received(0, 0, "the second receive")),
        row("end-while-it-waits", {"stream.end"}, "a receive that waits succeeds with no bytes when the peer closes the stream", kStreams,
            function.paths() - Path::nonblocking, {}, doing("of 16 bytes while the peer closes the stream", pending_then_end), received(0)),
        row("econnreset-after-peer-reset", {"error.WSAECONNRESET.stream-reset", "return.failure"},
            "a receive on a stream that the peer has reset fails", kStreams, function.paths(), {peer_resets()}, receives(function, 16),
            receive_fails(WSAECONNRESET), "WSAECONNRESET"),
        row("econnreset-while-it-waits", {"error.WSAECONNRESET.stream-reset", "return.failure"},
            "a receive that waits fails when the peer resets the stream", kStreams, function.paths() - Path::nonblocking, {},
            doing("of 16 bytes while the peer resets the stream", pending_then_reset), receive_fails(WSAECONNRESET), "WSAECONNRESET"),
        may_hang(row("econnreset-after-port-unreachable", {"error.WSAECONNRESET.udp-port-unreachable", "return.failure"},
                     "a receive fails after an earlier datagram of the socket drew an ICMP port-unreachable", kUdp4, function.paths(),
                     {scene::peer_port_closed()}, doing("of 16 bytes after a datagram to a port that is closed", after_a_datagram),
                     receive_fails(WSAECONNRESET), "WSAECONNRESET")),
        in_the_lab(
            row("given-up-after-time-out",
                {"error.WSAECONNABORTED.timeout", "error.WSAETIMEDOUT.network-failure", "error.WSAETIMEDOUT.peer-vanished"},
                "a receive on a circuit that was given up because of a time-out fails with one of the two codes that the page gives for it",
                kStreams, function.paths(), {scene::path_is_cut(), scene::retransmissions_end()}, receives(function, 16),
                fact_is_any("the receive", {"fails with WSAECONNABORTED", "fails with WSAETIMEDOUT"}), "WSAECONNABORTED"),
            Verb::cut),
        in_the_lab(row("econnaborted-after-local-failure", {"error.WSAECONNABORTED.other-failure", "return.failure"},
                       "a receive on a circuit that was terminated by a local failure fails", kStreams, function.paths(),
                       {scene::connection_is_aborted()}, receives(function, 16), receive_fails(WSAECONNABORTED), "WSAECONNABORTED"),
                   Verb::abort),
        in_the_lab(row("enetreset-after-keep-alive", {"error.WSAENETRESET.stream-keepalive", "return.failure"},
                       "a receive on a circuit that keep-alive found broken fails", kStreams, function.paths(),
                       {scene::keep_alive(kIdle), scene::path_is_cut(), scene::keep_alive_fails()}, receives(function, 16),
                       receive_fails(WSAENETRESET), "WSAENETRESET"),
                   Verb::cut),
        in_the_lab(row("enetreset-after-ttl-expired", {"error.WSAENETRESET.datagram-ttl", "return.failure"},
                       "a receive fails after the time to live of an earlier datagram of the socket expired", kDatagrams, function.paths(),
                       {scene::connected_beyond_its_time_to_live()},
                       doing("of 16 bytes after a datagram whose time to live ends", after_a_datagram), receive_fails(WSAENETRESET),
                       "WSAENETRESET"),
                   Verb::expire_ttl),
    };
    // Where the page has no other code for it.
    if (!common::is_clause(function.clause("error.WSAECONNABORTED.timeout")))
        rows.push_back(in_the_lab(
            row("etimedout-after-time-out", {"error.WSAETIMEDOUT.network-failure", "error.WSAETIMEDOUT.peer-vanished", "return.failure"},
                "a receive on a circuit that was given up because of a time-out fails", kStreams, function.paths(),
                {scene::path_is_cut(), scene::retransmissions_end()}, receives(function, 16), receive_fails(WSAETIMEDOUT), "WSAETIMEDOUT"),
            Verb::cut));
    rows.push_back(common::under_winsock_1_1(
        row("eintr-when-cancelled", {"error.WSAEINTR.cancelled-blocking-call", "return.failure"},
            "a blocking receive of Winsock 1.1 that its hook cancels with WSACancelBlockingCall fails", kTcp4, Function::waiting(), {},
            doing("of 16 bytes, and WSACancelBlockingCall inside the blocking hook", cancelled_by_the_hook),
            fact_is("the blocking hook", "was called") & receive_fails(WSAEINTR), "WSAEINTR")));
    if (!function.overlapped) return rows;

    Row closed =
        row("aborted-by-close", {"error.WSA_OPERATION_ABORTED.closed", "return.failure"},
            "a pending receive ends when its socket is closed", kTcp4 | kUdp4, kOverlappedPaths - Path::no_event, {},
            doing("of 16 bytes, and closesocket", pending_then_closed), receive_fails(WSA_OPERATION_ABORTED), "WSA_OPERATION_ABORTED");
    closed.patience = 1500ms;
    rows.push_back(std::move(closed));
    Row orphaned =
        row("aborted-by-thread-exit", {"overlapped.thread-exit"}, "a pending receive ends when the thread that made it does", kTcp4 | kUdp4,
            kEventPaths | Path::no_event, {}, doing("of 16 bytes on a thread that ends", pending_on_a_thread_that_ends),
            receive_fails(WSA_OPERATION_ABORTED), "WSA_OPERATION_ABORTED");
    orphaned.patience = 1500ms;
    rows.push_back(std::move(orphaned));
    Row capped = in_the_lab(row("ewouldblock-at-the-limit", {"error.WSAEWOULDBLOCK.overlapped-limit", "return.failure"},
                                "a receive beyond the provider's limit of outstanding requests fails", kTcp4 | kUdp4, kOverlappedPaths,
                                {scene::pending_is_capped(4)}, doing("of 16 bytes, five times", five_of_four),
                                fact_is("the fifth", "fails with WSAEWOULDBLOCK") & completes_once(), "WSAEWOULDBLOCK"),
                            Verb::cap_pending);
    rows.push_back(std::move(capped));
    return rows;
}

}  // namespace wcts::receiving
