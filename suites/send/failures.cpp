// What a broken circuit, a provider without room and a cancelled call make of a send.
#include "suites/common/in_progress.h"
#include "suites/common/later_failure.h"
#include "suites/common/rescue.h"
#include "suites/send/vocabulary.h"

namespace wcts::send {
namespace {

using lab::Verb;

constexpr auto kIdle = 1s;

int send_once(Scene& scene, const Function& function) {
    const Flight& flight = post(scene, function, 16);
    return flight.record.accepted() ? 0 : flight.record.error;
}

void cancel_inside_the_hook(Scene& scene, const Function& function) {
    common::Rescue rescue(common::kRescueAfter, [&scene] { scene.stream_peer().start_reading(); });
    const common::Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
    post(scene, function, 64 * 1024);
    rescue.call_off();
    scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
    // Of a socket whose call was cancelled, only closesocket is promised to work.
    if (hook.ran()) scene.set_connected(false);
}

Row in_the_lab(const Function& function, std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, SocketSet on,
               Verb verb, std::vector<Step> arrange, Expectation expect, std::string_view code) {
    return common::in_the_lab({.id = id,
                               .clauses = std::move(clauses),
                               .claim = claim,
                               .on = on,
                               .paths = function.paths(),
                               .arrange = std::move(arrange),
                               .call = sends(function, 16),
                               .expect = std::move(expect) & data_untouched(),
                               .code = code},
                              verb);
}

// An overlapped send may learn of it later.
Expectation told(const Function& function, int code) {
    return function.overlapped ? ends_with(code) : refused(code);
}

}  // namespace

std::vector<Row> failures(const Function& function) {
    auto full_stream_of_1_1 = full_stream();
    full_stream_of_1_1.insert(full_stream_of_1_1.begin(), common::winsock_1_1());
    return {
        {.id = "econnreset-after-peer-reset",
         .clauses = {function.clause("error.WSAECONNRESET.stream-reset"), function.clause("return.failure")},
         .claim = "a send on a stream that the peer has reset fails, and so does each one after it",
         .on = kStreams,
         .paths = kPaths,
         .arrange = {peer_resets()},
         .call = sends(function, 16, 0, 2),
         .expect = fails(WSAECONNRESET),
         .code = "WSAECONNRESET"},
        {.id = "econnreset-after-port-unreachable",
         .clauses = {function.clause("error.WSAECONNRESET.udp-port-unreachable"), function.clause("return.failure")},
         .claim = "a send fails after an earlier datagram of the socket drew an ICMP port-unreachable",
         .on = kDatagrams,
         .paths = kPaths,
         .arrange = {peer_port_closed()},
         .call = common::until_one_fails(function.words("of 16 bytes to the closed port"),
                                         [function](Scene& scene) { return send_once(scene, function); }),
         .expect = common::a_later_send_fails("WSAECONNRESET"),
         .code = "WSAECONNRESET"},
        {.id = "eintr-when-cancelled",
         .clauses = {function.clause("error.WSAEINTR.cancelled-blocking-call"), function.clause("return.failure")},
         .claim = "a blocking send of Winsock 1.1 that its hook cancels with WSACancelBlockingCall fails",
         .on = kTcp4,
         .paths = kWaits,
         .arrange = std::move(full_stream_of_1_1),
         .call = deed_of(function, "of 65536 bytes, and WSACancelBlockingCall inside the blocking hook", cancel_inside_the_hook),
         .expect = fact_is("the blocking hook", "was called") & fails(WSAEINTR) & data_untouched(),
         .code = "WSAEINTR",
         .process = Process::before_startup,
         .provoked_by = "winsock-1.1"},
        // The page gives two codes for a circuit that is given up since nothing comes back.
        in_the_lab(function, "given-up-after-time-out",
                   {function.clause("error.WSAECONNABORTED.timeout"), function.clause("error.WSAETIMEDOUT.network-failure"),
                    function.clause("error.WSAETIMEDOUT.peer-vanished")},
                   "a send on a circuit that was given up because of a time-out fails with one of the two codes that the page gives for it",
                   kStreams, Verb::cut, {scene::path_is_cut(), scene::retransmissions_end()},
                   fails_with_any({WSAECONNABORTED, WSAETIMEDOUT}), "WSAECONNABORTED"),
        in_the_lab(function, "econnaborted-after-local-failure",
                   {function.clause("error.WSAECONNABORTED.other-failure"), function.clause("return.failure")},
                   "a send on a circuit that was terminated by a local failure fails", kStreams, Verb::abort,
                   {scene::connection_is_aborted()}, fails(WSAECONNABORTED), "WSAECONNABORTED"),
        in_the_lab(function, "enetreset-after-keep-alive",
                   {function.clause("error.WSAENETRESET.stream-keepalive"), function.clause("return.failure")},
                   "a send on a circuit that keep-alive found broken fails", kStreams, Verb::cut,
                   {scene::keep_alive(kIdle), scene::path_is_cut(), scene::keep_alive_fails()}, fails(WSAENETRESET), "WSAENETRESET"),
        in_the_lab(function, "enobufs-without-buffers", {function.clause("error.WSAENOBUFS.exhausted"), function.clause("return.failure")},
                   "a send fails when the provider has no buffers left", kEverySocket, Verb::exhaust, {scene::buffers_are_exhausted()},
                   refused(WSAENOBUFS), "WSAENOBUFS"),
    };
}

std::vector<Row> unreachable(const Function& function) {
    return {
        in_the_lab(function, "ehostunreach", {function.clause("error.WSAEHOSTUNREACH.remote-host"), function.clause("return.failure")},
                   "a send fails while the remote host cannot be reached", kEverySocket, Verb::unreachable,
                   {scene::remote_host_is_unreachable()}, told(function, WSAEHOSTUNREACH), "WSAEHOSTUNREACH"),
        in_the_lab(function, "enetunreach", {function.clause("error.WSAENETUNREACH.network"), function.clause("return.failure")},
                   "a send fails while no network leads to the remote host", kEverySocket, Verb::no_route,
                   {scene::remote_network_is_unreachable()}, told(function, WSAENETUNREACH), "WSAENETUNREACH"),
    };
}

}  // namespace wcts::send
