#include "harness/winsock/case_thread.h"
#include "suites/common/in_progress.h"
#include "suites/common/rescue.h"
#include "suites/sockets/vocabulary.h"

#include <atomic>

namespace wcts::sockets {
namespace {

// The peer is looked at by the rows themselves: the usual look at it needs the socket.
bool close(Scene& scene, std::string what = "the call") {
    scene.set_connected(false);
    const bool closed = scene.target().closesocket(scene.socket()) == 0;
    tell(scene, closed, std::move(what));
    if (closed) scene.forget_socket();
    return closed;
}

void set_linger(Scene& scene, u_short on, u_short seconds) {
    const linger lingering{on, seconds};
    if (scene.target().setsockopt(scene.socket(), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&lingering), sizeof(lingering)) != 0)
        throw SetupFailed("setsockopt(SO_LINGER)", scene.target().WSAGetLastError());
}

void look_at_the_peer(Scene& scene) {
    const peer::Received got = scene.stream_peer().read(~std::uint64_t{0}, scene.within(2s));
    scene.observe("the peer", got.error != 0 ? winsock::error_name(got.error) : got.end_of_stream ? "sees the end" : "sees no end");
}

void gracefully(Scene& scene) {
    const std::string data(1000, 'x');
    if (scene.target().send(scene.socket(), data.data(), 1000, 0) != 1000) throw SetupFailed("send", scene.target().WSAGetLastError());
    close(scene);
    const peer::Received got = scene.stream_peer().read(~std::uint64_t{0}, scene.within(2s));
    scene.observe("the peer", got.bytes == 1000 && got.end_of_stream ? "got everything, and then the end" : "got something else");
}

void default_linger(Scene& scene) {
    linger held{0xCDCD, 0xCDCD};
    int length = sizeof(held);
    if (scene.target().getsockopt(scene.socket(), SOL_SOCKET, SO_LINGER, reinterpret_cast<char*>(&held), &length) != 0)
        throw SetupFailed("getsockopt(SO_LINGER)", scene.target().WSAGetLastError());
    scene.observe("SO_LINGER", held.l_onoff == 0 && held.l_linger == 0 ? "off, 0" : "something else");
}

void nonblocking_without_linger(Scene& scene) {
    make_nonblocking(scene);
    close(scene);
}

void reset_at_once(Scene& scene) {
    set_linger(scene, 1, 0);
    close(scene);
    look_at_the_peer(scene);
}

// The peer reads after a while.
void waits(Scene& scene) {
    set_linger(scene, 1, 10);
    std::atomic<bool> reads = false;
    {
        const CaseThread reader(scene.clock(), [&] {
            scene.target().SleepEx(100, FALSE);
            reads = true;
            scene.stream_peer().start_reading();
        });
        close(scene);
        scene.observe("the call returned", reads ? "once the peer read" : "before the peer read");
    }
    look_at_the_peer(scene);
}

void expires(Scene& scene) {
    set_linger(scene, 1, 1);
    const auto begin = scene.clock().now();
    close(scene);
    scene.observe("it took", scene.clock().now() - begin >= 900ms ? "the time of SO_LINGER" : "less than the time of SO_LINGER");
    look_at_the_peer(scene);
}

void nonblocking_with_linger(Scene& scene) {
    make_nonblocking(scene);
    set_linger(scene, 1, 5);
    if (close(scene)) return;
    peer::Address name;
    name.length = sizeof(name.storage);
    tell(scene, scene.target().getsockname(scene.socket(), name.get(), &name.length) == 0, "getsockname");
    set_linger(scene, 0, 0);
    close(scene, "once more");
}

// What the target may write to until its end lives as long as the process.
void pending_receive(Scene& scene) {
    struct Receive {
        WSAOVERLAPPED overlapped{};
        WSABUF buffer{};
        char data[16]{};
        DWORD flags = 0;
    };
    auto* const receive = new Receive;
    receive->buffer = {sizeof(receive->data), receive->data};
    const HANDLE event = receive->overlapped.hEvent = scene.make_event();
    scene.adopt(scene.make_socket(WSA_FLAG_OVERLAPPED));
    scene.connect();
    if (scene.target().WSARecv(scene.socket(), &receive->buffer, 1, nullptr, &receive->flags, &receive->overlapped, nullptr) == 0 ||
        scene.target().WSAGetLastError() != WSA_IO_PENDING)
        throw SetupFailed("WSARecv does not pend");
    close(scene);
    const bool signalled = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 1000, FALSE) == WSA_WAIT_EVENT_0;
    scene.observe("the event", signalled ? "signalled" : "nonsignalled");
    DWORD bytes = 0;
    const BOOL well = scene.target().GetOverlappedResult(nullptr, &receive->overlapped, &bytes, FALSE);
    tell(scene, well != FALSE, "the receive");
}

void no_fd_close(Scene& scene) {
    const HANDLE event = scene.make_event();
    if (scene.target().WSAEventSelect(scene.socket(), event, FD_CLOSE) != 0)
        throw SetupFailed("WSAEventSelect", scene.target().WSAGetLastError());
    close(scene);
    scene.stream_peer().connection().close();
    // Nothing later can show that it never comes: a quiet time has to do.
    scene.observe("the event",
                  scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 50, FALSE) == WSA_WAIT_EVENT_0 ? "signalled" : "nonsignalled");
}

