#include "fixtures/scene/routine.h"
#include "harness/winsock/case_thread.h"
#include "harness/winsock/error_names.h"
#include "suites/events/vocabulary.h"

namespace wcts::events {
namespace {

// A wait's result in words that say which of several events it names.
std::string words_of(Scene& scene, DWORD result) {
    switch (result) {
        case WSA_WAIT_TIMEOUT:
            return "WSA_WAIT_TIMEOUT";
        case WSA_WAIT_IO_COMPLETION:
            return "WSA_WAIT_IO_COMPLETION";
        case WSA_WAIT_FAILED:
            return "fails with " + winsock::error_name(scene.target().WSAGetLastError());
        default:
            return "event " + std::to_string(result - WSA_WAIT_EVENT_0);
    }
}

void wait(Scene& scene, std::span<const HANDLE> events, bool all, std::string what, DWORD timeout_ms = 0) {
    const DWORD result =
        scene.target().WSAWaitForMultipleEvents(static_cast<DWORD>(events.size()), events.data(), all ? TRUE : FALSE, timeout_ms, FALSE);
    scene.observe(std::move(what), words_of(scene, result));
}

std::vector<HANDLE> make_events(Scene& scene, std::size_t count) {
    std::vector<HANDLE> events(count);
    for (HANDLE& event : events) event = scene.make_event();
    return events;
}

const Subject kSubject{.function = "WSAWaitForMultipleEvents", .ready = [](Scene& scene) -> std::function<bool()> {
                           const HANDLE event = system_event();
                           ::SetEvent(event);
                           return [&scene, event] {
                               return scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE) == WSA_WAIT_EVENT_0;
                           };
                       }};

void lowest_of_two(Scene& scene) {
    const auto events = make_events(scene, 4);
    scene.target().WSASetEvent(events[3]);
    wait(scene, events, false, "the fourth of four is set");
    scene.target().WSASetEvent(events[1]);
    wait(scene, events, false, "the second as well");
}

void all_of_three(Scene& scene) {
    const auto events = make_events(scene, 3);
    scene.target().WSASetEvent(events[0]);
    scene.target().WSASetEvent(events[2]);
    wait(scene, events, true, "two of three are set");
    scene.target().WSASetEvent(events[1]);
    const DWORD result = scene.target().WSAWaitForMultipleEvents(3, events.data(), TRUE, 0, FALSE);
    scene.observe("all are set", result < WSA_WAIT_EVENT_0 + 3 ? "one of them" : words_of(scene, result));
}

// The signal of an auto-reset event is taken by the wait that it satisfies, and by no other.
void states_are_kept(Scene& scene) {
    const std::array<HANDLE, 2> events{system_event(false), scene.make_event()};
    scene.target().WSASetEvent(events[0]);
    wait(scene, events, true, "one of two is set");
    look(scene, events[0], "the auto-reset one");
}

void most_events(Scene& scene) {
    const auto events = make_events(scene, WSA_MAXIMUM_WAIT_EVENTS);
    scene.target().WSASetEvent(events.back());
    wait(scene, events, false, "64 events");
    wait(scene, events, true, "all of 64");
}

void bad_counts(Scene& scene, std::size_t count) {
    const auto events = make_events(scene, count == 0 ? 1 : count);
    for (const HANDLE event : events) scene.target().WSASetEvent(event);
    const DWORD result = scene.target().WSAWaitForMultipleEvents(static_cast<DWORD>(count), events.data(), FALSE, 0, FALSE);
    tell(scene, result != WSA_WAIT_FAILED);
}

void zero_time(Scene& scene) {
    const HANDLE event = scene.make_event();
    wait(scene, {&event, 1}, false, "nonsignalled");
    scene.target().WSASetEvent(event);
    wait(scene, {&event, 1}, false, "signalled");
}

// By the target's own clock. How much longer a wait may last is nobody's promise.
void some_time(Scene& scene) {
    constexpr auto kTime = 30ms;
    constexpr auto kGrain = 16ms;  // of the clocks that waits go by
    const HANDLE event = scene.make_event();
    const auto begin = scene.clock().now();
    wait(scene, {&event, 1}, false, "the wait", static_cast<DWORD>(kTime.count()));
    scene.observe("it lasted", scene.clock().now() - begin >= kTime - kGrain ? "its time" : "less than its time");
}

void infinite_time(Scene& scene) {
    const std::array<HANDLE, 2> events{scene.make_event(), scene.make_event()};
    const CaseThread setter(scene.clock(), [&] {
        scene.target().SleepEx(20, FALSE);
        scene.target().WSASetEvent(events[1]);
    });
    wait(scene, events, false, "the wait", WSA_INFINITE);
}

// An end that is there: a receive with a routine, for which a byte has come.
struct Receive {
    WSAOVERLAPPED overlapped{};
    WSABUF buffer{};
    char byte = 0;
    DWORD flags = 0;
    static inline int ran = 0;
    static void CALLBACK routine(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
        scene::Routine::tell(dwError, cbTransferred, lpOverlapped, dwFlags);
        ++ran;
    }
};

void start(Scene& scene, Receive& receive) {
    Receive::ran = 0;
    receive.buffer = {1, &receive.byte};
    const int result =
        scene.target().WSARecv(scene.socket(), &receive.buffer, 1, nullptr, &receive.flags, &receive.overlapped, &Receive::routine);
    if (result != 0 && scene.target().WSAGetLastError() != WSA_IO_PENDING) throw SetupFailed("WSARecv", scene.target().WSAGetLastError());
    scene.stream_peer().send_pattern(1, scene.deadline());
    // WSAGetOverlappedResult tells when the routine is due, and runs none.
    DWORD bytes = 0;
    DWORD flags = 0;
    while (!scene.target().WSAGetOverlappedResult(scene.socket(), &receive.overlapped, &bytes, FALSE, &flags) && !scene.deadline().passed())
        scene.target().SleepEx(1, FALSE);
}

void routines_in_the_wait(Scene& scene) {
    Receive receive;
    const HANDLE event = scene.make_event();
    start(scene, receive);
    const DWORD unalertable = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 5, FALSE);
    scene.observe("fAlertable FALSE", words_of(scene, unalertable) + (Receive::ran == 0 ? ", no routine run" : ", the routine run"));
    const DWORD alertable = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, scene.deadline().left_ms(), TRUE);
    scene.observe("fAlertable TRUE", words_of(scene, alertable) + (Receive::ran == 1 ? ", the routine run" : ", no routine run"));
    look(scene, event, "the event that was waited for");
    scene.target().WSASetEvent(event);
    wait(scene, {&event, 1}, false, "a second wait");
}

}  // namespace

