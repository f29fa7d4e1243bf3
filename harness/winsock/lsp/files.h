// ReadFile and WriteFile on sockets. No row calls them through the call table: there they would be one more way to say WSARecv and WSASend.
// What they are about is how a provider is called that made the handle itself.
//
// Pages: WPUCreateSocketHandle, WSPSend (lpThreadId), ReadFile, WriteFile.
#pragma once

#include "harness/winsock/lsp/host.h"

namespace wcts::winsock::lsp {

// What a program gives them.
struct FileTransfer {
    HANDLE file;
    void* data;
    DWORD bytes;
    LPDWORD transferred;
    LPOVERLAPPED overlapped;
};

// As an application calls them. On a layered handle the host calls WSPRecv and WSPSend without a thread id, as Windows' own redirector for
// such handles does; on one of the kernel's own they never see a provider. TRUE, or FALSE with the last error of Windows.
BOOL read_file(Host& host, const FileTransfer& what);
BOOL write_file(Host& host, const FileTransfer& what);

// As a provider calls them on a handle of the layer below: the same where that lives in memory, and the kernel's functions otherwise.
BOOL read_below(Winsock& base, const FileTransfer& what);
BOOL write_below(Winsock& base, const FileTransfer& what);

}  // namespace wcts::winsock::lsp
