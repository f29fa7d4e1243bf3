// Making, naming, sharing and closing sockets.
// Pages: socket, WSASocketW, bind, closesocket, shutdown, getsockname, getpeername, WSADuplicateSocketW, WSAEnumProtocolsW.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

#include <algorithm>

namespace wcts::winsock::reference {

ReferenceWinsock::SocketPtr ReferenceWinsock::find(SOCKET s, int& error) {
    error = not_now();
    if (error != 0) return nullptr;
    // WSASend.error.WSAENOTSOCK.not-a-socket
    SocketPtr socket = network_->find_socket(process_, s);
    if (!socket) error = WSAENOTSOCK;
    return socket;
}

namespace {

// The entry for what WSASocketW is given; nothing: `error` says why.
const Protocol* chosen(int af, int type, int protocol, const WSAPROTOCOL_INFOW* info, int& error) {
    if (info == nullptr) return find_protocol(af, type, protocol, error);
    // WSASocketW.info.binds, .from-protocol-info, WSASocketW.error.WSAEINVAL.info
    error = WSAEINVAL;
    const auto fits = [](int given, int own) { return given == FROM_PROTOCOL_INFO || given == 0 || given == own; };
    const Protocol* const found = find_protocol(info->dwCatalogEntryId);
    if (found == nullptr || info->iAddressFamily != found->family || info->iSocketType != found->type) return nullptr;
    return fits(af, found->family) && fits(type, found->type) && fits(protocol, found->protocol) ? found : nullptr;
}

// No protocol here has a rooted control plane, nor sessions of many points at all. WSASocketW.flags.multipoint-*
bool fit_flags(DWORD flags) {
    constexpr DWORD kSession =
        WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF;
    return (flags & kSession) == 0;
}

}  // namespace

SOCKET ReferenceWinsock::make(int af, int type, int protocol, const WSAPROTOCOL_INFOW* info, GROUP group, DWORD flags) {
    const Turn turn(scheduler());
    if (const int error = not_now()) return no_socket(error);
    if (network_->is_down(process_)) return no_socket(WSAENETDOWN);
    if (info != nullptr && !readable(info, sizeof(*info))) return no_socket(WSAEFAULT);
    // WSADuplicateSocketW left a number in the structure.
    if (info != nullptr && info->dwProviderReserved != 0) {
        const HANDLE shared = network_->take_lent(info->dwProviderReserved, process_);
        return shared == nullptr ? no_socket(WSAEINVAL) : reinterpret_cast<SOCKET>(shared);
    }
    int error = 0;
    const Protocol* const found = chosen(af, type, protocol, info, error);
    if (found == nullptr) return no_socket(error);
    // WSASocketW.error.WSAEINVAL.group
    if (group > SG_CONSTRAINED_GROUP || !fit_flags(flags)) return no_socket(WSAEINVAL);
    // socket.error.WSAEINVALIDPROVIDER.version, .WSAEINVALIDPROCTABLE.table, .WSAEPROVIDERFAILEDINIT.start
    if (const int broken = network_->provider_error(process_)) return no_socket(broken);
    if (network_->is_without_memory(process_)) return no_socket(WSAENOBUFS);
    // WSASend.remarks.attribute.wsasocket: if, and only if, the flag is given.
    const SocketPtr made = network_->make_socket(process_, *found, (flags & WSA_FLAG_OVERLAPPED) != 0);
    made->inheritable = (flags & WSA_FLAG_NO_HANDLE_INHERIT) == 0;
    return network_->add_socket(process_, made);
}

SOCKET ReferenceWinsock::socket(int af, int type, int protocol) {
    // WSASend.remarks.attribute.socket, socket.attribute.SO_OPENTYPE
    return make(af, type, protocol, nullptr, 0, open_type_ == 0 ? WSA_FLAG_OVERLAPPED : 0);
}

SOCKET ReferenceWinsock::WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g, DWORD dwFlags) {
    return make(af, type, protocol, lpProtocolInfo, g, dwFlags);
}

