#include "suites/sockets/connecting.h"

#include "fixtures/scene/bad_memory.h"
#include "harness/winsock/readiness.h"
#include "suites/common/apc.h"
#include "suites/common/in_progress.h"
#include "suites/common/rescue.h"
#include "suites/sockets/caller.h"
#include "suites/sockets/datagrams.h"

#include <cstring>
#include <memory>
#include <optional>

namespace wcts::sockets {
namespace {

using scene::Bad;
using winsock::Ready;

// Windows asks a port that refuses three times, half a second apart.
constexpr auto kRefusal = 5s;

// Somebody of the peers' who can be connected to: listening, where the kind has connections.
class Host {
public:
    explicit Host(Scene& scene)
        : endpoint_(peer::Endpoint::bound(scene.trusted(), scene.kind().family, scene.kind().type, scene.kind().protocol)) {
        if (scene.kind().is_stream() && scene.trusted().listen(endpoint_.get(), 1) != 0)
            throw SetupFailed("peer: listen", scene.trusted().WSAGetLastError());
        endpoint_.make_nonblocking();
    }
    [[nodiscard]] peer::Address address() { return endpoint_.local_address(); }
    [[nodiscard]] peer::Endpoint& endpoint() { return endpoint_; }

private:
    peer::Endpoint endpoint_;
};

// One that takes no more callers for now.
class FullHost {
public:
    explicit FullHost(Scene& scene) : scene_(scene), host_(scene) {
        constexpr int kMost = 8;
        for (int i = 0; i < kMost; ++i) {
            callers_.push_back(std::make_unique<Caller>(scene, host_.address()));
            if (callers_.back()->outcome(100ms) != "is connected") return;
        }
        throw scene::Unsupported("a queue of one takes eight connections here: none is left waiting");
    }
    [[nodiscard]] peer::Address address() { return host_.address(); }
    // There is room again.
    void take_callers() {
        for (std::size_t i = 0; i < callers_.size(); ++i) {
            const SOCKET taken = scene_.trusted().accept(host_.endpoint().get(), nullptr, nullptr);
            if (taken != INVALID_SOCKET) scene_.trusted().closesocket(taken);
        }
    }

private:
    Scene& scene_;
    Host host_;
    std::vector<std::unique_ptr<Caller>> callers_;
};

// A port that nobody has: somebody had it a moment ago.
peer::Address closed_port(Scene& scene) {
    Host gone(scene);
    const peer::Address name = gone.address();
    gone.endpoint().close();
    return name;
}

peer::Address wildcard(int family, const peer::Address& port_of) {
    peer::Address name = port_of;
    if (family == AF_INET6) {
        reinterpret_cast<sockaddr_in6*>(name.get())->sin6_addr = {};
    } else {
        reinterpret_cast<sockaddr_in*>(name.get())->sin_addr.s_addr = 0;
    }
    return name;
}

std::optional<peer::Address> name_of(Scene& scene, decltype(&winsock::Winsock::getsockname) which) {
    peer::Address name;
    name.length = sizeof(name.storage);
    if ((scene.target().*which)(scene.socket(), name.get(), &name.length) != 0) return std::nullopt;
    return name;
}

bool equal(const peer::Address& a, const peer::Address& b) {
    return a.length == b.length && std::memcmp(a.get(), b.get(), static_cast<std::size_t>(a.length)) == 0;
}

bool ready(Scene& scene, Ready what, std::chrono::milliseconds time) {
    return winsock::select_one(scene.target(), scene.socket(), what, time) == 1;
}

int error_of(Scene& scene) {
    int error = 0;
    int length = sizeof(error);
    if (scene.target().getsockopt(scene.socket(), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &length) != 0)
        throw SetupFailed("getsockopt(SO_ERROR)", scene.target().WSAGetLastError());
    return error;
}

// What the rows do with one of the two functions.
struct Deeds {
    Connector connector;

    bool call(Scene& scene, const peer::Address& to, std::string what = "the call") const {
        const bool connected = connector.connect(scene, scene.socket(), to.get(), to.length) == 0;
        tell(scene, connected, std::move(what));
        return connected;
    }

    void to_a_host(Scene& scene) const {
        Host host(scene);
        call(scene, host.address());
        const auto peer = name_of(scene, &winsock::Winsock::getpeername);
        scene.observe("getpeername", peer && equal(*peer, host.address()) ? "the name that was given" : "another name");
    }

