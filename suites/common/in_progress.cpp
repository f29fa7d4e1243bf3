#include "suites/common/in_progress.h"

#include "harness/winsock/error_names.h"
#include "harness/winsock/readiness.h"
#include "suites/common/rescue.h"

namespace wcts::common {

using scene::Scene;

namespace {

int CALLBACK do_and_accept(LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR context) {
    (*reinterpret_cast<const std::function<void()>*>(context))();
    return CF_ACCEPT;
}

// A socket of the target's on loopback, and where it is.
SOCKET bound_socket(Scene& scene, int type, int protocol, peer::Address& address) {
    auto& ws = scene.target();
    const SOCKET made = ws.socket(AF_INET, type, protocol);
    if (made == INVALID_SOCKET) throw SetupFailed("socket", ws.WSAGetLastError());
    address = peer::loopback(AF_INET);
    if (ws.bind(made, address.get(), address.length) != 0) throw SetupFailed("bind", ws.WSAGetLastError());
    address = scene::name_of(scene, made);
    return made;
}

}  // namespace

scene::Step winsock_1_1() {
    return {"WSAStartup for Winsock 1.1, and no other",
            [](Scene& scene) {
                WSADATA data{};
                if (const int error = scene.trusted().WSAStartup(MAKEWORD(1, 1), &data); error != 0)
                    throw SetupFailed("WSAStartup (trusted)", error);
                if (const int error = scene.target().WSAStartup(MAKEWORD(1, 1), &data); error != 0) throw SetupFailed("WSAStartup", error);
            },
            scene::Stage::before_connect};
}

rows::Row under_winsock_1_1(rows::Row row) {
    row.arrange.insert(row.arrange.begin(), winsock_1_1());
    row.process = rows::Process::before_startup;
    row.provoked_by = "winsock-1.1";
    return row;
}

thread_local Hook* Hook::current_ = nullptr;

Hook::Hook(Scene& scene, std::function<void()> deed) : scene_(scene), deed_(std::move(deed)) {
    auto& ws = scene_.target();
    current_ = this;
    ws.WSASetLastError(0);
    // A hook has no parameters, and FARPROC is whatever the compiler takes for any function.
    const FARPROC before = ws.WSASetBlockingHook(reinterpret_cast<FARPROC>(reinterpret_cast<void (*)()>(&Hook::turn)));
    // NULL without an error: there was none before.
    if (before == nullptr && ws.WSAGetLastError() != 0) {
        current_ = nullptr;
        throw scene::Unsupported("this Winsock has no blocking hooks: WSASetBlockingHook fails with " +
                                 winsock::error_name(ws.WSAGetLastError()));
    }
}

Hook::~Hook() {
    scene_.target().WSAUnhookBlockingHook();
    current_ = nullptr;
}

// FALSE: there is no message for this thread, and the blocking call looks at its own end again.
BOOL CALLBACK Hook::turn() {
    Hook* const self = current_;
    if (self == nullptr || self->ran_) return FALSE;
    self->ran_ = true;
    self->scene_.recorder().note(winsock::Who::harness, "hook", "the blocking hook runs");
    self->deed_();
    return FALSE;
}

bool inside_a_blocking_call(Scene& scene, const std::function<void()>& deed) {
    auto& ws = scene.target();
    peer::Address address;
    const SOCKET other = bound_socket(scene, SOCK_DGRAM, IPPROTO_UDP, address);
    peer::Endpoint messenger = peer::Endpoint::bound(scene.trusted(), AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    bool done = false;
    {
        Rescue rescue(kRescueAfter, [&] { scene.trusted().sendto(messenger.get(), "x", 1, 0, address.get(), address.length); });
        const Hook hook(scene, [&] {
            done = true;
            deed();
            ws.WSACancelBlockingCall();
        });
        char byte = 0;
        ws.recv(other, &byte, 1, 0);
        rescue.call_off();
    }
    ws.closesocket(other);
    return done;
}

bool inside_a_callback(Scene& scene, const std::function<void()>& deed) {
    auto& ws = scene.target();
    peer::Address address;
    const SOCKET listener = bound_socket(scene, SOCK_STREAM, IPPROTO_TCP, address);
    if (ws.listen(listener, 1) != 0) throw SetupFailed("listen", ws.WSAGetLastError());

    peer::Endpoint caller = peer::Endpoint::bound(scene.trusted(), AF_INET, SOCK_STREAM, IPPROTO_TCP);
    caller.make_nonblocking();
    if (scene.trusted().connect(caller.get(), address.get(), address.length) != 0 && scene.trusted().WSAGetLastError() != WSAEWOULDBLOCK)
        throw SetupFailed("peer: connect", scene.trusted().WSAGetLastError());
    const std::chrono::milliseconds left(scene.deadline().left_ms());
    if (winsock::select_one(ws, listener, winsock::Ready::read, left) != 1) throw SetupFailed("the connection did not arrive in time");

    bool done = false;
    const std::function<void()> once = [&] {
        done = true;
        deed();
    };
    const SOCKET accepted = ws.WSAAccept(listener, nullptr, nullptr, &do_and_accept, reinterpret_cast<DWORD_PTR>(&once));
    if (accepted != INVALID_SOCKET) ws.closesocket(accepted);
    ws.closesocket(listener);
    return done;
}

}  // namespace wcts::common
