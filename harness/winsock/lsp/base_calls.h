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

// A function of the table that leaves the thread's last error as it was: a provider tells its errors in *lpErrno alone, and a call table
// that tells them otherwise must not show through.
template <auto function>
struct Quiet;
template <typename Result, typename... Args, Result(WSPAPI* function)(Args...)>
struct Quiet<function> {
    static Result WSPAPI call(Args... args) {
        const DWORD before = ::GetLastError();
        const Result result = function(args...);
        ::SetLastError(before);
        return result;
    }
};
template <auto function>
inline constexpr auto quiet = &Quiet<function>::call;

// A result of the call table's as the SPI tells it: with the error in *lpErrno.
template <typename Result>
Result told(BaseProvider& provider, Result result, Result failure, LPINT lpErrno) {
    if (result == failure) *lpErrno = provider.winsock().WSAGetLastError();
    return result;
}

}  // namespace wcts::winsock::lsp::base_calls
