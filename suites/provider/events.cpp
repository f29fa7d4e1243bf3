// Readiness: select, WSAEventSelect, WSAAsyncSelect.
#include "harness/winsock/on_demand.h"
#include "suites/provider/vocabulary.h"

#include <algorithm>

namespace wcts::provider {
namespace {

fd_set set_of(std::initializer_list<SOCKET> sockets) {
    fd_set set;
    FD_ZERO(&set);
    for (const SOCKET s : sockets) set.fd_array[set.fd_count++] = s;
    return set;
}

std::string set_text(const fd_set& set, SOCKET s) {
    if (set.fd_count == 0) return "empty";
    return set.fd_count == 1 && set.fd_array[0] == s ? "the socket" : "something else";
}

void select_in_both_states(Scene& scene) {
    auto& ws = scene.target();
    fd_set reading = set_of({scene.socket()});
    fd_set writing = set_of({scene.socket()});
    timeval none{0, 0};
    int ready = ws.select(0, &reading, &writing, nullptr, &none);
    scene.observe("with nothing to read", std::to_string(ready) + ": " + set_text(reading, scene.socket()) + " readable, " +
                                              set_text(writing, scene.socket()) + " writable");
    if (scene.kind().is_stream()) {
        scene.stream_peer().send_pattern(16, scene.deadline());
    } else {
        scene.datagram_peer().send_pattern(16, scene::name_of(scene));
    }
    reading = set_of({scene.socket()});
    writing = set_of({scene.socket()});
    timeval soon{4, 0};
    ready = ws.select(0, &reading, nullptr, nullptr, &soon);
    scene.observe("with something to read", std::to_string(ready) + ": " + set_text(reading, scene.socket()) + " readable");
}

void select_with_an_event(Scene& scene) {
    auto& ws = scene.target();
    const HANDLE event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    fd_set writing = set_of({scene.socket(), reinterpret_cast<SOCKET>(event)});
    timeval none{0, 0};
    const int ready = ws.select(0, nullptr, &writing, nullptr, &none);
    scene.observe("select", ready == SOCKET_ERROR ? error_name(ws.WSAGetLastError()) : "succeeds");
    ::CloseHandle(event);
}

// Waits until the events have been recorded, one after the other if need be.
std::string wait_for_event(Scene& scene, HANDLE event, long wanted) {
    auto& ws = scene.target();
    long seen = 0;
    const Deadline deadline = scene.within(1500ms);
    while ((seen & wanted) == 0 && !deadline.passed()) {
        if (ws.WSAWaitForMultipleEvents(1, &event, FALSE, deadline.left_ms(), FALSE) != WSA_WAIT_EVENT_0) break;
        WSANETWORKEVENTS events{};
        if (ws.WSAEnumNetworkEvents(scene.socket(), event, &events) != 0) return error_name(ws.WSAGetLastError());
        seen |= events.lNetworkEvents;
        if (events.lNetworkEvents == 0) break;
    }
    return (seen & wanted) != 0 ? "recorded" : "not recorded";
}

void select_events(Scene& scene) {
    auto& ws = scene.target();
    const HANDLE event = scene.make_event();
    if (ws.WSAEventSelect(scene.socket(), event, FD_READ | FD_CLOSE) != 0) throw SetupFailed("WSAEventSelect", ws.WSAGetLastError());
    char data[16] = {};
    const int got = ws.recv(scene.socket(), data, sizeof(data), 0);
    scene.observe("the socket's mode", got == SOCKET_ERROR && ws.WSAGetLastError() == WSAEWOULDBLOCK ? "non-blocking" : "blocking");
    scene.stream_peer().send_pattern(16, scene.deadline());
    scene.observe("FD_READ", wait_for_event(scene, event, FD_READ));
    ws.recv(scene.socket(), data, sizeof(data), 0);
    scene.stream_peer().send_pattern(16, scene.deadline());
    scene.observe("FD_READ after a receive", wait_for_event(scene, event, FD_READ));
    ws.recv(scene.socket(), data, sizeof(data), 0);
    scene.stream_peer().connection().close();
    scene.set_connected(false);
    scene.observe("FD_CLOSE", wait_for_event(scene, event, FD_CLOSE));
}

template <typename Function>
Function* of_user32(const char* name) {
    Function* const function = winsock::on_demand<Function>(L"user32.dll", name);
    if (function == nullptr) throw Unsupported(std::string("user32.dll has no ") + name);
    return function;
}

// A window of the case's own, of a class that the system has. Its messages are looked at, never dispatched.
class Window {
public:
    Window()
        : peek_(of_user32<decltype(::PeekMessageW)>("PeekMessageW")),
          destroy_(of_user32<decltype(::DestroyWindow)>("DestroyWindow")),
          window_(of_user32<decltype(::CreateWindowExW)>("CreateWindowExW")(0, L"Static", L"", 0, 0, 0, 0, 0, nullptr, nullptr,
                                                                            ::GetModuleHandleW(nullptr), nullptr)) {
        if (window_ == nullptr) throw Unsupported("a window cannot be made here");
    }
    ~Window() { destroy_(window_); }
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    [[nodiscard]] HWND get() const { return window_; }
    // The next message of this number; nothing within two seconds.
    [[nodiscard]] std::optional<MSG> next(UINT number) const {
        MSG message{};
        for (int tries = 0; tries < 200; ++tries) {
            if (peek_(&message, window_, number, number, PM_REMOVE)) return message;
            ::Sleep(10);
        }
        return std::nullopt;
    }

private:
    decltype(::PeekMessageW)* peek_;
    decltype(::DestroyWindow)* destroy_;
    HWND window_;
};

void select_messages(Scene& scene) {
    const Spi spi(scene);
    const Window window;
    constexpr UINT kMessage = WM_USER + 7;
    int error = 0;
    if (spi.table().lpWSPAsyncSelect(scene.socket(), window.get(), kMessage, FD_READ, &error) != 0) {
        if (error == WSAEOPNOTSUPP) throw Unsupported("the base under the LSP knows no WSAAsyncSelect");
        throw SetupFailed("WSPAsyncSelect", error);
    }
    scene.stream_peer().send_pattern(16, scene.deadline());
    const auto message = window.next(kMessage);
    scene.observe("the message of FD_READ carries", !message                                                 ? "nothing: it never came"
                                                    : static_cast<SOCKET>(message->wParam) == scene.socket() ? "the client's descriptor"
                                                                                                             : "another descriptor");
}

}  // namespace

std::vector<Row> events() {
    return {
        {.id = "select",
         .clauses = {"WSPSelect.sets", "WSPSelect.timeout", "WSPPROC_TABLE.handles-mapped"},
         .claim = "select gives back the client's descriptors, those that are ready and no others",
         .on = kTcp4 | kUdp4,
         .paths = Path::both_null,
         .call = procedure("select with nothing to read, and with 16 bytes to read", select_in_both_states),
         .expect = fact_is("with nothing to read", "1: empty readable, the socket writable") &
                   fact_is("with something to read", "1: the socket readable")},
        {.id = "select-not-a-socket",
         .clauses = {"WSPSelect.not-a-socket"},
         .claim = "select with an event's handle in a set fails with WSAENOTSOCK",
         .on = kTcp4,
         .paths = Path::both_null,
         .call = procedure("select with a socket and an event's handle", select_with_an_event),
         .expect = fact_is("select", "WSAENOTSOCK"),
         .code = "WSAENOTSOCK"},
        {.id = "event-select",
         .clauses = {"WSPEventSelect.recorded", "WSPEventSelect.fd-close", "WSPEventSelect.nonblocking"},
         .claim = "WSAEventSelect makes the socket non-blocking and has FD_READ, FD_READ once more and FD_CLOSE recorded",
         .on = kStreams,
         .paths = Path::both_null,
         .call = procedure("WSAEventSelect with FD_READ and FD_CLOSE, for which the peer sends twice and closes", select_events),
         .expect = fact_is("the socket's mode", "non-blocking") & fact_is("FD_READ", "recorded") &
                   fact_is("FD_READ after a receive", "recorded") & fact_is("FD_CLOSE", "recorded")},
        {.id = "async-select",
         .clauses = {"WSPAsyncSelect.handle"},
         .claim = "the message of WSPAsyncSelect carries the client's descriptor",
         .on = kTcp4,
         .paths = Path::both_null,
         .call = procedure("WSPAsyncSelect with FD_READ, for which the peer sends", select_messages),
         .expect = fact_is("the message of FD_READ carries", "the client's descriptor"),
         .process = Process::own},
    };
}

}  // namespace wcts::provider
