#include "harness/winsock/case_thread.h"
#include "suites/events/vocabulary.h"

namespace wcts::events {
namespace {

constexpr auto kSet = &winsock::Winsock::WSASetEvent;

void set_twice(Scene& scene) {
    const HANDLE event = scene.make_event();
    tell(scene, scene.target().WSASetEvent(event) != FALSE);
    look(scene, event, "the event");
    tell(scene, scene.target().WSASetEvent(event) != FALSE, "once more");
    look(scene, event, "the event, set twice");
}

void wakes_another_thread(Scene& scene) {
    const HANDLE event = scene.make_event();
    DWORD result = 0xCDCDCDCD;
    {
        CaseThread waiter(scene.clock(), [&] { result = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 2000, FALSE); });
        // Long enough for the other thread to wait; where it is later, the wait is satisfied all the same.
        scene.target().SleepEx(20, FALSE);
        tell(scene, scene.target().WSASetEvent(event) != FALSE);
    }
    scene.observe("the other thread", result == WSA_WAIT_EVENT_0 ? "was woken" : "was not woken");
}

}  // namespace

Suite wsasetevent() {
    const Subject subject = subject_of("WSASetEvent", kSet);
    Suite suite{"wsasetevent", "WSASetEvent", {}};
    suite.rows = {
        row_without_socket("signals", {"WSASetEvent.return.true", "WSASetEvent.event.signalled"},
                           "the event becomes signalled, and stays so when set again", "WSASetEvent twice, and a wait after each",
                           set_twice,
                           call_succeeds() & fact_is("the event", "signalled") & call_succeeds("once more") &
                               fact_is("the event, set twice", "signalled")),
        row_without_socket("wakes-who-waits", {"WSASetEvent.event.signalled"}, "a thread that waits for the event goes on",
                           "WSASetEvent while another thread waits for the event", wakes_another_thread,
                           call_succeeds() & fact_is("the other thread", "was woken")),
        common::row_of_network_down(subject),
    };
    append(suite.rows, rows_of_handles(subject, kSet, true));
    append(suite.rows, common::rows_of_startup(subject));
    append(suite.rows, common::rows_of_progress(subject));
    return suite;
}

}  // namespace wcts::events
