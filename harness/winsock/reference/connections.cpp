// Pages: listen, accept, WSAAccept, connect, WSAConnect.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

namespace wcts::winsock::reference {

int ReferenceWinsock::listen(SOCKET s, int backlog) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (network_->is_down(process_)) return fail(WSAENETDOWN);
    // listen.error.WSAENOBUFS.exhausted
    if (socket->exhausted) return fail(WSAENOBUFS);
    error = network_->listen(*socket, backlog);
    return error == 0 ? 0 : fail(error);
}

int ReferenceWinsock::connect(SOCKET s, const sockaddr* name, int namelen) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    const ReadAddress read = read_address(name, namelen, socket->protocol->family);
    if (read.error != 0) return fail(read.error);
    error = network_->connect(socket, read.address);
    if (error != 0) return fail(error);
    // A connection of this network stands at once; a non-blocking socket hears of it as of any other.
    return socket->nonblocking && socket->protocol->has_connections() ? fail(WSAEWOULDBLOCK) : 0;
}

int ReferenceWinsock::WSAConnect(SOCKET s, const sockaddr* name, int namelen, LPWSABUF, LPWSABUF, LPQOS, LPQOS) {
    return connect(s, name, namelen);
}

SOCKET ReferenceWinsock::accept(SOCKET s, sockaddr* addr, LPINT addrlen) {
    return accept_with(s, addr, addrlen, nullptr, 0);
}

SOCKET ReferenceWinsock::WSAAccept(SOCKET s, sockaddr* addr, LPINT addrlen, LPCONDITIONPROC lpfnCondition, DWORD_PTR dwCallbackData) {
    return accept_with(s, addr, addrlen, lpfnCondition, dwCallbackData);
}

SOCKET ReferenceWinsock::accept_with(SOCKET s, sockaddr* addr, LPINT addrlen, LPCONDITIONPROC condition, DWORD_PTR data) {
    Turn turn(scheduler());
    int error = 0;
    const SocketPtr listener = find(s, error);
    if (!listener) return no_socket(error);
    if (!listener->protocol->has_connections()) return no_socket(WSAEOPNOTSUPP);
    if (!listener->listening) return no_socket(WSAEINVAL);
    if (listener->arrivals.empty()) {
        if (listener->nonblocking) return no_socket(WSAEWOULDBLOCK);
        error = block(turn, [listener] { return listener->closed || !listener->arrivals.empty(); }, std::nullopt);
        if (error == 0 && listener->closed) error = WSAEINTR;
        if (error != 0) return no_socket(error);
    }
    const SocketPtr arrival = listener->arrivals.front();
    if (condition != nullptr) {
        sockaddr_storage caller{};
        int length = sizeof(caller);
        static_cast<void>(write_address(*arrival->remote, reinterpret_cast<sockaddr*>(&caller), &length));
        WSABUF caller_id{static_cast<ULONG>(length), reinterpret_cast<char*>(&caller)};
        sockaddr_storage callee{};
        length = sizeof(callee);
        static_cast<void>(write_address(*arrival->local, reinterpret_cast<sockaddr*>(&callee), &length));
        WSABUF callee_id{static_cast<ULONG>(length), reinterpret_cast<char*>(&callee)};
        GROUP group = 0;
        ++thread().callbacks;
        turn.lock().unlock();
        const int answer = condition(&caller_id, nullptr, nullptr, nullptr, &callee_id, nullptr, &group, data);
        turn.lock().lock();
        --thread().callbacks;
        if (answer == CF_DEFER) return no_socket(WSATRY_AGAIN);
        if (answer != CF_ACCEPT) {
            listener->arrivals.pop_front();
            network_->reset(arrival);
            return no_socket(WSAECONNREFUSED);
        }
    }
    if (addr != nullptr) {
        error = write_address(*arrival->remote, addr, addrlen);
        if (error != 0) return no_socket(error);
    }
    listener->arrivals.pop_front();
    listener->armed |= FD_ACCEPT;
    network_->announce(*listener);
    return network_->add_socket(process_, arrival);
}

}  // namespace wcts::winsock::reference
