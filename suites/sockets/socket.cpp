#include "suites/sockets/datagrams.h"
#include "suites/sockets/making.h"
#include "suites/wsasend/catalog.h"

namespace wcts::sockets {
namespace {

const Maker kMaker{"socket", [](Scene& scene, int af, int type, int protocol) { return scene.target().socket(af, type, protocol); }};

void of_the_kind(Scene& scene) {
    const auto& kind = scene.kind();
    if (make_one(scene, kMaker, kind.family, kind.type, kind.protocol) == INVALID_SOCKET)
        throw SetupFailed("socket", scene.target().WSAGetLastError());
}

void after_open_type(Scene& scene) {
    const int type = SO_SYNCHRONOUS_NONALERT;
    if (scene.target().setsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, reinterpret_cast<const char*>(&type), sizeof(type)) != 0)
        throw SetupFailed("setsockopt(SO_OPENTYPE)", scene.target().WSAGetLastError());
    of_the_kind(scene);
    scene.connect();
    make_nonblocking(scene);
    scene.set_connected(false);
    tell_overlapped_receive(scene);
}

void sends_too_early(Scene& scene) {
    of_the_kind(scene);
    tell_send(scene, "a send");
    tell_receive(scene, "a receive");
}

void both_families(Scene& scene) {
    of_the_kind(scene);
    const DWORD off = 0;
    tell(scene, scene.target().setsockopt(scene.socket(), IPPROTO_IPV6, IPV6_V6ONLY, reinterpret_cast<const char*>(&off), sizeof(off)) == 0,
         "setsockopt(IPV6_V6ONLY)");
}

void of_infrared(Scene& scene) {
    for (const WSAPROTOCOL_INFOW& entry : wsasend::catalog_of(scene))
        if (entry.iAddressFamily == AF_IRDA) throw scene::Unsupported("this machine has infrared");
    make_one(scene, kMaker, AF_IRDA, SOCK_STREAM, 0);
}

}  // namespace

Suite socket() {
    const RowOf row{"socket"};
    const std::vector<Step> none{common::no_connection()};
    Suite suite{"socket", "socket", rows_of_making(kMaker)};
    Row open_type =
        row("without-the-attribute-by-so-opentype", {"attribute.SO_OPENTYPE"}, "after SO_OPENTYPE a new socket has no overlapped attribute",
            kTcp4 | kUdp4, none, "SO_OPENTYPE of SO_SYNCHRONOUS_NONALERT, socket, and an overlapped WSARecv", after_open_type,
            fact_is_any("a receive", {"fails with WSAEINVAL", "fails with WSAEWOULDBLOCK"}));
    open_type.process = Process::own;
    open_type.limit = 3s;
    append(suite.rows, {std::move(open_type),
                        row("stream-before-connect", {"stream.connected-first"}, "a stream carries nothing before it is connected",
                            kStreams, none, "socket, a send and a receive", sends_too_early,
                            fact_is_any("a send", {"fails with WSAENOTCONN", "fails with WSAEINVAL"}) &
                                fact_is_any("a receive", {"fails with WSAENOTCONN", "fails with WSAEINVAL"})),
                        row(
                            "datagrams-of-the-peer-alone", {"datagram.connected-peer"},
                            "a datagram socket that is connected may send, and receives from its peer alone", kDatagrams, none,
                            "socket, connect, a send, and datagrams of a stranger and of the peer",
                            [](Scene& scene) {
                                of_the_kind(scene);
                                scene.connect();
                                tell_send(scene, "a send");
                                tell_whom_it_hears(scene);
                            },
                            call_succeeds("a send") & hears_the_peer_alone()),
                        row("ipv6-dual-mode", {"family.dual-mode"}, "a socket of IPv6 can be one for both families", kTcp6 | kUdp6, none,
                            "socket, and setsockopt(IPV6_V6ONLY) with FALSE", both_families, call_succeeds("setsockopt(IPV6_V6ONLY)")),
                        row(
                            "einval-unspecified", {"error.WSAEINVAL.unspecified", "return.failure"},
                            "AF_UNSPEC is refused where neither type nor protocol say more", kNoSocket, none, "socket(AF_UNSPEC, 0, 0)",
                            [](Scene& scene) { make_one(scene, kMaker, AF_UNSPEC, 0, 0); }, call_fails(WSAEINVAL), WSAEINVAL),
                        row("irda-without-infrared", {"error.WSAEAFNOSUPPORT.irda"}, "without infrared the family AF_IRDA is refused",
                            kNoSocket, none, "socket(AF_IRDA, SOCK_STREAM, 0)", of_infrared,
                            fact_is_any("the call", {"fails with WSAEAFNOSUPPORT", "fails with WSAEPROTONOSUPPORT"}), WSAEAFNOSUPPORT)});
    return suite;
}

}  // namespace wcts::sockets
