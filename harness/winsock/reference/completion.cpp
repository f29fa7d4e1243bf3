// How an operation ends, and how its end is told.
#include "harness/winsock/reference/network.h"
#include "harness/winsock/reference/status.h"

#include <algorithm>

namespace wcts::winsock::reference {
namespace {

constexpr std::uintptr_t kLowBit = 1;

HANDLE event_of(const WSAOVERLAPPED& overlapped) {
    return reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(overlapped.hEvent) & ~kLowBit);
}

}  // namespace

void Network::finish(const SocketPtr& socket, const OperationPtr& operation, int error) {
    write_end(*operation, error);
    // WSASend.return.no-indication-after-error: the call itself tells of it, and nothing was started.
    if (operation->overlapped != nullptr && !(operation->in_call && error != 0)) indicate(socket, *operation);
}

void Network::write_end(Operation& operation, int error) {
    operation.finished = true;
    operation.status = error;
    if (operation.overlapped == nullptr || (operation.in_call && error != 0)) return;
    // lpFlags is an out parameter of the call only; a later end tells its flags through WSAGetOverlappedResult, or the routine.
    if (operation.flags_pointer != nullptr && operation.in_call) *operation.flags_pointer = operation.flags_out;
    operation.overlapped->Offset = operation.flags_out;  // the WSAOVERLAPPED page reserves it for providers
    operation.overlapped->InternalHigh = operation.done;
    operation.overlapped->Internal = status_of(error);
}

void Network::indicate(const SocketPtr& socket, const Operation& operation) {
    const auto bytes = static_cast<DWORD>(operation.done);
    if (operation.routine != nullptr) {
        // WSASend.overlapped.routine.hEvent-ignored; .arguments: the status, the count, the very pointer, and flags 0 for a send.
        run_routine(operation.thread, socket,
                    [routine = operation.routine, status = static_cast<DWORD>(operation.status), bytes, overlapped = operation.overlapped,
                     flags = operation.flags_out] { routine(status, bytes, overlapped, flags); });
        return;
    }
    // WSASend.overlapped.event.signalled
    if (const HANDLE event = event_of(*operation.overlapped)) set_event(event);
    if (!socket->port || operation.silent_port) return;
    const bool skipped = operation.in_call && (socket->port_modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0;
    if (!skipped) socket->port->packets.push_back({bytes, socket->port_key, operation.overlapped, operation.status});
}

// WSASend.overlapped.routine.alertable-only: an APC of the thread that made the call. .no-nesting: one of the same socket that comes while
// another runs waits for its end.
void Network::run_routine(DWORD thread, const SocketPtr& socket, std::function<void()> routine) {
    scheduler_->queue_apc(thread, [weak = weak_from_this(), generation = generation_, thread, socket, routine = std::move(routine)] {
        const auto network = weak.lock();
        if (!network) return;
        const std::pair key(thread, socket.get());
        {
            const Turn turn(network->scheduler());
            if (network->generation_ != generation) return;
            const auto [running, first] = network->routines_.try_emplace(key);
            if (!first) {
                running->second.push_back(routine);
                return;
            }
        }
        std::function<void()> next = routine;
        while (next) {
            next();
            const Turn turn(network->scheduler());
            next = nullptr;
            const auto running = network->routines_.find(key);
            if (running == network->routines_.end()) return;
            if (running->second.empty()) {
                network->routines_.erase(running);
            } else {
                next = std::move(running->second.front());
                running->second.pop_front();
            }
        }
    });
}

std::size_t Network::cancel(const SocketPtr& socket, const std::function<bool(const Operation&)>& chosen) {
    std::vector<OperationPtr> cancelled;
    for (auto* const queue : {&socket->sends, &socket->receives}) {
        std::copy_if(queue->begin(), queue->end(), std::back_inserter(cancelled), [&](const OperationPtr& one) { return chosen(*one); });
        std::erase_if(*queue, [&](const OperationPtr& one) { return chosen(*one); });
    }
    for (const OperationPtr& operation : cancelled) finish(socket, operation, WSA_OPERATION_ABORTED);
    if (!cancelled.empty()) flow(socket);
    return cancelled.size();
}

void Network::withdraw(const SocketPtr& socket, const OperationPtr& operation) {
    std::erase(socket->sends, operation);
    std::erase(socket->receives, operation);
}

}  // namespace wcts::winsock::reference
