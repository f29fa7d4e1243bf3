#include "fixtures/scene/bad_memory.h"
#include "harness/winsock/case_thread.h"
#include "suites/common/apc.h"
#include "suites/common/in_progress.h"
#include "suites/common/rescue.h"
#include "suites/sockets/caller.h"

#include <atomic>
#include <cstring>
#include <memory>

namespace wcts::sockets {
namespace {

using scene::Bad;

void hear(Scene& scene) {
    if (scene.target().listen(scene.socket(), 5) != 0) throw SetupFailed("listen", scene.target().WSAGetLastError());
}

// A caller whose connection stands, and waits to be accepted.
std::unique_ptr<Caller> queued(Scene& scene) {
    auto caller = std::make_unique<Caller>(scene);
    if (caller->outcome(2s) != "is connected") throw SetupFailed("a caller's connection was not made in time");
    scene::wait_until_readable(scene, "the connection did not arrive in time");
    return caller;
}

// The accepted socket, which is closed with the scope.
peer::Endpoint taken(Scene& scene, sockaddr* name = nullptr, int* length = nullptr, std::string what = "the call") {
    const SOCKET made = scene.target().accept(scene.socket(), name, length);
    tell(scene, made != INVALID_SOCKET, std::move(what));
    return made == INVALID_SOCKET ? peer::Endpoint() : peer::Endpoint(scene.target(), made);
}

bool is_from(peer::Address name, Caller& caller) {
    const peer::Address own = caller.endpoint().local_address();
    return name.length == own.length && name.get()->sa_family == own.get()->sa_family &&
           reinterpret_cast<const sockaddr_in*>(name.get())->sin_port == reinterpret_cast<const sockaddr_in*>(own.get())->sin_port;
}

peer::Address peer_of(Scene& scene, const peer::Endpoint& accepted) {
    peer::Address name;
    name.length = sizeof(name.storage);
    if (scene.target().getpeername(accepted.get(), name.get(), &name.length) != 0) name.length = 0;
    return name;
}

void in_order(Scene& scene) {
    hear(scene);
    const auto first = queued(scene);
    const auto second = queued(scene);
    const peer::Endpoint one = taken(scene);
    const peer::Endpoint other = taken(scene, nullptr, nullptr, "once more");
    scene.observe("the first socket", is_from(peer_of(scene, one), *first) ? "is of the first caller" : "is of another");
    scene.observe("the second socket", is_from(peer_of(scene, other), *second) ? "is of the second caller" : "is of another");
}

void with_address(Scene& scene) {
    hear(scene);
    const auto caller = queued(scene);
    peer::Address name;
    name.length = sizeof(name.storage);
    const peer::Endpoint one = taken(scene, name.get(), &name.length);
    const int whole = scene.kind().family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    scene.observe("addrlen", name.length == whole ? "the length of the address" : "another");
    scene.observe("addr", is_from(name, *caller) ? "the caller's" : "another");
}

// One of the two is NULL, or both.
std::function<void(Scene&)> without_address(bool addr, bool addrlen) {
    return [=](Scene& scene) {
        hear(scene);
        const auto caller = queued(scene);
        peer::Address name;
        name.length = sizeof(name.storage);
        const peer::Endpoint one = taken(scene, addr ? name.get() : nullptr, addrlen ? &name.length : nullptr);
    };
}

void waits(Scene& scene) {
    hear(scene);
    const peer::Address here = scene::name_of(scene);
    std::atomic<bool> called = false;
    std::unique_ptr<Caller> caller;
    const CaseThread thread(scene.clock(), [&] {
        scene.trusted().SleepEx(100, FALSE);
        called = true;
        caller = std::make_unique<Caller>(scene, here);
        static_cast<void>(caller->outcome(2s));
    });
    const peer::Endpoint one = taken(scene);
    scene.observe("the call returned", called ? "once a caller came" : "before a caller came");
}

void alertably(Scene& scene) {
    hear(scene);
    const peer::Address here = scene::name_of(scene);
    std::unique_ptr<Caller> caller;
    common::call_with_apc(
        scene, "connects a caller", [&] { caller = std::make_unique<Caller>(scene, here); },
        [&] { const peer::Endpoint one = taken(scene); });
}

struct Option {
    int level;
    int name;
    int value;
    std::string_view words;
};

constexpr Option kInherited[]{
    {SOL_SOCKET, SO_KEEPALIVE, 1, "SO_KEEPALIVE"},  {SOL_SOCKET, SO_OOBINLINE, 1, "SO_OOBINLINE"},
    {SOL_SOCKET, SO_RCVTIMEO, 4000, "SO_RCVTIMEO"}, {SOL_SOCKET, SO_SNDTIMEO, 5000, "SO_SNDTIMEO"},
    {IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY"},
};

void options_of_the_listener(Scene& scene) {
    auto& ws = scene.target();
    const linger lingering{1, 7};
    if (ws.setsockopt(scene.socket(), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&lingering), sizeof(lingering)) != 0)
        throw SetupFailed("setsockopt(SO_LINGER)", ws.WSAGetLastError());
    for (const Option& one : kInherited)
        if (ws.setsockopt(scene.socket(), one.level, one.name, reinterpret_cast<const char*>(&one.value), sizeof(one.value)) != 0)
            throw SetupFailed("setsockopt", ws.WSAGetLastError());
    hear(scene);
    const auto caller = queued(scene);
    const peer::Endpoint accepted = taken(scene);
    std::string others;
    linger held{};
    int length = sizeof(held);
    if (ws.getsockopt(accepted.get(), SOL_SOCKET, SO_LINGER, reinterpret_cast<char*>(&held), &length) != 0 || held.l_onoff == 0 ||
        held.l_linger != lingering.l_linger)
        others += "SO_LINGER ";
    for (const Option& one : kInherited) {
        int value = 0;
        length = sizeof(value);
        if (ws.getsockopt(accepted.get(), one.level, one.name, reinterpret_cast<char*>(&value), &length) != 0 || value != one.value)
            others += std::string(one.words) + " ";
    }
    scene.observe("options that the listener has and the new socket has not", others.empty() ? "none" : others);
}

void events_of_the_listener(Scene& scene) {
    auto& ws = scene.target();
    hear(scene);
    const HANDLE event = scene.make_event();
    if (ws.WSAEventSelect(scene.socket(), event, FD_ACCEPT | FD_READ) != 0) throw SetupFailed("WSAEventSelect", ws.WSAGetLastError());
    const auto caller = queued(scene);
    const peer::Endpoint accepted = taken(scene);
    ws.WSAResetEvent(event);
    if (scene.trusted().send(caller->endpoint().get(), "x", 1, 0) != 1) throw SetupFailed("peer: send", scene.trusted().WSAGetLastError());
    const bool signalled = ws.WSAWaitForMultipleEvents(1, &event, FALSE, 1000, FALSE) == WSA_WAIT_EVENT_0;
    scene.observe("the listener's event", signalled ? "signalled" : "nonsignalled");
    WSANETWORKEVENTS events{};
    if (ws.WSAEnumNetworkEvents(accepted.get(), nullptr, &events) != 0) throw SetupFailed("WSAEnumNetworkEvents", ws.WSAGetLastError());
    scene.observe("data for the new socket", (events.lNetworkEvents & FD_READ) != 0 ? "is told as FD_READ" : "is not told");
}

void listens_on(Scene& scene) {
    hear(scene);
    const auto first = queued(scene);
    const peer::Endpoint one = taken(scene);
    const auto second = queued(scene);
    const peer::Endpoint other = taken(scene, nullptr, nullptr, "once more");
}

void on_the_accepted(Scene& scene) {
    hear(scene);
    const auto caller = queued(scene);
    const peer::Endpoint accepted = taken(scene, nullptr, nullptr, "accept");
    const SOCKET made = scene.target().accept(accepted.get(), nullptr, nullptr);
    tell(scene, made != INVALID_SOCKET);
}

void plainly(Scene& scene) {
    const peer::Endpoint one = taken(scene);
}

void nobody_there(Scene& scene) {
    hear(scene);
    make_nonblocking(scene);
    plainly(scene);
}

void caller_gone(Scene& scene) {
    hear(scene);
    const auto caller = queued(scene);
    caller->endpoint().close_with_reset();
    plainly(scene);
}

void too_short(Scene& scene, int length) {
    hear(scene);
    const auto caller = queued(scene);
    peer::Address name;
    const peer::Endpoint one = taken(scene, name.get(), &length);
}

void bad_address(Scene& scene) {
    hear(scene);
    const auto caller = queued(scene);
    int length = sizeof(sockaddr_storage);
    const peer::Endpoint one = taken(scene, static_cast<sockaddr*>(scene::bad_memory(Bad::unmapped, sizeof(sockaddr_storage))), &length);
}

void cancelled_by_the_hook(Scene& scene) {
    hear(scene);
    const peer::Address here = scene::name_of(scene);
    std::unique_ptr<Caller> caller;
    common::Rescue rescue(common::kRescueAfter, [&] { caller = std::make_unique<Caller>(scene, here); });
    {
        const common::Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
        plainly(scene);
        scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
    }
    rescue.call_off();
}

const Subject kSubject{
    .function = "accept",
    .ready = [](Scene& scene) -> std::function<bool()> {
        std::shared_ptr<Caller> caller;
        if (scene.socket() != INVALID_SOCKET) {  // there is none before WSAStartup
            hear(scene);
            caller = queued(scene);
        }
        return [caller, &scene] {
            const SOCKET made = scene.target().accept(scene.socket(), nullptr, nullptr);
            if (made == INVALID_SOCKET) return false;
            scene.target().closesocket(made);
            return true;
        };
    },
    .on = kTcp4,
    .on_descriptor = [](Scene& scene, SOCKET descriptor) { return scene.target().accept(descriptor, nullptr, nullptr) != INVALID_SOCKET; }};

}  // namespace

Suite accept() {
    const RowOf row{"accept"};
    const std::vector<Step> bound{scene::bound_but_unconnected()};
    Suite suite{"accept", "accept", {}};
    Row cancelled = common::under_winsock_1_1(row("eintr-when-cancelled", {"error.WSAEINTR.cancelled-blocking-call", "return.failure"},
                                                  "an accept of Winsock 1.1 that waits and that its hook cancels fails", kTcp4, bound,
                                                  "accept, and WSACancelBlockingCall inside the blocking hook", cancelled_by_the_hook,
                                                  fact_is("the blocking hook", "was called") & call_fails(WSAEINTR), WSAEINTR));
    Row memory = row("efault-unmapped", {"error.WSAEFAULT.memory", "return.failure"}, "an addr in unmapped memory is refused", kStreams,
                     bound, "accept with addr unmapped", bad_address, call_fails(WSAEFAULT), WSAEFAULT);
    memory.process = Process::may_crash;
    suite.rows = {
        row("first-of-the-queue", {"return.socket", "queue.first"}, "callers are accepted in the order in which they came", kStreams, bound,
            "two callers, and accept twice", in_order,
            call_succeeds() & call_succeeds("once more") & fact_is("the first socket", "is of the first caller") &
                fact_is("the second socket", "is of the second caller")),
        row("address-of-the-caller", {"address.value-result"}, "addr gets the caller's address, and addrlen its length", kStreams, bound,
            "accept with more room than needed", with_address,
            call_succeeds() & fact_is("addrlen", "the length of the address") & fact_is("addr", "the caller's")),
        row("no-address-wanted", {"address.null"}, "with addr and addrlen NULL nothing is told of the address", kStreams, bound,
            "accept with addr and addrlen NULL", without_address(false, false), call_succeeds()),
        row("no-addr", {"address.null"}, "with addr NULL nothing is told of the address", kStreams, bound, "accept with addr NULL",
            without_address(false, true), call_succeeds()),
        row("no-addrlen", {"address.null"}, "with addrlen NULL nothing is told of the address", kStreams, bound, "accept with addrlen NULL",
            without_address(true, false), call_succeeds()),
        row("waits-for-a-caller", {"blocking.waits"}, "on a blocking socket the call waits until somebody connects", kStreams, bound,
            "accept, and a caller after 100 ms", waits, call_succeeds() & fact_is("the call returned", "once a caller came")),
        row("waits-alertably", {"blocking.alertable"}, "an APC runs while the call waits", kTcp4, bound,
            "accept, with an APC that connects a caller", alertably, call_succeeds() & common::the_apc_ran_during_the_call()),
        row("options-of-the-listener", {"properties.options"}, "the new socket has the options of the one that listens", kStreams, bound,
            "options, listen, a caller, and accept", options_of_the_listener,
            call_succeeds() & fact_is("options that the listener has and the new socket has not", "none")),
        row("events-of-the-listener", {"properties.events"}, "the new socket has the network events of the one that listens", kStreams,
            bound, "WSAEventSelect, a caller, accept, and data", events_of_the_listener,
            call_succeeds() & fact_is("the listener's event", "signalled") & fact_is("data for the new socket", "is told as FD_READ")),
        row("listener-goes-on", {"listener.goes-on"}, "the socket that listens stays open and listens on", kStreams, bound,
            "a caller, accept, another caller, and accept", listens_on, call_succeeds() & call_succeeds("once more")),
        row("accepted-socket-accepts-nothing", {"accepted.accepts-nothing"}, "the new socket itself takes no callers", kStreams, bound,
            "accept on what accept gave", on_the_accepted, call_succeeds("accept") & call_fails(WSAEINVAL), WSAEINVAL),
        row("einval-bound", {"error.WSAEINVAL.not-listening", "return.failure"}, "a socket that is bound and does not listen is refused",
            kStreams, bound, "accept without listen", plainly, call_fails(WSAEINVAL), WSAEINVAL),
        row("einval-unbound", {"error.WSAEINVAL.not-listening", "return.failure"}, "a new socket is refused", kStreams,
            {scene::unconnected()}, "accept on a new socket", plainly, call_fails(WSAEINVAL), WSAEINVAL),
        row("einval-connected", {"error.WSAEINVAL.not-listening", "return.failure"}, "a socket that is connected is refused", kStreams, {},
            "accept on a connected socket", plainly, call_fails(WSAEINVAL), WSAEINVAL),
        row("eopnotsupp-on-datagrams", {"error.WSAEOPNOTSUPP.type", "return.failure"}, "a datagram socket has no connections to accept",
            kDatagrams, bound, "accept on a datagram socket", plainly, call_fails(WSAEOPNOTSUPP), WSAEOPNOTSUPP),
        row("ewouldblock-without-callers", {"error.WSAEWOULDBLOCK.nobody", "return.failure"},
            "on a non-blocking socket the call fails when nobody waits", kStreams, bound, "accept without a caller", nobody_there,
            call_fails(WSAEWOULDBLOCK), WSAEWOULDBLOCK),
        row("econnreset-before-accept", {"error.WSAECONNRESET.before-accept", "return.failure"},
            "a connection that the caller has reset before it was accepted gives the error", kStreams, bound,
            "a caller that resets its connection, and accept", caller_gone, call_fails(WSAECONNRESET), WSAECONNRESET),
        row(
            "efault-too-short", {"error.WSAEFAULT.addrlen", "return.failure"}, "an addrlen that is too small is refused", kStreams, bound,
            "accept with addrlen 8", [](Scene& scene) { too_short(scene, 8); }, call_fails(WSAEFAULT), WSAEFAULT),
        row(
            "efault-zero", {"error.WSAEFAULT.addrlen", "return.failure"}, "an addrlen of 0 is refused where there is an addr", kStreams,
            bound, "accept with addrlen 0", [](Scene& scene) { too_short(scene, 0); }, call_fails(WSAEFAULT), WSAEFAULT),
        in_the_lab(row(
                       "enobufs-or-emfile", {"error.WSAENOBUFS.exhausted", "error.WSAEMFILE.descriptors"},
                       "without buffers or descriptors the call fails with the code of one of them", kTcp4, bound,
                       "accept when there is no room left",
                       [](Scene& scene) {
                           hear(scene);
                           const auto caller = queued(scene);
                           scene::buffers_are_exhausted().act(scene);
                           plainly(scene);
                       },
                       fact_is_any("the call", {"fails with WSAENOBUFS", "fails with WSAEMFILE"}), WSAENOBUFS),
                   lab::Verb::exhaust),
        std::move(memory),
        std::move(cancelled),
    };
    append(suite.rows, common::rows_without_connection(kSubject, scene::bound_but_unconnected()));
    append(suite.rows, common::rows_of_descriptors(kSubject));
    return suite;
}

}  // namespace wcts::sockets
