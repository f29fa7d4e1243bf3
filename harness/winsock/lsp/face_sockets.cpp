// Pages: socket, WSASocketW, bind, listen, accept, WSAAccept, connect, WSAConnect, shutdown, closesocket, getsockname, getpeername,
// WSADuplicateSocketW, WSAEnumProtocolsW.
#include "harness/winsock/lsp/lsp_winsock.h"

#include "harness/winsock/memory.h"

#include <string>

namespace wcts::winsock::lsp {

void LspWinsock::look_at(SOCKET s, const Entry& entry, const char* function) {
    host_.socket_opened(s);
    const std::string who(function);
    const auto owner = host_.handles().owner(s);
    if (!owner) {
        host_.rules().broken(who + " returned a handle that came neither from WPUCreateSocketHandle nor through WPUModifyIFSHandle");
        return;
    }
    const Entry* const owned = host_.catalog().find(owner->entry);
    if (owned != nullptr && owned->layer != entry.layer) {
        host_.rules().broken(owner->layered ? who + " returned a handle of the layer below"
                                            : who + " returned a handle without WPUModifyIFSHandle for the provider's own catalog entry");
    } else if (owner->layered == entry.ifs()) {
        host_.rules().broken(who + (owner->layered
                                        ? " returned a handle that is none of the kernel's, and the catalog entry has XP1_IFS_HANDLES"
                                        : " returned a handle of the kernel's, and the catalog entry lacks XP1_IFS_HANDLES"));
    }
}

SOCKET LspWinsock::make(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags) {
    const bool by_info = readable(info, sizeof(*info));
    const Entry* const entry = !is_started()     ? nullptr
                               : by_info         ? host_.catalog().find(info->dwCatalogEntryId)
                               : info == nullptr ? host_.catalog().choose(af, type, protocol)
                                                 : nullptr;
    if (entry == nullptr) {
        // ws2_32 refuses it before any provider hears of it; what no entry stands for is not offered here.
        const SOCKET made = base().WSASocketW(af, type, protocol, info, group, flags);
        if (made == INVALID_SOCKET) return INVALID_SOCKET;
        base().closesocket(made);
        WSASetLastError(WSAEPROTONOSUPPORT);
        return INVALID_SOCKET;
    }
    int error = 0;
    const WSPPROC_TABLE* const table = host_.table_of(*entry, error);
    if (table == nullptr) {
        WSASetLastError(WSAEPROVIDERFAILEDINIT);
        return INVALID_SOCKET;
    }
    WSAPROTOCOL_INFOW own = by_info ? *info : entry->info;
    const auto or_own = [](int given, int fallback) { return given == FROM_PROTOCOL_INFO || given == 0 ? fallback : given; };
    const SOCKET s = through(Way{table, false}, INVALID_SOCKET, [&](const WSPPROC_TABLE& procedures, LPINT lpErrno) {
        return procedures.lpWSPSocket(or_own(af, own.iAddressFamily), or_own(type, own.iSocketType), or_own(protocol, own.iProtocol), &own,
                                      group, flags, lpErrno);
    });
    if (s != INVALID_SOCKET) look_at(s, *entry, "WSPSocket");
    return s;
}

SOCKET LspWinsock::socket(int af, int type, int protocol) {
    // SO_OPENTYPE is the base's own: no socket, and so no layer, is asked for it.
    int open_type = 0;
    int length = sizeof(open_type);
    const bool told =
        is_started() && base().getsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, reinterpret_cast<char*>(&open_type), &length) == 0;
    return make(af, type, protocol, nullptr, 0, told && open_type != 0 ? 0 : WSA_FLAG_OVERLAPPED);
}

SOCKET LspWinsock::WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g, DWORD dwFlags) {
    return make(af, type, protocol, lpProtocolInfo, g, dwFlags);
}

int LspWinsock::bind(SOCKET s, const sockaddr* name, int namelen) {
    const auto way = way_to(s);
    if (!way) return base().bind(s, name, namelen);
    return through(*way, SOCKET_ERROR,
                   [&](const WSPPROC_TABLE& table, LPINT lpErrno) { return table.lpWSPBind(s, name, namelen, lpErrno); });
}

int LspWinsock::listen(SOCKET s, int backlog) {
    const auto way = way_to(s);
    if (!way) return base().listen(s, backlog);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) { return table.lpWSPListen(s, backlog, lpErrno); });
}

