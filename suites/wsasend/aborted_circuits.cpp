// Circuits that are given up at this end: since nothing is acknowledged any more, and for a local failure.
//
// A circuit that was given up must not be read before the send: that would take the error. What the peer got cannot be looked at.
#include "fixtures/scene/lab_steps.h"
#include "suites/common/words.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

using scene::connection_is_aborted;
using scene::path_is_cut;
using scene::retransmissions_end;

using lab::Verb;

std::vector<Step> full_stream_and(Step last) {
    auto steps = full_stream();
    steps.push_back(std::move(last));
    return steps;
}

Row aborted(std::string_view id, std::string_view clause, std::string_view claim, PathSet paths, Verb verb, std::vector<Step> arrange,
            rows::Call call, std::vector<Step> then, Expectation expect) {
    return common::in_the_lab({.id = id,
                               .clauses = {clause},
                               .claim = claim,
                               .on = kStreams,
                               .paths = paths,
                               .arrange = std::move(arrange),
                               .call = std::move(call),
                               .then = std::move(then),
                               .expect = std::move(expect) & data_untouched(),
                               .code = "WSAECONNABORTED"},
                              verb);
}

constexpr std::string_view kTimeout = "WSASend.error.WSAECONNABORTED.timeout";
constexpr std::string_view kOther = "WSASend.error.WSAECONNABORTED.other-failure";

}  // namespace

std::vector<Row> aborted_circuits() {
    return {
        aborted("econnaborted-after-time-out", kTimeout, "a send on a circuit that was given up because of a time-out fails",
                kUndisputedPaths, Verb::cut, {path_is_cut(), retransmissions_end()}, wsasend(one_buffer(16)), {},
                ends_with(WSAECONNABORTED)),
        aborted("econnaborted-time-out-while-pending", kTimeout, "a pending send ends when the circuit is given up because of a time-out",
                kOverlappedPaths, Verb::cut, full_stream_and(path_is_cut()), wsasend(one_buffer(64 * 1024)), {},
                pends() & completes_with(WSAECONNABORTED)),
        aborted("econnaborted-time-out-while-blocked", kTimeout,
                "a blocking send that waits for room fails when the circuit is given up because of a time-out",
                PathSet(Path::blocking) | Path::both_null, Verb::cut, full_stream_and(path_is_cut()), wsasend(one_buffer(64 * 1024)), {},
                fails(WSAECONNABORTED)),
        aborted("econnaborted-after-local-failure", kOther, "a send on a circuit that was terminated by a local failure fails",
                kUndisputedPaths, Verb::abort, {connection_is_aborted()}, wsasend(one_buffer(16)), {}, ends_with(WSAECONNABORTED)),
        aborted("econnaborted-local-failure-while-pending", kOther, "a pending send ends when its circuit is terminated by a local failure",
                kOverlappedPaths, Verb::abort, full_stream(), wsasend(one_buffer(64 * 1024)), {connection_is_aborted()},
                pends() & completes_with(WSAECONNABORTED)),
    };
}

}  // namespace wcts::wsasend
