#include "suites/overlapped/wsagetoverlappedresult.h"

#include "fixtures/scene/bad_memory.h"
#include "harness/winsock/case_thread.h"
#include "harness/winsock/error_names.h"
#include "suites/common/vocabulary.h"
#include "suites/wsasend/catalog.h"
#include "suites/wsasend/vocabulary.h"

#include <memory>

namespace wcts::overlapped {
namespace {

using namespace common::vocabulary;

using scene::Bad;

constexpr DWORD kUntouched = 0xCDCDCDCD;

// One receive of 16 bytes with an event. What the target may write to until its end lives as long as the process.
struct Receive {
    WSAOVERLAPPED overlapped{};
    WSABUF buffer{};
    char data[16]{};
    DWORD flags = 0;
};

Receive& start(Scene& scene, HANDLE event) {
    auto* const receive = new Receive;
    receive->buffer = {sizeof(receive->data), receive->data};
    receive->overlapped.hEvent = event;
    const int result = scene.target().WSARecv(scene.socket(), &receive->buffer, 1, nullptr, &receive->flags, &receive->overlapped, nullptr);
    if (result != 0 && scene.target().WSAGetLastError() != WSA_IO_PENDING) throw SetupFailed("WSARecv", scene.target().WSAGetLastError());
    return *receive;
}

// Asks once and observes all that the answer is made of.
bool ask(Scene& scene, Receive& receive, BOOL wait, const std::string& when) {
    DWORD bytes = kUntouched;
    DWORD flags = kUntouched;
    const BOOL result = scene.target().WSAGetOverlappedResult(scene.socket(), &receive.overlapped, &bytes, wait, &flags);
    tell(scene, result != FALSE, when);
    scene.observe(when + ", count", bytes == kUntouched ? "untouched" : std::to_string(bytes));
    if (result != FALSE) scene.observe(when + ", flags", flags == kUntouched ? "untouched" : std::to_string(flags));
    return result != FALSE;
}

void asked_until_it_ends(Scene& scene) {
    Receive& receive = start(scene, scene.make_event());
    ask(scene, receive, FALSE, "while pending");
    scene::send_from_peer(scene, 16);
    scene.target().WSAWaitForMultipleEvents(1, &receive.overlapped.hEvent, FALSE, scene.deadline().left_ms(), FALSE);
    ask(scene, receive, FALSE, "at its end");
}

void waited_for(Scene& scene) {
    Receive& receive = start(scene, scene.make_event());
    {
        const CaseThread sender(scene.clock(), [&scene] {
            scene.target().SleepEx(20, FALSE);
            scene::send_from_peer(scene, 16);
        });
        ask(scene, receive, TRUE, "the wait");
    }
    ask(scene, receive, FALSE, "asked again");
}

void ended_badly(Scene& scene) {
    Receive& receive = start(scene, scene.make_event());
    scene::peer_resets().act(scene);
    scene.target().WSAWaitForMultipleEvents(1, &receive.overlapped.hEvent, FALSE, scene.deadline().left_ms(), FALSE);
    ask(scene, receive, FALSE, "at its end");
}

void event_is_used(Scene& scene) {
    const HANDLE event = scene.make_event();
    scene.target().WSASetEvent(event);
    Receive& receive = start(scene, event);
    scene.observe("while pending, the event",
                  scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE) == WSA_WAIT_EVENT_0 ? "signalled" : "nonsignalled");
    scene::send_from_peer(scene, 16);
    const bool signalled = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, scene.deadline().left_ms(), FALSE) == WSA_WAIT_EVENT_0;
    scene.observe("at its end, the event", signalled ? "signalled" : "nonsignalled");
    ask(scene, receive, FALSE, "then the call");
}

// A part of a message: lpFlags of the receive comes by this function once the call itself has pended.
void flags_of_a_part(Scene& scene) {
    const WSAPROTOCOL_INFOW info = wsasend::find_protocol(
        scene, [](const WSAPROTOCOL_INFOW& one) { return wsasend::has_messages_in_parts(one); },
        "no protocol in this machine's Winsock catalog has messages in parts (XP1_PARTIAL_MESSAGE)");
    const peer::Endpoint peer = wsasend::connect_by_catalog(scene, info);
    Receive& receive = start(scene, scene.make_event());
    const std::string message(24, 'm');
    if (scene.trusted().send(peer.get(), message.data(), static_cast<int>(message.size()), 0) == SOCKET_ERROR)
        throw SetupFailed("peer: send", scene.trusted().WSAGetLastError());
    scene.target().WSAWaitForMultipleEvents(1, &receive.overlapped.hEvent, FALSE, scene.deadline().left_ms(), FALSE);
    ask(scene, receive, FALSE, "a part");
}

