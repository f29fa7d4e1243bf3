// Starting a process where one in some thousands does not come to life.
#pragma once

#include "harness/winsock/platform.h"

namespace wcts::winsock {

// Calls `create`, which calls CreateProcessW and gives its result, until a process has started or the failure is a real one; then the last
// error is CreateProcessW's. On a loaded machine Wine 8.0 ends a new process before it has begun now and then (4 times in five minutes in
// which 24 programs did nothing but start others), and calls that ERROR_INTERNAL_ERROR. The next one starts.
template <typename Create>
[[nodiscard]] bool start_process(Create create) {
    constexpr int kAttempts = 4;
    for (int attempt = 1; attempt <= kAttempts; ++attempt) {
        if (create()) return true;
        if (::GetLastError() != ERROR_INTERNAL_ERROR) break;
    }
    return false;
}

}  // namespace wcts::winsock
