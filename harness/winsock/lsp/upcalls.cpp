#include "harness/winsock/lsp/upcalls.h"

#include "harness/winsock/lsp/host.h"
#include "harness/winsock/memory.h"
#include "harness/winsock/on_demand.h"

#include <algorithm>
#include <string>

namespace wcts::winsock::lsp {
namespace {

template <typename Result>
Result refuse(LPINT lpErrno, int error, Result result) {
    if (lpErrno != nullptr) *lpErrno = error;
    return result;
}

WSAEVENT WSPAPI create_event(LPINT lpErrno) {
    Host* const host = Host::current();
    const WSAEVENT event = host == nullptr ? nullptr : host->base().winsock().WSACreateEvent();
    return event != nullptr ? event : refuse<WSAEVENT>(lpErrno, WSA_NOT_ENOUGH_MEMORY, nullptr);
}

BOOL WSPAPI close_event(WSAEVENT event, LPINT lpErrno) {
    Host* const host = Host::current();
    return host != nullptr && host->base().winsock().WSACloseEvent(event) ? TRUE : refuse(lpErrno, WSA_INVALID_HANDLE, FALSE);
}

BOOL WSPAPI set_event(WSAEVENT event, LPINT lpErrno) {
    Host* const host = Host::current();
    return host != nullptr && host->base().winsock().WSASetEvent(event) ? TRUE : refuse(lpErrno, WSA_INVALID_HANDLE, FALSE);
}

BOOL WSPAPI reset_event(WSAEVENT event, LPINT lpErrno) {
    Host* const host = Host::current();
    return host != nullptr && host->base().winsock().WSAResetEvent(event) ? TRUE : refuse(lpErrno, WSA_INVALID_HANDLE, FALSE);
}

SOCKET WSPAPI create_socket_handle(DWORD entry, DWORD_PTR context, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return refuse(lpErrno, WSAENETDOWN, INVALID_SOCKET);
    const Entry* const known = host->catalog().find(entry);
    if (known == nullptr || known->layer == 0) {
        host->rules().broken("WPUCreateSocketHandle was called with a catalog entry that is no layered one");
        return refuse(lpErrno, WSAEINVAL, INVALID_SOCKET);
    }
    const SOCKET s = host->handles().create(entry, context);
    return s != INVALID_SOCKET ? s : refuse(lpErrno, WSAENOBUFS, INVALID_SOCKET);
}

int WSPAPI close_socket_handle(SOCKET s, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return refuse(lpErrno, WSAENETDOWN, SOCKET_ERROR);
    if (host->handles().close(s)) return 0;
    host->rules().broken("WPUCloseSocketHandle was called for a handle that is not open, or that WPUCreateSocketHandle did not make");
    return refuse(lpErrno, WSAENOTSOCK, SOCKET_ERROR);
}

int WSPAPI query_socket_handle_context(SOCKET s, PDWORD_PTR context, LPINT lpErrno) {
    Host* const host = Host::current();
    const auto found = host == nullptr ? std::nullopt : host->handles().context(s);
    if (!found) return refuse(lpErrno, WSAENOTSOCK, SOCKET_ERROR);
    if (!writable(context, sizeof(*context))) return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    *context = *found;
    return 0;
}

SOCKET WSPAPI modify_ifs_handle(DWORD entry, SOCKET proposed, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return refuse(lpErrno, WSAENETDOWN, INVALID_SOCKET);
    const Entry* const known = host->catalog().find(entry);
    // Inside a call that has outlived WSPCleanup (a base whose WSACleanup succeeds in a callback) a provider has forgotten its entry.
    if (known == nullptr && !host->any_started()) return refuse(lpErrno, WSANOTINITIALISED, INVALID_SOCKET);
    if (known == nullptr || known->hidden()) {
        host->rules().broken("WPUModifyIFSHandle was called with a catalog entry that is none");
        return refuse(lpErrno, WSAEINVAL, INVALID_SOCKET);
    }
    const auto owner = host->handles().owner(proposed);
    // Over a non-IFS layer the handles that an IFS layer adopts are that layer's.
    if (!host->base_provider().owns(proposed) && !(owner && owner->layered)) {
        host->rules().broken("WPUModifyIFSHandle was called with a handle that is none of the provider's below");
        return refuse(lpErrno, WSAENOTSOCK, INVALID_SOCKET);
    }
    host->handles().modify(entry, proposed);
    return proposed;
}

int WSPAPI fd_is_set(SOCKET s, fd_set* set) {
    return set != nullptr && std::find(set->fd_array, set->fd_array + set->fd_count, s) != set->fd_array + set->fd_count ? 1 : 0;
}

int WSPAPI get_provider_path(LPGUID provider, WCHAR* path, LPINT length, LPINT lpErrno) {
    return provider_path(provider, path, length, lpErrno);
}

BOOL WSPAPI post_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) {
    static const auto post = winsock::on_demand<decltype(::PostMessageW)>(L"user32.dll", "PostMessageW");
    return post != nullptr ? post(window, message, wparam, lparam) : FALSE;
}

int WSPAPI query_blocking_callback(DWORD, LPBLOCKINGCALLBACK* callback, PDWORD_PTR context, LPINT lpErrno) {
    if (!writable(callback, sizeof(*callback)) || !writable(context, sizeof(*context))) return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    // Blocking is done by the base, which has the application's hook itself.
    *callback = nullptr;
    *context = 0;
    return 0;
}

int WSPAPI queue_apc(LPWSATHREADID thread, LPWSAUSERAPC function, DWORD_PTR context, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return refuse(lpErrno, WSAENETDOWN, SOCKET_ERROR);
    if (!readable(thread, sizeof(*thread))) return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    if (host->lent().expired(thread) || reinterpret_cast<std::uintptr_t>(thread->ThreadHandle) == kPoison) {
        host->rules().broken("WPUQueueApc was called with a WSATHREADID after the call that lent it had returned");
        return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    }
    if (host->base().winsock().QueueUserAPC(reinterpret_cast<PAPCFUNC>(function), thread->ThreadHandle, context) != 0) return 0;
    return refuse(lpErrno, WSAEINVAL, SOCKET_ERROR);
}

int WSPAPI open_current_thread(LPWSATHREADID thread, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return refuse(lpErrno, WSAENETDOWN, SOCKET_ERROR);
    if (!writable(thread, sizeof(*thread))) return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    thread->Reserved = 0;
    if (!::DuplicateHandle(::GetCurrentProcess(), ::GetCurrentThread(), ::GetCurrentProcess(), &thread->ThreadHandle, 0, FALSE,
                           DUPLICATE_SAME_ACCESS)) {
        return refuse(lpErrno, WSAENOBUFS, SOCKET_ERROR);
    }
    host->thread_opened();
    return 0;
}

int WSPAPI close_thread(LPWSATHREADID thread, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return refuse(lpErrno, WSAENETDOWN, SOCKET_ERROR);
    if (!readable(thread, sizeof(*thread))) return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    host->thread_closed();
    return ::CloseHandle(thread->ThreadHandle) ? 0 : refuse(lpErrno, WSAEINVAL, SOCKET_ERROR);
}

}  // namespace

