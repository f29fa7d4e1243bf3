#include "suites/sockets/making.h"

#include "suites/wsasend/catalog.h"

namespace wcts::sockets {
namespace {

// Values that nobody stands for: a family without a transport on any machine of today, a type beyond those there are, a number that IANA
// has not given to any protocol.
constexpr int kNoFamily = AF_CCITT;
constexpr int kNoType = 77;
constexpr int kNoProtocol = 199;

void is_what_was_asked_for(Scene& scene, const Maker& maker, int protocol) {
    const auto& kind = scene.kind();
    if (make_one(scene, maker, kind.family, kind.type, protocol) == INVALID_SOCKET) return;
    const WSAPROTOCOL_INFOW own = protocol_of(scene);
    const bool same = own.iAddressFamily == kind.family && own.iSocketType == kind.type && own.iProtocol == kind.protocol;
    scene.observe("the socket", same ? "is of the family, the type and the protocol" : "is of another kind");
}

void of_the_first_provider(Scene& scene, const Maker& maker) {
    const WSAPROTOCOL_INFOW first = first_match(scene, scene.kind().family, scene.kind().type, 0);
    if (make_one(scene, maker, scene.kind().family, scene.kind().type, 0) == INVALID_SOCKET) return;
    scene.observe("its provider", protocol_of(scene).dwCatalogEntryId == first.dwCatalogEntryId ? "the first in the catalog" : "another");
}

// The socket under test becomes one end of a connection.
void connect_it(Scene& scene, const Maker& maker) {
    if (make_one(scene, maker, scene.kind().family, scene.kind().type, scene.kind().protocol) == INVALID_SOCKET)
        throw SetupFailed(maker.function, scene.target().WSAGetLastError());
    scene.connect();
    scene.set_connected(false);  // what the row sends is no pattern
}

void without_overlapped_parameters(Scene& scene, const Maker& maker) {
    connect_it(scene, maker);
    char byte = 'x';
    WSABUF buffer{1, &byte};
    DWORD count = 0;
    tell(scene, scene.target().WSASend(scene.socket(), &buffer, 1, &count, 0, nullptr, nullptr) == 0, "WSASend");
    scene.observe("the count", count == 1 ? "1" : "another");
    make_nonblocking(scene);
    DWORD flags = 0;
    tell(scene, scene.target().WSARecv(scene.socket(), &buffer, 1, &count, &flags, nullptr, nullptr) == 0, "WSARecv");
}

}  // namespace

SOCKET make_one(Scene& scene, const Maker& maker, int af, int type, int protocol, std::string what) {
    const SOCKET made = maker.make(scene, af, type, protocol);
    tell(scene, made != INVALID_SOCKET, std::move(what));
    if (made != INVALID_SOCKET) scene.adopt(made);
    return made;
}

WSAPROTOCOL_INFOW protocol_of(Scene& scene) {
    WSAPROTOCOL_INFOW info{};
    int length = sizeof(info);
    if (scene.target().getsockopt(scene.socket(), SOL_SOCKET, SO_PROTOCOL_INFOW, reinterpret_cast<char*>(&info), &length) != 0)
        throw SetupFailed("getsockopt(SO_PROTOCOL_INFOW)", scene.target().WSAGetLastError());
    return info;
}

WSAPROTOCOL_INFOW first_match(Scene& scene, int af, int type, int protocol) {
    return wsasend::find_protocol(
        scene,
        [=](const WSAPROTOCOL_INFOW& entry) {
            const bool fits = protocol == 0 ? (entry.dwProviderFlags & PFL_MATCHES_PROTOCOL_ZERO) != 0 : entry.iProtocol == protocol;
            return fits && entry.iAddressFamily == af && entry.iSocketType == type && entry.ProtocolChain.ChainLen != LAYERED_PROTOCOL;
        },
        "there is no such protocol in this machine's Winsock catalog");
}

// What the target may write to until its end lives as long as the process.
void tell_overlapped_receive(Scene& scene) {
    struct Receive {
        WSAOVERLAPPED overlapped{};
        WSABUF buffer{};
        char data[16]{};
        DWORD count = 0;
        DWORD flags = 0;
    };
    auto* const receive = new Receive;
    receive->buffer = {sizeof(receive->data), receive->data};
    const HANDLE event = receive->overlapped.hEvent = scene.make_event();
    const int result =
        scene.target().WSARecv(scene.socket(), &receive->buffer, 1, &receive->count, &receive->flags, &receive->overlapped, nullptr);
    const bool pends = result != 0 && scene.target().WSAGetLastError() == WSA_IO_PENDING;
    tell(scene, result == 0, "a receive");
    scene.close_socket();
    if (pends) scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 1000, FALSE);
}

Expectation the_receive_pends() {
    return call_fails(WSA_IO_PENDING, "a receive");
}

