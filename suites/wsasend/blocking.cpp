// Sends without overlapped I/O: what blocks, what returns early, what time-outs act on.
#include "harness/winsock/readiness.h"
#include "suites/common/apc.h"
#include "suites/common/rescue.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

// The peer reads only once the APC has run.
void send_with_queued_apc(Scene& scene) {
    common::call_with_apc(scene, "let the peer read", [&scene] { scene.stream_peer().start_reading(); },
                          [&scene] { post(scene, one_buffer(64 * 1024)); });
}

// Measures a call that a time-out may end; the peer never reads unless the time-out fails to come.
void send_until_time_out(Scene& scene) {
    common::Rescue rescue(3500ms, [&scene] { scene.stream_peer().start_reading(); });
    post(scene, one_buffer(64 * 1024));
    rescue.call_off();
    scene.observe("the call", rescue.was_needed() ? "had no end of its own" : "ended by itself");
}

// Longer than the time-out by far. "Still pending" is shown by nothing later, so a quiet time has to do.
constexpr auto kQuiet = 900ms;

Step stays_pending_past_the_time_out() {
    return {"nothing is indicated while the time-out passes", [](Scene& scene) {
                const Deadline quiet = scene.within(kQuiet);
                while (!quiet.passed()) scene.target().SleepEx(quiet.left_ms(), FALSE);
                DWORD bytes = 0;
                DWORD flags = 0;
                Flight& flight = *scene.flights().back();
                const BOOL ended = scene.target().WSAGetOverlappedResult(scene.socket(), flight.overlapped(), &bytes, FALSE, &flags);
                const bool incomplete = !ended && scene.target().WSAGetLastError() == WSA_IO_INCOMPLETE;
                scene.observe("after the time-out", incomplete ? "still pending" : "ended");
            }};
}

std::vector<Step> full_stream_with_timeout(std::chrono::milliseconds timeout) {
    auto steps = full_stream();
    steps.push_back(send_timeout(timeout));
    return steps;
}

bool wait_for_room(Scene& scene) {
    const std::chrono::milliseconds left(scene.deadline().left_ms());
    return winsock::select_one(scene.target(), scene.socket(), winsock::Ready::write, left) == 1;
}

// One send while nobody reads, then the rest, and the rest of the rest, whenever the stream has room. Only the first is judged as an
// operation: in how many parts the rest goes is chance.
void send_in_parts(Scene& scene) {
    constexpr std::size_t kTotal = 1024 * 1024;
    Flight& first = post(scene, one_buffer(kTotal));
    if (!first.record.accepted()) return;
    scene.observe("the first call took", first.record.bytes < kTotal ? "a part" : "everything");
    scene.stream_peer().start_reading();
    std::size_t done = first.record.bytes;
    while (done < kTotal && wait_for_room(scene)) {
        WSABUF rest{static_cast<ULONG>(kTotal - done), first.data().data() + done};
        DWORD count = 0;
        if (scene.target().WSASend(scene.socket(), &rest, 1, &count, 0, nullptr, nullptr) != 0) {
            if (scene.target().WSAGetLastError() != WSAEWOULDBLOCK) break;
            continue;
        }
        done += count;
        scene.skip_pattern(count);
    }
    scene.observe("in the end", done == kTotal ? "everything was taken" : "not everything was taken");
}

}  // namespace