void thread_has_ended(Scene& scene) {
    Receive* receive = nullptr;
    const HANDLE event = scene.make_event();
    {
        const CaseThread starter(scene.clock(), [&] { receive = &start(scene, event); });
    }
    scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, scene.deadline().left_ms(), FALSE);
    ask(scene, *receive, FALSE, "after the thread");
}

void no_operation(Scene& scene) {
    auto* const receive = new Receive;
    DWORD bytes = kUntouched;
    DWORD flags = kUntouched;
    const BOOL result = scene.target().WSAGetOverlappedResult(scene.socket(), &receive->overlapped, &bytes, FALSE, &flags);
    tell(scene, result != FALSE);
    const bool fits = result != FALSE ? bytes == 0 : bytes == kUntouched;
    scene.observe("the count", fits ? "as of what is told" : "another");
}

void bad_event(Scene& scene, const std::function<HANDLE(Scene&)>& make) {
    const HANDLE good = scene.make_event();
    Receive& receive = start(scene, good);
    // What the structure names now is no event; the operation goes on with the one that it was started with.
    receive.overlapped.hEvent = make(scene);
    ask(scene, receive, TRUE, "the call");
}

// Which of the three pointers is bad.
enum class Pointer { overlapped, count, flags };

Row bad_pointer(std::string_view id, std::string_view claim, std::string words, Pointer which) {
    return {.id = id,
            .clauses = {"WSAGetOverlappedResult.error.WSAEFAULT.pointers", "WSAGetOverlappedResult.return.failure"},
            .claim = claim,
            .on = kTcp4,
            .paths = Path::event_result,
            .call = procedure(
                "WSAGetOverlappedResult with " + std::move(words),
                [which](Scene& scene) {
                    Receive& receive = start(scene, scene.make_event());
                    scene::send_from_peer(scene, 16);
                    scene.target().WSAWaitForMultipleEvents(1, &receive.overlapped.hEvent, FALSE, scene.deadline().left_ms(), FALSE);
                    DWORD bytes = 0;
                    DWORD flags = 0;
                    auto* const bad = scene::bad_memory(Bad::unmapped, sizeof(WSAOVERLAPPED));
                    tell(scene, scene.target().WSAGetOverlappedResult(
                                    scene.socket(), which == Pointer::overlapped ? static_cast<WSAOVERLAPPED*>(bad) : &receive.overlapped,
                                    which == Pointer::count ? static_cast<DWORD*>(bad) : &bytes, FALSE,
                                    which == Pointer::flags ? static_cast<DWORD*>(bad) : &flags) != FALSE);
                }),
            .expect = call_fails(WSAEFAULT),
            .code = "WSAEFAULT",
            .process = Process::may_crash};
}

Row about(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, SocketSet on, std::string words,
          std::function<void(Scene&)> deed, Expectation expect) {
    return {.id = id,
            .clauses = std::move(clauses),
            .claim = claim,
            .on = on,
            .paths = Path::event_result,
            .call = procedure(std::move(words), std::move(deed)),
            .expect = std::move(expect)};
}

bool asked_of(Scene& scene, SOCKET socket) {
    auto* const receive = new Receive;
    DWORD bytes = 0;
    DWORD flags = 0;
    return scene.target().WSAGetOverlappedResult(socket, &receive->overlapped, &bytes, FALSE, &flags) != FALSE;
}

const Subject kSubject{.function = "WSAGetOverlappedResult",
                       .ready = [](Scene& scene) -> std::function<bool()> { return [&scene] { return asked_of(scene, scene.socket()); }; },
                       .on = kTcp4,
                       .paths = Path::event_result,
                       .on_descriptor = asked_of};

}  // namespace

