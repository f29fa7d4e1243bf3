#include "suites/overlapped/completionroutine.h"

#include "fixtures/scene/receive.h"
#include "fixtures/scene/routine.h"
#include "harness/winsock/error_names.h"
#include "suites/common/alertable.h"
#include "suites/common/vocabulary.h"
#include "suites/receiving/vocabulary.h"
#include "suites/wsasend/aborts.h"

namespace wcts::overlapped {
namespace {

using namespace common::vocabulary;

using scene::Flight;
using wsasend::one_buffer;

constexpr receiving::Function kWsaRecv{"WSARecv", true, false};

Flight& receive(Scene& scene, std::size_t bytes, const std::function<void(receiving::Arguments&)>& change = nullptr) {
    return receiving::post(scene, kWsaRecv, one_buffer(bytes), 0, change).flight;
}

// How the routine of one operation was called, all of it: "once: success, 16 bytes, flags 0".
std::string calls_in_words(const Flight& flight) {
    const auto& calls = flight.record.indications;
    if (calls.empty()) return "never";
    if (calls.size() > 1) return std::to_string(calls.size()) + " times";
    const Indication& call = calls.front();
    std::string text = "once: " + (call.status == 0 ? "success" : winsock::error_name(call.status)) + ", " + std::to_string(call.bytes) +
                       " bytes, flags " + std::to_string(call.flags);
    if (!call.same_thread) text += ", on another thread";
    if (!call.alertable) text += ", outside an alertable wait";
    if (call.depth > 0) text += ", inside another";
    return text;
}

constexpr const char* kCalled = "called";

void tell_calls(Scene& scene, const Flight& flight) {
    scene.collect();
    scene.observe(kCalled, calls_in_words(flight));
}

Expectation called_with(int status, std::size_t bytes, int flags = 0) {
    return fact_is(kCalled, "once: " + (status == 0 ? std::string("success") : winsock::error_name(status)) + ", " + std::to_string(bytes) +
                                " bytes, flags " + std::to_string(flags)) &
           completes_once();
}

// A receive of so many bytes of which fewer come.
rows::Call receive_of_sixteen(std::size_t room, bool from) {
    return procedure(std::string(from ? "WSARecvFrom" : "WSARecv") + " of " + std::to_string(room) + " bytes, and the peer sends 16",
                     [room, from](Scene& scene) {
                         const Flight& flight = from ? scene::post_receive(scene, room, true) : receive(scene, room);
                         scene::send_from_peer(scene, 16);
                         tell_calls(scene, flight);
                     });
}

// What ends a receive that pends.
rows::Call receive_until(std::string words, const Step& end) {
    return procedure("WSARecv of 16 bytes, and " + std::move(words), [end](Scene& scene) {
        const Flight& flight = receive(scene, 16);
        end.act(scene);
        tell_calls(scene, flight);
    });
}

// The reset is what the receive waits for: no look at the socket.
Step reset() {
    return {"the peer resets the stream", [](Scene& scene) {
                scene.stream_peer().connection().close_with_reset();
                scene.set_connected(false);
            }};
}

Step ended() {
    return {"the peer ends the stream", [](Scene& scene) {
                scene.stream_peer().connection().close();
                scene.set_connected(false);
            }};
}

// Flags come back only with a part of a message.
void part_of_a_message(Scene& scene) {
    const WSAPROTOCOL_INFOW info = wsasend::find_protocol(
        scene, [](const WSAPROTOCOL_INFOW& one) { return wsasend::has_messages_in_parts(one); },
        "no protocol in this machine's Winsock catalog has messages in parts (XP1_PARTIAL_MESSAGE)");
    const peer::Endpoint peer = wsasend::connect_by_catalog(scene, info);
    const Flight& flight = receive(scene, 16);
    const std::string message(24, 'm');
    if (scene.trusted().send(peer.get(), message.data(), static_cast<int>(message.size()), 0) == SOCKET_ERROR)
        throw SetupFailed("peer: send", scene.trusted().WSAGetLastError());
    tell_calls(scene, flight);
}

void in_a_wait_for_one_object(Scene& scene) {
    const Flight& flight = receive(scene, 16);
    scene::send_from_peer(scene, 16);
    common::wait_until_ended(scene);
    const HANDLE never_set = scene.make_event();
    {
        const Scene::Alertable alertable(scene);
        const DWORD result = scene.target().WaitForSingleObjectEx(never_set, scene.deadline().left_ms(), TRUE);
        scene.observe("the wait returned", result == WAIT_IO_COMPLETION ? "WAIT_IO_COMPLETION" : "another result");
    }
    tell_calls(scene, flight);
}

void not_in_other_waits(Scene& scene) {
    const Flight& flight = receive(scene, 16);
    scene::send_from_peer(scene, 16);
    common::wait_until_ended(scene);
    common::waits_that_are_not_alertable(scene);
    scene.observe("called in waits that are not alertable", calls_in_words(flight));
    scene.observe("the alertable wait returned", common::one_alertable_wait(scene));
    tell_calls(scene, flight);
}

void on_its_thread(Scene& scene) {
    common::while_another_thread_is_alertable([&scene] {
        const Flight& flight = receive(scene, 16);
        scene::send_from_peer(scene, 16);
        tell_calls(scene, flight);
    });
}

void eight_in_one_wait(Scene& scene) {
    for (int i = 0; i < 8; ++i) receive(scene, 16);
    for (int i = 0; i < 8; ++i) scene::send_from_peer(scene, 16);
    common::wait_until_ended(scene);
    scene.observe("the wait returned", common::one_alertable_wait(scene));
    std::size_t calls = 0;
    for (const auto& flight : scene.flights()) calls += flight->record.indications.size();
    scene.observe("routines called by then", std::to_string(calls) + " of 8");
}

// Whichever of the two is called first rests alertably while the other waits to be called.
void rest_inside_a_routine(Scene& scene) {
    const auto rest = [&scene](Flight&) { scene.target().SleepEx(0, TRUE); };
    Flight& first = receive(scene, 16);
    Flight& second = receive(scene, 16);
    first.on_routine = second.on_routine = rest;
    for (int i = 0; i < 2; ++i) scene::send_from_peer(scene, 16);
    common::wait_until_ended(scene);
    scene.collect();
}

// The structure is a page of its own, which is given back to the system inside the routine: whoever uses it afterwards faults.
void freed_inside_the_routine(Scene& scene) {
    struct Own {
        WSAOVERLAPPED overlapped{};
        WSABUF buffer{};
        char data[16]{};
        DWORD flags = 0;
        bool called = false;

        static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags) {
            scene::Routine::tell(error, bytes, overlapped, flags);
            static_cast<Own*>(overlapped->hEvent)->called = true;
            ::VirtualFree(overlapped, 0, MEM_RELEASE);
        }
    };
    auto& own = *new Own;  // as long as the process: the operation may never end
    void* const page = ::VirtualAlloc(nullptr, sizeof(WSAOVERLAPPED), MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (page == nullptr) throw SetupFailed("VirtualAlloc", static_cast<int>(::GetLastError()));
    auto* const overlapped = static_cast<WSAOVERLAPPED*>(page);
    overlapped->hEvent = &own;
    own.buffer = {sizeof(own.data), own.data};
    auto& ws = scene.target();
    if (ws.WSARecv(scene.socket(), &own.buffer, 1, nullptr, &own.flags, overlapped, &Own::routine) != 0 &&
        ws.WSAGetLastError() != WSA_IO_PENDING)
        throw SetupFailed("WSARecv", ws.WSAGetLastError());
    scene::send_from_peer(scene, 16);
    while (!own.called && !scene.deadline().passed()) ws.SleepEx(scene.deadline().left_ms(), TRUE);
    // Time for whoever is not done with it.
    ws.SleepEx(20, TRUE);
    scene.observe("the routine", own.called ? "was called, and freed the structure" : "was never called");
}

void an_event_of_ones_own(Scene& scene) {
    const HANDLE event = scene.make_event();
    const Flight& flight = receive(scene, 16, [event](receiving::Arguments& call) { call.overlapped->hEvent = event; });
    scene::send_from_peer(scene, 16);
    scene.collect();
    const DWORD state = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE);
    scene.observe("the event", state == WSA_WAIT_TIMEOUT ? "not signalled" : "signalled");
    tell_calls(scene, flight);
}

void receives_that_post_the_next(Scene& scene) {
    receive(scene, 16).on_routine = [&scene](Flight&) {
        receive(scene, 16).on_routine = [&scene](Flight&) {
            receive(scene, 16);
            wsasend::post(scene, one_buffer(16));
        };
    };
    for (int i = 0; i < 3; ++i) scene::send_from_peer(scene, 16);
}

// Ids of clauses without the function's name.
Row about(std::string_view id, const std::vector<std::string_view>& clauses, std::string_view claim, SocketSet on, PathSet paths,
          rows::Call call, Expectation expect) {
    Row row;
    row.id = id;
    row.clauses = common::clauses("CompletionRoutine", clauses);
    row.claim = claim;
    row.on = on;
    row.paths = paths;
    row.call = std::move(call);
    row.expect = std::move(expect);
    return row;
}

}  // namespace

