// What is refused while something else of the provider is under way: a blocking call of Winsock 1.1, a callback.
//
// A blocking hook runs on the thread that blocks and has no context, so the call that it belongs to is known here. Cases that set one have a
// process of their own, whose only WSAStartup asks for Winsock 1.1: hooks are for such applications alone.
#include "harness/winsock/error_names.h"
#include "suites/wsasend/rescue.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

constexpr auto kRescueAfter = 1500ms;

Step winsock_1_1() {
    return {"WSAStartup for Winsock 1.1, and no other",
            [](Scene& scene) {
                WSADATA data{};
                if (const int error = scene.trusted().WSAStartup(MAKEWORD(1, 1), &data); error != 0)
                    throw SetupFailed("WSAStartup (trusted)", error);
                if (const int error = scene.target().WSAStartup(MAKEWORD(1, 1), &data); error != 0) throw SetupFailed("WSAStartup", error);
            },
            Stage::before_connect};
}

// The thread's blocking hook, as long as the object lives: runs the deed at the first turn of the first blocking call, and nothing after.
class Hook {
public:
    Hook(Scene& scene, std::function<void()> deed) : scene_(scene), deed_(std::move(deed)) {
        auto& ws = scene_.target();
        current_ = this;
        ws.WSASetLastError(0);
        // A hook has no parameters, and FARPROC is whatever the compiler takes for any function.
        const FARPROC before = ws.WSASetBlockingHook(reinterpret_cast<FARPROC>(reinterpret_cast<void (*)()>(&Hook::turn)));
        // NULL without an error: there was none before.
        if (before == nullptr && ws.WSAGetLastError() != 0) {
            current_ = nullptr;
            throw Unsupported("this Winsock has no blocking hooks: WSASetBlockingHook fails with " +
                              winsock::error_name(ws.WSAGetLastError()));
        }
    }
    ~Hook() {
        scene_.target().WSAUnhookBlockingHook();
        current_ = nullptr;
    }
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

    [[nodiscard]] bool ran() const { return ran_; }

private:
    // FALSE: there is no message for this thread, and the blocking call looks at its own end again.
    static BOOL CALLBACK turn() {
        Hook* const self = current_;
        if (self == nullptr || self->ran_) return FALSE;
        self->ran_ = true;
        self->scene_.recorder().note(winsock::Who::harness, "hook", "the blocking hook runs");
        self->deed_();
        return FALSE;
    }

    static inline thread_local Hook* current_ = nullptr;

    Scene& scene_;
    std::function<void()> deed_;
    bool ran_ = false;
};

// A send that is made ready beforehand, since what making it ready calls may be refused where the send itself is made.
class ReadySend {
public:
    explicit ReadySend(Scene& scene)
        : scene_(scene), flight_(scene.add_flight(one_buffer(16))), arguments_(scene.ready(flight_, "WSASend")) {}

    void make() {
        made_ = true;
        scene_.called(flight_, scene_.target().WSASend(scene_.socket(), flight_.buffers(), flight_.buffer_count(), arguments_.count, 0,
                                                       arguments_.overlapped, arguments_.routine));
    }
    [[nodiscard]] bool made() const { return made_; }

private:
    Scene& scene_;
    Flight& flight_;
    Scene::Arguments arguments_;
    bool made_ = false;
};

constexpr const char* kMade = "the send was made";

// Where its time never came it is made at last: a flight without a call would be waited for.
void observe(Scene& scene, ReadySend& send, const char* during) {
    scene.observe(kMade, send.made() ? during : "after it, since nothing was called back");
    if (!send.made()) send.make();
}

void cancel_inside_the_hook(Scene& scene) {
    Rescue rescue(kRescueAfter, [&scene] { scene.stream_peer().start_reading(); });
    Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
    post(scene, one_buffer(64 * 1024));
    rescue.call_off();
    scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
    // Of a socket whose call was cancelled, only closesocket is promised to work.
    if (hook.ran()) scene.set_connected(false);
}

// The blocking call is a receive on another socket, for which nothing ever comes. The hook cancels it; else a datagram ends it.
void send_inside_the_hook(Scene& scene) {
    auto& ws = scene.target();
    const SOCKET other = ws.socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    if (other == INVALID_SOCKET) throw SetupFailed("socket", ws.WSAGetLastError());
    peer::Address address = peer::loopback(AF_INET);
    if (ws.bind(other, address.get(), address.length) != 0) throw SetupFailed("bind", ws.WSAGetLastError());
    if (ws.getsockname(other, address.get(), &address.length) != 0) throw SetupFailed("getsockname", ws.WSAGetLastError());
    peer::Endpoint messenger = peer::Endpoint::bound(scene.trusted(), AF_INET, SOCK_DGRAM, IPPROTO_UDP);

    ReadySend send(scene);
    {
        Rescue rescue(kRescueAfter, [&] { scene.trusted().sendto(messenger.get(), "x", 1, 0, address.get(), address.length); });
        Hook hook(scene, [&] {
            send.make();
            ws.WSACancelBlockingCall();
        });
        char byte = 0;
        ws.recv(other, &byte, 1, 0);
        rescue.call_off();
    }
    observe(scene, send, "inside the blocking hook");
    ws.closesocket(other);
}

