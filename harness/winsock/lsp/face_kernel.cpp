// The kernel's calls. On a handle of the kernel's own they never see a provider; on a layered one the host answers, as Windows' own
// redirector for such handles does.
#include "harness/winsock/lsp/lsp_winsock.h"

#include "harness/winsock/memory.h"

namespace wcts::winsock::lsp {

bool LspWinsock::is_layered(HANDLE handle) const {
    const auto owner = host_.handles().owner(reinterpret_cast<SOCKET>(handle));
    return owner && owner->layered;
}

BOOL LspWinsock::no(int error) {
    WSASetLastError(error);
    return FALSE;
}

HANDLE LspWinsock::CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey,
                                          DWORD NumberOfConcurrentThreads) {
    if (!is_layered(FileHandle))
        return base().CreateIoCompletionPort(FileHandle, ExistingCompletionPort, CompletionKey, NumberOfConcurrentThreads);
    HANDLE port = ExistingCompletionPort;
    if (port == nullptr) port = base().CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, NumberOfConcurrentThreads);
    if (port == nullptr) return nullptr;
    if (host_.handles().set_port(reinterpret_cast<SOCKET>(FileHandle), port, CompletionKey)) return port;
    // One port for all its life.
    if (ExistingCompletionPort == nullptr) base().CloseHandle(port);
    WSASetLastError(ERROR_INVALID_PARAMETER);
    return nullptr;
}

BOOL LspWinsock::GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR lpCompletionKey,
                                           LPOVERLAPPED* lpOverlapped, DWORD dwMilliseconds) {
    return base().GetQueuedCompletionStatus(CompletionPort, lpNumberOfBytesTransferred, lpCompletionKey, lpOverlapped, dwMilliseconds);
}

BOOL LspWinsock::PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey,
                                            LPOVERLAPPED lpOverlapped) {
    return base().PostQueuedCompletionStatus(CompletionPort, dwNumberOfBytesTransferred, dwCompletionKey, lpOverlapped);
}

BOOL LspWinsock::GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped, LPDWORD lpNumberOfBytesTransferred, BOOL bWait) {
    if (is_layered(hFile) && bWait != FALSE && readable(lpOverlapped, sizeof(*lpOverlapped))) {
        // Without an event the kernel waits for the file, and this is none.
        const volatile ULONG_PTR& status = lpOverlapped->Internal;
        while (status == WSS_OPERATION_IN_PROGRESS) {
            if (lpOverlapped->hEvent != nullptr) {
                base().WaitForSingleObjectEx(lpOverlapped->hEvent, INFINITE, FALSE);
            } else {
                base().SleepEx(1, FALSE);
            }
        }
    }
    host_.operations().let_tell();
    return base().GetOverlappedResult(hFile, lpOverlapped, lpNumberOfBytesTransferred, bWait);
}

BOOL LspWinsock::SetFileCompletionNotificationModes(HANDLE FileHandle, UCHAR Flags) {
    if (!is_layered(FileHandle)) return base().SetFileCompletionNotificationModes(FileHandle, Flags);
    if ((Flags & ~(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE)) != 0) return no(ERROR_INVALID_PARAMETER);
    return host_.handles().add_modes(reinterpret_cast<SOCKET>(FileHandle), Flags) ? TRUE : no(ERROR_INVALID_HANDLE);
}

// No provider hears of these: operations of a handle that is none of the kernel's cannot be cancelled through it.

BOOL LspWinsock::CancelIo(HANDLE hFile) {
    return is_layered(hFile) ? no(ERROR_NOT_SUPPORTED) : base().CancelIo(hFile);
}

BOOL LspWinsock::CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped) {
    return is_layered(hFile) ? no(ERROR_NOT_SUPPORTED) : base().CancelIoEx(hFile, lpOverlapped);
}

BOOL LspWinsock::CloseHandle(HANDLE hObject) {
    const auto s = reinterpret_cast<SOCKET>(hObject);
    if (is_layered(hObject)) return closesocket(s) == 0 ? TRUE : no(ERROR_INVALID_HANDLE);
    // Past the provider, which keeps what it knows of the socket.
    host_.handles().forget(s);
    host_.base_provider().forget(s);
    host_.socket_closed(s);
    return base().CloseHandle(hObject);
}

BOOL LspWinsock::DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle, LPHANDLE lpTargetHandle,
                                 DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwOptions) {
    return base().DuplicateHandle(hSourceProcessHandle, hSourceHandle, hTargetProcessHandle, lpTargetHandle, dwDesiredAccess,
                                  bInheritHandle, dwOptions);
}

BOOL LspWinsock::GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags) {
    return is_layered(hObject) ? no(ERROR_NOT_SUPPORTED) : base().GetHandleInformation(hObject, lpdwFlags);
}

DWORD LspWinsock::WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds, BOOL bAlertable) {
    return base().WaitForSingleObjectEx(hHandle, dwMilliseconds, bAlertable);
}

DWORD LspWinsock::SleepEx(DWORD dwMilliseconds, BOOL bAlertable) {
    return base().SleepEx(dwMilliseconds, bAlertable);
}

DWORD LspWinsock::QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread, ULONG_PTR dwData) {
    return base().QueueUserAPC(pfnAPC, hThread, dwData);
}

}  // namespace wcts::winsock::lsp
