#include "suites/events/vocabulary.h"

namespace wcts::events {
namespace {

constexpr auto kClose = &winsock::Winsock::WSACloseEvent;

void closed_and_used(Scene& scene) {
    auto& ws = scene.target();
    const HANDLE event = ws.WSACreateEvent();
    if (event == WSA_INVALID_EVENT) throw SetupFailed("WSACreateEvent", ws.WSAGetLastError());
    tell(scene, ws.WSACloseEvent(event) != FALSE);
    tell(scene, ws.WSASetEvent(event) != FALSE, "WSASetEvent");
    tell(scene, ws.WSAResetEvent(event) != FALSE, "WSAResetEvent");
    look(scene, event, "WSAWaitForMultipleEvents");
    tell(scene, ws.WSACloseEvent(event) != FALSE, "WSACloseEvent");
}

void another_stays(Scene& scene) {
    const HANDLE stays = scene.make_event();
    const HANDLE goes = scene.target().WSACreateEvent();
    if (goes == WSA_INVALID_EVENT) throw SetupFailed("WSACreateEvent", scene.target().WSAGetLastError());
    tell(scene, scene.target().WSACloseEvent(goes) != FALSE);
    tell(scene, scene.target().WSASetEvent(stays) != FALSE, "another event");
    look(scene, stays, "once it is set");
}

}  // namespace

Suite wsacloseevent() {
    const Subject subject = subject_of("WSACloseEvent", kClose);
    Suite suite{"wsacloseevent", "WSACloseEvent", {}};
    suite.rows = {
        row_without_socket(
            "unusable-afterwards", {"WSACloseEvent.return.true", "WSACloseEvent.handle.unusable"},
            "the call succeeds, and every later use of the handle fails", "WSACloseEvent, and each function of events on the handle",
            closed_and_used,
            call_succeeds() & call_fails(WSA_INVALID_HANDLE, "WSASetEvent") & call_fails(WSA_INVALID_HANDLE, "WSAResetEvent") &
                call_fails(WSA_INVALID_HANDLE, "WSAWaitForMultipleEvents") & call_fails(WSA_INVALID_HANDLE, "WSACloseEvent")),
        row_without_socket("others-stay", {"WSACloseEvent.return.true"}, "other events are left as they are",
                           "WSACloseEvent of one of two events", another_stays,
                           call_succeeds() & call_succeeds("another event") & fact_is("once it is set", "signalled")),
        common::row_of_network_down(subject),
    };
    // CloseHandle closes whatever it is given, so what a file's handle does here would be no row about events.
    append(suite.rows, rows_of_handles(subject, kClose, false));
    append(suite.rows, common::rows_of_startup(subject));
    append(suite.rows, common::rows_of_progress(subject));
    return suite;
}

}  // namespace wcts::events