std::vector<Row> blocking() {
    return {
        {.id = "blocking-stream-takes-all",
         .clauses = {"WSASend.remarks.blocking-stream.all", "WSASend.remarks.both-null-is-nonoverlapped",
                     "WSASend.remarks.nonoverlapped.as-send"},
         .claim = "a blocking send returns only when all of its buffers are consumed",
         .on = kStreams,
         .paths = kBlockingPaths,
         .arrange = {send_buffer(0), peer_reads()},
         .call = wsasend(equal_buffers(16, 64 * 1024)),
         .expect = sent()},
        {.id = "buffers-are-free-at-return",
         .clauses = {"WSASend.remarks.nonoverlapped.as-send"},
         .claim = "without overlapped I/O the data may be overwritten as soon as the call has returned",
         .on = kEverySocket,
         .paths = kPlainPaths,
         .call = wsasend(one_buffer(1024)).afterwards("the data is overwritten", [](Scene&, Flight& flight) { flight.reuse_data(); }),
         .expect = sent()},
        {.id = "nonblocking-takes-a-part",
         .clauses = {"WSASend.remarks.nonblocking-stream.partial"},
         .claim = "a non-blocking send into too little room takes what fits, says how much, and the rest can follow",
         .on = kStreams,
         .paths = Path::nonblocking,
         .arrange = {send_buffer(8192)},
         .call = procedure("WSASend of 1 MiB, and of what is left whenever there is room", send_in_parts),
         .expect = fact_is_any("the first call took", {"a part", "everything"}) & fact_is("in the end", "everything was taken") &
                   data_untouched() & delivered()},
        {.id = "ewouldblock-when-full",
         .clauses = {"WSASend.error.WSAEWOULDBLOCK.nonblocking", "WSASend.return.socket-error"},
         .claim = "a non-blocking send into no room fails",
         .on = kStreams,
         .paths = Path::nonblocking,
         .arrange = full_stream(),
         .call = wsasend(one_buffer(64 * 1024)),
         .then = {peer_reads()},
         .expect = refused(WSAEWOULDBLOCK),
         .code = "WSAEWOULDBLOCK"},
        {.id = "wait-is-alertable",
         .clauses = {"WSASend.remarks.alertable-wait"},
         .claim = "an APC runs while a blocking send waits, and the send then goes on to its own end",
         .on = kStreams,
         .paths = PathSet(Path::blocking) | Path::both_null,
         .arrange = full_stream(),
         .call = procedure("WSASend of 65536 bytes with an APC queued that lets the peer read", send_with_queued_apc),
         .expect = common::the_apc_ran_during_the_call() & succeeds() & delivered()},
        {.id = "sndtimeo-ends-a-blocking-send",
         .clauses = {"WSASend.remarks.timeouts-blocking-only"},
         .claim = "SO_SNDTIMEO ends a blocking send that cannot go on",
         .on = kStreams,
         .paths = PathSet(Path::blocking) | Path::both_null,
         .arrange = full_stream_with_timeout(500ms),
         .call = procedure("WSASend of 65536 bytes while nobody reads", send_until_time_out),
         .expect = fails(WSAETIMEDOUT) & fact_is("the call", "ended by itself") & delivered_a_prefix(),
         .code = "WSAETIMEDOUT"},
        {.id = "sndtimeo-spares-nonblocking-sends",
         .clauses = {"WSASend.remarks.timeouts-blocking-only", "WSASend.error.WSAEWOULDBLOCK.nonblocking"},
         .claim = "SO_SNDTIMEO does not act on a non-blocking send: it fails with WSAEWOULDBLOCK",
         .on = kStreams,
         .paths = Path::nonblocking,
         .arrange = full_stream_with_timeout(200ms),
         .call = wsasend(one_buffer(64 * 1024)),
         .then = {peer_reads()},
         .expect = refused(WSAEWOULDBLOCK),
         .code = "WSAEWOULDBLOCK"},
        {.id = "sndtimeo-spares-overlapped-sends",
         .clauses = {"WSASend.remarks.timeouts-blocking-only"},
         .claim = "SO_SNDTIMEO does not act on an overlapped send: it pends until the peer reads",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream_with_timeout(200ms),
         .call = wsasend(one_buffer(64 * 1024)),
         .then = {stays_pending_past_the_time_out(), peer_reads()},
         .expect = pends() & fact_is("after the time-out", "still pending") & succeeds() & completes_once() & delivered()},
    };
}

}  // namespace wcts::wsasend
