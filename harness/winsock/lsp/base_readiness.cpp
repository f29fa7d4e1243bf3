// Pages: WSPSelect, WSPEventSelect, WSPEnumNetworkEvents, WSPAsyncSelect.
#include "harness/winsock/lsp/base_calls.h"
#include "harness/winsock/memory.h"

namespace wcts::winsock::lsp::base_calls {
namespace {

bool admits_all(BaseProvider& provider, const fd_set* set, LPINT lpErrno) {
    if (!readable(set, sizeof(set->fd_count)) || !readable(set->fd_array, set->fd_count * sizeof(SOCKET))) return true;
    for (u_int i = 0; i < set->fd_count; ++i)
        if (!provider.admits(set->fd_array[i], "WSPSelect", lpErrno)) return false;
    return true;
}

int WSPAPI select(int count, fd_set* reading, fd_set* writing, fd_set* excepting, const PTIMEVAL timeout, LPINT lpErrno) {
    BaseProvider* const provider = BaseProvider::current();
    if (provider == nullptr) {
        *lpErrno = WSANOTINITIALISED;
        return SOCKET_ERROR;
    }
    for (const fd_set* set : {reading, writing, excepting})
        if (set != nullptr && !admits_all(*provider, set, lpErrno)) return SOCKET_ERROR;
    return told(*provider, provider->winsock().select(count, reading, writing, excepting, timeout), SOCKET_ERROR, lpErrno);
}

int WSPAPI event_select(SOCKET s, WSAEVENT event, long events, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPEventSelect", lpErrno);
    return provider == nullptr ? SOCKET_ERROR
                               : told(*provider, provider->winsock().WSAEventSelect(s, event, events), SOCKET_ERROR, lpErrno);
}

int WSPAPI enum_network_events(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPEnumNetworkEvents", lpErrno);
    return provider == nullptr ? SOCKET_ERROR
                               : told(*provider, provider->winsock().WSAEnumNetworkEvents(s, event, events), SOCKET_ERROR, lpErrno);
}

int WSPAPI async_select(SOCKET s, HWND window, unsigned int message, long events, LPINT lpErrno) {
    BaseProvider* const provider = enter(s, "WSPAsyncSelect", lpErrno);
    if (provider == nullptr) return SOCKET_ERROR;
    if (provider->base().in_memory()) {
        *lpErrno = WSAEOPNOTSUPP;
        return SOCKET_ERROR;
    }
    return told(*provider, ::WSAAsyncSelect(s, window, message, events), SOCKET_ERROR, lpErrno);
}

}  // namespace

void add_readiness(WSPPROC_TABLE& table) {
    table.lpWSPAsyncSelect = quiet<async_select>;
    table.lpWSPEnumNetworkEvents = quiet<enum_network_events>;
    table.lpWSPEventSelect = quiet<event_select>;
    table.lpWSPSelect = quiet<select>;
}

}  // namespace wcts::winsock::lsp::base_calls
