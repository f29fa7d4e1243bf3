// Making, naming, sharing and closing. Pages: WSPSocket, WSPAccept, WSPBind, WSPListen, WSPConnect, WSPShutdown, WSPCloseSocket,
// WSPGetSockName, WSPGetPeerName, WSPDuplicateSocket, WSPJoinLeaf, WSPCleanup, WSPCancelBlockingCall.
#include "harness/winsock/lsp/base_calls.h"
#include "harness/winsock/lsp/host.h"
#include "harness/winsock/memory.h"

#include <utility>

namespace wcts::winsock::lsp::base_calls {
namespace {

// Wine keeps what a duplicate is made from where no provider preserves it.
constexpr DWORD kWineDuplicate = 0xff00ff00;

bool is_wine() {
    static const bool wine = ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
    return wine;
}

int WSPAPI cleanup(LPINT lpErrno) {
    BaseProvider* const provider = BaseProvider::current();
    const int error = provider == nullptr ? WSANOTINITIALISED : provider->clean_up();
    if (error == 0) return 0;
    *lpErrno = error;
    return SOCKET_ERROR;
}

int WSPAPI cancel_blocking_call(LPINT lpErrno) {
    BaseProvider* const provider = BaseProvider::current();
    if (provider == nullptr) {
        *lpErrno = WSANOTINITIALISED;
        return SOCKET_ERROR;
    }
    return told(*provider, provider->winsock().WSACancelBlockingCall(), SOCKET_ERROR, lpErrno);
}

SOCKET WSPAPI make(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags, LPINT lpErrno) {
    BaseProvider* const provider = BaseProvider::current();
    if (provider == nullptr) {
        *lpErrno = WSANOTINITIALISED;
        return INVALID_SOCKET;
    }
    const Entry* const entry = readable(info, sizeof(*info)) ? provider->catalog().find(info->dwCatalogEntryId) : nullptr;
    if (entry == nullptr || entry->layer != 0) {
        provider->rules().broken("WSPSocket of the base provider was called without its own WSAPROTOCOL_INFOW");
        *lpErrno = WSAEINVAL;
        return INVALID_SOCKET;
    }
    WSAPROTOCOL_INFOW own = entry->info;
    own.dwProviderReserved = info->dwProviderReserved;
    if (own.dwProviderReserved != 0 && !provider->base().in_memory() && is_wine()) {
        // See duplicate().
        own.dwServiceFlags3 = std::exchange(own.dwProviderReserved, 0);
        own.dwServiceFlags4 = kWineDuplicate;
        af = type = protocol = FROM_PROTOCOL_INFO;
    } else if (own.dwProviderReserved != 0) {
        af = type = protocol = FROM_PROTOCOL_INFO;
    }
    const SOCKET made = provider->winsock().WSASocketW(af, type, protocol, &own, g, flags);
    return provider->adopt(made, entry->id(), lpErrno);
}

SOCKET WSPAPI take(SOCKET s, sockaddr* addr, LPINT addrlen, LPCONDITIONPROC condition, DWORD_PTR data, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPAccept", lpErrno);
    if (provider == nullptr) return INVALID_SOCKET;
    Winsock& base = provider->winsock();
    const SOCKET made = condition == nullptr ? base.accept(s, addr, addrlen) : base.WSAAccept(s, addr, addrlen, condition, data);
    return provider->adopt(made, provider->entry_of(s), lpErrno);
}

int WSPAPI name(SOCKET s, const sockaddr* address, int length, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPBind", lpErrno);
    return provider == nullptr ? SOCKET_ERROR : told(*provider, provider->winsock().bind(s, address, length), SOCKET_ERROR, lpErrno);
}

int WSPAPI hear(SOCKET s, int backlog, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPListen", lpErrno);
    return provider == nullptr ? SOCKET_ERROR : told(*provider, provider->winsock().listen(s, backlog), SOCKET_ERROR, lpErrno);
}

int WSPAPI connect_to(SOCKET s, const sockaddr* address, int length, LPWSABUF caller, LPWSABUF callee, LPQOS sqos, LPQOS gqos,
                      LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPConnect", lpErrno);
    if (provider == nullptr) return SOCKET_ERROR;
    Winsock& base = provider->winsock();
    const bool plain = caller == nullptr && callee == nullptr && sqos == nullptr && gqos == nullptr;
    const int result = plain ? base.connect(s, address, length) : base.WSAConnect(s, address, length, caller, callee, sqos, gqos);
    return told(*provider, result, SOCKET_ERROR, lpErrno);
}

int WSPAPI shut(SOCKET s, int how, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPShutdown", lpErrno);
    return provider == nullptr ? SOCKET_ERROR : told(*provider, provider->winsock().shutdown(s, how), SOCKET_ERROR, lpErrno);
}

int WSPAPI close(SOCKET s, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPCloseSocket", lpErrno);
    if (provider == nullptr) return SOCKET_ERROR;
    // Forgotten before it is free: the number may come back in another thread at once.
    Handles& handles = Host::current()->handles();
    const DWORD entry = provider->entry_of(s);
    const auto owner = handles.owner(s);
    provider->forget(s);
    handles.forget(s);
    const int result = provider->winsock().closesocket(s);
    if (result == SOCKET_ERROR) {
        *lpErrno = provider->winsock().WSAGetLastError();
        if (*lpErrno == WSAEWOULDBLOCK || *lpErrno == WSAEINPROGRESS) {
            provider->keep(s, entry);
            if (owner) handles.modify(owner->entry, s);
        }
    }
    return result;
}

int WSPAPI sock_name(SOCKET s, sockaddr* address, LPINT length, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPGetSockName", lpErrno);
    return provider == nullptr ? SOCKET_ERROR : told(*provider, provider->winsock().getsockname(s, address, length), SOCKET_ERROR, lpErrno);
}

int WSPAPI peer_name(SOCKET s, sockaddr* address, LPINT length, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPGetPeerName", lpErrno);
    return provider == nullptr ? SOCKET_ERROR : told(*provider, provider->winsock().getpeername(s, address, length), SOCKET_ERROR, lpErrno);
}

int WSPAPI duplicate(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPDuplicateSocket", lpErrno);
    if (provider == nullptr) return SOCKET_ERROR;
    const int result = provider->winsock().WSADuplicateSocketW(s, process, info);
    if (result == SOCKET_ERROR) return told(*provider, result, SOCKET_ERROR, lpErrno);
    const WSAPROTOCOL_INFOW made = *info;
    *info = provider->catalog().find(provider->entry_of(s))->info;
    info->dwServiceFlags3 = made.dwServiceFlags3;
    info->dwServiceFlags4 = made.dwServiceFlags4;
    // Only dwProviderReserved is kept by the layers above: Wine's secret has to travel there.
    info->dwProviderReserved = made.dwServiceFlags4 == kWineDuplicate ? made.dwServiceFlags3 : made.dwProviderReserved;
    return 0;
}

SOCKET WSPAPI join_leaf(SOCKET s, const sockaddr* address, int length, LPWSABUF caller, LPWSABUF callee, LPQOS sqos, LPQOS gqos,
                        DWORD flags, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPJoinLeaf", lpErrno);
    if (provider == nullptr) return INVALID_SOCKET;
    if (provider->base().in_memory()) {
        *lpErrno = WSAEOPNOTSUPP;
        return INVALID_SOCKET;
    }
    const SOCKET made = ::WSAJoinLeaf(s, address, length, caller, callee, sqos, gqos, flags);
    if (made == s) return s;
    return provider->adopt(made, provider->entry_of(s), lpErrno);
}

}  // namespace

BaseProvider* enter(SOCKET s, const char* function, LPINT lpErrno) {
    BaseProvider* const provider = BaseProvider::current();
    if (provider == nullptr) {
        *lpErrno = WSANOTINITIALISED;
        return nullptr;
    }
    return provider->admits(s, function, lpErrno) ? provider : nullptr;
}

void add_sockets(WSPPROC_TABLE& table) {
    table.lpWSPAccept = quiet<take>;
    table.lpWSPBind = quiet<name>;
    table.lpWSPCancelBlockingCall = quiet<cancel_blocking_call>;
    table.lpWSPCleanup = quiet<cleanup>;
    table.lpWSPCloseSocket = quiet<close>;
    table.lpWSPConnect = quiet<connect_to>;
    table.lpWSPDuplicateSocket = quiet<duplicate>;
    table.lpWSPGetPeerName = quiet<peer_name>;
    table.lpWSPGetSockName = quiet<sock_name>;
    table.lpWSPJoinLeaf = quiet<join_leaf>;
    table.lpWSPListen = quiet<hear>;
    table.lpWSPShutdown = quiet<shut>;
    table.lpWSPSocket = quiet<make>;
}

WSPPROC_TABLE table() {
    WSPPROC_TABLE table{};
    add_sockets(table);
    add_data(table);
    add_readiness(table);
    add_options(table);
    return table;
}

}  // namespace wcts::winsock::lsp::base_calls
