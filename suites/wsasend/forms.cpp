// The three forms of an operation: it ends at once, it pends and ends later, it is aborted.
#include "harness/winsock/error_names.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

std::string result_of(Scene& scene, Flight& flight, BOOL wait) {
    DWORD bytes = 0;
    DWORD flags = 0;
    if (!scene.target().WSAGetOverlappedResult(scene.socket(), flight.overlapped(), &bytes, wait, &flags))
        return winsock::error_name(scene.target().WSAGetLastError());
    return std::to_string(bytes) + " bytes";
}

// Once the event is signalled each of the other two must know the end, in any order and more than once.
void all_ways_to_ask(Scene& scene) {
    Flight& flight = post(scene, one_buffer(16));
    const DWORD state = scene.target().WSAWaitForMultipleEvents(1, &flight.event, TRUE, scene.deadline().left_ms(), FALSE);
    scene.observe("WSAWaitForMultipleEvents", state == WSA_WAIT_EVENT_0 ? "signalled" : "not signalled");
    if (state != WSA_WAIT_EVENT_0) return;
    scene.observe("WSAGetOverlappedResult, fWait TRUE", result_of(scene, flight, TRUE));
    scene.observe("WSAGetOverlappedResult, fWait FALSE", result_of(scene, flight, FALSE));
}

// The peer has not read: the transport cannot have consumed the buffers.
Step nothing_indicated_yet() {
    return {"nothing is indicated before the peer reads", [](Scene& scene) {
                Flight& flight = *scene.flights().back();
                bool early = result_of(scene, flight, FALSE) != "WSA_IO_INCOMPLETE";
                if (flight.event != nullptr)
                    early = early || scene.target().WSAWaitForMultipleEvents(1, &flight.event, FALSE, 0, FALSE) == WSA_WAIT_EVENT_0;
                if (kRoutinePaths.contains(scene.path())) {
                    const Scene::Alertable alertable(scene);
                    scene.target().SleepEx(0, TRUE);
                    early = early || !flight.record.indications.empty();
                }
                scene.observe("before the peer reads", early ? "indicated" : "not indicated");
            }};
}

}  // namespace
std::vector<Row> forms() {
    return {
        {.id = "small-send",
         .clauses = {"WSASend.param.s", "WSASend.return.zero", "WSASend.param.lpNumberOfBytesSent.immediate", "WSASend.remarks.overlapped",
                     "WSASend.remarks.connected-datagram", "WSASend.overlapped.immediate", "WSASend.overlapped.transferred"},
         .claim = "a small send on a connected socket succeeds, and its bytes reach the peer",
         .on = kEverySocket,
         .paths = kEveryPath,
         .call = wsasend(one_buffer(16)),
         .expect = sent(),
         .form_matters = true},
        {.id = "pending-send",
         .clauses = {"WSASend.return.pending", "WSASend.error.WSA_IO_PENDING.started", "WSASend.overlapped.pending",
                     "WSASend.remarks.final-status", "WSASend.overlapped.transferred", "WSASend.remarks.indication.consumed"},
         .claim = "an overlapped send that cannot end at once pends, and ends when the peer has made room",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream(),
         .call = wsasend(one_buffer(64 * 1024)),
         .then = {nothing_indicated_yet(), peer_reads()},
         .expect = pends() & fact_is("before the peer reads", "not indicated") & succeeds() & completes_once() & delivered(),
         .code = "WSA_IO_PENDING",
         .form_matters = true},
        {.id = "event-is-signalled",
         .clauses = {"WSASend.overlapped.event.signalled", "WSASend.overlapped.event.wait-apis"},
         .claim = "without a routine the event is signalled at the end, and can be waited for and polled with Winsock's own calls",
         .on = kEverySocket,
         .paths = kEventPaths | Path::iocp_lowbit,
         .call = procedure("WSASend of 16 bytes, its event waited for, polled and asked", all_ways_to_ask),
         .expect = fact_is("WSAWaitForMultipleEvents", "signalled") & fact_is("WSAGetOverlappedResult, fWait TRUE", "16 bytes") &
                   fact_is("WSAGetOverlappedResult, fWait FALSE", "16 bytes") & succeeds() & delivered()},
    };
}

}  // namespace wcts::wsasend
