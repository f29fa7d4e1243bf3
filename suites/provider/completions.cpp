// Completions of what is pending: exactly once, told in the way of the path, with the right count; and what happens to them at a close.
#include "fixtures/scene/receive.h"
#include "suites/provider/vocabulary.h"

namespace wcts::provider {
namespace {

using scene::post_receive;

void sixty_receives(Scene& scene) {
    constexpr int kMany = 60;
    for (int i = 0; i < kMany; ++i) post_receive(scene, 16);
    for (int i = 0; i < kMany; ++i) scene::send_from_peer(scene, 16);
}

// Each routine posts the next receive.
void receives_from_routines(Scene& scene) {
    constexpr int kMany = 40;
    struct Chain {
        int left = kMany;
        void post_next(Scene& on) {
            if (left-- == 0) return;
            post_receive(on, 16).on_routine = [this, &on](Flight&) {
                scene::send_from_peer(on, 16);
                post_next(on);
                // What ends meanwhile must wait for the end of this routine, although its thread waits alertably.
                on.target().SleepEx(1, TRUE);
            };
        }
    };
    auto* const chain = new Chain;
    chain->post_next(scene);
    scene::send_from_peer(scene, 16);
    // One more than was asked for is on its way: the last receive takes it.
    --chain->left;
}

void eight_receives_and_close(Scene& scene) {
    constexpr int kMany = 8;
    for (int i = 0; i < kMany; ++i) post_receive(scene, 16);
    scene.close_socket();
    scene.set_connected(false);
}

void ask_before_and_after(Scene& scene) {
    Flight& flight = post_receive(scene, 16);
    auto& ws = scene.target();
    DWORD bytes = 0;
    DWORD flags = 0;
    const BOOL early = ws.WSAGetOverlappedResult(scene.socket(), flight.overlapped(), &bytes, FALSE, &flags);
    scene.observe("before the end", early ? "TRUE" : error_name(ws.WSAGetLastError()));
    const bool has_event = flight.event != nullptr;
    if (has_event)
        scene.observe("the event before the end",
                      ws.WSAWaitForMultipleEvents(1, &flight.event, FALSE, 0, FALSE) == WSA_WAIT_EVENT_0 ? "set" : "not set");
    scene::send_from_peer(scene, 16);
    // Only an operation that is told by its event may be waited for.
    const BOOL late = ws.WSAGetOverlappedResult(scene.socket(), flight.overlapped(), &bytes, TRUE, &flags);
    scene.observe("waited for", late ? std::to_string(bytes) + " bytes" : error_name(ws.WSAGetLastError()));
}

// The next operation uses the structure from the moment at which the first is told.
void use_the_structure_again(Scene& scene) {
    auto& ws = scene.target();
    WSAOVERLAPPED overlapped{};
    overlapped.hEvent = scene.make_event();
    std::string wrong;
    constexpr int kMany = 50;
    for (int i = 0; i < kMany; ++i) {
        char data[16] = {};
        WSABUF buffer{sizeof(data), data};
        DWORD bytes = 0;
        DWORD flags = 0;
        if (ws.WSARecv(scene.socket(), &buffer, 1, nullptr, &flags, &overlapped, nullptr) != 0 && ws.WSAGetLastError() != WSA_IO_PENDING)
            throw SetupFailed("WSARecv", ws.WSAGetLastError());
        scene::send_from_peer(scene, 16);
        if (ws.WSAWaitForMultipleEvents(1, &overlapped.hEvent, FALSE, scene.deadline().left_ms(), FALSE) != WSA_WAIT_EVENT_0) {
            wrong = "an event that is never set";
            break;
        }
        if (!ws.WSAGetOverlappedResult(scene.socket(), &overlapped, &bytes, FALSE, &flags) || bytes != sizeof(data)) {
            wrong = "an end with another count or an error";
            break;
        }
    }
    scene.observe("fifty receives in one structure", wrong.empty() ? "each as it should" : wrong);
}

// A message that comes in two parts: the first receive is told so by its flags.
void receive_a_part(Scene& scene) {
    const WSAPROTOCOL_INFOW info = wsasend::find_protocol(
        scene,
        [](const WSAPROTOCOL_INFOW& candidate) {
            constexpr DWORD kNeeded = XP1_MESSAGE_ORIENTED | XP1_PARTIAL_MESSAGE;
            return (candidate.dwServiceFlags1 & kNeeded) == kNeeded && (candidate.dwServiceFlags1 & XP1_CONNECTIONLESS) == 0;
        },
        "no protocol in this machine's Winsock catalog has messages in parts (XP1_MESSAGE_ORIENTED with XP1_PARTIAL_MESSAGE)");
    peer::Endpoint peer = wsasend::connect_by_catalog(scene, info);
    const Flight& flight = post_receive(scene, 16);
    char text[40] = {};
    if (scene.trusted().send(peer.get(), text, sizeof(text), 0) != static_cast<int>(sizeof(text)))
        throw SetupFailed("peer: send", scene.trusted().WSAGetLastError());
    scene.collect();
    scene.observe("the first part", std::to_string(flight.record.bytes) + " bytes, " +
                                        ((flight.record.flags & MSG_PARTIAL) != 0 ? "MSG_PARTIAL" : "no flags"));
}

constexpr PathSet kTold = PathSet(Path::event_wait) | Path::event_result | Path::routine_sleepex | Path::iocp | Path::iocp_lowbit;

}  // namespace

std::vector<Row> completions() {
    return {
        {.id = "sixty-pending-receives",
         .clauses = {"WPUCompleteOverlappedRequest.once", "WPUCompleteOverlappedRequest.event-and-port",
                     "WPUCompleteOverlappedRequest.count", "WPUCompleteOverlappedRequest.silent-port", "WPUQueueApc.initiating-thread",
                     "WPUQueueApc.alertable", "WSPSend.thread-id.copied"},
         .claim = "sixty receives that pend are each completed once, in the way of the path and with their 16 bytes",
         .on = kTcp4 | kUdp4,
         .paths = kTold,
         .call = procedure("60 WSARecvs of 16 bytes, for which the peer then sends", sixty_receives),
         .expect = succeeds() & completes_once()},
        {.id = "receives-from-routines",
         .clauses = {"WPUQueueApc.not-nested", "WPUQueueApc.sending-inside", "WPUQueueApc.initiating-thread",
                     "WSPSend.hEvent.ignored-with-routine"},
         .claim = "routines that each post the next receive run one after the other",
         .on = kTcp4 | kUdp4,
         .paths = PathSet(Path::routine_sleepex) | Path::routine_wait,
         .call = procedure("a WSARecv whose routine posts the next, 40 deep", receives_from_routines),
         .expect = succeeds() & completes_once()},
        {.id = "eight-pending-at-close",
         .clauses = {"WSPCloseSocket.pending-aborted", "WSPCloseSocket.handle-outlives-ends", "WPUCompleteOverlappedRequest.once"},
         .claim = "eight receives that are pending at the close each end with WSA_OPERATION_ABORTED, once",
         .on = kTcp4 | kUdp4,
         .paths = PathSet(Path::event_wait) | Path::routine_sleepex | Path::iocp,
         .call = procedure("8 WSARecvs of 16 bytes and closesocket", eight_receives_and_close),
         .expect = completes_with(WSA_OPERATION_ABORTED),
         .code = "WSA_OPERATION_ABORTED",
         .patience = 1500ms},
        {.id = "result-before-and-after",
         .clauses = {"WSPGetOverlappedResult.incomplete", "WSPGetOverlappedResult.wait", "WPUCompleteOverlappedRequest.event-and-port"},
         .claim = "WSAGetOverlappedResult tells WSA_IO_INCOMPLETE before the end, and with fWait returns at it",
         .on = kTcp4 | kUdp4,
         .paths = Path::event_result,
         .call = procedure("WSARecv of 16 bytes, WSAGetOverlappedResult before and after the peer sends", ask_before_and_after),
         .expect = fact_is("before the end", "WSA_IO_INCOMPLETE") & fact_is("the event before the end", "not set") &
                   fact_is("waited for", "16 bytes"),
         .code = "WSA_IO_INCOMPLETE"},
        {.id = "structure-used-again",
         .clauses = {"WPUCompleteOverlappedRequest.hands-over"},
         .claim = "a structure can be used again from the moment at which its completion is told",
         .on = kTcp4 | kUdp4,
         .paths = Path::event_wait,
         .call = procedure("50 WSARecvs one after the other with the same WSAOVERLAPPED", use_the_structure_again),
         .expect = fact_is("fifty receives in one structure", "each as it should")},
        {.id = "flags-of-a-part",
         .clauses = {"WSPGetOverlappedResult.flags"},
         .claim = "the flags of a receive that got part of a message come up",
         .on = kTcp4,
         .paths = PathSet(Path::event_wait) | Path::routine_sleepex | Path::iocp,
         .arrange = {wsasend::by_the_catalog()},
         .call = procedure("WSARecv of 16 bytes of a message of 40, on a protocol with XP1_PARTIAL_MESSAGE", receive_a_part),
         .expect = fact_is("the first part", "16 bytes, MSG_PARTIAL")},
    };
}

}  // namespace wcts::provider
