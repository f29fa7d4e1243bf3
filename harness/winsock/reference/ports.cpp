// Completion ports.
// Pages: CreateIoCompletionPort, GetQueuedCompletionStatus, PostQueuedCompletionStatus, SetFileCompletionNotificationModes.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

namespace wcts::winsock::reference {

HANDLE ReferenceWinsock::CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey, DWORD) {
    const Turn turn(scheduler());
    const auto refuse = [this](int error) -> HANDLE {
        static_cast<void>(fail(error));
        return nullptr;
    };
    if (FileHandle == INVALID_HANDLE_VALUE)
        return ExistingCompletionPort == nullptr ? network_->add_port(process_) : refuse(ERROR_INVALID_PARAMETER);
    const SocketPtr socket = network_->find_socket(process_, reinterpret_cast<SOCKET>(FileHandle));
    if (!socket) return refuse(ERROR_INVALID_HANDLE);
    // A handle has one port for all its life, and must have been opened for overlapped I/O.
    if (socket->port || !socket->overlapped) return refuse(ERROR_INVALID_PARAMETER);
    const HANDLE value = ExistingCompletionPort == nullptr ? network_->add_port(process_) : ExistingCompletionPort;
    socket->port = network_->find_port(value);
    if (!socket->port) return refuse(ERROR_INVALID_HANDLE);
    socket->port_key = CompletionKey;
    return value;
}

BOOL ReferenceWinsock::GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR lpCompletionKey,
                                                 LPOVERLAPPED* lpOverlapped, DWORD dwMilliseconds) {
    Turn turn(scheduler());
    if (!writable(lpNumberOfBytesTransferred, sizeof(DWORD)) || !writable(lpCompletionKey, sizeof(ULONG_PTR)) ||
        !writable(lpOverlapped, sizeof(LPOVERLAPPED))) {
        return no(ERROR_NOACCESS);
    }
    *lpOverlapped = nullptr;
    const auto port = network_->find_port(CompletionPort);
    if (!port) return no(ERROR_INVALID_HANDLE);
    std::optional<Clock::Time> until;
    if (dwMilliseconds != INFINITE) until = scheduler().now() + std::chrono::milliseconds(dwMilliseconds);
    const Scheduler::Condition ready = [&port] { return port->closed || !port->packets.empty(); };
    if (scheduler().wait(turn.lock(), ready, until, false) == Scheduler::Woken::timed_out) return no(WAIT_TIMEOUT);
    if (port->packets.empty()) return no(ERROR_ABANDONED_WAIT_0);
    const Packet packet = port->packets.front();
    port->packets.pop_front();
    *lpNumberOfBytesTransferred = packet.bytes;
    *lpCompletionKey = packet.key;
    *lpOverlapped = packet.overlapped;
    return packet.error == 0 ? TRUE : no(packet.error);
}

BOOL ReferenceWinsock::PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey,
                                                  LPOVERLAPPED lpOverlapped) {
    return post(CompletionPort, {dwNumberOfBytesTransferred, dwCompletionKey, lpOverlapped, 0}) ? TRUE : no(ERROR_INVALID_HANDLE);
}

bool ReferenceWinsock::post(HANDLE port, const Packet& packet) {
    const Turn turn(scheduler());
    const auto found = network_->find_port(port);
    if (found) found->packets.push_back(packet);
    return found != nullptr;
}

BOOL ReferenceWinsock::SetFileCompletionNotificationModes(HANDLE FileHandle, UCHAR Flags) {
    const Turn turn(scheduler());
    const SocketPtr socket = network_->find_socket(process_, reinterpret_cast<SOCKET>(FileHandle));
    if (!socket) return no(ERROR_INVALID_HANDLE);
    if ((Flags & ~(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE)) != 0) return no(ERROR_INVALID_PARAMETER);
    // Modes can be added and never taken away.
    socket->port_modes = static_cast<UCHAR>(socket->port_modes | Flags);
    return TRUE;
}

}  // namespace wcts::winsock::reference