std::vector<Row> rows_of_making(const Maker& maker) {
    const RowOf row{maker.function};
    const std::string name(maker.function);
    const std::vector<Step> none{common::no_connection()};
    // One call with values of the row's own.
    using Values = std::array<int, 3>;
    const auto refused = [&](std::string_view id, std::string_view condition, std::string_view claim, SocketSet on, std::string words,
                             std::function<Values(const SocketKind&)> values, Expectation expect, int code) {
        return row(
            id, {condition, "return.failure"}, claim, on, none, name + " " + std::move(words),
            [maker, values = std::move(values)](Scene& scene) {
                const auto [af, type, protocol] = values(scene.kind());
                make_one(scene, maker, af, type, protocol);
            },
            std::move(expect), code);
    };
    const auto in_trouble = [&](std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, std::string words,
                                lab::Verb verb, int value, Expectation expect, int code) {
        clauses.push_back("return.failure");
        return in_the_lab(row(
                              id, clauses, claim, kNoSocket, none, name + " " + std::move(words),
                              [maker, verb, value](Scene& scene) {
                                  scene.ask_lab(verb, static_cast<unsigned>(value));
                                  make_one(scene, maker, AF_INET, SOCK_DGRAM, 0);
                              },
                              std::move(expect), code),
                          verb);
    };
    const auto provider = [&](std::string_view id, std::string_view condition, std::string_view claim, int code) {
        return in_trouble(id, {condition}, claim, "of a service provider that does not start", lab::Verb::break_provider, code,
                          call_fails(code), code);
    };
    const Subject subject{.function = maker.function, .ready = [maker](Scene& scene) -> std::function<bool()> {
                              return [maker, &scene] {
                                  const SOCKET made = maker.make(scene, AF_INET, SOCK_DGRAM, 0);
                                  if (made != INVALID_SOCKET) scene.adopt(made);
                                  return made != INVALID_SOCKET;
                              };
                          }};

    std::vector<Row> rows{
        row(
            "makes-a-socket", {"return.socket"}, "the call makes a socket of the family, the type and the protocol", kEverySocket, none,
            name + " of the three values, and getsockopt(SO_PROTOCOL_INFOW)",
            [maker](Scene& scene) { is_what_was_asked_for(scene, maker, scene.kind().protocol); },
            call_succeeds() & fact_is("the socket", "is of the family, the type and the protocol")),
        row(
            "protocol-zero", {"protocol.zero"}, "with protocol 0 the provider chooses the protocol", kEverySocket, none,
            name + " with protocol 0, and getsockopt(SO_PROTOCOL_INFOW)", [maker](Scene& scene) { is_what_was_asked_for(scene, maker, 0); },
            call_succeeds() & fact_is("the socket", "is of the family, the type and the protocol")),
        row(
            "first-provider", {"provider.first"}, "the first provider of the catalog that fits is taken", kEverySocket, none,
            name + " with protocol 0, beside WSAEnumProtocolsW", [maker](Scene& scene) { of_the_first_provider(scene, maker); },
            call_succeeds() & fact_is("its provider", "the first in the catalog")),
        row(
            "overlapped-attribute", {"attribute.given"}, "a socket with the overlapped attribute lets operations pend", kEverySocket, none,
            name + ", and an overlapped WSARecv",
            [maker](Scene& scene) {
                connect_it(scene, maker);
                tell_overlapped_receive(scene);
            },
            the_receive_pends()),
        row(
            "overlapped-parameters-null", {"attribute.null-parameters"},
            "on a socket with the overlapped attribute a call without overlapped parameters is one that does not pend", kEverySocket, none,
            name + ", and WSASend and a non-blocking WSARecv without overlapped parameters",
            [maker](Scene& scene) { without_overlapped_parameters(scene, maker); },
            call_succeeds("WSASend") & fact_is("the count", "1") & call_fails(WSAEWOULDBLOCK, "WSARecv")),
        refused(
            "eafnosupport-unknown", "error.WSAEAFNOSUPPORT.family", "a family that there is not is refused", kEverySocket,
            "of the family AF_CCITT",
            [](const SocketKind& kind) {
                return Values{kNoFamily, kind.type, kind.protocol};
            },
            call_fails(WSAEAFNOSUPPORT), WSAEAFNOSUPPORT),
        refused(
            "esocktnosupport-unknown", "error.WSAESOCKTNOSUPPORT.type", "a type that the family does not have is refused", kTcp4 | kTcp6,
            "of type 77",
            [](const SocketKind& kind) {
                return Values{kind.family, kNoType, 0};
            },
            call_fails(WSAESOCKTNOSUPPORT), WSAESOCKTNOSUPPORT),
        refused(
            "eprotonosupport-unknown", "error.WSAEPROTONOSUPPORT.protocol", "a protocol that there is not is refused", kEverySocket,
            "of protocol 199",
            [](const SocketKind& kind) {
                return Values{kind.family, kind.type, kNoProtocol};
            },
            call_fails(WSAEPROTONOSUPPORT), WSAEPROTONOSUPPORT),
        refused(
            "eprototype-of-the-other", "error.WSAEPROTOTYPE.type", "a protocol that is not of the type is refused", kEverySocket,
            "with TCP for datagrams or UDP for a stream",
            [](const SocketKind& kind) {
                return Values{kind.family, kind.type, kind.is_stream() ? IPPROTO_UDP : IPPROTO_TCP};
            },
            call_fails(WSAEPROTOTYPE), WSAEPROTOTYPE),
        in_trouble("enobufs-or-emfile", {"error.WSAENOBUFS.exhausted", "error.WSAEMFILE.descriptors"},
                   "without buffers or descriptors the call fails with the code of one of them", "when there is no room left",
                   lab::Verb::exhaust, 0, fact_is_any("the call", {"fails with WSAENOBUFS", "fails with WSAEMFILE"}), WSAENOBUFS),
        provider("einvalidprovider", "error.WSAEINVALIDPROVIDER.version", "a provider of another version than 2.2 makes no socket",
                 WSAEINVALIDPROVIDER),
        provider("einvalidproctable", "error.WSAEINVALIDPROCTABLE.table", "a provider whose procedure table is incomplete makes no socket",
                 WSAEINVALIDPROCTABLE),
        provider("eproviderfailedinit", "error.WSAEPROVIDERFAILEDINIT.start", "a provider that does not start makes no socket",
                 WSAEPROVIDERFAILEDINIT),
        common::row_of_network_down(subject),
    };
    append(rows, common::rows_of_startup(subject));
    append(rows, common::rows_of_progress(subject));
    return rows;
}

}  // namespace wcts::sockets