int CALLBACK send_and_accept(LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR context) {
    reinterpret_cast<ReadySend*>(context)->make();
    return CF_ACCEPT;
}

void send_inside_a_condition_function(Scene& scene) {
    auto& ws = scene.target();
    const SOCKET listener = ws.socket(scene.kind().family, SOCK_STREAM, IPPROTO_TCP);
    if (listener == INVALID_SOCKET) throw SetupFailed("socket", ws.WSAGetLastError());
    peer::Address address = peer::loopback(scene.kind().family);
    if (ws.bind(listener, address.get(), address.length) != 0) throw SetupFailed("bind", ws.WSAGetLastError());
    if (ws.getsockname(listener, address.get(), &address.length) != 0) throw SetupFailed("getsockname", ws.WSAGetLastError());
    if (ws.listen(listener, 1) != 0) throw SetupFailed("listen", ws.WSAGetLastError());

    peer::Endpoint caller = peer::Endpoint::bound(scene.trusted(), scene.kind().family, SOCK_STREAM, IPPROTO_TCP);
    caller.make_nonblocking();
    if (scene.trusted().connect(caller.get(), address.get(), address.length) != 0 && scene.trusted().WSAGetLastError() != WSAEWOULDBLOCK)
        throw SetupFailed("peer: connect", scene.trusted().WSAGetLastError());
    fd_set set;
    FD_ZERO(&set);
    set.fd_array[set.fd_count++] = listener;
    const std::uint32_t left = scene.deadline().left_ms();
    timeval timeout{static_cast<long>(left / 1000), static_cast<long>(left % 1000 * 1000)};
    if (ws.select(0, &set, nullptr, nullptr, &timeout) != 1) throw SetupFailed("the connection did not arrive in time");

    ReadySend send(scene);
    const SOCKET accepted = ws.WSAAccept(listener, nullptr, nullptr, &send_and_accept, reinterpret_cast<DWORD_PTR>(&send));
    observe(scene, send, "inside the condition function");
    if (accepted != INVALID_SOCKET) ws.closesocket(accepted);
    ws.closesocket(listener);
}

}  // namespace

std::vector<Row> winsock11() {
    auto full_stream_of_1_1 = full_stream();
    full_stream_of_1_1.insert(full_stream_of_1_1.begin(), winsock_1_1());
    return {
        {.id = "eintr-when-cancelled",
         .clauses = {"WSASend.error.WSAEINTR.cancelled-blocking-call"},
         .claim = "a blocking send of Winsock 1.1 that its hook cancels with WSACancelBlockingCall fails",
         .on = kStreams,
         .paths = PathSet(Path::blocking) | Path::both_null,
         .arrange = std::move(full_stream_of_1_1),
         .call = procedure("WSASend of 65536 bytes, and WSACancelBlockingCall inside the blocking hook", cancel_inside_the_hook),
         .expect = fact_is("the blocking hook", "was called") & fails(WSAEINTR) & no_completion() & data_untouched(),
         .code = "WSAEINTR",
         .process = Process::before_startup,
         .provoked_by = "winsock-1.1"},
        {.id = "einprogress-during-a-blocking-call",
         .clauses = {"WSASend.error.WSAEINPROGRESS.blocking-call", "WSASend.return.no-indication-after-error"},
         .claim = "a send while a blocking call of Winsock 1.1 is in progress fails",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {winsock_1_1()},
         .call = procedure("WSASend of 16 bytes inside the blocking hook of a recv on another socket", send_inside_the_hook),
         .expect = fact_is(kMade, "inside the blocking hook") & refused(WSAEINPROGRESS) & nothing_delivered(),
         .code = "WSAEINPROGRESS",
         .process = Process::before_startup,
         .provoked_by = "winsock-1.1"},
        {.id = "einprogress-during-a-callback",
         .clauses = {"WSASend.error.WSAEINPROGRESS.callback", "WSASend.return.no-indication-after-error"},
         .claim = "a send while the provider is still processing a callback fails",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .call = procedure("WSASend of 16 bytes inside the condition function of a WSAAccept", send_inside_a_condition_function),
         .expect = fact_is(kMade, "inside the condition function") & refused(WSAEINPROGRESS) & nothing_delivered(),
         .code = "WSAEINPROGRESS"},
    };
}

}  // namespace wcts::wsasend
