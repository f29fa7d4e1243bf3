#include "fixtures/scene/routine.h"
#include "harness/winsock/case_thread.h"
#include "harness/winsock/error_names.h"
#include "suites/common/rescue.h"
#include "suites/startup/vocabulary.h"

#include <atomic>

namespace wcts::startup {
namespace {

constexpr auto kQuiet = 50ms;

// A datagram socket on loopback, and where it is. Whatever it is bound to it keeps for itself.
struct Bound {
    SOCKET socket = INVALID_SOCKET;
    peer::Address address = peer::loopback(AF_INET);
};

// 0 or the error.
int bind_to(Scene& scene, Bound& bound) {
    auto& ws = scene.target();
    bound.socket = ws.WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    if (bound.socket == INVALID_SOCKET) throw SetupFailed("WSASocketW", ws.WSAGetLastError());
    return ws.bind(bound.socket, bound.address.get(), bound.address.length) == 0 ? 0 : ws.WSAGetLastError();
}

Bound make_bound(Scene& scene) {
    Bound bound;
    if (const int error = bind_to(scene, bound); error != 0) throw SetupFailed("bind", error);
    bound.address = scene::name_of(scene, bound.socket);
    return bound;
}

// What the target may write to until the end of an operation lives as long as the process.
struct Receive {
    WSAOVERLAPPED overlapped{};
    WSABUF buffer{};
    char data[16]{};
    DWORD flags = 0;
};

std::atomic<bool> routine_ran{false};
std::atomic<bool> sentinel_ran{false};

void CALLBACK take_note(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
    scene::Routine::tell(dwError, cbTransferred, lpOverlapped, dwFlags);
    routine_ran = true;
}

void CALLBACK pass_by(ULONG_PTR) {
    sentinel_ran = true;
}

Receive& pend(Scene& scene, SOCKET socket, HANDLE event, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
    auto* const receive = new Receive;
    receive->buffer = {sizeof(receive->data), receive->data};
    receive->overlapped.hEvent = event;
    auto& ws = scene.target();
    if (ws.WSARecv(socket, &receive->buffer, 1, nullptr, &receive->flags, &receive->overlapped, routine) == 0 ||
        ws.WSAGetLastError() != WSA_IO_PENDING)
        throw SetupFailed("WSARecv does not pend");
    return *receive;
}

// Winsock's own call is not there any more. The end may take its time. True where it is a good one.
bool wait_for_end(Scene& scene, Receive& receive) {
    auto& ws = scene.target();
    const Deadline deadline = scene.within(1s);
    DWORD bytes = 0;
    BOOL well = FALSE;
    while (!(well = ws.GetOverlappedResult(nullptr, &receive.overlapped, &bytes, FALSE)) && ws.WSAGetLastError() == WSA_IO_INCOMPLETE &&
           !deadline.passed())
        ws.SleepEx(10, FALSE);
    return well != FALSE;
}

void tell_end(Scene& scene, Receive& receive) {
    tell(scene, wait_for_end(scene, receive), "the receive");
}

void tell_event(Scene& scene, HANDLE event) {
    const DWORD state = scene.target().WaitForSingleObjectEx(event, static_cast<DWORD>(kQuiet.count()), FALSE);
    scene.observe("the event", state == WAIT_OBJECT_0 ? "signalled" : state == WAIT_TIMEOUT ? "nonsignalled" : "cannot be waited for");
}

void clean_up(Scene& scene, std::string what = "the call") {
    tell(scene, scene.target().WSACleanup() == 0, std::move(what));
}

HANDLE new_event(Scene& scene) {
    const HANDLE event = scene.target().WSACreateEvent();
    if (event == WSA_INVALID_EVENT) throw SetupFailed("WSACreateEvent", scene.target().WSAGetLastError());
    return event;
}

void not_the_last(Scene& scene) {
    start(scene);
    start(scene);
    const Bound bound = make_bound(scene);
    const HANDLE event = new_event(scene);
    Receive& receive = pend(scene, bound.socket, event, nullptr);
    clean_up(scene);
    const int sent = scene.target().sendto(bound.socket, "x", 1, 0, bound.address.get(), bound.address.length);
    tell(scene, sent == 1, "a send");
    tell_end(scene, receive);
}

void from_another_thread(Scene& scene) {
    {
        const CaseThread starter(scene.clock(), [&scene] { start(scene); });
    }
    clean_up(scene);
    {
        const CaseThread other(scene.clock(), [&scene] { tell_socket(scene, "a socket of a third thread"); });
    }
    tell_socket(scene, "a socket of this one");
}

void with_open_sockets(Scene& scene) {
    start(scene);
    Bound bound = make_bound(scene);
    const SOCKET before = bound.socket;
    clean_up(scene);
    start(scene);
    const int error = bind_to(scene, bound);
    tell_code(scene, error, "the address is free again: bind");
    peer::Address name;
    name.length = sizeof(name.storage);
    const bool is_same = before == bound.socket;
    tell(scene, !is_same && scene.target().getsockname(before, name.get(), &name.length) == 0, "getsockname of the old descriptor");
    if (is_same) scene.observe("getsockname of the old descriptor", "fails with WSAENOTSOCK");
}

void with_a_pending_receive(Scene& scene) {
    start(scene);
    const Bound bound = make_bound(scene);
    const HANDLE event = new_event(scene);
    Receive& receive = pend(scene, bound.socket, event, nullptr);
    clean_up(scene);
    tell_event(scene, event);
    tell_end(scene, receive);
}

Receive& clean_up_under_a_routine(Scene& scene) {
    start(scene);
    const Bound bound = make_bound(scene);
    Receive& receive = pend(scene, bound.socket, nullptr, &take_note);
    clean_up(scene);
    return receive;
}

void with_a_routine(Scene& scene) {
    tell_end(scene, clean_up_under_a_routine(scene));
}

// A sentinel that is queued behind whatever came runs, and so does that.
void looking_for_the_routine(Scene& scene) {
    routine_ran = false;
    sentinel_ran = false;
    wait_for_end(scene, clean_up_under_a_routine(scene));
    scene.target().SleepEx(static_cast<DWORD>(kQuiet.count()), TRUE);
    scene.target().QueueUserAPC(&pass_by, ::GetCurrentThread(), 0);
    scene.target().SleepEx(0, TRUE);
    if (!sentinel_ran) throw SetupFailed("an APC did not run in SleepEx");
    scene.observe("the routine", routine_ran ? "ran" : "did not run");
}

void with_a_selected_event(Scene& scene) {
    start(scene);
    const Bound bound = make_bound(scene);
    const HANDLE event = new_event(scene);
    if (scene.target().WSAEventSelect(bound.socket, event, FD_READ | FD_CLOSE) != 0)
        throw SetupFailed("WSAEventSelect", scene.target().WSAGetLastError());
    clean_up(scene);
    tell_event(scene, event);
}

// A recv that is not cancelled gets a datagram after a while. Where that cannot be either, the run ends the process.
void with_a_blocking_call(Scene& scene) {
    auto& ws = scene.target();
    start(scene);
    const Bound bound = make_bound(scene);
    int error = 0;
    {
        std::atomic<bool> begun = false;
        CaseThread receiver(scene.clock(), [&ws, &error, &begun, s = bound.socket] {
            begun = true;
            char byte = 0;
            if (ws.recv(s, &byte, 1, 0) == SOCKET_ERROR) error = ws.WSAGetLastError();
        });
        while (!begun) ws.SleepEx(1, FALSE);
        ws.SleepEx(100, FALSE);
        clean_up(scene);
        common::Rescue rescue(common::kRescueAfter, [&ws, &bound] {
            WSADATA data{};
            ws.WSAStartup(MAKEWORD(2, 2), &data);
            ws.sendto(ws.socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP), "x", 1, 0, bound.address.get(), bound.address.length);
        });
        receiver.join();
    }
    tell_code(scene, error, "the recv");
}

void again(Scene& scene) {
    start(scene);
    clean_up(scene);
    WSADATA data{};
    tell_code(scene, scene.target().WSAStartup(MAKEWORD(2, 2), &data), "WSAStartup again");
    tell_socket(scene, "a socket");
}

// The page names no code for it.
Expectation fails_somehow(std::string what) {
    return Expectation(what + " fails, with whatever code", [what](const Evidence& evidence) -> std::optional<std::string> {
        const auto value = evidence.fact(what);
        if (value && value->starts_with("fails with ")) return std::nullopt;
        return what + " " + value.value_or("is not known");
    });
}

const Subject kSubject{.function = "WSACleanup", .ready = [](Scene& scene) -> std::function<bool()> {
                           return [&scene] { return scene.target().WSACleanup() == 0; };
                       }};

}  // namespace

