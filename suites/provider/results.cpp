// Results: error codes, the last error, what is lent for a call, the mode of a socket, the data.
#include "harness/winsock/lsp/files.h"
#include "suites/provider/vocabulary.h"

namespace wcts::provider {
namespace {

// A send on a socket that is not connected, looked at where ws2_32 would. Which code it is, is for what lies below to say.
void fail_and_look(Scene& scene) {
    const Spi spi(scene);
    char byte = 'x';
    WSABUF buffer{1, &byte};
    DWORD sent = 0;
    const peer::Address here = peer::loopback(scene.kind().family);

    winsock::Winsock& base = spi.host().base().winsock();
    const SOCKET below = base.WSASocketW(scene.kind().family, scene.kind().type, scene.kind().protocol, nullptr, 0, WSA_FLAG_OVERLAPPED);
    if (below == INVALID_SOCKET || base.bind(below, here.get(), here.length) != 0)
        throw SetupFailed("WSASocketW or bind (base)", base.WSAGetLastError());
    const int refused = base.WSASend(below, &buffer, 1, &sent, 0, nullptr, nullptr);
    const int expected = refused == 0 ? 0 : base.WSAGetLastError();
    base.closesocket(below);

    const SOCKET s = spi.make_socket(spi.table());
    int error = 0;
    if (spi.table().lpWSPBind(s, here.get(), here.length, &error) != 0) throw SetupFailed("WSPBind", error);
    const int result = spi.table().lpWSPSend(s, &buffer, 1, &sent, 0, nullptr, nullptr, nullptr, &error);
    scene.observe("WSPSend", result == SOCKET_ERROR ? "SOCKET_ERROR" : "succeeds");
    scene.observe("lpErrno", error == expected ? "the base's code" : error_name(error));
    spi.table().lpWSPCloseSocket(s, &error);
}

void succeed_and_look(Scene& scene) {
    const Spi spi(scene);
    char byte = 'x';
    WSABUF buffer{1, &byte};
    DWORD sent = 0;
    int error = 0;
    constexpr DWORD kMark = 0x2BAD;
    ::SetLastError(kMark);
    const int result = spi.table().lpWSPSend(scene.socket(), &buffer, 1, &sent, 0, nullptr, nullptr, nullptr, &error);
    const DWORD last = ::GetLastError();
    if (result != 0) throw SetupFailed("WSPSend", error);
    scene.skip_pattern(1);
    scene.observe("the last error after a WSPSend that succeeds", last == kMark ? "as it was" : "changed");
}

// As ReadFile, WriteFile and extension functions come to a provider.
void send_without_a_thread(Scene& scene) {
    const Spi spi(scene);
    Flight& flight = scene.add_flight(one_buffer(16));
    const auto path = scene.ready(flight, "WSPSend");
    spi.host().operations().begin(scene.socket(), path.overlapped, path.routine, !spi.entry().ifs());
    const auto routine = path.routine == nullptr ? nullptr : &winsock::lsp::Operations::routine;
    int error = 0;
    const int result = spi.table().lpWSPSend(scene.socket(), flight.buffers(), flight.buffer_count(), path.count, 0, path.overlapped,
                                             routine, nullptr, &error);
    spi.host().operations().returned(path.overlapped, result == 0 || error == WSA_IO_PENDING, result == 0);
    scene.target().WSASetLastError(error);
    scene.called(flight, result);
}

// Both directions, each with a flight of its own.
void write_and_read_as_a_file(Scene& scene) {
    const Spi spi(scene);
    const auto handle = reinterpret_cast<HANDLE>(scene.socket());
    const auto transfer = [&](const char* name, auto function) {
        Flight& flight = scene.add_flight(one_buffer(16));
        flight.record.sends = function == &winsock::lsp::write_file;
        const auto path = scene.ready(flight, name);
        const BOOL ok = function(spi.host(), {handle, flight.buffers()->buf, flight.buffers()->len, path.count, path.overlapped});
        scene.target().WSASetLastError(static_cast<int>(::GetLastError()));
        scene.called(flight, ok ? 0 : SOCKET_ERROR);
    };
    transfer("WriteFile", &winsock::lsp::write_file);
    transfer("ReadFile", &winsock::lsp::read_file);
    scene::send_from_peer(scene, 16);
}

void receive_without_waiting(Scene& scene) {
    auto& ws = scene.target();
    scene::make_nonblocking(scene);
    // Where the mode was not set the receive would wait.
    int timeout_ms = 200;
    ws.setsockopt(scene.socket(), SOL_SOCKET, SO_RCVTIMEO, reinterpret_cast<const char*>(&timeout_ms), sizeof(timeout_ms));
    char byte = 0;
    const int got = ws.recv(scene.socket(), &byte, 1, 0);
    scene.observe("recv with nothing to receive", got == SOCKET_ERROR ? error_name(ws.WSAGetLastError()) : "receives");
}

void send_several(Scene& scene) {
    for (int i = 0; i < 4; ++i) post(scene, one_buffer(100));
}

}  // namespace

std::vector<Row> results() {
    return {
        {.id = "error-in-lperrno",
         .clauses = {"WSPPROC_TABLE.error.in-lpErrno", "WSPSend.errors-from-below"},
         .claim = "a WSPSend that fails gives the code from below in lpErrno",
         .on = kTcp4,
         .paths = Path::blocking,
         .call = procedure("WSPSend on a socket that is not connected", fail_and_look),
         .expect = fact_is("WSPSend", "SOCKET_ERROR") & fact_is("lpErrno", "the base's code")},
        {.id = "last-error-untouched",
         .clauses = {"WSPPROC_TABLE.last-error"},
         .claim = "a WSPSend that succeeds leaves the thread's last error as it was",
         .on = kTcp4 | kUdp4,
         .paths = Path::both_null,
         .call = procedure("SetLastError, WSPSend of one byte, GetLastError", succeed_and_look),
         .expect = fact_is("the last error after a WSPSend that succeeds", "as it was")},
        {.id = "no-thread-id",
         .clauses = {"WSPSend.thread-id.null", "WPUOpenCurrentThread.closed"},
         .claim = "an overlapped send without a thread id, as WriteFile makes it, succeeds and is completed once",
         .on = kTcp4 | kUdp4,
         .paths = PathSet(Path::event_wait) | Path::routine_sleepex | Path::iocp,
         .call = procedure("WSPSend of 16 bytes with lpThreadId NULL", send_without_a_thread),
         .expect = succeeds() & completes_once() & delivered()},
        {.id = "written-and-read-as-a-file",
         .clauses = {"WSPSend.thread-id.null", "WPUCompleteOverlappedRequest.event-and-port"},
         .claim = "WriteFile and ReadFile on the handle do what WSASend and WSARecv do, and each is completed once",
         .on = kTcp4 | kUdp4,
         .paths = PathSet(Path::event_wait) | Path::iocp,
         .call = procedure("WriteFile of 16 bytes and ReadFile of 16, for which the peer then sends", write_and_read_as_a_file),
         .expect = succeeds() & completes_once() & delivered()},
        {.id = "fionbio",
         .clauses = {"WSPIoctl.fionbio"},
         .claim = "after FIONBIO a receive with nothing to receive fails with WSAEWOULDBLOCK",
         .on = kTcp4,
         .paths = Path::both_null,
         .call = procedure("ioctlsocket(FIONBIO), recv", receive_without_waiting),
         .expect = fact_is("recv with nothing to receive", "WSAEWOULDBLOCK"),
         .code = "WSAEWOULDBLOCK"},
        {.id = "four-sends",
         .clauses = {"WSPSend.data", "WSPPROC_TABLE.returns", "WSPSend.routine.queued", "WPUQueueApc.alertable",
                     "WPUCompleteOverlappedRequest.event-and-port", "WPUCompleteOverlappedRequest.hands-over"},
         .claim = "four sends arrive as they were given",
         .on = kTcp4 | kUdp4,
         .paths = PathSet(Path::both_null) | Path::event_wait | Path::routine_sleepex | Path::iocp | Path::iocp_skip,
         .call = procedure("WSASend of 100 bytes, 4 times", send_several),
         .expect = succeeds() & completes_once() & delivered()},
        {.id = "refused-and-silent",
         .clauses = {"WSPSend.no-indication-after-error"},
         .claim = "a send that is refused is indicated in no way",
         .on = kTcp4,
         .paths = PathSet(Path::event_wait) | Path::routine_sleepex | Path::iocp,
         .arrange = {scene::bound_but_unconnected()},
         .call = wsasend::wsasend(one_buffer(16)),
         .expect = refused(WSAENOTCONN),
         .code = "WSAENOTCONN"},
        {.id = "lent-for-the-call",
         .clauses = {"WSPSend.buffers.copied", "WSPSend.thread-id.copied", "WSPCloseSocket.handle-outlives-ends"},
         .claim = "a pending send needs neither its WSABUF array nor its WSATHREADID any more",
         .on = kTcp4,
         .paths = PathSet(Path::event_wait) | Path::routine_sleepex | Path::iocp,
         .arrange = full_stream(),
         .call = wsasend::wsasend(one_buffer(4096)),
         .then = {scene::peer_reads()},
         .expect = succeeds() & completes_once() & delivered()},
    };
}

}  // namespace wcts::provider