void cancelled_by_the_hook(Scene& scene) {
    set_linger(scene, 1, 5);
    common::Rescue rescue(common::kRescueAfter, [&scene] { scene.stream_peer().start_reading(); });
    {
        const common::Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
        close(scene);
        scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
    }
    rescue.call_off();
    if (scene.socket() != INVALID_SOCKET) set_linger(scene, 1, 0);
}

bool closed(Scene& scene, SOCKET socket) {
    const bool done = scene.target().closesocket(socket) == 0;
    if (done && socket == scene.socket()) scene.forget_socket();
    return done;
}

const Subject kSubject{.function = "closesocket",
                       .ready = [](Scene& scene) -> std::function<bool()> {
                           scene.set_connected(false);
                           return [&scene] { return closed(scene, scene.socket()); };
                       },
                       .on = kTcp4,
                       .on_descriptor = closed};

}  // namespace

Suite closesocket() {
    const RowOf row{"closesocket"};
    // With a buffer, so that something is to be sent still when the socket is closed.
    const std::vector<Step> full{scene::peer_window(4096), scene::send_buffer(8192), scene::stream_is_full()};
    Suite suite{"closesocket", "closesocket", {}};
    suite.rows = {
        row("ends-gracefully", {"return.zero", "linger.off"}, "without SO_LINGER everything that was sent arrives, and then the end",
            kStreams, {}, "send of 1000 bytes, and closesocket", gracefully,
            call_succeeds() & fact_is("the peer", "got everything, and then the end")),
        row("linger-is-off", {"linger.default"}, "SO_LINGER is off unless it is set", kTcp4, {}, "getsockopt(SO_LINGER)", default_linger,
            fact_is("SO_LINGER", "off, 0")),
        row("nonblocking-without-linger", {"linger.off-never-waits"},
            "without SO_LINGER the call succeeds at once, also where data is to be sent still", kTcp4, full,
            "closesocket of a non-blocking socket on a full stream", nonblocking_without_linger, call_succeeds()),
        row("linger-zero-resets", {"linger.zero-resets"}, "with SO_LINGER on and a time of 0 the connection is reset", kStreams, {},
            "SO_LINGER of 0 s, and closesocket", reset_at_once, call_succeeds() & fact_is("the peer", "WSAECONNRESET")),
        row("linger-waits", {"linger.waits"}, "with SO_LINGER on and a time the call waits until everything was sent", kTcp4, full,
            "SO_LINGER of 10 s on a full stream, and closesocket", waits,
            call_succeeds() & fact_is("the call returned", "once the peer read") & fact_is("the peer", "sees the end")),
        row("linger-expires", {"linger.expires", "linger.waits"},
            "when the time of SO_LINGER is over the connection is aborted, and the call succeeds", kTcp4, full,
            "SO_LINGER of 1 s on a full stream, and closesocket", expires,
            call_succeeds() & fact_is("it took", "the time of SO_LINGER") & fact_is("the peer", "WSAECONNRESET")),
        row("ewouldblock-with-linger", {"error.WSAEWOULDBLOCK.linger-nonblocking", "linger.kept-after-WSAEWOULDBLOCK", "return.failure"},
            "a non-blocking socket with SO_LINGER and a time is not closed where that would wait, and may be closed later", kTcp4, full,
            "SO_LINGER of 5 s on a full stream, and closesocket of a non-blocking socket", nonblocking_with_linger,
            call_fails(WSAEWOULDBLOCK) & call_succeeds("getsockname") & call_succeeds("once more"), WSAEWOULDBLOCK),
        row("pending-receive", {"pending.aborted", "pending.indicated"}, "a receive that pends is cancelled, and its end is indicated",
            kTcp4 | kUdp4, {scene::unconnected()}, "closesocket while a WSARecv pends", pending_receive,
            call_succeeds() & fact_is("the event", "signalled") & call_fails(WSA_OPERATION_ABORTED, "the receive")),
        row("no-fd-close", {"events.no-fd-close"}, "no FD_CLOSE is told of a socket that was closed here", kTcp4, {},
            "WSAEventSelect for FD_CLOSE, closesocket, and the peer closes too", no_fd_close,
            call_succeeds() & fact_is("the event", "nonsignalled")),
        common::row_of_network_down(kSubject),
    };
    suite.rows.push_back(
        common::under_winsock_1_1(row("eintr-when-cancelled", {"error.WSAEINTR.cancelled-blocking-call", "return.failure"},
                                      "a closesocket of Winsock 1.1 that waits and that its hook cancels fails", kTcp4, full,
                                      "SO_LINGER of 5 s, closesocket, and WSACancelBlockingCall inside the blocking hook",
                                      cancelled_by_the_hook, fact_is("the blocking hook", "was called") & call_fails(WSAEINTR), WSAEINTR)));
    append(suite.rows, common::rows_of_startup(kSubject));
    append(suite.rows, common::rows_of_progress(kSubject));
    append(suite.rows, common::rows_of_descriptors(kSubject));
    return suite;
}

}  // namespace wcts::sockets
