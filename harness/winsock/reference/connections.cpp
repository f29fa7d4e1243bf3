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
    Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    ReadAddress read = read_address(name, namelen, socket->protocol->family);
    // WSAConnect.datagram.disconnect: all of the name is zero, its family with it.
    if (read.error == WSAEAFNOSUPPORT && name->sa_family == AF_UNSPEC && !socket->protocol->has_connections())
        read = {Address::any(socket->protocol->family)};
    if (read.error != 0) return fail(read.error);
    error = network_->connect(socket, read.address, !socket->nonblocking);
    if (error != WSAEWOULDBLOCK || socket->nonblocking) return error == 0 ? 0 : fail(error);
    error = block(
        turn, [socket] { return !socket->connecting; }, std::nullopt);
    if (error != 0) network_->stop_connecting(*socket);
    // connect.error.WSAEINTR.cancelled-blocking-call
    if (error == 0) error = socket->closed ? WSAEINTR : socket->connect_error;
    return error == 0 ? 0 : fail(error);
}

int ReferenceWinsock::WSAConnect(SOCKET s, const sockaddr* name, int namelen, LPWSABUF lpCallerData, LPWSABUF lpCalleeData, LPQOS lpSQOS,
                                 LPQOS lpGQOS) {
    {
        const Turn turn(scheduler());
        int error = 0;
        if (!find(s, error)) return fail(error);
        if (network_->is_down(process_)) return fail(WSAENETDOWN);
        // WSAConnect.error.WSAEINVAL.group-qos, .WSAEFAULT.qos, .WSAEOPNOTSUPP.qos: nothing is promised here but the best effort.
        if (lpGQOS != nullptr) return fail(WSAEINVAL);
        if (lpSQOS != nullptr && !readable(lpSQOS, sizeof(*lpSQOS))) return fail(WSAEFAULT);
        const auto wants_more = [](const FLOWSPEC& flow) {
            return flow.ServiceType != SERVICETYPE_NOTRAFFIC && flow.ServiceType != SERVICETYPE_BESTEFFORT;
        };
        if (lpSQOS != nullptr && (wants_more(lpSQOS->SendingFlowspec) || wants_more(lpSQOS->ReceivingFlowspec))) return fail(WSAEOPNOTSUPP);
        // WSAConnect.error.WSAEFAULT.callee-data, .WSAEPROTONOSUPPORT.caller-data: no transport here carries any.
        if (lpCalleeData != nullptr && !writable(lpCalleeData, sizeof(*lpCalleeData))) return fail(WSAEFAULT);
        if (lpCallerData != nullptr) return fail(readable(lpCallerData, sizeof(*lpCallerData)) ? WSAEPROTONOSUPPORT : WSAEFAULT);
    }
    const int result = connect(s, name, namelen);
    if (result == 0 && lpCalleeData != nullptr) lpCalleeData->len = 0;
    return result;
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
    if (network_->is_down(process_)) return no_socket(WSAENETDOWN);
    if (!listener->protocol->has_connections()) return no_socket(WSAEOPNOTSUPP);
    if (!listener->listening) return no_socket(WSAEINVAL);
    if (listener->arrivals.empty()) {
        if (listener->nonblocking) return no_socket(WSAEWOULDBLOCK);
        error = block(turn, [listener] { return listener->closed || !listener->arrivals.empty(); }, std::nullopt);
        if (error == 0 && listener->closed) error = WSAEINTR;
        if (error != 0) return no_socket(error);
    }
    // accept.error.WSAENOBUFS.exhausted
    if (listener->exhausted) return no_socket(WSAENOBUFS);
    const SocketPtr arrival = listener->arrivals.front();
    // accept.error.WSAECONNRESET.before-accept
    if (arrival->failure != 0) {
        listener->arrivals.pop_front();
        return no_socket(arrival->failure);
    }
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
    // accept.address.null: either of them.
    if (addr != nullptr && addrlen != nullptr) {
        error = write_address(*arrival->remote, addr, addrlen);
        if (error != 0) return no_socket(error);
    }
    listener->arrivals.pop_front();
    listener->armed |= FD_ACCEPT;
    network_->announce(*listener);
    // accept.properties.events
    arrival->selected_event = listener->selected_event;
    arrival->selected = arrival->armed = listener->selected & ~FD_ACCEPT;
    network_->announce(*arrival);
    return network_->add_socket(process_, arrival);
}

}  // namespace wcts::winsock::reference
