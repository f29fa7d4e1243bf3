// How ends are asked for, and operations cancelled.
// Pages: WSAGetOverlappedResult, GetOverlappedResult, CancelIo, CancelIoEx.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"
#include "harness/winsock/reference/status.h"

namespace wcts::winsock::reference {

BOOL ReferenceWinsock::WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped, LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags) {
    Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return no(error);
    if (!writable(lpOverlapped, sizeof(*lpOverlapped)) || !writable(lpcbTransfer, sizeof(DWORD)) || !writable(lpdwFlags, sizeof(DWORD)))
        return no(WSAEFAULT);
    if (network_->is_down(process_)) return no(WSAENETDOWN);
    const Scheduler::Condition ended = [lpOverlapped] { return lpOverlapped->Internal != kStatusPending; };
    if (!ended()) {
        // WSAGetOverlappedResult.error.WSA_IO_INCOMPLETE.pending, .WSA_INVALID_HANDLE.event
        if (fWait == FALSE) return no(WSA_IO_INCOMPLETE);
        const HANDLE event = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(lpOverlapped->hEvent) & ~std::uintptr_t{1});
        DWORD flags = 0;
        if (event != nullptr && !network_->find_event(event) && (network_->is_ours(event) || !::GetHandleInformation(event, &flags)))
            return no(WSA_INVALID_HANDLE);
        while (scheduler().wait(turn.lock(), ended, std::nullopt, false) != Scheduler::Woken::ready) {
        }
    }
    // WSASend.remarks.final-status, WSAGetOverlappedResult.lpcbTransfer.untouched
    error = error_of(lpOverlapped->Internal);
    if (error != 0) return no(error);
    // WSASend.overlapped.transferred
    *lpcbTransfer = static_cast<DWORD>(lpOverlapped->InternalHigh);
    *lpdwFlags = lpOverlapped->Offset;
    return TRUE;
}

BOOL ReferenceWinsock::GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped, LPDWORD lpNumberOfBytesTransferred, BOOL bWait) {
    Turn turn(scheduler());
    static_cast<void>(hFile);  // looked at by nobody once the operation has ended
    if (!writable(lpOverlapped, sizeof(*lpOverlapped)) || !writable(lpNumberOfBytesTransferred, sizeof(DWORD))) return no(ERROR_NOACCESS);
    const Scheduler::Condition ended = [lpOverlapped] { return lpOverlapped->Internal != kStatusPending; };
    if (!ended()) {
        if (bWait == FALSE) return no(ERROR_IO_INCOMPLETE);
        while (scheduler().wait(turn.lock(), ended, std::nullopt, false) != Scheduler::Woken::ready) {
        }
    }
    *lpNumberOfBytesTransferred = static_cast<DWORD>(lpOverlapped->InternalHigh);
    const int error = error_of(lpOverlapped->Internal);
    return error == 0 ? TRUE : no(error);
}

BOOL ReferenceWinsock::CancelIo(HANDLE hFile) {
    const Turn turn(scheduler());
    const SocketPtr socket = network_->find_socket(process_, reinterpret_cast<SOCKET>(hFile));
    if (!socket) return network_->is_ours(hFile) ? no(ERROR_INVALID_HANDLE) : ::CancelIo(hFile);
    const DWORD thread = ::GetCurrentThreadId();
    network_->cancel(socket, [thread](const Operation& one) { return one.overlapped != nullptr && one.thread == thread; });
    return TRUE;
}

BOOL ReferenceWinsock::CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped) {
    const Turn turn(scheduler());
    const SocketPtr socket = network_->find_socket(process_, reinterpret_cast<SOCKET>(hFile));
    if (!socket) return network_->is_ours(hFile) ? no(ERROR_INVALID_HANDLE) : ::CancelIoEx(hFile, lpOverlapped);
    const std::size_t cancelled = network_->cancel(socket, [lpOverlapped](const Operation& one) {
        return one.overlapped != nullptr && (lpOverlapped == nullptr || one.overlapped == lpOverlapped);
    });
    return cancelled > 0 ? TRUE : no(ERROR_NOT_FOUND);
}

}  // namespace wcts::winsock::reference
