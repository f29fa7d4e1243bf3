#include "suites/events/vocabulary.h"

namespace wcts::events {
namespace {

const Subject kSubject{.function = "WSACreateEvent", .ready = [](Scene& scene) -> std::function<bool()> {
                           return [&scene] {
                               const HANDLE event = scene.target().WSACreateEvent();
                               if (event == WSA_INVALID_EVENT) return false;
                               scene.target().WSACloseEvent(event);
                               return true;
                           };
                       }};

void made_and_looked_at_twice(Scene& scene) {
    const HANDLE event = scene.make_event();
    look(scene, event, "the new event");
    scene.target().WSASetEvent(event);
    look(scene, event, "once it is set");
    look(scene, event, "after a wait that it satisfied");
}

void inheritance(Scene& scene) {
    const HANDLE event = scene.make_event();
    DWORD flags = 0xCDCDCDCD;
    if (!scene.target().GetHandleInformation(event, &flags)) throw SetupFailed("GetHandleInformation", scene.target().WSAGetLastError());
    scene.observe("HANDLE_FLAG_INHERIT", (flags & HANDLE_FLAG_INHERIT) != 0 ? "set" : "clear");
}

void two_events(Scene& scene) {
    const HANDLE one = scene.make_event();
    const HANDLE other = scene.make_event();
    scene.observe("two handles", one == other ? "are one" : "differ");
    scene.target().WSASetEvent(one);
    look(scene, one, "the one that was set");
    look(scene, other, "the other");
}

// An auto-reset event satisfies one wait each time that it is set.
void an_event_of_the_system(Scene& scene) {
    const HANDLE event = system_event(false);
    tell(scene, scene.target().WSASetEvent(event) != FALSE, "WSASetEvent");
    look(scene, event, "once it is set");
    look(scene, event, "after a wait that it satisfied");
    tell(scene, scene.target().WSACloseEvent(event) != FALSE, "WSACloseEvent");
}

}  // namespace

Suite wsacreateevent() {
    Suite suite{"wsacreateevent", "WSACreateEvent", {}};
    suite.rows = {
        row_without_socket("manual-reset-and-nonsignalled",
                           {"WSACreateEvent.return.handle", "WSACreateEvent.event.manual-reset", "WSACreateEvent.event.nonsignalled"},
                           "a new event is nonsignalled, and once set it stays signalled",
                           "WSACreateEvent, WSASetEvent, and a wait after each", made_and_looked_at_twice,
                           fact_is("the new event", "nonsignalled") & fact_is("once it is set", "signalled") &
                               fact_is("after a wait that it satisfied", "signalled")),
        row_without_socket(
            "events-of-their-own", {"WSACreateEvent.return.handle"}, "each call makes an event of its own", "WSACreateEvent twice",
            two_events,
            fact_is("two handles", "differ") & fact_is("the one that was set", "signalled") & fact_is("the other", "nonsignalled")),
        row_without_socket("not-inheritable", {"WSACreateEvent.event.not-inheritable"}, "child processes do not inherit the handle",
                           "WSACreateEvent, and GetHandleInformation", inheritance, fact_is("HANDLE_FLAG_INHERIT", "clear")),
        row_without_socket("auto-reset-in-its-place", {"WSACreateEvent.event.ordinary"},
                           "an auto-reset event of the system serves where an event is wanted",
                           "WSASetEvent, waits and WSACloseEvent on an event of CreateEvent", an_event_of_the_system,
                           call_succeeds("WSASetEvent") & fact_is("once it is set", "signalled") &
                               fact_is("after a wait that it satisfied", "nonsignalled") & call_succeeds("WSACloseEvent")),
        common::row_of_network_down(kSubject),
        row_of_memory(kSubject),
    };
    append(suite.rows, common::rows_of_startup(kSubject));
    append(suite.rows, common::rows_of_progress(kSubject));
    return suite;
}

}  // namespace wcts::events