Suite wsawaitformultipleevents() {
    Suite suite{"wsawaitformultipleevents", "WSAWaitForMultipleEvents", {}};
    suite.rows = {
        row_without_socket("lowest-index", {"WSAWaitForMultipleEvents.return.index"},
                           "of several signalled events the one of the lowest index is told",
                           "a wait for any of four events, of which one and then two are set", lowest_of_two,
                           fact_is("the fourth of four is set", "event 3") & fact_is("the second as well", "event 1")),
        row_without_socket("all-of-three", {"WSAWaitForMultipleEvents.return.all", "WSAWaitForMultipleEvents.return.timeout"},
                           "with fWaitAll TRUE every event has to be signalled",
                           "a wait for all of three events, of which two and then three are set", all_of_three,
                           fact_is("two of three are set", "WSA_WAIT_TIMEOUT") & fact_is("all are set", "one of them")),
        row_without_socket("states-kept-until-all", {"WSAWaitForMultipleEvents.param.fWaitAll.states-kept"},
                           "a wait for all takes no signal before every event is signalled",
                           "a wait for all of an auto-reset event that is set and one that is not", states_are_kept,
                           fact_is("one of two is set", "WSA_WAIT_TIMEOUT") & fact_is("the auto-reset one", "signalled")),
        row_without_socket("most-events", {"WSAWaitForMultipleEvents.param.cEvents.most", "WSAWaitForMultipleEvents.return.index"},
                           "WSA_MAXIMUM_WAIT_EVENTS handles may be given", "a wait for any of 64 events, of which the last is set",
                           most_events, fact_is("64 events", "event 63") & fact_is("all of 64", "WSA_WAIT_TIMEOUT")),
        row_without_socket("tests-at-once", {"WSAWaitForMultipleEvents.param.dwTimeout.zero", "WSAWaitForMultipleEvents.return.timeout"},
                           "with a time of 0 the event is tested and the call returns", "a wait of 0 ms, before and after WSASetEvent",
                           zero_time, fact_is("nonsignalled", "WSA_WAIT_TIMEOUT") & fact_is("signalled", "event 0")),
        row_without_socket("time-runs-out", {"WSAWaitForMultipleEvents.return.timeout"},
                           "a wait that nothing satisfies ends when its time is over", "a wait of 30 ms for an event that nobody sets",
                           some_time, fact_is("the wait", "WSA_WAIT_TIMEOUT") & fact_is("it lasted", "its time")),
        row_without_socket("waits-infinitely",
                           {"WSAWaitForMultipleEvents.param.dwTimeout.infinite", "WSAWaitForMultipleEvents.return.index"},
                           "with WSA_INFINITE the wait lasts until an event is signalled",
                           "a wait with WSA_INFINITE for two events, of which another thread sets the second", infinite_time,
                           fact_is("the wait", "event 1")),
        {.id = "alertable",
         .clauses = {"WSAWaitForMultipleEvents.param.fAlertable.true", "WSAWaitForMultipleEvents.param.fAlertable.false",
                     "WSAWaitForMultipleEvents.return.io-completion"},
         .claim = "completion routines run in an alertable wait, which then returns, and in no other",
         .on = kinds::kTcp4,
         .paths = Path::routine_wait,
         .call = procedure("a wait of each sort while the routine of a WSARecv is due", routines_in_the_wait),
         .expect = fact_is("fAlertable FALSE", "WSA_WAIT_TIMEOUT, no routine run") &
                   fact_is("fAlertable TRUE", "WSA_WAIT_IO_COMPLETION, the routine run") &
                   fact_is("the event that was waited for", "nonsignalled") & fact_is("a second wait", "event 0")},
        common::row_of_network_down(kSubject),
        row_of_memory(kSubject),
    };
    const auto refused = [&](std::string_view id, std::string_view claim, std::string words, int code, std::string_view clause,
                             std::function<void(Scene&)> deed) {
        Row row = row_without_socket(id, {clause, "WSAWaitForMultipleEvents.return.failure"}, claim, std::move(words), std::move(deed),
                                     call_fails(code));
        row.code = code == WSA_INVALID_HANDLE ? "WSA_INVALID_HANDLE" : "WSA_INVALID_PARAMETER";
        suite.rows.push_back(std::move(row));
    };
    const auto bad_handle = [&](std::string_view id, std::string_view claim, std::string words, std::function<HANDLE(Scene&)> make) {
        refused(id, claim, "a wait for an event that is set and " + std::move(words), WSA_INVALID_HANDLE,
                "WSAWaitForMultipleEvents.error.WSA_INVALID_HANDLE.not-an-event", [make = std::move(make)](Scene& scene) {
                    const HANDLE sound = scene.make_event();
                    scene.target().WSASetEvent(sound);
                    const std::array<HANDLE, 2> events{sound, make(scene)};
                    tell(scene, scene.target().WSAWaitForMultipleEvents(2, events.data(), FALSE, 0, FALSE) != WSA_WAIT_FAILED);
                });
    };
    bad_handle("invalid-handle-closed", "a wait for an event that was closed fails", "one that was closed", closed_event);
    bad_handle("invalid-handle-null", "a wait for WSA_INVALID_EVENT fails", "WSA_INVALID_EVENT", [](Scene&) { return WSA_INVALID_EVENT; });
    bad_handle("invalid-handle-never-opened", "a wait for a value that was never opened fails", "a value that was never opened",
               [](Scene&) { return reinterpret_cast<HANDLE>(scene::never_opened()); });
    refused("invalid-parameter-no-events", "a wait for no events fails", "a wait with cEvents 0", WSA_INVALID_PARAMETER,
            "WSAWaitForMultipleEvents.error.WSA_INVALID_PARAMETER.count", [](Scene& scene) { bad_counts(scene, 0); });
    refused("invalid-parameter-65-events", "a wait for more than WSA_MAXIMUM_WAIT_EVENTS events fails", "a wait for 65 events that are set",
            WSA_INVALID_PARAMETER, "WSAWaitForMultipleEvents.error.WSA_INVALID_PARAMETER.count",
            [](Scene& scene) { bad_counts(scene, WSA_MAXIMUM_WAIT_EVENTS + 1); });
    append(suite.rows, common::rows_of_startup(kSubject));
    append(suite.rows, common::rows_of_progress(kSubject));
    return suite;
}

}  // namespace wcts::events
