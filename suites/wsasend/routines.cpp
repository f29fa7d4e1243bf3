// Completion routines: where and when they run, with what, and what may be called inside them.
#include "fixtures/scene/receive.h"
#include "suites/common/alertable.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

using common::one_alertable_wait;
using common::wait_until_ended;
using scene::post_receive;

void send_inside_a_receive(Scene& scene, bool from) {
    Flight& receive = post_receive(scene, 16, from);
    receive.on_routine = [&scene](Flight&) { post(scene, one_buffer(32)); };
    scene::send_from_peer(scene, 16);
}

void send_inside_a_send(Scene& scene) {
    Flight& first = post(scene, one_buffer(16));
    // Three deep: each end posts the next.
    first.on_routine = [&scene](Flight&) {
        post(scene, one_buffer(32)).on_routine = [&scene](Flight&) { post(scene, one_buffer(48)); };
    };
}

void send_inside_a_sendto(Scene& scene) {
    const peer::Address to = scene.kind().is_stream() ? peer::loopback(scene.kind().family) : scene.datagram_peer().address();
    const Lengths lengths = one_buffer(16);
    Flight& first = scene.add_flight(lengths);
    const auto path = scene.ready(first, "WSASendTo");
    first.on_routine = [&scene](Flight&) { post(scene, one_buffer(32)); };
    const int result = scene.target().WSASendTo(scene.socket(), first.buffers(), 1, path.count, 0, to.get(), to.length, path.overlapped,
                                                path.routine);
    scene.called(first, result);
}

void send_and_receive_inside_a_send(Scene& scene) {
    scene::send_from_peer(scene, 16);
    post(scene, one_buffer(16)).on_routine = [&scene](Flight&) {
        post_receive(scene, 16);
        post(scene, one_buffer(32));
    };
}

Row from_routine(std::string_view id, std::string_view clause, std::string_view claim, rows::Call call) {
    return {.id = id,
            .clauses = {clause, "WSASend.overlapped.routine.may-send-and-receive", "WSASend.overlapped.routine.no-nesting"},
            .claim = claim,
            .on = kEverySocket,
            .paths = kRoutinePaths,
            .call = std::move(call),
            .expect = succeeds() & completes_once() & delivered()};
}

void eight_ends_in_one_wait(Scene& scene) {
    for (int i = 0; i < 8; ++i) post(scene, one_buffer(16));
    wait_until_ended(scene);
    scene.observe("the wait returned", one_alertable_wait(scene));
    std::size_t run = 0;
    for (const auto& flight : scene.flights()) run += flight->record.indications.size();
    scene.observe("routines run by then", std::to_string(run) + " of 8");
}

void not_outside_alertable_waits(Scene& scene) {
    const Flight& flight = post(scene, one_buffer(16));
    wait_until_ended(scene);
    common::waits_that_are_not_alertable(scene);
    scene.observe("in non-alertable waits", flight.record.indications.empty() ? "not run" : "run");
    scene.observe("the alertable wait returned", one_alertable_wait(scene));
    scene.observe("in the alertable wait", flight.record.indications.size() == 1 ? "run" : "not run once");
}

// hEvent is the application's: a real event must stay as it is.
void with_an_event_of_its_own(Scene& scene) {
    const HANDLE event = scene.make_event();
    post(scene, one_buffer(16), 0, [event](Scene&, Flight& flight, Arguments&) { flight.overlapped()->hEvent = event; });
    scene.collect();
    const DWORD state = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE);
    scene.observe("the event", state == WSA_WAIT_TIMEOUT ? "not signalled" : "signalled");
    scene.observe("hEvent", scene.flights().back()->overlapped()->hEvent == event ? "kept" : "changed");
}

// Another thread rests alertably all the while: it must not get the routine.
void on_its_thread(Scene& scene) {
    common::while_another_thread_is_alertable([&scene] {
        post(scene, one_buffer(16));
        scene.collect();
    });
}

}  // namespace

