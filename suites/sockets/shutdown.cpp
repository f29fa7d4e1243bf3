#include "suites/sockets/vocabulary.h"
#include "suites/wsasend/catalog.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::sockets {
namespace {

void shut(Scene& scene, int how, std::string what = "the call") {
    tell(scene, scene.target().shutdown(scene.socket(), how) == 0, std::move(what));
}

std::function<void(Scene&)> shutting(int how) {
    return [how](Scene& scene) { shut(scene, how); };
}

// What the peer gets is looked at when the case ends.
void data_then_end(Scene& scene) {
    const std::size_t lengths[]{1000};
    scene::Flight& flight = scene.add_flight(lengths);
    static_cast<void>(scene.ready(flight, "send"));
    const int sent = scene.target().send(scene.socket(), flight.data().data(), 1000, 0);
    if (sent != SOCKET_ERROR) *flight.count() = static_cast<DWORD>(sent);
    scene.called(flight, sent == SOCKET_ERROR ? SOCKET_ERROR : 0);
    shut(scene, SD_SEND);
    const peer::Received got = scene.stream_peer().read(~std::uint64_t{0}, scene.deadline());
    scene.observe("the peer",
                  got.bytes == 1000 && !got.first_wrong && got.end_of_stream ? "got everything, and then the end" : "got something else");
    scene.set_connected(false);
}

void sends_refused(Scene& scene) {
    shut(scene, SD_SEND);
    tell_send(scene, "a send");
    scene::peer_sends(1).act(scene);
    tell_receive(scene, "a receive");
}

void receives_refused(Scene& scene) {
    shut(scene, SD_RECEIVE);
    tell_receive(scene, "a receive");
    tell_send(scene, "a send");
}

// The peer learns of it when it sends and then looks.
void reset_for_data(Scene& scene, bool queued) {
    if (queued) scene::peer_sends(16).act(scene);
    shut(scene, SD_RECEIVE);
    if (!queued) scene.stream_peer().send_pattern(16, scene.deadline());
    const peer::Received got = scene.stream_peer().read(~std::uint64_t{0}, scene.within(1s));
    scene.observe("the peer", got.error != 0 ? winsock::error_name(got.error) : got.end_of_stream ? "sees the end" : "sees nothing");
    scene.set_connected(false);
}

void still_a_socket(Scene& scene) {
    shut(scene, SD_BOTH);
    peer::Address name;
    name.length = sizeof(name.storage);
    tell(scene, scene.target().getsockname(scene.socket(), name.get(), &name.length) == 0, "getsockname");
    scene.set_connected(false);
}

// Data that nobody reads is still to be sent; closesocket would wait for it.
void despite_linger(Scene& scene) {
    const linger lingering{1, 5};
    if (scene.target().setsockopt(scene.socket(), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&lingering), sizeof(lingering)) != 0)
        throw SetupFailed("setsockopt(SO_LINGER)", scene.target().WSAGetLastError());
    const auto begin = scene.clock().now();
    shut(scene, SD_SEND);
    scene.observe("it took", scene.clock().now() - begin < 2s ? "less than the time of SO_LINGER" : "the time of SO_LINGER");
    scene.stream_peer().start_reading();
    const linger off{0, 0};
    scene.target().setsockopt(scene.socket(), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&off), sizeof(off));
}

void receive_only(Scene& scene) {
    const peer::Endpoint peer = wsasend::connect_by_catalog(
        scene, wsasend::find_protocol(
                   scene, [](const WSAPROTOCOL_INFOW& info) { return (info.dwServiceFlags1 & XP1_UNI_RECV) != 0; },
                   "no protocol in this machine's Winsock catalog is receive-only (XP1_UNI_RECV)"));
    shut(scene, SD_SEND);
}

const Subject kSubject{.function = "shutdown",
                       .ready = [](Scene& scene) -> std::function<bool()> {
                           return [&scene] { return scene.target().shutdown(scene.socket(), SD_SEND) == 0; };
                       },
                       .on = kTcp4,
                       .on_descriptor = [](Scene& scene, SOCKET descriptor) { return scene.target().shutdown(descriptor, SD_SEND) == 0; }};

}  // namespace

