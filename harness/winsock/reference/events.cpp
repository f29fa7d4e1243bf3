// Events, waits and handles.
// Pages: WSACreateEvent, WSACloseEvent, WSASetEvent, WSAResetEvent, WSAWaitForMultipleEvents, WSAEventSelect, WSAEnumNetworkEvents,
// WaitForSingleObjectEx, SleepEx, QueueUserAPC, CloseHandle, DuplicateHandle, GetHandleInformation.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

#include <algorithm>
#include <utility>

namespace wcts::winsock::reference {

// What the functions of events have in common: FUNCTION.error.WSANOTINITIALISED.no-startup, .WSAEINPROGRESS.*, .WSAENETDOWN.subsystem
int ReferenceWinsock::whole_not_now() {
    if (const int error = not_now()) return error;
    return network_->is_down(process_) ? WSAENETDOWN : 0;
}

HANDLE ReferenceWinsock::WSACreateEvent() {
    const Turn turn(scheduler());
    int error = whole_not_now();
    // WSACreateEvent.error.WSA_NOT_ENOUGH_MEMORY.memory
    if (error == 0 && network_->is_without_memory(process_)) error = WSA_NOT_ENOUGH_MEMORY;
    if (error != 0) {
        static_cast<void>(fail(error));
        return WSA_INVALID_EVENT;
    }
    return network_->add_event(process_);
}

BOOL ReferenceWinsock::WSACloseEvent(HANDLE hEvent) {
    const Turn turn(scheduler());
    if (const int error = whole_not_now()) return no(error);
    if (!network_->find_event(hEvent)) return network_->is_ours(hEvent) || !::CloseHandle(hEvent) ? no(WSA_INVALID_HANDLE) : TRUE;
    network_->close(process_, hEvent);
    return TRUE;
}

BOOL ReferenceWinsock::WSASetEvent(HANDLE hEvent) {
    const Turn turn(scheduler());
    if (const int error = whole_not_now()) return no(error);
    const auto event = network_->find_event(hEvent);
    if (!event) return network_->is_ours(hEvent) || !::SetEvent(hEvent) ? no(WSA_INVALID_HANDLE) : TRUE;
    event->set = true;
    ++event->times_set;
    return TRUE;
}

BOOL ReferenceWinsock::WSAResetEvent(HANDLE hEvent) {
    const Turn turn(scheduler());
    if (const int error = whole_not_now()) return no(error);
    const auto event = network_->find_event(hEvent);
    if (!event) return network_->is_ours(hEvent) || !::ResetEvent(hEvent) ? no(WSA_INVALID_HANDLE) : TRUE;
    event->set = false;
    return TRUE;
}

// Handles of the kernel may stand among ours.
DWORD ReferenceWinsock::wait_for(std::span<const HANDLE> handles, bool all, DWORD timeout, bool alertable) {
    Turn turn(scheduler());
    std::vector<HANDLE> foreign;
    std::map<HANDLE, unsigned> times_set;
    for (const HANDLE handle : handles) {
        if (const auto event = network_->find_event(handle)) {
            times_set[handle] = event->times_set;
            continue;
        }
        DWORD flags = 0;
        if (network_->is_ours(handle) || !::GetHandleInformation(handle, &flags)) return static_cast<DWORD>(fail(WSA_INVALID_HANDLE));
        foreign.push_back(handle);
    }
    // A wait takes the signal of the system's auto-reset events: what has been found once stays found.
    std::optional<DWORD> found;
    const auto is_set = [this, &times_set](HANDLE handle) {
        const auto event = network_->find_event(handle);
        return event && (event->set || event->times_set != times_set[handle]);
    };
    const auto is_there = [this](HANDLE handle) { return network_->find_event(handle) != nullptr; };
    const Scheduler::Condition ready = [&] {
        if (found) return true;
        if (all) {
            // WSAWaitForMultipleEvents.param.fWaitAll.states-kept: the foreign ones all at once, and only when all others are set.
            const bool ours = std::all_of(handles.begin(), handles.end(), [&](HANDLE one) { return !is_there(one) || is_set(one); });
            const bool theirs = ours && (foreign.empty() || ::WaitForMultipleObjects(static_cast<DWORD>(foreign.size()), foreign.data(),
                                                                                     TRUE, 0) < WAIT_OBJECT_0 + foreign.size());
            if (theirs) found = 0;
            return theirs;
        }
        for (DWORD i = 0; i < handles.size() && !found; ++i)
            if (is_there(handles[i]) ? is_set(handles[i]) : ::WaitForSingleObject(handles[i], 0) == WAIT_OBJECT_0) found = i;
        return found.has_value();
    };
    std::optional<Clock::Time> until;
    if (timeout != INFINITE) until = scheduler().now() + std::chrono::milliseconds(timeout);
    switch (scheduler().wait(turn.lock(), ready, until, alertable, foreign)) {
        case Scheduler::Woken::apc:
            return WSA_WAIT_IO_COMPLETION;
        case Scheduler::Woken::timed_out:
            return WSA_WAIT_TIMEOUT;
        case Scheduler::Woken::ready:
            break;
    }
    return WSA_WAIT_EVENT_0 + *found;
}

DWORD ReferenceWinsock::WSAWaitForMultipleEvents(DWORD cEvents, const HANDLE* lphEvents, BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable) {
    {
        const Turn turn(scheduler());
        if (const int error = whole_not_now()) return static_cast<DWORD>(fail(error));
        // WSAWaitForMultipleEvents.error.WSA_NOT_ENOUGH_MEMORY.memory, .WSA_INVALID_PARAMETER.count
        if (network_->is_without_memory(process_)) return static_cast<DWORD>(fail(WSA_NOT_ENOUGH_MEMORY));
        if (cEvents == 0 || cEvents > WSA_MAXIMUM_WAIT_EVENTS) return static_cast<DWORD>(fail(WSA_INVALID_PARAMETER));
        if (!readable(lphEvents, cEvents * sizeof(HANDLE))) return static_cast<DWORD>(fail(WSAEFAULT));
    }
    return wait_for({lphEvents, cEvents}, fWaitAll != FALSE, dwTimeout, fAlertable != FALSE);
}

DWORD ReferenceWinsock::WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds, BOOL bAlertable) {
    return wait_for({&hHandle, 1}, false, dwMilliseconds, bAlertable != FALSE);
}

