// Gathering: how many buffers, and empty ones among them.
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

Row gathers(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, Lengths lengths) {
    return {.id = id,
            .clauses = std::move(clauses),
            .claim = claim,
            .on = kEverySocket,
            .paths = kEveryPath,
            .call = wsasend(std::move(lengths)),
            .expect = sent()};
}

}  // namespace

std::vector<Row> gather() {
    return {
        gathers("gather-1", {"WSASend.param.lpBuffers.gather"}, "one buffer is sent", equal_buffers(1, 48)),
        gathers("gather-2", {"WSASend.param.lpBuffers.gather", "WSASend.remarks.gather"}, "two buffers are sent in array order", {7, 41}),
        gathers("gather-15", {"WSASend.param.lpBuffers.gather"}, "15 buffers are sent in array order", equal_buffers(15, 5)),
        gathers("gather-16", {"WSASend.param.lpBuffers.gather"}, "16 buffers are sent in array order", equal_buffers(16, 5)),
        gathers("gather-17", {"WSASend.param.lpBuffers.gather", "WSASend.remarks.more-than-16-buffers"},
                "17 buffers are sent in array order", equal_buffers(17, 5)),
        gathers("gather-64", {"WSASend.param.lpBuffers.gather", "WSASend.remarks.more-than-16-buffers"},
                "64 buffers are sent in array order", equal_buffers(64, 5)),
        gathers("gather-1024", {"WSASend.param.lpBuffers.gather", "WSASend.remarks.more-than-16-buffers"},
                "1,024 buffers are sent in array order", equal_buffers(1024, 5)),
        gathers("gather-empty-first", {"WSASend.param.lpBuffers.gather"}, "an empty buffer ahead of full ones is passed over", {0, 8, 8}),
        gathers("gather-empty-between", {"WSASend.param.lpBuffers.gather"}, "empty buffers between full ones are passed over",
                {8, 0, 8, 0, 0, 8}),
        gathers("gather-empty-last", {"WSASend.param.lpBuffers.gather"}, "an empty buffer behind full ones is passed over", {8, 8, 0}),
        gathers("gather-several-empty", {"WSASend.param.lpBuffers.gather"}, "several empty buffers are one empty message", {0, 0, 0}),
        // The page does not say what a count of zero means: an empty message or WSAEINVAL; nothing else.
        {.id = "no-buffers",
         .clauses = {"WSASend.param.dwBufferCount"},
         .claim = "zero buffers are an empty message, or refused; never anything else",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .call = wsasend(no_buffers()),
         .expect = (succeeds() & completes_once() & delivered()) | (refused(WSAEINVAL) & nothing_delivered())},
        {.id = "no-buffers-null-array",
         .clauses = {"WSASend.param.dwBufferCount"},
         .claim = "with a count of zero lpBuffers is not read",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .call = wsasend(no_buffers()).with("lpBuffers NULL", [](Scene&, Flight&, Arguments& call) { call.lpBuffers = nullptr; }),
         .expect = (succeeds() & completes_once() & delivered()) |
                   (refused_with_any({WSAEINVAL, WSAEFAULT}) & nothing_delivered()),
         .process = Process::may_crash},
        {.id = "array-captured",
         .clauses = {"WSASend.remarks.wsabuf-captured"},
         .claim = "the WSABUF array may be overwritten as soon as the call has returned",
         .on = kEverySocket,
         .paths = kOverlappedPaths,
         .call = wsasend({8, 16, 24}).afterwards("the array is overwritten", [](Scene&, Flight& flight) { flight.scribble_over_array(); }),
         .expect = succeeds() & completes_once() & delivered()},
        {.id = "array-captured-while-pending",
         .clauses = {"WSASend.remarks.wsabuf-captured"},
         .claim = "the WSABUF array may be overwritten while the send pends",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream(),
         .call = wsasend(equal_buffers(16, 4096)).afterwards("the array is overwritten",
                                                             [](Scene&, Flight& flight) { flight.scribble_over_array(); }),
         .then = {peer_reads()},
         .expect = pends() & succeeds() & completes_once() & delivered()},
    };
}

}  // namespace wcts::wsasend