    void from_a_port_of_its_own(Scene& scene) const {
        Host one(scene);
        Host other(scene);
        call(scene, one.address());
        const auto first = name_of(scene, &winsock::Winsock::getsockname);
        scene.adopt(scene.make_socket());
        call(scene, other.address(), "another");
        const auto second = name_of(scene, &winsock::Winsock::getsockname);
        const auto port = [](const peer::Address& name) { return reinterpret_cast<const sockaddr_in*>(name.get())->sin_port; };
        scene.observe("the ports", !first || !second || port(*first) == 0 ? "none" : port(*first) == port(*second) ? "one" : "two");
    }

    void without_waiting(Scene& scene) const {
        Host host(scene);
        make_nonblocking(scene);
        call(scene, host.address());
        scene.observe("in writefds", ready(scene, Ready::write, 2s) ? "told" : "not told");
        call(scene, host.address(), "once more");
    }

    void refused_without_waiting(Scene& scene) const {
        make_nonblocking(scene);
        call(scene, closed_port(scene));
        scene.observe("in exceptfds", ready(scene, Ready::except, kRefusal) ? "told" : "not told");
        scene.observe("SO_ERROR", winsock::error_name(error_of(scene)));
    }

    void told_by_an_event(Scene& scene, const peer::Address& to) const {
        auto& ws = scene.target();
        const HANDLE event = scene.make_event();
        if (ws.WSAEventSelect(scene.socket(), event, FD_CONNECT) != 0) throw SetupFailed("WSAEventSelect", ws.WSAGetLastError());
        call(scene, to);
        ws.WSAWaitForMultipleEvents(1, &event, FALSE, static_cast<DWORD>(std::chrono::milliseconds(kRefusal).count()), FALSE);
        WSANETWORKEVENTS events{};
        if (ws.WSAEnumNetworkEvents(scene.socket(), event, &events) != 0) throw SetupFailed("WSAEnumNetworkEvents", ws.WSAGetLastError());
        const int error = events.iErrorCode[FD_CONNECT_BIT];
        scene.observe("FD_CONNECT", (events.lNetworkEvents & FD_CONNECT) == 0 ? "is not told"
                                    : error == 0                              ? "with 0"
                                                                              : "with " + winsock::error_name(error));
    }

    void while_under_way(Scene& scene) const {
        FullHost host(scene);
        make_nonblocking(scene);
        call(scene, host.address(), "the first call");
        call(scene, host.address());
    }

    void again_after_refusal(Scene& scene) const {
        call(scene, closed_port(scene), "the first call");
        Host host(scene);
        call(scene, host.address());
    }

    void to_the_wildcard(Scene& scene) const {
        Host host(scene);
        call(scene, wildcard(scene.kind().family, host.address()));
    }

    void of_another_family(Scene& scene) const {
        peer::Address name = peer::loopback(scene.kind().family == AF_INET6 ? AF_INET : AF_INET6);
        reinterpret_cast<sockaddr_in*>(name.get())->sin_port = htons(9);
        name.length = sizeof(sockaddr_in6);  // enough for either
        call(scene, name);
    }

    void too_short(Scene& scene) const {
        Host host(scene);
        peer::Address name = host.address();
        --name.length;
        call(scene, name);
    }

    void bad_name(Scene& scene, Bad bad) const {
        Host host(scene);
        const peer::Address name = host.address();
        const void* const memory = scene::bad_memory(bad, static_cast<std::size_t>(name.length), name.get());
        tell(scene, connector.connect(scene, scene.socket(), static_cast<const sockaddr*>(memory), name.length) == 0);
    }

    // The address is another socket's: bind leaves it to connect where the wildcard is bound.
    void late_conflict(Scene& scene) const {
        const SOCKET other = scene.make_socket();
        const peer::Address here = peer::loopback(scene.kind().family);
        if (scene.target().bind(other, here.get(), here.length) != 0) throw SetupFailed("bind", scene.target().WSAGetLastError());
        const peer::Address any = wildcard(scene.kind().family, scene::name_of(scene, other));
        if (scene.target().bind(scene.socket(), any.get(), any.length) != 0) {
            const int error = scene.target().WSAGetLastError();
            if (error != WSAEADDRINUSE) throw SetupFailed("bind", error);
            throw scene::Unsupported(
                "bind itself refuses the wildcard with a port that another socket has, as is usual: nothing is left to connect");
        }
        Host host(scene);
        call(scene, host.address());
    }