rows::Suite completionroutine() {
    const std::vector<std::string_view> kArguments{"called.completed",    "called.once",       "dwError.zero",
                                                   "cbTransferred.count", "lpOverlapped.same", "dwFlags.of-the-call"};
    const std::vector<std::string_view> kOfAFailure{"called.once", "dwError.status", "cbTransferred.zero-on-error", "lpOverlapped.same"};
    rows::Suite suite{"completionroutine", "CompletionRoutine", {}};
    suite.rows = {
        about("of-a-receive", kArguments, "the routine of a receive is told of success, the count, the very structure and no flags",
              kEverySocket, kRoutinePaths, receive_of_sixteen(16, false), called_with(0, 16) & succeeds()),
        about("of-a-receive-with-address", kArguments,
              "the routine of a WSARecvFrom is told of success, the count, the very structure and no flags", kEverySocket, kRoutinePaths,
              receive_of_sixteen(16, true), called_with(0, 16) & succeeds()),
        about("of-a-receive-with-more-room", {"cbTransferred.count", "dwError.zero"},
              "the count is of what came, not of what there was room for", kEverySocket, kRoutinePaths, receive_of_sixteen(64, false),
              called_with(0, 16)),
        about("of-a-send", kArguments, "the routine of a send is told of success, the count, the very structure and no flags",
              kTcp4 | kUdp4, kRoutinePaths,
              procedure("WSASend of 5, 6 and 7 bytes",
                        [](Scene& scene) {
                            tell_calls(scene, wsasend::post(scene, {5, 6, 7}));
                        }),
              called_with(0, 18) & succeeds() & delivered()),
        about("of-the-end-of-a-stream", {"called.completed", "dwError.zero", "cbTransferred.count"},
              "the end of the stream is told as success and no bytes", kStreams, kRoutinePaths,
              receive_until("the peer ends the stream", ended()), called_with(0, 0)),
        about("of-a-part-of-a-message", {"dwFlags.of-the-call", "cbTransferred.count"},
              "a part of a message is told by MSG_PARTIAL in dwFlags", kTcp4, Path::routine_sleepex,
              procedure("WSARecv of 16 bytes that takes a part of a message of 24", part_of_a_message), called_with(0, 16, MSG_PARTIAL)),
        about("of-a-receive-that-was-cancelled", {"called.cancelled", "called.once", "dwError.status", "cbTransferred.zero-on-error"},
              "a receive that CancelIoEx ends is told as aborted and no bytes", kTcp4 | kUdp4, kRoutinePaths,
              receive_until("CancelIoEx", wsasend::cancel_this_one()), called_with(WSA_OPERATION_ABORTED, 0)),
        about("of-a-receive-that-was-closed", {"called.cancelled", "called.once", "dwError.status", "cbTransferred.zero-on-error"},
              "a receive that closesocket ends is told as aborted and no bytes", kTcp4 | kUdp4, kRoutinePaths,
              receive_until("closesocket", scene::close_the_socket()), called_with(WSA_OPERATION_ABORTED, 0)),
        about("of-a-stream-that-was-reset", kOfAFailure, "a reset by the peer is told by its code and no bytes", kStreams, kRoutinePaths,
              receive_until("the peer resets the stream", reset()), called_with(WSAECONNRESET, 0)),
        about("in-a-wait-for-one-object", {"called.completed", "called.all-before-wait-ends"},
              "routines are called in an alertable WaitForSingleObjectEx, which then tells of an I/O completion", kTcp4 | kUdp4,
              Path::routine_sleepex,
              procedure("WSARecv of 16 bytes, and WaitForSingleObjectEx once they have come", in_a_wait_for_one_object),
              fact_is("the wait returned", "WAIT_IO_COMPLETION") & called_with(0, 16)),
        about("not-in-other-waits", {"called.alertable-only", "called.completed"},
              "a routine is not called in waits that are not alertable, and then in the first that is", kEverySocket, kRoutinePaths,
              procedure("WSARecv of 16 bytes, waits that are not alertable once they have come, and one that is", not_in_other_waits),
              fact_is("called in waits that are not alertable", "never") &
                  fact_is("the alertable wait returned", "WSA_WAIT_IO_COMPLETION") & called_with(0, 16)),
        about("on-its-thread", {"called.own-thread"},
              "a routine is called on the thread that started the operation, though another waits alertably", kTcp4 | kUdp4, kRoutinePaths,
              procedure("WSARecv of 16 bytes while another thread waits alertably", on_its_thread), called_with(0, 16)),
        about("all-before-the-wait-ends", {"called.all-before-wait-ends", "called.once", "called.one-after-another"},
              "all routines that wait to be called are called in one wait, one after the other", kTcp4 | kUdp4, kRoutinePaths,
              procedure("8 WSARecvs of 16 bytes, and one alertable wait once all have ended", eight_in_one_wait),
              fact_is("the wait returned", "WSA_WAIT_IO_COMPLETION") & fact_is("routines called by then", "8 of 8") & succeeds() &
                  completes_once()),
        about("none-inside-one-that-rests", {"called.one-after-another"},
              "a routine that waits alertably is not interrupted by another of its socket", kTcp4 | kUdp4, kRoutinePaths,
              procedure("2 WSARecvs of 16 bytes whose routines wait alertably, once both have ended", rest_inside_a_routine),
              succeeds() & completes_once()),
        about("frees-its-structure", {"lpOverlapped.may-be-freed", "called.completed"}, "the routine may free the structure", kTcp4 | kUdp4,
              Path::routine_sleepex,
              procedure("WSARecv with a WSAOVERLAPPED that its routine gives back to the system", freed_inside_the_routine),
              fact_is("the routine", "was called, and freed the structure")),
        about("leaves-the-event", {"hEvent.unused"}, "an event in hEvent is not signalled where there is a routine", kTcp4 | kUdp4,
              kRoutinePaths, procedure("WSARecv of 16 bytes with a routine and an event in hEvent", an_event_of_ones_own),
              fact_is("the event", "not signalled") & called_with(0, 16)),
        about("starts-further-calls", {"inside.further-calls", "called.one-after-another", "called.once"},
              "receives and sends may be started inside a routine", kEverySocket, kRoutinePaths,
              procedure("WSARecv inside the routine of a WSARecv, twice, and a WSASend in the last", receives_that_post_the_next),
              succeeds() & completes_once()),
    };
    for (Row& row : suite.rows) {
        if (row.id == "of-a-part-of-a-message") row.arrange = {wsasend::by_the_catalog()};
        if (row.id == "frees-its-structure") row.process = Process::own;
        if (row.id == "of-a-stream-that-was-reset") row.code = "WSAECONNRESET";
        if (row.id == "of-a-receive-that-was-cancelled" || row.id == "of-a-receive-that-was-closed") row.code = "WSA_OPERATION_ABORTED";
    }
    return suite;
}

}  // namespace wcts::overlapped
