#include "fixtures/scene/bad_memory.h"
#include "suites/sockets/making.h"
#include "suites/wsasend/catalog.h"

namespace wcts::sockets {
namespace {

using Info = WSAPROTOCOL_INFOW;

const Maker kMaker{"WSASocketW", [](Scene& scene, int af, int type, int protocol) {
                       return scene.target().WSASocketW(af, type, protocol, nullptr, 0, WSA_FLAG_OVERLAPPED);
                   }};

// A socket of the kind, with what the row is about.
SOCKET make_with(Scene& scene, GROUP group, DWORD flags, std::string what = "the call") {
    const auto& kind = scene.kind();
    const SOCKET made = scene.target().WSASocketW(kind.family, kind.type, kind.protocol, nullptr, group, flags);
    tell(scene, made != INVALID_SOCKET, std::move(what));
    if (made != INVALID_SOCKET) scene.adopt(made);
    return made;
}

SOCKET make_from(Scene& scene, Info* info, std::string what = "the call") {
    const SOCKET made = scene.target().WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info, 0, WSA_FLAG_OVERLAPPED);
    tell(scene, made != INVALID_SOCKET, std::move(what));
    if (made != INVALID_SOCKET) scene.adopt(made);
    return made;
}

void without_the_flag(Scene& scene) {
    if (make_with(scene, 0, 0) == INVALID_SOCKET) return;
    scene.connect();
    scene.set_connected(false);
    make_nonblocking(scene);
    tell_overlapped_receive(scene);
}

// The last entry that fits: the first is what a call without it takes.
void bound_to_the_entry(Scene& scene) {
    const auto& kind = scene.kind();
    std::optional<Info> last;
    for (const Info& entry : wsasend::catalog_of(scene))
        if (entry.iAddressFamily == kind.family && entry.iSocketType == kind.type && entry.ProtocolChain.ChainLen != LAYERED_PROTOCOL)
            last = entry;
    if (!last) throw scene::Unsupported("there is no such protocol in this machine's Winsock catalog");
    if (make_from(scene, &*last) == INVALID_SOCKET) return;
    const Info own = protocol_of(scene);
    scene.observe("its provider", own.dwCatalogEntryId == last->dwCatalogEntryId ? "that of the entry" : "another");
    const bool same =
        own.iAddressFamily == last->iAddressFamily && own.iSocketType == last->iSocketType && own.iProtocol == last->iProtocol;
    scene.observe("family, type and protocol", same ? "those of the entry" : "others");
}

std::function<void(Scene&)> inherits(DWORD flags) {
    return [flags](Scene& scene) {
        const SOCKET made = make_with(scene, 0, flags);
        if (made == INVALID_SOCKET) return;
        DWORD held = 0;
        if (!scene.target().GetHandleInformation(reinterpret_cast<HANDLE>(made), &held)) {
            const auto error = static_cast<DWORD>(scene.target().WSAGetLastError());
            if (error == ERROR_NOT_SUPPORTED)
                throw scene::Unsupported(
                    "GetHandleInformation is for handles of the kernel's own, and this socket's is a non-IFS provider's");
            throw SetupFailed("GetHandleInformation", static_cast<int>(error));
        }
        scene.observe("the handle", (held & HANDLE_FLAG_INHERIT) != 0 ? "is inherited" : "is not inherited");
    };
}

void used_twice(Scene& scene) {
    const SOCKET other = scene.make_socket();
    Info info{};
    if (scene.target().WSADuplicateSocketW(other, ::GetCurrentProcessId(), &info) != 0)
        throw SetupFailed("WSADuplicateSocketW", scene.target().WSAGetLastError());
    if (make_from(scene, &info, "the first time") == INVALID_SOCKET) return;
    scene.close_socket();
    make_from(scene, &info);
}

std::function<void(Scene&)> making_with(GROUP group, DWORD flags) {
    return [group, flags](Scene& scene) { make_with(scene, group, flags); };
}

// The page names no code for these.
Expectation is_refused() {
    return Expectation("that the call is refused", [](const Evidence& evidence) -> std::optional<std::string> {
        for (const auto& [name, value] : evidence.facts)
            if (name == "the call") return value == "succeeds" ? std::optional<std::string>("it made a socket") : std::nullopt;
        return "it was not made";
    });
}

// Of a protocol that has none of it.
std::function<void(Scene&)> without_the_plane(DWORD flags, DWORD needed) {
    return [flags, needed](Scene& scene) {
        const auto& kind = scene.kind();
        const Info entry = first_match(scene, kind.family, kind.type, kind.protocol);
        if ((entry.dwServiceFlags1 & needed) == needed) throw scene::Unsupported("this machine's UDP has sessions with a root");
        make_with(scene, 0, flags);
    };
}

}  // namespace