    void in_trouble(Scene& scene, lab::Verb verb) const {
        Host host(scene);
        const peer::Address to = host.address();
        scene.ask_lab(verb, 0, &to);
        call(scene, to);
    }

    void cancelled_by_the_hook(Scene& scene) const {
        FullHost host(scene);
        {
            common::Rescue rescue(common::kRescueAfter, [&host] { host.take_callers(); });
            const common::Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
            call(scene, host.address());
            scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
            rescue.call_off();
        }
    }

    void alertably(Scene& scene) const {
        FullHost host(scene);
        common::call_with_apc(
            scene, "makes room in the queue", [&host] { host.take_callers(); }, [&] { call(scene, host.address()); });
    }

    // Datagrams.
    void to_broadcast(Scene& scene, bool allowed) const {
        const BOOL on = allowed ? TRUE : FALSE;
        if (scene.target().setsockopt(scene.socket(), SOL_SOCKET, SO_BROADCAST, reinterpret_cast<const char*>(&on), sizeof(on)) != 0)
            throw SetupFailed("setsockopt(SO_BROADCAST)", scene.target().WSAGetLastError());
        // Of the loopback network: nothing leaves the machine.
        peer::Address name = peer::loopback(AF_INET);
        auto& in = *reinterpret_cast<sockaddr_in*>(name.get());
        in.sin_addr.s_addr = htonl(0x7FFFFFFF);
        in.sin_port = htons(9);
        call(scene, name);
    }

    void to_a_default_peer(Scene& scene) const {
        call(scene, scene.datagram_peer().address());
        tell_send(scene, "a send");
        const auto got = scene.datagram_peer().receive(scene.within(1s));
        scene.observe("the peer", got && got->bytes == 1 ? "received it" : "received nothing");
    }

    void hears_its_peer(Scene& scene) const {
        call(scene, scene.datagram_peer().address());
        tell_whom_it_hears(scene);
    }

    void changes_its_peer(Scene& scene) const {
        Host before(scene);
        call(scene, before.address(), "the first call");
        to_a_default_peer(scene);
    }

    void drops_what_waits(Scene& scene) const {
        Host before(scene);
        call(scene, before.address(), "the first call");
        send_to_it(scene, before.endpoint(), 3);
        scene::wait_until_readable(scene, "the datagram did not arrive in time");
        call(scene, scene.datagram_peer().address());
        scene.observe("what had come from the first", next_datagram(scene) == "none" ? "is dropped" : "is received");
    }

    void loses_its_peer(Scene& scene) const {
        Host host(scene);
        call(scene, host.address(), "the first call");
        make_nonblocking(scene);
        call(scene, connector.nobody(scene.kind().family));
        tell(scene, name_of(scene, &winsock::Winsock::getpeername).has_value(), "getpeername");
    }

    void sends_without_a_peer(Scene& scene) const {
        loses_its_peer(scene);
        tell_send(scene, "a send");
        tell_receive(scene, "a receive");
    }

