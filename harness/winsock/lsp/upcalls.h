// The upcall table that hosted providers get. Pages: WSPStartup, WPUCreateSocketHandle and its neighbours.
#pragma once

#include "harness/winsock/lsp/spi.h"

namespace wcts::winsock::lsp {

[[nodiscard]] WSPUPCALLTABLE upcall_table();

// WPUGetProviderPath and WSCGetProviderPath: 0, or SOCKET_ERROR and the error.
int provider_path(const GUID* provider, WCHAR* path, LPINT length, LPINT lpErrno);

// An export of ws2_32, and no entry of the table.
int WSPAPI complete_overlapped_request(SOCKET s, LPWSAOVERLAPPED lpOverlapped, DWORD dwError, DWORD cbTransferred, LPINT lpErrno);

}  // namespace wcts::winsock::lsp