Suite shutdown() {
    const RowOf row{"shutdown"};
    Suite suite{"shutdown", "shutdown", {}};
    suite.rows = {
        row("sd-send-ends-the-stream", {"return.zero", "sd-send.end"}, "SD_SEND ends the stream behind everything that was sent", kStreams,
            {}, "send of 1000 bytes, and shutdown(SD_SEND)", data_then_end,
            call_succeeds() & fact_is("the peer", "got everything, and then the end")),
        row("sd-send-refuses-sends", {"sd-send.sends-refused"}, "after SD_SEND sends are refused, and receives are not", kEverySocket, {},
            "shutdown(SD_SEND), a send and a receive", sends_refused,
            call_succeeds() & call_fails(WSAESHUTDOWN, "a send") & call_succeeds("a receive")),
        row("sd-receive-refuses-receives", {"sd-receive.receives-refused"}, "after SD_RECEIVE receives are refused, and sends are not",
            kEverySocket, {}, "shutdown(SD_RECEIVE), a receive and a send", receives_refused,
            call_succeeds() & call_fails(WSAESHUTDOWN, "a receive") & call_succeeds("a send")),
        row(
            "sd-receive-with-data-resets", {"sd-receive.tcp-resets"}, "SD_RECEIVE while data waits to be received resets the stream", kTcp4,
            {}, "shutdown(SD_RECEIVE) once 16 bytes have come", [](Scene& scene) { reset_for_data(scene, true); },
            call_succeeds() & fact_is("the peer", "WSAECONNRESET")),
        row(
            "sd-receive-before-data-resets", {"sd-receive.tcp-resets"}, "data that comes after SD_RECEIVE resets the stream", kTcp4, {},
            "shutdown(SD_RECEIVE) before 16 bytes come", [](Scene& scene) { reset_for_data(scene, false); },
            call_succeeds() & fact_is("the peer", "WSAECONNRESET")),
        row("socket-stays-open", {"socket.stays-open"}, "the call closes no socket", kEverySocket, {}, "shutdown(SD_BOTH), and getsockname",
            still_a_socket, call_succeeds() & call_succeeds("getsockname")),
        row("does-not-block", {"remarks.does-not-block"}, "the call does not wait, whatever SO_LINGER says", kTcp4, wsasend::full_stream(),
            "SO_LINGER of 5 s on a full stream, and shutdown(SD_SEND)", despite_linger,
            call_succeeds() & fact_is("it took", "less than the time of SO_LINGER")),
        row("unconnected-datagrams", {"socket.every-type"}, "a datagram socket may be shut down, connected or not", kUdp4,
            {scene::bound_but_unconnected()}, "shutdown(SD_SEND) on a bound datagram socket", shutting(SD_SEND), call_succeeds()),
        row("einval-how", {"error.WSAEINVAL.how", "return.failure"}, "a value of how that is none is refused", kEverySocket, {},
            "shutdown(3)", shutting(3), call_fails(WSAEINVAL), WSAEINVAL),
        row("einval-sd-send-on-receive-only", {"error.WSAEINVAL.type", "return.failure"},
            "SD_SEND on a socket that only receives is refused", kUdp4, {wsasend::by_the_catalog()},
            "shutdown(SD_SEND) on a protocol with XP1_UNI_RECV", receive_only, call_fails(WSAEINVAL), WSAEINVAL),
        row("enotconn-when-bound", {"error.WSAENOTCONN.not-connected", "return.failure"},
            "a stream socket that is not connected cannot be shut down", kStreams, {scene::bound_but_unconnected()},
            "shutdown(SD_SEND) on a bound socket", shutting(SD_SEND), call_fails(WSAENOTCONN), WSAENOTCONN),
        row("econnreset-after-peer-reset", {"error.WSAECONNRESET.peer", "return.failure"},
            "the call fails on a stream that the peer has reset", kStreams, {scene::peer_resets()},
            "shutdown(SD_SEND) once the peer has reset the stream", shutting(SD_SEND), call_fails(WSAECONNRESET), WSAECONNRESET),
        in_the_lab(row("econnaborted-after-local-failure", {"error.WSAECONNABORTED.failure", "return.failure"},
                       "the call fails on a circuit that was terminated by a local failure", kTcp4, {scene::connection_is_aborted()},
                       "shutdown(SD_SEND) on a circuit that was aborted", shutting(SD_SEND), call_fails(WSAECONNABORTED), WSAECONNABORTED),
                   lab::Verb::abort),
        common::row_of_network_down(kSubject),
    };
    append(suite.rows, common::rows_of_startup(kSubject));
    append(suite.rows, common::rows_of_progress(kSubject));
    append(suite.rows, common::rows_of_descriptors(kSubject));
    return suite;
}

}  // namespace wcts::sockets
