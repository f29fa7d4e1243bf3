#include "suites/wsasend/catalog.h"

namespace wcts::wsasend {
namespace {

SOCKET open(winsock::Winsock& target, WSAPROTOCOL_INFOW& info, DWORD flags) {
    const SOCKET socket = target.WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, flags);
    if (socket == INVALID_SOCKET) throw SetupFailed("WSASocketW", target.WSAGetLastError());
    return socket;
}

// The entry is one of the target's catalog; the peers have their own.
SOCKET open_peer(winsock::Winsock& peers, const WSAPROTOCOL_INFOW& info) {
    const SOCKET socket = peers.WSASocketW(info.iAddressFamily, info.iSocketType, info.iProtocol, nullptr, 0, 0);
    if (socket == INVALID_SOCKET) throw SetupFailed("peer: WSASocketW", peers.WSAGetLastError());
    return socket;
}

}  // namespace

std::vector<WSAPROTOCOL_INFOW> catalog_of(scene::Scene& scene) {
    DWORD size = 0;
    scene.target().WSAEnumProtocolsW(nullptr, nullptr, &size);
    std::vector<WSAPROTOCOL_INFOW> catalog(size / sizeof(WSAPROTOCOL_INFOW) + 1);
    size = static_cast<DWORD>(catalog.size() * sizeof(WSAPROTOCOL_INFOW));
    const int count = scene.target().WSAEnumProtocolsW(nullptr, catalog.data(), &size);
    if (count == SOCKET_ERROR) throw SetupFailed("WSAEnumProtocolsW", scene.target().WSAGetLastError());
    catalog.resize(static_cast<std::size_t>(count));
    return catalog;
}

WSAPROTOCOL_INFOW find_protocol(scene::Scene& scene, const std::function<bool(const WSAPROTOCOL_INFOW&)>& wanted,
                                const std::string& missing) {
    for (const WSAPROTOCOL_INFOW& info : catalog_of(scene))
        if (wanted(info)) return info;
    throw scene::Unsupported(missing);
}

bool has_messages_in_parts(const WSAPROTOCOL_INFOW& info) {
    constexpr DWORD kNeeded = XP1_MESSAGE_ORIENTED | XP1_PARTIAL_MESSAGE;
    return (info.dwServiceFlags1 & kNeeded) == kNeeded && (info.dwServiceFlags1 & XP1_CONNECTIONLESS) == 0 &&
           (info.iAddressFamily == AF_INET || info.iAddressFamily == AF_INET6);
}

peer::Endpoint connect_by_catalog(scene::Scene& scene, WSAPROTOCOL_INFOW info) {
    auto& peers = scene.trusted();
    peer::Endpoint bound(peers, open_peer(peers, info));
    const peer::Address any = peer::loopback(info.iAddressFamily);
    if (peers.bind(bound.get(), any.get(), any.length) != 0) throw SetupFailed("peer: bind", peers.WSAGetLastError());
    const bool connectionless = (info.dwServiceFlags1 & XP1_CONNECTIONLESS) != 0;
    if (!connectionless && peers.listen(bound.get(), 1) != 0) throw SetupFailed("peer: listen", peers.WSAGetLastError());

    scene.adopt(open(scene.target(), info, scene.path() == kinds::Path::blocking ? 0 : WSA_FLAG_OVERLAPPED));
    const peer::Address to = bound.local_address();
    if (scene.target().connect(scene.socket(), to.get(), to.length) != 0) throw SetupFailed("connect", scene.target().WSAGetLastError());
    if (connectionless) {
        scene.apply_path();
        bound.make_nonblocking();
        return bound;
    }
    if (!bound.wait(peer::Endpoint::Ready::read, scene.deadline())) throw SetupFailed("peer: no connection arrived in time");
    peer::Endpoint accepted(peers, peers.accept(bound.get(), nullptr, nullptr));
    if (!accepted) throw SetupFailed("peer: accept", peers.WSAGetLastError());
    accepted.make_nonblocking();
    scene.apply_path();
    return accepted;
}

}  // namespace wcts::wsasend
