#include "harness/winsock/lsp/operations.h"

#include "harness/winsock/lsp/host.h"
#include "harness/winsock/lsp/status.h"
#include "harness/winsock/memory.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace wcts::winsock::lsp {

void Operations::begin(SOCKET s, WSAOVERLAPPED* overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, bool layered) {
    const std::lock_guard lock(mutex_);
    abandoned_.erase(overlapped);
    refused_.erase(overlapped);
    operations_[overlapped] = {s, routine, ::GetCurrentThreadId(), layered, true, false, false, false, false, std::nullopt};
}

void Operations::refused_below(const WSAOVERLAPPED* overlapped) {
    const std::lock_guard lock(mutex_);
    const auto found = operations_.find(overlapped);
    if (found != operations_.end()) found->second.refused_below = true;
}

void Operations::returned(WSAOVERLAPPED* overlapped, bool accepted, bool at_once) {
    std::optional<Packet> packet;
    {
        const std::lock_guard lock(mutex_);
        const auto found = operations_.find(overlapped);
        // A routine cannot have run yet, but a worker of the provider may have ended it already.
        if (found == operations_.end()) return;
        Operation& operation = found->second;
        operation.in_call = false;
        if (!accepted) {
            if (operation.ended) rules_.broken("a call that failed was completed as well");
            if (operation.refused_below) refused_[overlapped] = operation.routine;
            operations_.erase(found);
            return;
        }
        operation.pending = !at_once;
        if (!operation.ended) return;
        if (!at_once) packet = operation.packet;
        operations_.erase(found);
    }
    if (packet) base_.post(*packet);
}

int Operations::complete(SOCKET s, WSAOVERLAPPED* overlapped, DWORD error, DWORD bytes) {
    const auto port = handles_.port(s);
    if (!port) {
        rules_.broken("WPUCompleteOverlappedRequest was called for a handle that WPUCreateSocketHandle did not make");
        return WSAENOTSOCK;
    }
    if (overlapped == nullptr) {
        rules_.broken("WPUCompleteOverlappedRequest was called without a WSAOVERLAPPED");
        return WSAEFAULT;
    }
    if (handles_.was_closed(s)) rules_.broken("an operation was completed after WPUCloseSocketHandle on its handle");
    HANDLE event = nullptr;
    std::optional<Packet> packet;
    const std::lock_guard telling(telling_);
    {
        const std::lock_guard lock(mutex_);
        auto found = operations_.find(overlapped);
        // An extension function is called past the application's face; its provider has marked the structure as in progress.
        if (found == operations_.end() && readable(overlapped, sizeof(*overlapped)) && overlapped->Internal == WSS_OPERATION_IN_PROGRESS) {
            Operation extension;
            extension.s = s;
            extension.layered = true;
            extension.in_call = false;
            found = operations_.emplace(overlapped, std::move(extension)).first;
        }
        if (found == operations_.end() || found->second.ended) {
            rules_.broken("a WSAOVERLAPPED was completed that is not in flight (completed twice, or never passed in)");
            return WSAEINVAL;
        }
        Operation& operation = found->second;
        if (operation.s != s) rules_.broken("an operation was completed on another handle than that of its call");
        if (operation.routine != nullptr)
            rules_.broken("WPUCompleteOverlappedRequest ended an operation that has a completion routine; WPUQueueApc is for those");
        const bool over = operation.over;
        event = over ? nullptr : overlapped->hEvent;
        overlapped->InternalHigh = bytes;
        // Whoever sees the status sees the count as well. From then on the structure is the application's.
        std::atomic_thread_fence(std::memory_order_release);
        static_cast<void>(::InterlockedExchangePointer(
            reinterpret_cast<void* volatile*>(&overlapped->Internal),
            reinterpret_cast<void*>(static_cast<ULONG_PTR>(static_cast<ULONG>(status_of(static_cast<int>(error)))))));
        const bool silent = (reinterpret_cast<std::uintptr_t>(event) & 1) != 0;
        if (port->port != nullptr && !silent && !over) packet = Packet{port->port, port->key, overlapped, bytes, static_cast<int>(error)};
        if (operation.in_call) {
            operation.ended = true;
            // The call decides: with FILE_SKIP_COMPLETION_PORT_ON_SUCCESS one that returns success is its own indication.
            if ((port->modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0) operation.packet = std::exchange(packet, std::nullopt);
        } else {
            operations_.erase(found);
        }
    }
    if (packet) base_.post(*packet);
    event = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event) & ~std::uintptr_t{1});
    if (event != nullptr) base_.winsock().WSASetEvent(event);
    // Whoever waits inside the base for nothing but the status looks again after any call.
    if (base_.in_memory()) base_.winsock().WSAIsBlocking();
    return 0;
}

LPWSAOVERLAPPED_COMPLETION_ROUTINE Operations::take_routine(const WSAOVERLAPPED* overlapped) {
    const std::lock_guard lock(mutex_);
    const auto found = operations_.find(overlapped);
    if (found == operations_.end() && abandoned_.erase(overlapped) > 0) return nullptr;
    if (const auto refused = refused_.extract(overlapped); found == operations_.end() && refused) return refused.mapped();
    if (found == operations_.end() || found->second.routine == nullptr) {
        rules_.broken("a completion routine was run for a WSAOVERLAPPED that is not in flight (run twice, or never passed in)");
        return nullptr;
    }
    if (found->second.thread != ::GetCurrentThreadId())
        rules_.broken("a completion routine was run on another thread than that of its call");
    if (found->second.in_call) rules_.broken("a completion routine was run before its call returned");
    const auto routine = found->second.routine;
    operations_.erase(found);
    return routine;
}

void CALLBACK Operations::routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags) {
    Host* const host = Host::current();
    if (host == nullptr) return;
    if (const auto own = host->operations().take_routine(overlapped)) own(error, bytes, overlapped, flags);
}

void Operations::let_tell() {
    const std::lock_guard telling(telling_);
}

bool Operations::owes_ends() const {
    const std::lock_guard lock(mutex_);
    return std::any_of(operations_.begin(), operations_.end(), [this](const auto& one) {
        const Operation& operation = one.second;
        return operation.layered && operation.pending && operation.routine == nullptr && handles_.was_closed(operation.s);
    });
}

std::set<SOCKET> Operations::waiting_for_routines() const {
    const std::lock_guard lock(mutex_);
    std::set<SOCKET> handles;
    for (const auto& [overlapped, operation] : operations_)
        if (operation.layered && operation.routine != nullptr) handles.insert(operation.s);
    return handles;
}

void Operations::tell_nobody() {
    const std::lock_guard lock(mutex_);
    for (const auto& [overlapped, routine] : refused_) abandoned_.insert(overlapped);
    refused_.clear();
    for (auto one = operations_.begin(); one != operations_.end();) {
        Operation& operation = one->second;
        operation.over = operation.layered;
        if (operation.layered && operation.routine != nullptr) {
            abandoned_.insert(one->first);
            one = operations_.erase(one);
        } else {
            ++one;
        }
    }
}

void Operations::clear() {
    const std::lock_guard lock(mutex_);
    for (const auto& [overlapped, operation] : operations_)
        if (operation.routine != nullptr) abandoned_.insert(overlapped);
    for (const auto& [overlapped, routine] : refused_) abandoned_.insert(overlapped);
    operations_.clear();
    refused_.clear();
}

}  // namespace wcts::winsock::lsp