    void names_whom_it_sends_to(Scene& scene) const {
        loses_its_peer(scene);
        const peer::Address to = scene.datagram_peer().address();
        tell(scene, scene.target().sendto(scene.socket(), "x", 1, 0, to.get(), to.length) == 1, "sendto");
        const auto here = name_of(scene, &winsock::Winsock::getsockname);
        const bool has_port = here && reinterpret_cast<const sockaddr_in*>(here->get())->sin_port != 0;
        scene.observe("the local port", has_port ? "stays" : "is lost");
        if (!has_port) return;
        send_to_it(scene, scene.datagram_peer().socket(), 1);
        scene::wait_until_readable(scene, "the datagram did not arrive in time");
        char byte = 0;
        peer::Address from;
        from.length = sizeof(from.storage);
        tell(scene, scene.target().recvfrom(scene.socket(), &byte, 1, 0, from.get(), &from.length) == 1, "recvfrom");
    }
};

Subject subject_of(const Connector& connector) {
    return {.function = connector.function,
            .ready = [connector](Scene& scene) -> std::function<bool()> {
                const auto host = scene.socket() == INVALID_SOCKET ? nullptr : std::make_shared<Host>(scene);
                const peer::Address to = host ? host->address() : peer::loopback(AF_INET);
                return [connector, host, to, &scene] { return connector.connect(scene, scene.socket(), to.get(), to.length) == 0; };
            },
            .on = kTcp4 | kUdp4,
            .on_descriptor =
                [connector](Scene& scene, SOCKET descriptor) {
                    const peer::Address to = peer::loopback(AF_INET);
                    return connector.connect(scene, descriptor, to.get(), to.length) == 0;
                }};
}

}  // namespace

std::vector<Row> rows_of_connecting(const Connector& connector) {
    const RowOf row{connector.function};
    const Deeds deeds{connector};
    const std::string name(connector.function);
    const std::vector<Step> fresh{scene::unconnected()};
    const std::vector<Step> bound{scene::bound_but_unconnected()};
    using Deed = void (Deeds::*)(Scene&) const;
    const auto doing = [deeds](Deed deed) { return [deeds, deed](Scene& scene) { (deeds.*deed)(scene); }; };
    const auto fresh_row = [&](std::string_view id, const std::vector<std::string_view>& clauses, std::string_view claim, SocketSet on,
                               std::string words, Deed deed, Expectation expect, int code = 0) {
        return row(id, clauses, claim, on, fresh, name + " " + std::move(words), doing(deed), std::move(expect), code);
    };
    // A name that was given by bind stays when the peer goes.
    const auto bound_row = [&](std::string_view id, const std::vector<std::string_view>& clauses, std::string_view claim, SocketSet on,
                               std::string words, Deed deed, Expectation expect) {
        return row(id, clauses, claim, on, bound, name + " " + std::move(words), doing(deed), std::move(expect));
    };
    const auto slow = [](Row made) {
        made.limit = 15s;
        made.patience = 10s;
        return made;
    };
    const auto efault = [&](std::string_view id, std::string_view claim, std::string words, Bad bad) {
        Row made = row(
            id, {"error.WSAEFAULT.memory", "return.failure"}, claim, kTcp4 | kUdp4, fresh, name + " " + std::move(words),
            [deeds, bad](Scene& scene) { deeds.bad_name(scene, bad); }, call_fails(WSAEFAULT), WSAEFAULT);
        made.process = Process::may_crash;
        return made;
    };
    const auto lab_row = [&](std::string_view id, std::string_view condition, std::string_view claim, std::string words, lab::Verb verb,
                             int code) {
        return in_the_lab(row(
                              id, {condition, "return.failure"}, claim, kStreams, bound, name + " " + std::move(words),
                              [deeds, verb](Scene& scene) { deeds.in_trouble(scene, verb); }, call_fails(code), code),
                          verb);
    };
    const auto event_row = [&](std::string_view id, std::string_view claim, std::string words, bool refused, std::string told) {
        return slow(row(
            id, {"events.FD_CONNECT"}, claim, kStreams, fresh, "WSAEventSelect for FD_CONNECT, and " + name + " " + std::move(words),
            [deeds, refused](Scene& scene) {
                Host host(scene);
                deeds.told_by_an_event(scene, refused ? closed_port(scene) : host.address());
            },
            call_fails(WSAEWOULDBLOCK) & fact_is("FD_CONNECT", std::move(told))));
    };

    Row cancelled = common::under_winsock_1_1(row("eintr-when-cancelled", {"error.WSAEINTR.cancelled-blocking-call", "return.failure"},
                                                  "a call of Winsock 1.1 that waits and that its hook cancels fails", kTcp4, fresh,
                                                  name + " to a full queue, and WSACancelBlockingCall inside the hook",
                                                  doing(&Deeds::cancelled_by_the_hook),
                                                  fact_is("the blocking hook", "was called") & call_fails(WSAEINTR), WSAEINTR));

    const Expectation lost = call_succeeds("the first call") & call_succeeds() & call_fails(WSAENOTCONN, "getpeername");
    std::vector<Row> rows{
        fresh_row("connects", {"return.zero"}, "the socket is connected to the name that was given", kEverySocket,
                  "to a host, and getpeername", &Deeds::to_a_host, call_succeeds() & fact_is("getpeername", "the name that was given")),
        fresh_row("port-of-its-own", {"name.unique"}, "a socket that is not bound gets a name of its own", kEverySocket,
                  "of two sockets, and getsockname", &Deeds::from_a_port_of_its_own,
                  call_succeeds() & call_succeeds("another") & fact_is("the ports", "two")),
        fresh_row("nonblocking-goes-on",
                  {"error.WSAEWOULDBLOCK.not-complete", "nonblocking.writefds", "nonblocking.then-WSAEISCONN", "return.failure"},
                  "on a non-blocking socket the attempt goes on behind the call, and select tells its success in writefds", kStreams,
                  "without waiting, select, and the same call again", &Deeds::without_waiting,
                  call_fails(WSAEWOULDBLOCK) & fact_is("in writefds", "told") & call_fails(WSAEISCONN, "once more"), WSAEWOULDBLOCK),
        // The network asks again after a second or two, when there is room.
        slow(row("waits-alertably", {"blocking.waits", "blocking.alertable"}, "a call that waits does so alertably: an APC may run in it",
                 kTcp4, fresh, name + " to a full queue, with an APC that makes room", doing(&Deeds::alertably),
                 call_succeeds() & common::the_apc_ran_during_the_call())),
        slow(fresh_row("nonblocking-refused", {"nonblocking.exceptfds"}, "select tells the failure of an attempt in exceptfds", kStreams,
                       "without waiting to a closed port, and select", &Deeds::refused_without_waiting,
                       call_fails(WSAEWOULDBLOCK) & fact_is("in exceptfds", "told") & fact_is("SO_ERROR", "WSAECONNREFUSED"),
                       WSAECONNREFUSED)),
        event_row("event-of-success", "FD_CONNECT tells the success of an attempt", "to a host", false, "with 0"),
        event_row("event-of-failure", "FD_CONNECT tells the failure of an attempt, with its code", "to a closed port", true,
                  "with WSAECONNREFUSED"),
        fresh_row("ealready-under-way", {"error.WSAEALREADY.under-way", "return.failure"},
                  "while an attempt is under way another call fails", kStreams, "twice without waiting, to a full queue",
                  &Deeds::while_under_way, call_fails(WSAEWOULDBLOCK, "the first call") & call_fails(WSAEALREADY), WSAEALREADY),
        row("eisconn-when-connected", {"error.WSAEISCONN.connected", "return.failure"}, "a stream that is connected cannot be connected",
            kStreams, {}, name + " on a connected socket", doing(&Deeds::to_a_host), call_fails(WSAEISCONN), WSAEISCONN),
        slow(row(
            "econnrefused-closed-port", {"error.WSAECONNREFUSED.rejected", "return.failure"}, "a port where nobody listens refuses",
            kStreams, fresh, name + " to a closed port", [deeds](Scene& scene) { deeds.call(scene, closed_port(scene)); },
            call_fails(WSAECONNREFUSED), WSAECONNREFUSED)),
        slow(fresh_row("again-after-refusal", {"again.after-failure"}, "after it was refused the same socket may be connected again",
                       kStreams, "to a closed port, and to a host", &Deeds::again_after_refusal,
                       call_fails(WSAECONNREFUSED, "the first call") & call_succeeds())),
        fresh_row("eaddrnotavail-wildcard", {"error.WSAEADDRNOTAVAIL.address", "stream.zero-address", "return.failure"},
                  "a stream cannot be connected to an address that is all zero", kStreams, "to the wildcard", &Deeds::to_the_wildcard,
                  call_fails(WSAEADDRNOTAVAIL), WSAEADDRNOTAVAIL),
        fresh_row("eafnosupport-other-family", {"error.WSAEAFNOSUPPORT.family", "return.failure"}, "a name of another family is refused",
                  kEverySocket, "to a name of the other family", &Deeds::of_another_family, call_fails(WSAEAFNOSUPPORT), WSAEAFNOSUPPORT),
        fresh_row("efault-too-short", {"error.WSAEFAULT.namelen", "return.failure"}, "a namelen that is too small is refused", kEverySocket,
                  "with one byte too few", &Deeds::too_short, call_fails(WSAEFAULT), WSAEFAULT),
        efault("efault-null", "name NULL is refused", "with name NULL", Bad::null),
        efault("efault-unmapped", "a name in unmapped memory is refused", "with name unmapped", Bad::unmapped),
        row(
            "einval-listening", {"error.WSAEINVAL.listening", "return.failure"}, "a socket that listens cannot be connected", kStreams,
            {scene::listening()}, name + " on a socket that listens",
            [deeds](Scene& scene) {
                Host host(scene);
                deeds.call(scene, host.address());
            },
            call_fails(WSAEINVAL), WSAEINVAL),
        fresh_row("eaddrinuse-late", {"error.WSAEADDRINUSE.late", "return.failure"},
                  "an address that another socket has is refused at last when it is wanted", kStreams,
                  "of a socket that is bound to the wildcard and another's port", &Deeds::late_conflict, call_fails(WSAEADDRINUSE),
                  WSAEADDRINUSE),
        lab_row("enetunreach", "error.WSAENETUNREACH.network", "without a way to the network the call fails", "without a route",
                lab::Verb::no_route, WSAENETUNREACH),
        lab_row("ehostunreach", "error.WSAEHOSTUNREACH.host", "a host that cannot be reached gives the error",
                "to a host that cannot be reached", lab::Verb::unreachable, WSAEHOSTUNREACH),
        lab_row("etimedout", "error.WSAETIMEDOUT.no-answer", "an attempt that nobody answers times out", "to a host that never answers",
                lab::Verb::cut, WSAETIMEDOUT),
        lab_row("enobufs", "error.WSAENOBUFS.exhausted", "without buffers the call fails", "when there are no buffers left",
                lab::Verb::exhaust, WSAENOBUFS),
        row(
            "eacces-broadcast", {"error.WSAEACCES.broadcast", "return.failure"},
            "a datagram socket without SO_BROADCAST is not connected to a broadcast address", kUdp4, fresh, name + " to 127.255.255.255",
            [deeds](Scene& scene) { deeds.to_broadcast(scene, false); }, call_fails(WSAEACCES), WSAEACCES),
        row(
            "broadcast-with-the-option", {"datagram.broadcast"}, "with SO_BROADCAST it is", kUdp4, fresh,
            "SO_BROADCAST, and " + name + " to 127.255.255.255", [deeds](Scene& scene) { deeds.to_broadcast(scene, true); },
            call_succeeds()),
        fresh_row("default-peer", {"datagram.default-peer"}, "a datagram socket sends to whom it is connected", kDatagrams,
                  "to the peer, and a send", &Deeds::to_a_default_peer,
                  call_succeeds() & call_succeeds("a send") & fact_is("the peer", "received it")),
        fresh_row("datagrams-of-others-discarded", {"datagram.others-discarded"}, "datagrams of others are discarded", kDatagrams,
                  "to the peer, and datagrams of a stranger and of the peer", &Deeds::hears_its_peer,
                  call_succeeds() & hears_the_peer_alone()),
        fresh_row("another-peer", {"datagram.again"}, "a datagram socket may be connected to another", kDatagrams, "twice, and a send",
                  &Deeds::changes_its_peer,
                  call_succeeds("the first call") & call_succeeds() & call_succeeds("a send") & fact_is("the peer", "received it")),
        fresh_row("another-peer-drops-the-queue", {"datagram.queue-dropped"},
                  "what waits of the former peer is dropped with the call that names another", kDatagrams, "twice, a datagram between",
                  &Deeds::drops_what_waits,
                  call_succeeds("the first call") & call_succeeds() & fact_is("what had come from the first", "is dropped")),
        bound_row("disconnects", {"datagram.disconnect"}, "a name of zeros takes the peer away", kDatagrams, "to a host, and to nobody",
                  &Deeds::loses_its_peer, lost),
        bound_row("disconnected-sends-and-receives", {"datagram.disconnected-send", "datagram.disconnected-receive"},
                  "without a peer a send and a receive fail", kDatagrams, "to a host and to nobody, a send and a receive",
                  &Deeds::sends_without_a_peer, lost & call_fails(WSAENOTCONN, "a send") & call_fails(WSAENOTCONN, "a receive")),
        bound_row("disconnected-names-its-peers", {"datagram.disconnected-sendto"}, "without a peer sendto and recvfrom go on", kDatagrams,
                  "to a host and to nobody, sendto and recvfrom", &Deeds::names_whom_it_sends_to,
                  lost & call_succeeds("sendto") & fact_is("the local port", "stays") & call_succeeds("recvfrom")),
        std::move(cancelled),
    };
    const Subject subject = subject_of(connector);
    append(rows, common::rows_without_connection(subject, scene::bound_but_unconnected()));
    append(rows, common::rows_of_descriptors(subject));
    return rows;
}

}  // namespace wcts::sockets
