// What a broken circuit, a provider without room and a cancelled call make of a send.
#include "suites/common/in_progress.h"
#include "suites/common/later_failure.h"
#include "suites/common/rescue.h"
#include "suites/send/vocabulary.h"

namespace wcts::send {
namespace {

using lab::Verb;

constexpr auto kIdle = 1s;

int send_once(Scene& scene) {
    const Flight& flight = post(scene, 16);
    return flight.record.accepted() ? 0 : flight.record.error;
}

void cancel_inside_the_hook(Scene& scene) {
    common::Rescue rescue(common::kRescueAfter, [&scene] { scene.stream_peer().start_reading(); });
    const common::Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
    post(scene, 64 * 1024);
    rescue.call_off();
    scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
    // Of a socket whose call was cancelled, only closesocket is promised to work.
    if (hook.ran()) scene.set_connected(false);
}

Row in_the_lab(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, SocketSet on, Verb verb,
               std::vector<Step> arrange, Expectation expect, std::string_view code) {
    return common::in_the_lab({.id = id,
                               .clauses = std::move(clauses),
                               .claim = claim,
                               .on = on,
                               .paths = kPaths,
                               .arrange = std::move(arrange),
                               .call = sends(16),
                               .expect = std::move(expect) & data_untouched(),
                               .code = code},
                              verb);
}

}  // namespace

std::vector<Row> failures() {
    auto full_stream_of_1_1 = full_stream();
    full_stream_of_1_1.insert(full_stream_of_1_1.begin(), common::winsock_1_1());
    return {
        {.id = "econnreset-after-peer-reset",
         .clauses = {"send.error.WSAECONNRESET.stream-reset", "send.return.failure"},
         .claim = "a send on a stream that the peer has reset fails, and so does each one after it",
         .on = kStreams,
         .paths = kPaths,
         .arrange = {peer_resets()},
         .call = sends(16, 0, 2),
         .expect = fails(WSAECONNRESET),
         .code = "WSAECONNRESET"},
        {.id = "econnreset-after-port-unreachable",
         .clauses = {"send.error.WSAECONNRESET.udp-port-unreachable", "send.return.failure"},
         .claim = "a send fails after an earlier datagram of the socket drew an ICMP port-unreachable",
         .on = kDatagrams,
         .paths = kPaths,
         .arrange = {peer_port_closed()},
         .call = common::until_one_fails("send of 16 bytes to the closed port", send_once),
         .expect = common::a_later_send_fails("WSAECONNRESET"),
         .code = "WSAECONNRESET"},
        {.id = "eintr-when-cancelled",
         .clauses = {"send.error.WSAEINTR.cancelled-blocking-call", "send.return.failure"},
         .claim = "a blocking send of Winsock 1.1 that its hook cancels with WSACancelBlockingCall fails",
         .on = kTcp4,
         .paths = kWaits,
         .arrange = std::move(full_stream_of_1_1),
         .call = procedure("send of 65536 bytes, and WSACancelBlockingCall inside the blocking hook", cancel_inside_the_hook),
         .expect = fact_is("the blocking hook", "was called") & fails(WSAEINTR) & data_untouched(),
         .code = "WSAEINTR",
         .process = Process::before_startup,
         .provoked_by = "winsock-1.1"},
        // The page gives two codes for a circuit that is given up since nothing comes back.
        in_the_lab(
            "given-up-after-time-out",
            {"send.error.WSAECONNABORTED.timeout", "send.error.WSAETIMEDOUT.network-failure", "send.error.WSAETIMEDOUT.peer-vanished"},
            "a send on a circuit that was given up because of a time-out fails with one of the two codes that the page gives for it",
            kStreams, Verb::cut, {scene::path_is_cut(), scene::retransmissions_end()}, fails_with_any({WSAECONNABORTED, WSAETIMEDOUT}),
            "WSAECONNABORTED"),
        in_the_lab("econnaborted-after-local-failure", {"send.error.WSAECONNABORTED.other-failure", "send.return.failure"},
                   "a send on a circuit that was terminated by a local failure fails", kStreams, Verb::abort,
                   {scene::connection_is_aborted()}, fails(WSAECONNABORTED), "WSAECONNABORTED"),
        in_the_lab("enetreset-after-keep-alive", {"send.error.WSAENETRESET.stream-keepalive", "send.return.failure"},
                   "a send on a circuit that keep-alive found broken fails", kStreams, Verb::cut,
                   {scene::keep_alive(kIdle), scene::path_is_cut(), scene::keep_alive_fails()}, fails(WSAENETRESET), "WSAENETRESET"),
        in_the_lab("enobufs-without-buffers", {"send.error.WSAENOBUFS.exhausted", "send.return.failure"},
                   "a send fails when the provider has no buffers left", kEverySocket, Verb::exhaust, {scene::buffers_are_exhausted()},
                   refused(WSAENOBUFS), "WSAENOBUFS"),
        in_the_lab("ehostunreach", {"send.error.WSAEHOSTUNREACH.remote-host", "send.return.failure"},
                   "a send fails while the remote host cannot be reached", kEverySocket, Verb::unreachable,
                   {scene::remote_host_is_unreachable()}, refused(WSAEHOSTUNREACH), "WSAEHOSTUNREACH"),
    };
}

}  // namespace wcts::send