Suite wsacleanup() {
    Suite suite{"wsacleanup", "WSACleanup", {}};
    suite.rows = {
        in_a_new_process("before-the-last-only-counts", {"WSACleanup.return.zero", "WSACleanup.count.final-only"},
                         "a call that is not the last leaves sockets and what is under way on them alone",
                         "WSAStartup twice, WSACleanup once while a WSARecv pends, and a datagram for it", not_the_last,
                         call_succeeds() & call_succeeds("a send") & call_succeeds("the receive")),
        in_a_new_process("for-every-thread", {"WSACleanup.threads.all", "WSACleanup.return.zero"},
                         "one thread ends the use of Winsock that another began, for all of them",
                         "WSAStartup on a thread, WSACleanup on another, and sockets on these", from_another_thread,
                         call_succeeds() & call_fails(WSANOTINITIALISED, "a socket of a third thread") &
                             call_fails(WSANOTINITIALISED, "a socket of this one")),
        in_a_new_process("start-again", {"WSACleanup.final.freed", "WSACleanup.return.zero"},
                         "after the last call Winsock can be started anew", "WSAStartup, WSACleanup, WSAStartup, and a socket", again,
                         call_succeeds() & call_succeeds("WSAStartup again") & call_succeeds("a socket")),
        in_a_new_process("open-sockets-are-closed", {"WSACleanup.final.sockets-closed", "WSACleanup.final.freed"},
                         "the last call closes what is open: the descriptor is no socket any more, and its address is free",
                         "WSACleanup with a socket that is bound, WSAStartup, and bind of another to its address", with_open_sockets,
                         call_succeeds() & call_succeeds("the address is free again: bind") &
                             call_fails(WSAENOTSOCK, "getsockname of the old descriptor")),
        in_a_new_process(
            "pending-receive-is-aborted",
            {"WSACleanup.final.overlapped-cancelled", "WSACleanup.final.no-event", "WSACleanup.error.WSA_OPERATION_ABORTED.pending"},
            "a receive that pends at the last call is aborted, and its event is not signalled",
            "WSACleanup while a WSARecv with an event pends", with_a_pending_receive,
            call_succeeds() & fact_is("the event", "nonsignalled") & call_fails(WSA_OPERATION_ABORTED, "the receive")),
        in_a_new_process("pending-receive-with-a-routine-is-aborted",
                         {"WSACleanup.final.overlapped-cancelled", "WSACleanup.error.WSA_OPERATION_ABORTED.pending"},
                         "a receive with a completion routine that pends at the last call is aborted",
                         "WSACleanup while a WSARecv with a completion routine pends", with_a_routine,
                         call_succeeds() & call_fails(WSA_OPERATION_ABORTED, "the receive")),
        in_a_new_process("no-routine-runs", {"WSACleanup.final.no-routine"},
                         "the completion routine of a receive that pends at the last call is not called",
                         "WSACleanup while a WSARecv with a completion routine pends, and an alertable wait", looking_for_the_routine,
                         call_succeeds() & fact_is("the routine", "did not run")),
        in_a_new_process("no-network-event", {"WSACleanup.final.no-notification"}, "the last call signals no event of WSAEventSelect",
                         "WSACleanup with a socket whose FD_READ and FD_CLOSE are asked for", with_a_selected_event,
                         call_succeeds() & fact_is("the event", "nonsignalled")),
        in_a_new_process("blocking-call-is-cancelled", {"WSACleanup.final.blocking-cancelled", "WSACleanup.threads.all"},
                         "the last call ends a blocking call of another thread", "WSACleanup while another thread waits in recv",
                         with_a_blocking_call, call_succeeds() & fails_somehow("the recv")),
        common::row_of_network_down(kSubject),
    };
    for (Row& row : suite.rows) {
        if (row.id.ends_with("is-aborted")) row.code = "WSA_OPERATION_ABORTED";
        if (row.id == "blocking-call-is-cancelled") row.limit = 3s;
    }
    append(suite.rows, common::rows_of_startup(kSubject));
    append(suite.rows, common::rows_of_progress(kSubject));
    // Where such a call does not fail it changes the process.
    for (Row& row : suite.rows)
        if (row.process == Process::shared) row.process = Process::own;
    return suite;
}

}  // namespace wcts::startup
