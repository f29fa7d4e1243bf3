// What the state of the socket makes of a send: unconnected, shut down, reset.
#include "harness/winsock/error_names.h"
#include "suites/wsasend/later_send.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

// The broadcast address of the loopback network: whatever becomes of the send, nothing leaves the machine.
void connect_to_broadcast(Scene& scene) {
    peer::Address to = scene.datagram_peer().address();
    reinterpret_cast<sockaddr_in*>(to.get())->sin_addr.S_un.S_un_b = {127, 255, 255, 255};
    const int result = scene.target().connect(scene.socket(), to.get(), to.length);
    scene.observe("connect", result == 0 ? "accepted" : winsock::error_name(scene.target().WSAGetLastError()));
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
        {.id = "enotconn-after-refused-broadcast",
         .clauses = {"WSASend.error.WSAENOTCONN.not-connected", "WSASend.remarks.connected-datagram"},
         .claim = "without SO_BROADCAST connect to a broadcast address is refused, and a send has no peer to go to",
         .on = kUdp4,
         .paths = kUndisputedPaths,
         .arrange = {bound_but_unconnected()},
         .call = procedure("connect to 127.255.255.255, then WSASend of 16 bytes",
                           [](Scene& scene) {
                               connect_to_broadcast(scene);
                               post(scene, one_buffer(16));
                           }),
         .expect = fact_is("connect", "WSAEACCES") & refused(WSAENOTCONN),
         .code = "WSAENOTCONN"},
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
        {.id = "econnreset-while-pending",
         .clauses = {"WSASend.error.WSAECONNRESET.stream-reset", "WSASend.remarks.final-status", "WSASend.overlapped.pending"},
         .claim = "a pending send ends when the peer resets the stream, and does not tell that all of it was sent",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = stream_with_little_room(),
         .call = wsasend(one_buffer(1024 * 1024)),
         .then = {peer_resets(), count_that_is_told()},
         .expect = pends() & completes_with(WSAECONNRESET) & not_everything_is_told(),
         .code = "WSAECONNRESET",
         .form_matters = true,
         .patience = 1500ms},
        {.id = "econnreset-after-port-unreachable",
         .clauses = {"WSASend.error.WSAECONNRESET.udp-port-unreachable"},
         .claim = "a send fails after an earlier datagram of the socket drew an ICMP port-unreachable",
         .on = kDatagrams,
         .paths = kUndisputedPaths,
         .arrange = {peer_port_closed()},
         .call = send_until_one_fails("the closed port"),
         .then = {the_next_recv_is_noted()},
         .expect = a_later_send_fails("WSAECONNRESET"),
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