Suite wsasocketw() {
    const RowOf row{"WSASocketW"};
    const std::vector<Step> none{common::no_connection()};
    Suite suite{"wsasocketw", "WSASocketW", rows_of_making(kMaker)};
    Row fault = row(
        "efault-unmapped", {"error.WSAEFAULT.info", "return.failure"}, "an lpProtocolInfo in unmapped memory is refused", kNoSocket, none,
        "WSASocketW with lpProtocolInfo unmapped",
        [](Scene& scene) { make_from(scene, static_cast<Info*>(scene::bad_memory(scene::Bad::unmapped, sizeof(Info)))); },
        call_fails(WSAEFAULT), WSAEFAULT);
    fault.process = Process::may_crash;
    Row without = row("without-the-flag", {"attribute.without-flag"}, "without WSA_FLAG_OVERLAPPED the socket has no overlapped attribute",
                      kEverySocket, none, "WSASocketW without flags, and an overlapped WSARecv", without_the_flag,
                      fact_is_any("a receive", {"fails with WSAEINVAL", "fails with WSAEWOULDBLOCK"}));
    without.limit = 1500ms;
    append(
        suite.rows,
        {std::move(without),
         row("info-names-the-provider", {"info.binds", "info.from-protocol-info"},
             "with lpProtocolInfo the socket is of that provider, and FROM_PROTOCOL_INFO takes the values from there", kEverySocket, none,
             "WSASocketW with the last entry that fits and FROM_PROTOCOL_INFO", bound_to_the_entry,
             call_succeeds() & fact_is("its provider", "that of the entry") & fact_is("family, type and protocol", "those of the entry")),
         row("handle-is-inherited", {"handle.inheritable"}, "the handle is inherited by processes that are started", kTcp4 | kUdp4, none,
             "WSASocketW, and GetHandleInformation", inherits(WSA_FLAG_OVERLAPPED),
             call_succeeds() & fact_is("the handle", "is inherited")),
         row("handle-is-not-inherited", {"handle.no-inherit"}, "with WSA_FLAG_NO_HANDLE_INHERIT the handle is not inherited", kTcp4 | kUdp4,
             none, "WSASocketW with WSA_FLAG_NO_HANDLE_INHERIT, and GetHandleInformation",
             inherits(WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT), call_succeeds() & fact_is("the handle", "is not inherited")),
         row("group-none", {"group.none"}, "with g 0 nothing is done about groups", kEverySocket, none, "WSASocketW with g 0",
             making_with(0, WSA_FLAG_OVERLAPPED), call_succeeds()),
         row("control-root-and-leaf", {"flags.multipoint-exclusive"}, "a control root that is a leaf as well is refused", kUdp4, none,
             "WSASocketW with WSA_FLAG_MULTIPOINT_C_ROOT and _C_LEAF",
             making_with(0, WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_C_LEAF), is_refused()),
         row("data-root-and-leaf", {"flags.multipoint-exclusive"}, "a data root that is a leaf as well is refused", kUdp4, none,
             "WSASocketW with WSA_FLAG_MULTIPOINT_D_ROOT and _D_LEAF",
             making_with(0, WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_D_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF), is_refused()),
         row("control-root-without-a-rooted-plane", {"flags.multipoint-provider"},
             "a control root is refused by a provider without a rooted control plane", kUdp4, none,
             "WSASocketW with WSA_FLAG_MULTIPOINT_C_ROOT and _D_LEAF",
             without_the_plane(WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF,
                               XP1_SUPPORT_MULTIPOINT | XP1_MULTIPOINT_CONTROL_PLANE),
             is_refused()),
         row("einval-group", {"error.WSAEINVAL.group", "return.failure"}, "a group that there is not is refused", kTcp4 | kUdp4, none,
             "WSASocketW with g 0x7FFF1234", making_with(0x7FFF1234, WSA_FLAG_OVERLAPPED), call_fails(WSAEINVAL), WSAEINVAL),
         row(
             "einval-empty-info", {"error.WSAEINVAL.info", "return.failure"}, "a WSAPROTOCOL_INFO that names nothing is refused", kNoSocket,
             none, "WSASocketW with lpProtocolInfo all zero",
             [](Scene& scene) {
                 Info info{};
                 make_from(scene, &info);
             },
             call_fails(WSAEINVAL), WSAEINVAL),
         row("einval-info-used-twice", {"error.WSAEINVAL.used", "return.failure"},
             "a WSAPROTOCOL_INFO of WSADuplicateSocket gives one socket", kTcp4 | kUdp4, none,
             "WSADuplicateSocketW, and WSASocketW twice with what it gave", used_twice,
             call_succeeds("the first time") & call_fails(WSAEINVAL), WSAEINVAL),
         row(
             "combination-that-there-is-not", {"error.WSAEINVAL.combination"},
             "values that there are, and not together, are refused with one of the two codes that the page gives for it", kStreams, none,
             "WSASocketW of a stream of UDP", [](Scene& scene) { make_one(scene, kMaker, scene.kind().family, SOCK_STREAM, IPPROTO_UDP); },
             fact_is_any("the call", {"fails with WSAEINVAL", "fails with WSAEPROTOTYPE"}), WSAEINVAL),
         std::move(fault)});
    return suite;
}

}  // namespace wcts::sockets
