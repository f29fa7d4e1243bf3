// The functions in the base provider's procedure table, in files by theme.
#pragma once

#include "harness/winsock/lsp/base_provider.h"

namespace wcts::winsock::lsp::base_calls {

[[nodiscard]] WSPPROC_TABLE table();

// Each fills its part.
void add_sockets(WSPPROC_TABLE& table);
void add_data(WSPPROC_TABLE& table);
void add_readiness(WSPPROC_TABLE& table);
void add_options(WSPPROC_TABLE& table);

// The provider, for a call with this handle; nullptr where *lpErrno says why not.
[[nodiscard]] BaseProvider* enter(SOCKET s, const char* function, LPINT lpErrno);

// A result of the call table's as the SPI tells it: with the error in *lpErrno.
template <typename Result>
Result told(BaseProvider& provider, Result result, Result failure, LPINT lpErrno) {
    if (result == failure) *lpErrno = provider.winsock().WSAGetLastError();
    return result;
}

}  // namespace wcts::winsock::lsp::base_calls