int ReferenceWinsock::bind(SOCKET s, const sockaddr* name, int namelen) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (network_->is_down(process_)) return fail(WSAENETDOWN);
    if (network_->is_without_memory(process_)) return fail(WSAENOBUFS);
    const ReadAddress read = read_address(name, namelen, socket->protocol->family);
    // bind.error.WSAEFAULT.family: here the page has no code of its own for it.
    if (read.error != 0) return fail(WSAEFAULT);
    error = network_->bind(*socket, read.address);
    return error == 0 ? 0 : fail(error);
}

int ReferenceWinsock::closesocket(SOCKET s) {
    Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (network_->is_down(process_)) return fail(WSAENETDOWN);
    const linger wanted = socket->options.lingering;
    const bool waits = wanted.l_onoff != 0 && wanted.l_linger != 0 && socket->was_connected && socket->descriptors == 1;
    if (waits) {
        const auto sent = [socket] { return socket->outgoing.empty() || socket->failure != 0; };
        if (socket->nonblocking && !sent()) return fail(WSAEWOULDBLOCK);
        const int stopped = block(turn, sent, scheduler().now() + std::chrono::seconds(wanted.l_linger));
        if (stopped == WSAEINTR) return fail(stopped);
        // closesocket.linger.expires
        if (stopped != 0) network_->reset(socket);
    }
    network_->close(process_, reinterpret_cast<HANDLE>(s));
    return 0;
}

int ReferenceWinsock::shutdown(SOCKET s, int how) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (how != SD_SEND && how != SD_RECEIVE && how != SD_BOTH) return fail(WSAEINVAL);
    if (network_->is_down(process_)) return fail(WSAENETDOWN);
    // shutdown.error.WSAEINVAL.type
    if ((how == SD_SEND && socket->protocol->receives_only()) || (how == SD_RECEIVE && socket->protocol->sends_only()))
        return fail(WSAEINVAL);
    // shutdown.error.WSAENOTCONN.not-connected, shutdown.socket.every-type
    if (socket->protocol->has_connections() && !socket->connected()) return fail(WSAENOTCONN);
    if (socket->failure != 0) return fail(socket->failure);
    network_->shutdown(socket, how);
    return 0;
}

int ReferenceWinsock::getsockname(SOCKET s, sockaddr* name, LPINT namelen) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (!socket->local) return fail(WSAEINVAL);
    error = write_address(*socket->local, name, namelen);
    return error == 0 ? 0 : fail(error);
}

int ReferenceWinsock::getpeername(SOCKET s, sockaddr* name, LPINT namelen) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (!socket->connected()) return fail(WSAENOTCONN);
    error = write_address(*socket->remote, name, namelen);
    return error == 0 ? 0 : fail(error);
}

int ReferenceWinsock::WSADuplicateSocketW(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (!writable(lpProtocolInfo, sizeof(*lpProtocolInfo))) return fail(WSAEFAULT);
    // The network lives in this process.
    if (dwProcessId != ::GetCurrentProcessId()) return fail(WSAEINVAL);
    *lpProtocolInfo = describe(*socket->protocol);
    lpProtocolInfo->dwProviderReserved = network_->lend(reinterpret_cast<HANDLE>(s));
    return 0;
}

int ReferenceWinsock::WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer, LPDWORD lpdwBufferLength) {
    const Turn turn(scheduler());
    if (const int error = not_now()) return fail(error);
    if (!writable(lpdwBufferLength, sizeof(DWORD))) return fail(WSAEFAULT);
    std::vector<WSAPROTOCOL_INFOW> chosen;
    for (const Protocol& protocol : catalog()) {
        bool wanted = lpiProtocols == nullptr;
        for (const int* one = lpiProtocols; !wanted && one != nullptr && readable(one, sizeof(int)) && *one != 0; ++one)
            wanted = *one == protocol.protocol;
        if (wanted) chosen.push_back(describe(protocol));
    }
    const auto needed = static_cast<DWORD>(chosen.size() * sizeof(WSAPROTOCOL_INFOW));
    if (*lpdwBufferLength < needed || (needed > 0 && !writable(lpProtocolBuffer, needed))) {
        const bool too_small = *lpdwBufferLength < needed;
        *lpdwBufferLength = needed;
        return fail(too_small ? WSAENOBUFS : WSAEFAULT);
    }
    std::copy(chosen.begin(), chosen.end(), lpProtocolBuffer);
    return static_cast<int>(chosen.size());
}

}  // namespace wcts::winsock::reference
