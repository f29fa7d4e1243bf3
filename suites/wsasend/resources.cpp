// A provider at its limits: no buffers left, no more outstanding requests.
#include "fixtures/scene/lab_steps.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

using scene::buffers_are_exhausted;
using scene::pending_is_capped;

constexpr unsigned kCap = 4;

// Judges some of the operations as if they were all.
Expectation of_the_operations(std::string which, std::size_t from, std::size_t count, Expectation expectation) {
    std::string words = "of " + which + ": " + expectation.words();
    return {std::move(words),
            [which = std::move(which), from, count, expectation = std::move(expectation)](const Evidence& evidence) -> std::optional<std::string> {
                Evidence part;
                for (std::size_t i = from; i < from + count && i < evidence.operations.size(); ++i)
                    part.operations.push_back(evidence.operations[i]);
                auto mismatch = expectation.mismatch(part);
                if (mismatch) mismatch = which + ": " + *mismatch;
                return mismatch;
            }};
}

std::vector<Step> full_stream_with_a_cap() {
    auto steps = full_stream();
    steps.push_back(pending_is_capped(kCap));
    return steps;
}

}  // namespace

std::vector<Row> resources() {
    return {
        {.id = "enobufs-when-exhausted",
         .clauses = {"WSASend.error.WSAENOBUFS.deadlock"},
         .claim = "a send fails when the provider has no buffers left",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {buffers_are_exhausted()},
         .call = wsasend(one_buffer(16)),
         .expect = ends_with(WSAENOBUFS) & data_untouched() & nothing_delivered(),
         .code = "WSAENOBUFS",
         .provoked_by = "resource",
         .lab_verb = lab::Verb::exhaust},
        {.id = "ewouldblock-with-too-many-outstanding",
         .clauses = {"WSASend.error.WSAEWOULDBLOCK.overlapped-limit", "WSASend.return.socket-error",
                     "WSASend.return.no-indication-after-error"},
         .claim = "one overlapped send more than the provider takes is refused, and those before it end well once the peer reads",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream_with_a_cap(),
         .call = wsasend(one_buffer(1024)).times(kCap + 1),
         .then = {peer_reads()},
         .expect = of_the_operations("those that the provider takes", 0, kCap, pends() & succeeds()) &
                   of_the_operations("the one too many", kCap, 1, refused(WSAEWOULDBLOCK)) & completes_once() & delivered(),
         .code = "WSAEWOULDBLOCK",
         .provoked_by = "resource",
         .lab_verb = lab::Verb::cap_pending},
    };
}

}  // namespace wcts::wsasend
