// What the state of the socket makes of a send: unconnected, shut down, reset.
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

// The first datagram draws the ICMP message; a socket that has one to tell is readable. The next send is the one that is judged.
void send_after_port_unreachable(Scene& scene) {
    const char byte = 0;
    if (scene.target().send(scene.socket(), &byte, 1, 0) == SOCKET_ERROR) throw SetupFailed("send", scene.target().WSAGetLastError());
    fd_set set;
    FD_ZERO(&set);
    set.fd_array[set.fd_count++] = scene.socket();
    timeval timeout{1, 0};
    if (scene.target().select(0, &set, nullptr, nullptr, &timeout) != 1)
        throw SetupFailed("the ICMP message did not arrive in time");
    post(scene, one_buffer(16));
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
         .call = procedure("a datagram to the closed port, its answer awaited, then WSASend of 16 bytes", send_after_port_unreachable),
         .expect = ends_with(WSAECONNRESET),
         .code = "WSAECONNRESET"},
        {.id = "enotconn-when-listening",
         .clauses = {"WSASend.error.WSAENOTCONN.not-connected", "WSASend.return.no-indication-after-error"},
         .claim = "a send on a listening socket fails",
         .on = kStreams,
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