WSPUPCALLTABLE upcall_table() {
    WSPUPCALLTABLE table{};
    table.lpWPUCloseEvent = close_event;
    table.lpWPUCloseSocketHandle = close_socket_handle;
    table.lpWPUCreateEvent = create_event;
    table.lpWPUCreateSocketHandle = create_socket_handle;
    table.lpWPUFDIsSet = fd_is_set;
    table.lpWPUGetProviderPath = get_provider_path;
    table.lpWPUModifyIFSHandle = modify_ifs_handle;
    table.lpWPUPostMessage = post_message;
    table.lpWPUQueryBlockingCallback = query_blocking_callback;
    table.lpWPUQuerySocketHandleContext = query_socket_handle_context;
    table.lpWPUQueueApc = queue_apc;
    table.lpWPUResetEvent = reset_event;
    table.lpWPUSetEvent = set_event;
    table.lpWPUOpenCurrentThread = open_current_thread;
    table.lpWPUCloseThread = close_thread;
    return table;
}

int provider_path(const GUID* provider, WCHAR* path, LPINT length, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return refuse(lpErrno, WSAENETDOWN, SOCKET_ERROR);
    if (!readable(provider, sizeof(*provider)) || !writable(length, sizeof(*length))) return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    const Entry* const entry = host->catalog().find(*provider);
    if (entry == nullptr) return refuse(lpErrno, WSAEINVAL, SOCKET_ERROR);
    const std::wstring text = entry->dll.wstring();
    const auto needed = static_cast<INT>(text.size() + 1);
    const bool fits = *length >= needed && writable(path, static_cast<std::size_t>(needed) * sizeof(WCHAR));
    *length = needed;
    if (!fits) return refuse(lpErrno, WSAEFAULT, SOCKET_ERROR);
    std::copy(text.c_str(), text.c_str() + needed, path);
    return 0;
}

int WSPAPI complete_overlapped_request(SOCKET s, LPWSAOVERLAPPED lpOverlapped, DWORD dwError, DWORD cbTransferred, LPINT lpErrno) {
    Host* const host = Host::current();
    const int error = host == nullptr ? WSAENETDOWN : host->operations().complete(s, lpOverlapped, dwError, cbTransferred);
    return error == 0 ? 0 : refuse(lpErrno, error, SOCKET_ERROR);
}

}  // namespace wcts::winsock::lsp
