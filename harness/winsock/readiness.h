// Whether one socket is ready, as `select` tells. Source: the reference page of select.
#pragma once

#include "harness/winsock/winsock.h"

#include <chrono>

namespace wcts::winsock {

enum class Ready { read, write, except };

// 1: it is; 0: not within `time`, at most; SOCKET_ERROR, with the last error of `winsock`.
inline int select_one(Winsock& winsock, SOCKET s, Ready what, std::chrono::milliseconds time) {
    fd_set set;
    FD_ZERO(&set);
    set.fd_array[set.fd_count++] = s;
    timeval timeout{static_cast<long>(time.count() / 1000), static_cast<long>(time.count() % 1000 * 1000)};
    return winsock.select(0, what == Ready::read ? &set : nullptr, what == Ready::write ? &set : nullptr,
                          what == Ready::except ? &set : nullptr, &timeout);
}

}  // namespace wcts::winsock
