// What the state of the socket makes of a send: unconnected, shut down, reset.
#include "harness/winsock/error_names.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

// The first datagram draws the ICMP message, on loopback within the call or soon after it; which of the next sends tells is chance. A send
// that succeeds is no mistake yet, five are.
void send_to_a_closed_port(Scene& scene) {
    constexpr int kMost = 5;
    for (int i = 0; i < kMost; ++i) {
        const Flight& flight = post(scene, one_buffer(16));
        scene.collect();
        const int code = flight.record.accepted() ? flight.record.status : flight.record.error;
        if (code != 0) {
            scene.observe("a later send", "fails with " + winsock::error_name(code));
            return;
        }
        scene.target().SleepEx(10, FALSE);
    }
    scene.observe("a later send", "never fails");
}

}  // namespace

std::vector<Row> states() {
    return {
        {.id = "enotconn-when-bound",
         .clauses = {"WSASend.error.WSAENOTCONN.not-connected", "WSASend.return.socket-error", "WSASend.return.no-indication-after-error"},
         .claim = "a send on a bound socket that is not connected fails",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {bound_but_unconnected()},
         .call = wsasend(one_buffer(16)),
         .expect = refused(WSAENOTCONN),
         .code = "WSAENOTCONN"},
        {.id = "unbound-and-unconnected",
         .clauses = {"WSASend.error.WSAEINVAL.not-bound", "WSASend.error.WSAENOTCONN.not-connected",
                     "WSASend.return.no-indication-after-error"},
         .claim = "a send on a socket that is neither bound nor connected fails with one of the two codes that the page gives for it",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {unconnected()},
         .call = wsasend(one_buffer(16)),
         .expect = refused_with_any({WSAEINVAL, WSAENOTCONN}),
         .code = "WSAEINVAL"},
        {.id = "eshutdown-after-sd-send",
         .clauses = {"WSASend.error.WSAESHUTDOWN.sd-send", "WSASend.return.no-indication-after-error"},
         .claim = "a send after shutdown(SD_SEND) fails",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {shut_down(SD_SEND)},
         .call = wsasend(one_buffer(16)),
         .expect = refused(WSAESHUTDOWN) & nothing_delivered(),
         .code = "WSAESHUTDOWN"},
        {.id = "eshutdown-after-sd-both",
         .clauses = {"WSASend.error.WSAESHUTDOWN.sd-both", "WSASend.return.no-indication-after-error"},
         .claim = "a send after shutdown(SD_BOTH) fails",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {shut_down(SD_BOTH)},
         .call = wsasend(one_buffer(16)),
         .expect = refused(WSAESHUTDOWN) & nothing_delivered(),
         .code = "WSAESHUTDOWN"},
        {.id = "econnreset-after-peer-reset",
         .clauses = {"WSASend.error.WSAECONNRESET.stream-reset"},
         .claim = "a send on a stream that the peer has reset fails, and so does each one after it",
         .on = kStreams,
         .paths = kUndisputedPaths,
         .arrange = {peer_resets()},
         .call = wsasend(one_buffer(16)).times(2),
         .expect = ends_with(WSAECONNRESET),
         .code = "WSAECONNRESET"},
        {.id = "econnreset-after-port-unreachable",
         .clauses = {"WSASend.error.WSAECONNRESET.udp-port-unreachable"},
         .claim = "a send fails after an earlier datagram of the socket drew an ICMP port-unreachable",
         .on = kDatagrams,
         .paths = kUndisputedPaths,
         .arrange = {peer_port_closed()},
         .call = procedure("WSASend of 16 bytes to the closed port, up to five times", send_to_a_closed_port),
         .expect = fact_is("a later send", "fails with WSAECONNRESET") & completes_once(),
         .code = "WSAECONNRESET"},
        {.id = "enotconn-when-listening",
         .clauses = {"WSASend.error.WSAENOTCONN.not-connected", "WSASend.return.no-indication-after-error"},
         .claim = "a send on a listening socket fails",
         .on = kTcp4,
         .paths = kUndisputedPaths,
         .arrange = {listening()},
         .call = wsasend(one_buffer(16)),
         .expect = refused(WSAENOTCONN),
         .code = "WSAENOTCONN",
         .process = Process::own,
         .limit = 2000ms},
    };
}

}  // namespace wcts::wsasend