DWORD ReferenceWinsock::SleepEx(DWORD dwMilliseconds, BOOL bAlertable) {
    Turn turn(scheduler());
    std::optional<Clock::Time> until;
    if (dwMilliseconds != INFINITE) until = scheduler().now() + std::chrono::milliseconds(dwMilliseconds);
    const Scheduler::Condition never = [] { return false; };
    const auto woken = scheduler().wait(turn.lock(), never, until, bAlertable != FALSE);
    return woken == Scheduler::Woken::apc ? WAIT_IO_COMPLETION : 0;
}

DWORD ReferenceWinsock::QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread, ULONG_PTR dwData) {
    const Turn turn(scheduler());
    if (scheduler().queue_apc(::GetThreadId(hThread), [pfnAPC, dwData] { pfnAPC(dwData); })) return 1;
    return ::QueueUserAPC(pfnAPC, hThread, dwData);
}

int ReferenceWinsock::WSAEventSelect(SOCKET s, HANDLE hEventObject, long lNetworkEvents) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    constexpr long kAll = (1 << FD_MAX_EVENTS) - 1;
    if ((lNetworkEvents & ~kAll) != 0 || (lNetworkEvents != 0 && hEventObject == nullptr)) return fail(WSAEINVAL);
    socket->selected_event = hEventObject;
    socket->selected = socket->armed = lNetworkEvents;
    socket->recorded = 0;
    // Sets the socket to non-blocking mode, and leaves it there.
    if (lNetworkEvents != 0) socket->nonblocking = true;
    network_->announce(*socket);
    return 0;
}

int ReferenceWinsock::WSAEnumNetworkEvents(SOCKET s, HANDLE hEventObject, LPWSANETWORKEVENTS lpNetworkEvents) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (!writable(lpNetworkEvents, sizeof(*lpNetworkEvents))) return fail(WSAEFAULT);
    if (hEventObject != nullptr) network_->reset_event(hEventObject);
    *lpNetworkEvents = {};
    lpNetworkEvents->lNetworkEvents = std::exchange(socket->recorded, 0);
    if ((lpNetworkEvents->lNetworkEvents & FD_CLOSE) != 0) lpNetworkEvents->iErrorCode[FD_CLOSE_BIT] = socket->failure;
    if ((lpNetworkEvents->lNetworkEvents & FD_CONNECT) != 0) lpNetworkEvents->iErrorCode[FD_CONNECT_BIT] = socket->connect_error;
    return 0;
}

BOOL ReferenceWinsock::CloseHandle(HANDLE hObject) {
    const Turn turn(scheduler());
    if (!network_->is_ours(hObject)) return ::CloseHandle(hObject) ? TRUE : no(ERROR_INVALID_HANDLE);
    return network_->close(process_, hObject) ? TRUE : no(ERROR_INVALID_HANDLE);
}

BOOL ReferenceWinsock::DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle, LPHANDLE lpTargetHandle,
                                       DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwOptions) {
    const Turn turn(scheduler());
    if (!network_->is_ours(hSourceHandle)) {
        return ::DuplicateHandle(hSourceProcessHandle, hSourceHandle, hTargetProcessHandle, lpTargetHandle, dwDesiredAccess, bInheritHandle,
                                 dwOptions);
    }
    if (!writable(lpTargetHandle, sizeof(HANDLE))) return no(ERROR_NOACCESS);
    // Another process of the machine is one of this network's that nobody speaks for.
    constexpr ProcessId kNobody = -1;
    const bool here = ::GetProcessId(hTargetProcessHandle) == ::GetCurrentProcessId();
    *lpTargetHandle = network_->duplicate(hSourceHandle, here ? process_ : kNobody);
    if ((dwOptions & DUPLICATE_CLOSE_SOURCE) != 0) network_->close(process_, hSourceHandle);
    return TRUE;
}

// WSACreateEvent.event.not-inheritable, WSASocketW.handle.inheritable
BOOL ReferenceWinsock::GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags) {
    const Turn turn(scheduler());
    if (!network_->is_ours(hObject)) return ::GetHandleInformation(hObject, lpdwFlags) ? TRUE : no(ERROR_INVALID_HANDLE);
    if (!writable(lpdwFlags, sizeof(DWORD))) return no(ERROR_NOACCESS);
    const SocketPtr socket = network_->find_socket(process_, reinterpret_cast<SOCKET>(hObject));
    *lpdwFlags = socket && socket->inheritable ? HANDLE_FLAG_INHERIT : 0;
    return TRUE;
}

}  // namespace wcts::winsock::reference
