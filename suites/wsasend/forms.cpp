// The three forms of an operation: it ends at once, it pends and ends later, it is aborted.
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

// A stream that takes no more: the next send cannot end at once.
std::vector<Step> full_stream() {
    return {peer_window(4096), send_buffer(0), stream_is_full()};
}

}  // namespace

std::vector<Row> forms() {
    return {
        {.id = "small-send",
         .clauses = {"WSASend.param.s", "WSASend.return.zero", "WSASend.param.lpNumberOfBytesSent.immediate", "WSASend.remarks.overlapped",
                     "WSASend.remarks.connected-datagram", "WSASend.overlapped.immediate", "WSASend.overlapped.transferred"},
         .claim = "a small send on a connected socket succeeds, and its bytes reach the peer",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .call = wsasend(one_buffer(16)),
         .expect = succeeds() & completes_once() & delivered(),
         .form_matters = true},
        {.id = "pending-send",
         .clauses = {"WSASend.return.pending", "WSASend.error.WSA_IO_PENDING.started", "WSASend.overlapped.pending",
                     "WSASend.remarks.final-status", "WSASend.overlapped.transferred", "WSASend.remarks.indication.consumed"},
         .claim = "an overlapped send that cannot end at once pends, and ends when the peer has made room",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream(),
         .call = wsasend(one_buffer(64 * 1024)),
         .then = {peer_reads()},
         .expect = pends() & succeeds() & completes_once() & delivered(),
         .code = "WSA_IO_PENDING",
         .form_matters = true},
        {.id = "aborted-by-close",
         .clauses = {"WSASend.error.WSA_OPERATION_ABORTED.closed"},
         .claim = "closing the socket ends a pending send with WSA_OPERATION_ABORTED",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream(),
         .call = wsasend(one_buffer(64 * 1024)),
         .then = {close_the_socket()},
         .expect = pends() & completes_with(WSA_OPERATION_ABORTED),
         .code = "WSA_OPERATION_ABORTED"},
    };
}

}  // namespace wcts::wsasend