std::vector<Row> routines() {
    return {
        {.id = "routine-arguments",
         .clauses = {"WSASend.overlapped.routine.arguments", "WSASend.overlapped.transferred"},
         .claim = "the routine gets the status, the count, the very WSAOVERLAPPED and flags 0",
         .on = kEverySocket,
         .paths = kRoutinePaths,
         .call = wsasend({5, 6, 7}),
         .expect = succeeds() & exactly_once(routine_run()) & completes_once() & delivered()},
        {.id = "routine-at-the-next-alertable-wait",
         .clauses = {"WSASend.return.zero-routine-scheduled", "WSASend.overlapped.routine.alertable-only"},
         .claim = "a routine runs in the next alertable wait after its operation has ended, and in no other",
         .on = kEverySocket,
         .paths = kRoutinePaths,
         .call = procedure("WSASend of 16 bytes, waits that are not alertable, one that is", not_outside_alertable_waits),
         .expect = fact_is("in non-alertable waits", "not run") & fact_is("in the alertable wait", "run") &
                   fact_is("the alertable wait returned", "WSA_WAIT_IO_COMPLETION") & succeeds() & delivered()},
        {.id = "routine-leaves-the-event",
         .clauses = {"WSASend.overlapped.routine.hEvent-ignored"},
         .claim = "with a routine hEvent is the application's: a real event in it is not signalled",
         .on = kEverySocket,
         .paths = kRoutinePaths,
         .call = procedure("WSASend of 16 bytes with a routine and an event in hEvent", with_an_event_of_its_own),
         .expect = fact_is("the event", "not signalled") & fact_is("hEvent", "kept") & succeeds() & delivered()},
        {.id = "routine-on-its-thread",
         .clauses = {"WSASend.overlapped.routine.alertable-only"},
         .claim = "a routine runs on the thread that made the call, though another thread waits alertably",
         .on = kEverySocket,
         .paths = kRoutinePaths,
         .call = procedure("WSASend of 16 bytes while another thread waits alertably", on_its_thread),
         .expect = succeeds() & completes_once() & delivered()},
        {.id = "routines-all-before-the-wait-ends",
         .clauses = {"WSASend.overlapped.routine.all-before-wait-ends", "WSASend.overlapped.routine.no-nesting"},
         .claim = "all waiting routines run before the alertable wait ends with WSA_IO_COMPLETION, and none inside another",
         .on = kEverySocket,
         .paths = kRoutinePaths,
         .call = procedure("8 WSASends of 16 bytes, and one alertable wait once all have ended", eight_ends_in_one_wait),
         .expect = fact_is("the wait returned", "WSA_WAIT_IO_COMPLETION") & fact_is("routines run by then", "8 of 8") & succeeds() &
                   completes_once() & delivered()},
        from_routine("send-inside-a-wsarecv-routine", "WSASend.overlapped.from-routine.WSARecv",
                     "an overlapped send may be made inside the routine of a WSARecv",
                     procedure("WSASend inside the routine of a WSARecv", [](Scene& scene) { send_inside_a_receive(scene, false); })),
        from_routine("send-inside-a-wsarecvfrom-routine", "WSASend.overlapped.from-routine.WSARecvFrom",
                     "an overlapped send may be made inside the routine of a WSARecvFrom",
                     procedure("WSASend inside the routine of a WSARecvFrom", [](Scene& scene) { send_inside_a_receive(scene, true); })),
        from_routine("send-inside-a-wsasend-routine", "WSASend.overlapped.from-routine.WSASend",
                     "an overlapped send may be made inside the routine of a WSASend",
                     procedure("WSASend inside the routine of a WSASend, and again inside that one's", send_inside_a_send)),
        from_routine("send-inside-a-wsasendto-routine", "WSASend.overlapped.from-routine.WSASendTo",
                     "an overlapped send may be made inside the routine of a WSASendTo",
                     procedure("WSASend inside the routine of a WSASendTo", send_inside_a_sendto)),
        from_routine("send-and-receive-inside-a-routine", "WSASend.overlapped.routine.may-send-and-receive",
                     "sends and receives may both be started inside a routine",
                     procedure("WSARecv and WSASend inside the routine of a WSASend", send_and_receive_inside_a_send)),
    };
}

}  // namespace wcts::wsasend
