#include "fixtures/scene/bad_memory.h"
#include "suites/sockets/vocabulary.h"

namespace wcts::sockets {
namespace {

using scene::Bad;

peer::Address of_socket(Scene& scene, SOCKET socket) {
    peer::Address name;
    name.length = sizeof(name.storage);
    if (scene.target().getsockname(socket, name.get(), &name.length) != 0) name.length = 0;
    return name;
}

std::uint16_t port_of(const peer::Address& name) {
    return ntohs(name.get()->sa_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(name.get())->sin6_port
                                                   : reinterpret_cast<const sockaddr_in*>(name.get())->sin_port);
}

void set_port(peer::Address& name, std::uint16_t port) {
    (name.get()->sa_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(name.get())->sin6_port
                                       : reinterpret_cast<sockaddr_in*>(name.get())->sin_port) = htons(port);
}

void bind_to(Scene& scene, const peer::Address& name, std::string what = "the call") {
    tell(scene, scene.target().bind(scene.socket(), name.get(), name.length) == 0, std::move(what));
}

// The name of an interface's own choice, of the socket's family.
peer::Address wildcard(Scene& scene) {
    peer::Address name = peer::loopback(scene.kind().family);
    if (scene.kind().family == AF_INET6) {
        reinterpret_cast<sockaddr_in6*>(name.get())->sin6_addr = {};
    } else {
        reinterpret_cast<sockaddr_in*>(name.get())->sin_addr.s_addr = 0;
    }
    return name;
}

// The socket of the scene, and another of its kind that is bound already.
void port_is_chosen(Scene& scene) {
    bind_to(scene, peer::loopback(scene.kind().family));
    const SOCKET other = scene.make_socket();
    const peer::Address any_port = peer::loopback(scene.kind().family);
    tell(scene, scene.target().bind(other, any_port.get(), any_port.length) == 0, "another");
    const std::uint16_t ours = port_of(of_socket(scene, scene.socket()));
    const std::uint16_t theirs = port_of(of_socket(scene, other));
    scene.observe("the ports", ours == 0 || theirs == 0 ? "0" : ours == theirs ? "one" : "two");
}

// A port that was free a moment ago: another socket had it.
void port_is_kept(Scene& scene) {
    const SOCKET other = scene.make_socket();
    peer::Address name = peer::loopback(scene.kind().family);
    if (scene.target().bind(other, name.get(), name.length) != 0) throw SetupFailed("bind", scene.target().WSAGetLastError());
    const std::uint16_t port = port_of(of_socket(scene, other));
    scene.target().closesocket(other);
    set_port(name, port);
    bind_to(scene, name);
    const peer::Address got = of_socket(scene, scene.socket());
    const bool same = got.length == name.length && port_of(got) == port;
    scene.observe("getsockname", same ? "the name that was given" : "another name");
}

void any_address(Scene& scene) {
    bind_to(scene, wildcard(scene));
    const std::uint16_t port = port_of(of_socket(scene, scene.socket()));
    scene.observe("the port", port == 0 ? "0" : "one of its own");
}

void then_connect(Scene& scene) {
    bind_to(scene, peer::loopback(scene.kind().family));
    const std::uint16_t before = port_of(of_socket(scene, scene.socket()));
    const peer::Address to = scene.kind().is_stream() ? scene.stream_peer().address() : scene.datagram_peer().address();
    tell(scene, scene.target().connect(scene.socket(), to.get(), to.length) == 0, "connect");
    scene.observe("the port", port_of(of_socket(scene, scene.socket())) == before ? "stays" : "is another");
}

void in_use(Scene& scene) {
    const SOCKET other = scene.make_socket();
    const peer::Address any_port = peer::loopback(scene.kind().family);
    if (scene.target().bind(other, any_port.get(), any_port.length) != 0) throw SetupFailed("bind", scene.target().WSAGetLastError());
    bind_to(scene, of_socket(scene, other));
}

void twice(Scene& scene) {
    const peer::Address any_port = peer::loopback(scene.kind().family);
    if (scene.target().bind(scene.socket(), any_port.get(), any_port.length) != 0)
        throw SetupFailed("bind", scene.target().WSAGetLastError());
    bind_to(scene, any_port);
}

// RFC 5737 and 3849: addresses for documentation, which no machine has.
void of_nobody(Scene& scene) {
    peer::Address name = peer::loopback(scene.kind().family);
    if (scene.kind().family == AF_INET6) {
        auto& bytes = reinterpret_cast<sockaddr_in6*>(name.get())->sin6_addr.s6_addr;
        bytes[0] = 0x20;
        bytes[1] = 0x01;
        bytes[2] = 0x0D;
        bytes[3] = 0xB8;
    } else {
        reinterpret_cast<sockaddr_in*>(name.get())->sin_addr.S_un.S_un_b = {192, 0, 2, 1};
    }
    bind_to(scene, name);
}

void broadcast(Scene& scene) {
    peer::Address name = peer::loopback(scene.kind().family);
    reinterpret_cast<sockaddr_in*>(name.get())->sin_addr.s_addr = INADDR_BROADCAST;
    bind_to(scene, name);
}

void another_family(Scene& scene) {
    peer::Address name = peer::loopback(scene.kind().family);
    name.get()->sa_family = AF_UNIX;
    bind_to(scene, name);
}

void too_short(Scene& scene) {
    const peer::Address name = peer::loopback(scene.kind().family);
    tell(scene, scene.target().bind(scene.socket(), name.get(), name.length - 1) == 0);
}

std::function<void(Scene&)> bad_name(Bad bad) {
    return [bad](Scene& scene) {
        const peer::Address name = peer::loopback(scene.kind().family);
        tell(scene,
             scene.target().bind(scene.socket(),
                                 static_cast<const sockaddr*>(scene::bad_memory(bad, static_cast<std::size_t>(name.length), name.get())),
                                 name.length) == 0);
    };
}

bool bound(Scene& scene, SOCKET socket) {
    const peer::Address name = peer::loopback(AF_INET);
    return scene.target().bind(socket, name.get(), name.length) == 0;
}

const Subject kSubject{.function = "bind",
                       .ready = [](Scene& scene) -> std::function<bool()> { return [&scene] { return bound(scene, scene.socket()); }; },
                       .on = kUdp4,
                       .on_descriptor = bound};

}  // namespace

Suite bind() {
    const RowOf row{"bind"};
    const std::vector<Step> unbound{scene::unconnected()};
    const auto efault = [&](std::string_view id, std::string_view clause, std::string_view claim, std::string words,
                            std::function<void(Scene&)> deed) {
        Row made = row(id, {clause, "return.failure"}, claim, kTcp4 | kUdp4, unbound, "bind " + std::move(words), std::move(deed),
                       call_fails(WSAEFAULT), WSAEFAULT);
        made.process = Process::may_crash;
        return made;
    };
    Suite suite{"bind", "bind", {}};
    suite.rows = {
        row("port-of-its-own", {"return.zero", "port.zero"}, "with port 0 each socket gets a port of its own", kEverySocket, unbound,
            "bind of two sockets to loopback and port 0", port_is_chosen,
            call_succeeds() & call_succeeds("another") & fact_is("the ports", "two")),
        row("name-is-kept", {"return.zero", "name.getsockname"}, "getsockname tells the name that was given", kEverySocket, unbound,
            "bind to loopback and a port that is free, and getsockname", port_is_kept,
            call_succeeds() & fact_is("getsockname", "the name that was given")),
        row("any-address", {"name.any"}, "with the wildcard the provider chooses the address", kEverySocket, unbound,
            "bind to the wildcard and port 0", any_address, call_succeeds() & fact_is("the port", "one of its own")),
        row("before-connect", {"name.before-connect"}, "a socket may be bound before it is connected, and keeps its port", kEverySocket,
            unbound, "bind to loopback, and connect", then_connect,
            call_succeeds() & call_succeeds("connect") & fact_is("the port", "stays")),
        row("eaddrinuse", {"error.WSAEADDRINUSE.in-use", "return.failure"}, "an address that another socket has is refused", kEverySocket,
            unbound, "bind to the name of another socket", in_use, call_fails(WSAEADDRINUSE), WSAEADDRINUSE),
        row("einval-bound-already", {"error.WSAEINVAL.already-bound", "return.failure"}, "a socket that is bound cannot be bound again",
            kEverySocket, unbound, "bind twice", twice, call_fails(WSAEINVAL), WSAEINVAL),
        row("eaddrnotavail-of-nobody", {"error.WSAEADDRNOTAVAIL.not-local", "return.failure"},
            "an address that is not one of this machine's is refused", kEverySocket, unbound, "bind to an address for documentation",
            of_nobody, call_fails(WSAEADDRNOTAVAIL), WSAEADDRNOTAVAIL),
        row("eacces-broadcast", {"error.WSAEACCES.broadcast", "return.failure"},
            "a datagram socket without SO_BROADCAST is not bound to a broadcast address", kUdp4, unbound, "bind to 255.255.255.255",
            broadcast, call_fails(WSAEACCES), WSAEACCES),
        efault("efault-null", "error.WSAEFAULT.null", "name NULL is refused", "with name NULL", bad_name(Bad::null)),
        efault("efault-unmapped", "error.WSAEFAULT.memory", "a name in unmapped memory is refused", "with name unmapped",
               bad_name(Bad::unmapped)),
        efault("efault-too-short", "error.WSAEFAULT.namelen", "a namelen that is too small is refused", "with one byte too few", too_short),
        efault("efault-another-family", "error.WSAEFAULT.family", "a name of another family than the socket's is refused",
               "with a name of AF_UNIX", another_family),
        in_the_lab(row(
                       "enobufs-without-buffers", {"error.WSAENOBUFS.exhausted", "return.failure"},
                       "the call fails when there are not enough buffers", kUdp4, unbound, "bind when there are no buffers left",
                       [](Scene& scene) {
                           scene.ask_lab(lab::Verb::exhaust);
                           tell(scene, bound(scene, scene.socket()));
                       },
                       call_fails(WSAENOBUFS), WSAENOBUFS),
                   lab::Verb::exhaust),
    };
    append(suite.rows, common::rows_without_connection(kSubject, scene::unconnected()));
    append(suite.rows, common::rows_of_descriptors(kSubject));
    return suite;
}

}  // namespace wcts::sockets