rows::Suite wsagetoverlappedresult() {
    const std::string_view kFailure = "WSAGetOverlappedResult.return.failure";
    rows::Suite suite{"wsagetoverlappedresult", "WSAGetOverlappedResult", {}};
    suite.rows = {
        about("incomplete-then-told",
              {"WSAGetOverlappedResult.error.WSA_IO_INCOMPLETE.pending", kFailure, "WSAGetOverlappedResult.lpcbTransfer.untouched",
               "WSAGetOverlappedResult.return.true", "WSAGetOverlappedResult.lpcbTransfer.count",
               "WSAGetOverlappedResult.lpdwFlags.of-receive"},
              "a pending operation is told as incomplete at once, and at its end with its count and flags", kEverySocket,
              "WSAGetOverlappedResult with fWait FALSE while a WSARecv of 16 bytes pends, and at its end", asked_until_it_ends,
              call_fails(WSA_IO_INCOMPLETE, "while pending") & fact_is("while pending, count", "untouched") & call_succeeds("at its end") &
                  fact_is("at its end, count", "16") & fact_is("at its end, flags", "0")),
        about("waits-for-the-end", {"WSAGetOverlappedResult.fWait.waits", "WSAGetOverlappedResult.return.true"},
              "with fWait TRUE the call returns when the operation has ended, and may be made again", kEverySocket,
              "WSAGetOverlappedResult with fWait TRUE while a WSARecv of 16 bytes pends", waited_for,
              call_succeeds("the wait") & fact_is("the wait, count", "16") & call_succeeds("asked again") &
                  fact_is("asked again, count", "16")),
        about("error-of-the-operation",
              {"WSAGetOverlappedResult.return.error-of-the-operation", kFailure, "WSAGetOverlappedResult.lpcbTransfer.untouched"},
              "an operation that ended badly is told by FALSE and its own error, and the count is left as it was", kStreams,
              "WSAGetOverlappedResult once the peer has reset the stream of a pending WSARecv", ended_badly,
              call_fails(WSAECONNRESET, "at its end") & fact_is("at its end, count", "untouched")),
        about("event-reset-and-signalled", {"WSAGetOverlappedResult.hEvent.reset-and-signalled"},
              "starting an operation that pends resets its event, and its end signals it", kEverySocket,
              "WSARecv of 16 bytes with an event that is signalled", event_is_used,
              fact_is("while pending, the event", "nonsignalled") & fact_is("at its end, the event", "signalled") &
                  call_succeeds("then the call")),
        about("flags-of-a-part-of-a-message", {"WSAGetOverlappedResult.lpdwFlags.of-receive"},
              "MSG_PARTIAL of a receive that pended comes in lpdwFlags", kTcp4,
              "WSAGetOverlappedResult of a WSARecv of 16 bytes that took a part of a message of 24", flags_of_a_part,
              call_succeeds("a part") & fact_is("a part, count", "16") & fact_is("a part, flags", std::to_string(MSG_PARTIAL))),
        about("cancelled-with-its-thread", {"WSAGetOverlappedResult.remarks.thread-exit"},
              "the end of a thread cancels what it has started", kTcp4,
              "WSAGetOverlappedResult of a pending WSARecv whose thread has ended", thread_has_ended,
              call_fails(WSA_OPERATION_ABORTED, "after the thread")),
        // Which parameters are unacceptable the page does not say.
        about("structure-of-no-operation",
              {"WSAGetOverlappedResult.error.WSA_INVALID_PARAMETER.parameter", "WSAGetOverlappedResult.lpcbTransfer.untouched"},
              "what is told of a structure that no operation was given is recorded: no bytes, or a failure that leaves the count as it was",
              kTcp4, "WSAGetOverlappedResult with a WSAOVERLAPPED that was never used", no_operation,
              recorded("the call") & fact_is("the count", "as of what is told")),
        bad_pointer("efault-overlapped-unmapped", "lpOverlapped in unmapped memory is refused", "lpOverlapped unmapped",
                    Pointer::overlapped),
        bad_pointer("efault-count-unmapped", "lpcbTransfer in unmapped memory is refused", "lpcbTransfer unmapped", Pointer::count),
        bad_pointer("efault-flags-unmapped", "lpdwFlags in unmapped memory is refused", "lpdwFlags unmapped", Pointer::flags),
        common::row_of_network_down(kSubject),
    };
    suite.rows[2].code = "WSAECONNRESET";
    suite.rows[0].code = "WSA_IO_INCOMPLETE";
    Row invalid = about(
        "invalid-handle-closed", {"WSAGetOverlappedResult.error.WSA_INVALID_HANDLE.event", kFailure},
        "a wait by an event that was closed fails", kTcp4,
        "WSAGetOverlappedResult with fWait TRUE while hEvent names an event that was closed",
        [](Scene& scene) {
            bad_event(scene, [](Scene& of) {
                const HANDLE event = of.target().WSACreateEvent();
                of.target().WSACloseEvent(event);
                return event;
            });
        },
        call_fails(WSA_INVALID_HANDLE, "the call"));
    invalid.code = "WSA_INVALID_HANDLE";
    // A wait that believes the structure has no end of its own.
    invalid.limit = 1500ms;
    invalid.process = Process::own;
    suite.rows.push_back(std::move(invalid));
    common::append(suite.rows, common::rows_of_startup(kSubject));
    common::append(suite.rows, common::rows_of_descriptors(kSubject));
    return suite;
}

}  // namespace wcts::overlapped
