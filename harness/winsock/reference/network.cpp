#include "harness/winsock/reference/network.h"

#include <algorithm>
#include <utility>

namespace wcts::winsock::reference {
namespace {

// Above what a kernel gives out, and multiples of four as all handles are.
constexpr std::uintptr_t kFirstHandle = 0x0A000000;
// Pseudo handles of the kernel lie above.
constexpr std::uintptr_t kLastHandle = 0x7FFFFFFF;
constexpr std::uint16_t kFirstFreePort = 49152;  // RFC 6335: dynamic ports

}  // namespace

Network::Network() : scheduler_(std::make_shared<Scheduler>()), next_handle_(kFirstHandle) {
    scheduler_->on_thread_end = [this](DWORD thread) { thread_ended(thread); };
}

Network::~Network() {
    const auto lock = scheduler_->enter();
    scheduler_->on_thread_end = nullptr;
    renew();
}

void Network::renew() {
    for (const auto& weak : sockets_) {
        if (const SocketPtr socket = weak.lock()) {
            socket->mate.reset();
            socket->arrivals.clear();
        }
    }
    sockets_.clear();
    handles_.clear();
    routines_.clear();
    down_.reset();
    without_memory_.reset();
    broken_.reset();
    lent_.clear();
    without_tasks_.reset();
    scheduler_->forget();
    ++generation_;
}

void Network::abandon(ProcessId process) {
    for (const auto& weak : std::vector(sockets_)) {
        const SocketPtr socket = weak.lock();
        if (!socket || socket->owner != process || socket->closed) continue;
        // WSACleanup.final.no-notification
        socket->selected = 0;
        // WSACleanup.final.overlapped-cancelled, .no-event, .no-routine
        for (auto* const queue : {&socket->sends, &socket->receives})
            for (const OperationPtr& operation : std::exchange(*queue, {})) write_end(*operation, WSA_OPERATION_ABORTED);
        // WSACleanup.final.sockets-closed
        socket->descriptors = 0;
        if (socket->mate) reset(socket);
        close_socket(socket);
    }
    std::erase_if(handles_, [process](const auto& entry) {
        return entry.second.owner == process && std::holds_alternative<SocketPtr>(entry.second.object);
    });
}

HANDLE Network::add(Handle handle) {
    next_handle_ += 4;
    const auto value = reinterpret_cast<HANDLE>(next_handle_);
    handles_.emplace(value, std::move(handle));
    return value;
}

bool Network::may_be_ours(HANDLE value) noexcept {
    const auto number = reinterpret_cast<std::uintptr_t>(value);
    return number > kFirstHandle && number <= kLastHandle;
}

HANDLE Network::add_event(ProcessId owner) {
    return add({owner, std::make_shared<Event>()});
}

HANDLE Network::add_port(ProcessId owner) {
    return add({owner, std::make_shared<Port>()});
}

SOCKET Network::add_socket(ProcessId owner, const SocketPtr& socket) {
    ++socket->descriptors;
    return reinterpret_cast<SOCKET>(add({owner, socket}));
}

Network::SocketPtr Network::find_socket(ProcessId owner, SOCKET value) const {
    const auto found = handles_.find(reinterpret_cast<HANDLE>(value));
    if (found == handles_.end() || found->second.owner != owner) return nullptr;
    const auto* const socket = std::get_if<SocketPtr>(&found->second.object);
    return socket == nullptr ? nullptr : *socket;
}

std::shared_ptr<Event> Network::find_event(HANDLE value) const {
    const auto found = handles_.find(value);
    if (found == handles_.end()) return nullptr;
    const auto* const event = std::get_if<std::shared_ptr<Event>>(&found->second.object);
    return event == nullptr ? nullptr : *event;
}

std::shared_ptr<Port> Network::find_port(HANDLE value) const {
    const auto found = handles_.find(value);
    if (found == handles_.end()) return nullptr;
    const auto* const port = std::get_if<std::shared_ptr<Port>>(&found->second.object);
    return port == nullptr ? nullptr : *port;
}

bool Network::close(ProcessId owner, HANDLE value) {
    const auto found = handles_.find(value);
    if (found == handles_.end() || found->second.owner != owner) return false;
    const auto object = std::move(found->second.object);
    handles_.erase(found);
    if (const auto* const port = std::get_if<std::shared_ptr<Port>>(&object)) (*port)->closed = true;
    if (const auto* const socket = std::get_if<SocketPtr>(&object); socket != nullptr && --(*socket)->descriptors == 0) close_socket(*socket);
    return true;
}

HANDLE Network::duplicate(HANDLE value, ProcessId owner) {
    const auto found = handles_.find(value);
    if (found == handles_.end()) return nullptr;
    if (const auto* const socket = std::get_if<SocketPtr>(&found->second.object)) ++(*socket)->descriptors;
    return add({owner, found->second.object});
}

DWORD Network::lend(HANDLE value) {
    lent_.emplace(++next_lent_, value);
    return next_lent_;
}

HANDLE Network::take_lent(DWORD number, ProcessId owner) {
    // WSASocketW.error.WSAEINVAL.used
    const auto found = lent_.extract(number);
    return found.empty() ? nullptr : duplicate(found.mapped(), owner);
}

Network::SocketPtr Network::make_socket(ProcessId owner, const Protocol& protocol, bool overlapped) {
    const auto socket = std::make_shared<Socket>();
    socket->protocol = &protocol;
    socket->owner = owner;
    socket->overlapped = overlapped;
    std::erase_if(sockets_, [](const auto& weak) { return weak.expired(); });
    sockets_.push_back(socket);
    return socket;
}

bool Network::in_use(const Socket& asking, const Address& address) const {
    return std::any_of(sockets_.begin(), sockets_.end(), [&](const auto& weak) {
        const SocketPtr other = weak.lock();
        // What was accepted shares its listener's port.
        if (!other || other.get() == &asking || other->protocol != asking.protocol || !other->local || other->closed) return false;
        if (other->was_connected && !other->listening && other->local->port == address.port && asking.options.reuse_address) return false;
        // connect.error.WSAEADDRINUSE.late: of streams a wildcard gives way to an address until that address is wanted.
        const bool either_any = (other->local->is_any() || address.is_any()) && !asking.protocol->has_connections();
        const bool same_host = either_any || other->local->bytes == address.bytes;
        return same_host && other->local->port == address.port && !(other->options.reuse_address && asking.options.reuse_address);
    });
}

std::uint16_t Network::free_port(const Protocol& protocol) const {
    for (std::uint16_t port = kFirstFreePort; port != 0; ++port) {
        const bool taken = std::any_of(sockets_.begin(), sockets_.end(), [&](const auto& weak) {
            const SocketPtr other = weak.lock();
            return other && other->protocol == &protocol && other->local && other->local->port == port && !other->closed;
        });
        if (!taken) return port;
    }
    return 0;
}

int Network::bind(Socket& socket, Address address) {
    if (socket.local) return WSAEINVAL;
    // bind.error.WSAEACCES.broadcast
    if (!socket.protocol->has_connections() && address.is_broadcast() && !socket.options.broadcast) return WSAEACCES;
    if (!address.is_any() && !address.is_loopback()) return WSAEADDRNOTAVAIL;
    if (address.port == 0) {
        address.port = free_port(*socket.protocol);
    } else if (in_use(socket, address)) {
        return WSAEADDRINUSE;
    }
    socket.local = address;
    return 0;
}

int Network::listen(Socket& socket, int backlog) {
    if (!socket.protocol->has_connections()) return WSAEOPNOTSUPP;
    if (!socket.local) return WSAEINVAL;
    if (socket.was_connected) return WSAEISCONN;
    // listen.again.succeeds
    if (socket.listening) return 0;
    socket.listening = true;
    // listen.backlog.nearest, .SOMAXCONN, .SOMAXCONN_HINT: negative values are hints.
    socket.backlog = static_cast<std::size_t>(std::clamp(backlog < 0 ? -backlog : backlog, 1, 200));
    return 0;
}

Network::SocketPtr Network::listener_for(const Protocol& protocol, const Address& to) const {
    for (const auto& weak : sockets_) {
        const SocketPtr socket = weak.lock();
        if (!socket || socket->closed || !socket->listening || socket->protocol != &protocol || socket->local->port != to.port) continue;
        if (socket->local->is_any() || socket->local->bytes == to.bytes) return socket;
    }
    return nullptr;
}

// Of datagrams: the peer of sends and receives.
int Network::set_peer(Socket& socket, const Address& to) const {
    // connect.datagram.disconnect
    if (to.is_any()) {
        socket.dissolved = socket.remote.has_value();
        socket.remote.reset();
        return 0;
    }
    // connect.error.WSAEACCES.broadcast
    if (to.is_broadcast() && !socket.options.broadcast) return WSAEACCES;
    if (!socket.local) socket.local = Address::loopback(to.family, free_port(*socket.protocol));
    socket.remote = to;
    socket.dissolved = false;
    // connect.datagram.queue-dropped
    std::erase_if(socket.inbox, [&](const Datagram& datagram) { return datagram.from != to; });
    return 0;
}

int Network::connect(const SocketPtr& socket, const Address& to, bool wait) {
    if (is_down(socket->owner)) return WSAENETDOWN;
    // connect.error.WSAEINVAL.listening, .WSAEALREADY.under-way, .WSAENOBUFS.exhausted
    if (socket->listening) return WSAEINVAL;
    if (socket->connecting) return WSAEALREADY;
    if (socket->exhausted) return WSAENOBUFS;
    if (!socket->protocol->has_connections()) return set_peer(*socket, to);
    if (socket->was_connected) return WSAEISCONN;
    if (to.port == 0 || to.is_any()) return WSAEADDRNOTAVAIL;
    if (!socket->local) socket->local = Address::loopback(to.family, free_port(*socket->protocol));
    // connect.error.WSAEADDRINUSE.late
    if (Address specific = *socket->local; specific.is_any()) {
        specific.bytes = Address::loopback(specific.family, 0).bytes;
        if (in_use(*socket, specific)) return WSAEADDRINUSE;
        socket->local = specific;
    }
    socket->connect_error = 0;
    const std::chrono::milliseconds time = time_of_request(*socket, to);
    if (wait && time == kAnswer) return request(socket, to);

    socket->connecting = true;
    socket->armed |= socket->selected & FD_CONNECT;
    scheduler_->at(scheduler_->now() + time, [this, to, weak = std::weak_ptr(socket), attempt = ++socket->attempt] {
        const SocketPtr found = weak.lock();
        if (!found || !found->connecting || found->attempt != attempt) return;
        found->connecting = false;
        found->connect_error = request(found, to);
        announce(*found);
    });
    return WSAEWOULDBLOCK;
}

void Network::stop_connecting(Socket& socket) {
    socket.connecting = false;
}

std::chrono::milliseconds Network::time_of_request(const Socket& socket, const Address& to) const {
    if (socket.cut || to.is_beyond()) return kRetransmissionTimeout;
    const SocketPtr listener = listener_for(*socket.protocol, to);
    return listener && listener->arrivals.size() >= listener->backlog ? kFullQueue : kAnswer;
}

int Network::request(const SocketPtr& socket, const Address& to) {
    // connect.error.WSAETIMEDOUT.no-answer, .WSAEHOSTUNREACH.host, .WSAENETUNREACH.network
    if (socket->cut || to.is_beyond()) return WSAETIMEDOUT;
    if (socket->unreachable) return WSAEHOSTUNREACH;
    if (socket->no_route || !to.is_loopback()) return WSAENETUNREACH;
    // connect.error.WSAECONNREFUSED.rejected, listen.queue.full-refuses
    const SocketPtr listener = listener_for(*socket->protocol, to);
    if (!listener || listener->arrivals.size() >= listener->backlog) return WSAECONNREFUSED;

    const SocketPtr arrival = make_socket(listener->owner, *listener->protocol, listener->overlapped);
    arrival->options = listener->options;
    arrival->nonblocking = listener->nonblocking;
    arrival->local = to;
    arrival->remote = socket->local;
    arrival->mate = socket;
    arrival->was_connected = true;
    socket->remote = to;
    socket->mate = arrival;
    socket->was_connected = true;
    listener->arrivals.push_back(arrival);
    announce(*listener);
    announce(*socket);
    return 0;
}

void Network::shutdown(const SocketPtr& socket, int how) {
    if (how == SD_RECEIVE || how == SD_BOTH) socket->shut_receive = true;
    if (how == SD_SEND || how == SD_BOTH) socket->shut_send = true;
    // shutdown.sd-receive.tcp-resets
    if (how == SD_RECEIVE && !socket->incoming.empty()) return reset(socket);
    flow(socket);
    hand_out(socket);
}

void Network::close_socket(const SocketPtr& socket) {
    // WSASend.error.WSA_OPERATION_ABORTED.closed
    cancel(socket, [](const Operation&) { return true; });
    const bool abortive = socket->options.lingering.l_onoff != 0 && socket->options.lingering.l_linger == 0;
    if (abortive && socket->mate) reset(socket);
    for (const SocketPtr& arrival : socket->arrivals) reset(arrival);
    socket->arrivals.clear();
    socket->closed = true;
    stop_connecting(*socket);
    socket->shut_send = socket->shut_receive = true;
    socket->selected = 0;
    flow(socket);
    if (socket->mate && socket->mate->closed) {
        socket->mate->mate.reset();
        socket->mate.reset();
    }
}

void Network::reset(const SocketPtr& socket) {
    socket->outgoing.clear();
    if (socket->mate && !socket->cut) fail(socket->mate, WSAECONNRESET);
    fail(socket, WSAECONNABORTED);
}

void Network::fail(const SocketPtr& socket, int error) {
    if (socket->failure != 0) return;
    socket->failure = error;
    socket->outgoing.clear();
    socket->incoming.clear();
    socket->inbox.clear();
    for (auto* const queue : {&socket->sends, &socket->receives}) {
        for (const auto operations = std::exchange(*queue, {}); const OperationPtr& operation : operations) finish(socket, operation, error);
    }
    announce(*socket);
}

void Network::set_event(HANDLE event) {
    if (const auto ours = find_event(event)) {
        ours->set = true;
        ++ours->times_set;
    } else {
        ::SetEvent(event);
    }
}

void Network::reset_event(HANDLE event) {
    if (const auto ours = find_event(event)) {
        ours->set = false;
    } else {
        ::ResetEvent(event);
    }
}

void Network::announce(Socket& socket) {
    if (socket.selected == 0) return;
    long now = 0;
    if (socket.listening) {
        if (!socket.arrivals.empty()) now |= FD_ACCEPT;
    } else {
        if (has_urgent(socket)) now |= FD_OOB;
        if (!socket.incoming.empty() || !socket.inbox.empty()) now |= FD_READ;
        if (socket.end_arrived || socket.failure != 0) now |= FD_CLOSE;
        if (socket.was_connected || socket.connect_error != 0) now |= FD_CONNECT;
        if (can_send(socket)) now |= FD_WRITE;
    }
    now &= socket.selected & socket.armed;
    if (now == 0) return;
    socket.armed &= ~now;
    socket.recorded |= now;
    set_event(socket.selected_event);
}

Network::SocketPtr Network::find_by_address(ProcessId owner, const std::string& local) const {
    SocketPtr listener;
    for (const auto& weak : sockets_) {
        const SocketPtr socket = weak.lock();
        if (!socket || socket->descriptors == 0 || socket->owner != owner || !socket->local || socket->local->text() != local) continue;
        if (!socket->listening) return socket;
        listener = socket;
    }
    return listener;
}

void Network::cut(const SocketPtr& socket) {
    for (const SocketPtr& end : {socket, socket->mate}) {
        if (!end) continue;
        end->cut = true;
        watch(end);
        start_keep_alive(end);
    }
}

// A connection whose data is not acknowledged for this long is given up: WSASend.error.WSAECONNABORTED.timeout
void Network::watch(const SocketPtr& socket) {
    const auto waits = [](const Socket& s) { return s.cut && s.failure == 0 && (!s.outgoing.empty() || !s.sends.empty()); };
    if (!waits(*socket) || socket->watched) return;
    socket->watched = true;
    scheduler_->at(scheduler_->now() + kRetransmissionTimeout, [this, waits, weak = std::weak_ptr(socket)] {
        const SocketPtr found = weak.lock();
        if (!found) return;
        found->watched = false;
        if (!waits(*found)) return;
        found->timed_out = true;
        fail(found, WSAECONNABORTED);
    });
}

// WSASend.error.WSAENETRESET.stream-keepalive
void Network::start_keep_alive(const SocketPtr& socket) {
    if (!socket->cut || !socket->options.keep_alive || !socket->was_connected) return;
    const auto limit = socket->options.keep_alive_time + socket->options.keep_alive_interval;
    scheduler_->at(scheduler_->now() + limit, [this, weak = std::weak_ptr(socket)] {
        const SocketPtr found = weak.lock();
        if (found && found->cut && found->options.keep_alive) fail(found, WSAENETRESET);
    });
}

void Network::bring_down(ProcessId process) {
    down_ = process;
    for (const auto& weak : std::vector(sockets_)) {
        const SocketPtr socket = weak.lock();
        if (socket && !socket->closed && socket->owner == process && socket->was_connected) fail(socket, WSAENETDOWN);
    }
}

void Network::heal() {
    down_.reset();
    without_memory_.reset();
    broken_.reset();
    without_tasks_.reset();
    for (const auto& weak : std::vector(sockets_)) {
        const SocketPtr socket = weak.lock();
        if (!socket) continue;
        socket->cut = socket->exhausted = socket->unreachable = socket->no_route = false;
        socket->most_pending.reset();
        flow(socket);
    }
}

void Network::thread_ended(DWORD thread) {
    for (const auto& weak : std::vector(sockets_)) {
        // WSASend.error.WSA_OPERATION_ABORTED.thread-exit, WSASend.overlapped.thread-exit
        if (const SocketPtr socket = weak.lock())
            cancel(socket, [thread](const Operation& operation) { return operation.thread == thread && operation.overlapped != nullptr; });
    }
}

}  // namespace wcts::winsock::reference