SOCKET LspWinsock::accept_with(SOCKET s, sockaddr* addr, LPINT addrlen, LPCONDITIONPROC condition, DWORD_PTR data) {
    const auto way = way_to(s);
    if (!way) return base().WSAAccept(s, addr, addrlen, condition, data);
    const auto owner = host_.handles().owner(s);
    const SOCKET made = through(*way, INVALID_SOCKET, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPAccept(s, addr, addrlen, condition, data, lpErrno);
    });
    if (made != INVALID_SOCKET && owner) look_at(made, *host_.catalog().find(owner->entry), "WSPAccept");
    return made;
}

SOCKET LspWinsock::accept(SOCKET s, sockaddr* addr, LPINT addrlen) {
    return accept_with(s, addr, addrlen, nullptr, 0);
}

SOCKET LspWinsock::WSAAccept(SOCKET s, sockaddr* addr, LPINT addrlen, LPCONDITIONPROC lpfnCondition, DWORD_PTR dwCallbackData) {
    return accept_with(s, addr, addrlen, lpfnCondition, dwCallbackData);
}

int LspWinsock::connect(SOCKET s, const sockaddr* name, int namelen) {
    const auto way = way_to(s);
    if (!way) return base().connect(s, name, namelen);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPConnect(s, name, namelen, nullptr, nullptr, nullptr, nullptr, lpErrno);
    });
}

int LspWinsock::WSAConnect(SOCKET s, const sockaddr* name, int namelen, LPWSABUF lpCallerData, LPWSABUF lpCalleeData, LPQOS lpSQOS,
                           LPQOS lpGQOS) {
    const auto way = way_to(s);
    if (!way) return base().WSAConnect(s, name, namelen, lpCallerData, lpCalleeData, lpSQOS, lpGQOS);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPConnect(s, name, namelen, lpCallerData, lpCalleeData, lpSQOS, lpGQOS, lpErrno);
    });
}

int LspWinsock::shutdown(SOCKET s, int how) {
    const auto way = way_to(s);
    if (!way) return base().shutdown(s, how);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) { return table.lpWSPShutdown(s, how, lpErrno); });
}

int LspWinsock::closesocket(SOCKET s) {
    const auto way = way_to(s);
    if (!way) return base().closesocket(s);
    // Forgotten before it is free: the number may come back in another thread at once.
    const auto owner = host_.handles().owner(s);
    host_.handles().forget(s);
    host_.socket_closed(s);
    const int result =
        through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) { return table.lpWSPCloseSocket(s, lpErrno); });
    if (result != 0 && owner) {
        host_.socket_opened(s);
        if (!owner->layered && host_.base_provider().owns(s)) host_.handles().modify(owner->entry, s);
    }
    return result;
}

int LspWinsock::getsockname(SOCKET s, sockaddr* name, LPINT namelen) {
    const auto way = way_to(s);
    if (!way) return base().getsockname(s, name, namelen);
    return through(*way, SOCKET_ERROR,
                   [&](const WSPPROC_TABLE& table, LPINT lpErrno) { return table.lpWSPGetSockName(s, name, namelen, lpErrno); });
}

int LspWinsock::getpeername(SOCKET s, sockaddr* name, LPINT namelen) {
    const auto way = way_to(s);
    if (!way) return base().getpeername(s, name, namelen);
    return through(*way, SOCKET_ERROR,
                   [&](const WSPPROC_TABLE& table, LPINT lpErrno) { return table.lpWSPGetPeerName(s, name, namelen, lpErrno); });
}

int LspWinsock::WSADuplicateSocketW(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo) {
    const auto way = way_to(s);
    if (!way) return base().WSADuplicateSocketW(s, dwProcessId, lpProtocolInfo);
    return through(*way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
        return table.lpWSPDuplicateSocket(s, dwProcessId, lpProtocolInfo, lpErrno);
    });
}

int LspWinsock::WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer, LPDWORD lpdwBufferLength) {
    if (!is_started()) return base().WSAEnumProtocolsW(lpiProtocols, lpProtocolBuffer, lpdwBufferLength);
    std::vector<WSAPROTOCOL_INFOW> visible;
    for (const Entry& entry : host_.catalog().entries())
        if (!entry.hidden()) visible.push_back(entry.info);
    int error = 0;
    const int count = enumerate(visible, lpiProtocols, lpProtocolBuffer, lpdwBufferLength, error);
    if (count == SOCKET_ERROR) WSASetLastError(error);
    return count;
}

}  // namespace wcts::winsock::lsp
