#include "suites/events/vocabulary.h"

namespace wcts::events {
namespace {

constexpr auto kReset = &winsock::Winsock::WSAResetEvent;

void reset_twice(Scene& scene) {
    const HANDLE event = scene.make_event();
    scene.target().WSASetEvent(event);
    tell(scene, scene.target().WSAResetEvent(event) != FALSE);
    look(scene, event, "the event");
    tell(scene, scene.target().WSAResetEvent(event) != FALSE, "once more");
    look(scene, event, "the event, reset twice");
}

void set_again(Scene& scene) {
    const HANDLE event = scene.make_event();
    scene.target().WSASetEvent(event);
    tell(scene, scene.target().WSAResetEvent(event) != FALSE);
    scene.target().WSASetEvent(event);
    look(scene, event, "set again");
}

void network_events(Scene& scene) {
    auto& ws = scene.target();
    const HANDLE event = scene.make_event();
    if (ws.WSAEventSelect(scene.socket(), event, FD_READ) != 0) throw SetupFailed("WSAEventSelect", ws.WSAGetLastError());
    scene.stream_peer().send_pattern(1, scene.deadline());
    if (ws.WSAWaitForMultipleEvents(1, &event, FALSE, scene.deadline().left_ms(), FALSE) != WSA_WAIT_EVENT_0)
        throw SetupFailed("the event of FD_READ did not come in time");
    WSANETWORKEVENTS told{};
    tell(scene, ws.WSAEnumNetworkEvents(scene.socket(), event, &told) == 0, "WSAEnumNetworkEvents");
    scene.observe("recorded", (told.lNetworkEvents & FD_READ) != 0 ? "FD_READ" : "nothing");
    look(scene, event, "the event afterwards");
    ws.WSAEnumNetworkEvents(scene.socket(), nullptr, &told);
    scene.observe("recorded afterwards", told.lNetworkEvents == 0 ? "nothing" : "something");
}

}  // namespace

Suite wsaresetevent() {
    const Subject subject = subject_of("WSAResetEvent", kReset);
    Suite suite{"wsaresetevent", "WSAResetEvent", {}};
    suite.rows = {
        row_without_socket("unsignals", {"WSAResetEvent.return.true", "WSAResetEvent.event.nonsignalled"},
                           "the event becomes nonsignalled, and stays so when reset again", "WSAResetEvent twice on an event that was set",
                           reset_twice,
                           call_succeeds() & fact_is("the event", "nonsignalled") & call_succeeds("once more") &
                               fact_is("the event, reset twice", "nonsignalled")),
        row_without_socket("may-be-set-again", {"WSAResetEvent.event.nonsignalled"}, "an event that was reset can be set again",
                           "WSASetEvent after WSAResetEvent", set_again, call_succeeds() & fact_is("set again", "signalled")),
        {.id = "by-wsaenumnetworkevents",
         .clauses = {"WSAResetEvent.event.network-events"},
         .claim = "WSAEnumNetworkEvents resets the event that it is given, and forgets what was recorded",
         .on = kinds::kTcp4,
         .paths = Path::call,
         .call = procedure("WSAEnumNetworkEvents with the event of a WSAEventSelect once FD_READ has come", network_events),
         .expect = call_succeeds("WSAEnumNetworkEvents") & fact_is("recorded", "FD_READ") &
                   fact_is("the event afterwards", "nonsignalled") & fact_is("recorded afterwards", "nothing")},
        common::row_of_network_down(subject),
    };
    append(suite.rows, rows_of_handles(subject, kReset, true));
    append(suite.rows, common::rows_of_startup(subject));
    append(suite.rows, common::rows_of_progress(subject));
    return suite;
}

}  // namespace wcts::events
