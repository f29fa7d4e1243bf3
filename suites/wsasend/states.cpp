// What the state of the socket makes of a send: unconnected, shut down, reset.
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {

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
    };
}

}  // namespace wcts::wsasend
