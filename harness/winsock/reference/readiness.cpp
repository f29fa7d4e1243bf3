// Page: select.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

#include <algorithm>
#include <cstddef>

namespace wcts::winsock::reference {
namespace {

constexpr std::size_t kHead = offsetof(fd_set, fd_array);

bool is_a_set(const fd_set* set) {
    return set == nullptr || (readable(set, kHead) && (set->fd_count == 0 || writable(set, kHead + set->fd_count * sizeof(SOCKET))));
}

std::span<SOCKET> sockets_of(fd_set* set) {
    return set == nullptr ? std::span<SOCKET>{} : std::span(set->fd_array, set->fd_count);
}

}  // namespace

int ReferenceWinsock::select(int, fd_set* readfds, fd_set* writefds, fd_set* exceptfds, PTIMEVAL timeout) {
    Turn turn(scheduler());
    if (const int error = not_now()) return fail(error);
    if (!is_a_set(readfds) || !is_a_set(writefds) || !is_a_set(exceptfds)) return fail(WSAEFAULT);
    if (timeout != nullptr && !readable(timeout, sizeof(*timeout))) return fail(WSAEFAULT);
    if (timeout != nullptr && (timeout->tv_sec < 0 || timeout->tv_usec < 0)) return fail(WSAEINVAL);

    struct Asked {
        fd_set* set;
        SOCKET value;
        SocketPtr socket;
    };
    std::vector<Asked> asked;
    for (fd_set* const set : {readfds, writefds, exceptfds}) {
        for (const SOCKET value : sockets_of(set)) {
            SocketPtr socket = network_->find_socket(process_, value);
            if (!socket) return fail(WSAENOTSOCK);
            asked.push_back({set, value, std::move(socket)});
        }
    }
    if (asked.empty()) return fail(WSAEINVAL);

    const auto is_ready = [&](const Asked& one) {
        if (one.set == readfds) return network_->can_receive(*one.socket);
        if (one.set == writefds) return network_->can_send(*one.socket);
        return network_->has_exception(*one.socket);
    };
    const Scheduler::Condition any = [&] { return std::any_of(asked.begin(), asked.end(), is_ready); };
    std::optional<Clock::Time> until;
    if (timeout != nullptr) until = scheduler().now() + std::chrono::seconds(timeout->tv_sec) + std::chrono::microseconds(timeout->tv_usec);
    // No time is no wait, so no APC runs.
    const bool waits = timeout == nullptr || timeout->tv_sec > 0 || timeout->tv_usec > 0;
    const int stopped = !waits || any() ? 0 : block(turn, any, until);
    if (stopped == WSAEINTR) return fail(stopped);

    for (fd_set* const set : {readfds, writefds, exceptfds})
        if (set != nullptr) set->fd_count = 0;
    int ready = 0;
    for (const Asked& one : asked) {
        if (!is_ready(one)) continue;
        one.set->fd_array[one.set->fd_count++] = one.value;
        ++ready;
    }
    return ready;
}

}  // namespace wcts::winsock::reference
