// The in-memory network: sockets of two processes, what passes between them, and how operations end.
//
// It knows nothing of call tables and arguments; ReferenceWinsock checks those and comes here with what is left. All functions are called
// with the scheduler's mutex held.
#pragma once

#include "harness/winsock/reference/objects.h"
#include "harness/winsock/reference/scheduler.h"

#include <map>
#include <memory>
#include <variant>

namespace wcts::winsock::reference {

class Network : public std::enable_shared_from_this<Network> {
public:
    using SocketPtr = std::shared_ptr<Socket>;
    using OperationPtr = std::shared_ptr<Operation>;

    Network();
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    [[nodiscard]] Scheduler& scheduler() { return *scheduler_; }

    // Everything closed and forgotten, as in a new process. Threads that are users stay users.
    void renew();
    // The last WSACleanup of a process: its sockets are reset and closed, and what was under way on them is told to nobody.
    void abandon(ProcessId process);

    // Handles: values that no kernel handle has, never given out twice.
    // Whether a value can be one of them at all, told without the mutex.
    [[nodiscard]] static bool may_be_ours(HANDLE value) noexcept;
    [[nodiscard]] HANDLE add_event(ProcessId owner);
    [[nodiscard]] HANDLE add_port(ProcessId owner);
    [[nodiscard]] SOCKET add_socket(ProcessId owner, const SocketPtr& socket);
    [[nodiscard]] SocketPtr find_socket(ProcessId owner, SOCKET value) const;
    [[nodiscard]] std::shared_ptr<Event> find_event(HANDLE value) const;
    [[nodiscard]] std::shared_ptr<Port> find_port(HANDLE value) const;
    // False when there is no such handle. Closing a socket's last descriptor closes the socket.
    bool close(ProcessId owner, HANDLE value);
    // A second value for the same object; nullptr when there is no such handle.
    [[nodiscard]] HANDLE duplicate(HANDLE value, ProcessId owner);
    // For WSADuplicateSocketW: a number for the handle, which gives one duplicate and is nothing afterwards.
    [[nodiscard]] DWORD lend(HANDLE value);
    [[nodiscard]] HANDLE take_lent(DWORD number, ProcessId owner);
    [[nodiscard]] bool is_ours(HANDLE value) const { return handles_.contains(value); }

    [[nodiscard]] SocketPtr make_socket(ProcessId owner, const Protocol& protocol, bool overlapped);

    // Names and connections; 0 or the error.
    [[nodiscard]] int bind(Socket& socket, Address address);
    [[nodiscard]] int listen(Socket& socket, int backlog);
    // What takes its time is told as WSAEWOULDBLOCK: the socket is `connecting` until `connect_error` or the connection stands. Where
    // `wait` nothing is left to time that can be told now.
    [[nodiscard]] int connect(const SocketPtr& socket, const Address& to, bool wait);
    // Ends an attempt that is under way, as if it had never been made.
    void stop_connecting(Socket& socket);
    void shutdown(const SocketPtr& socket, int how);
    // Ends the connection abortively: the other end learns WSAECONNRESET.
    void reset(const SocketPtr& socket);
    // The connection is broken for this end, which learns `error` from now on.
    void fail(const SocketPtr& socket, int error);

    // Operations. `post` takes the operation up and brings it as far as it goes now.
    void post(const SocketPtr& socket, const OperationPtr& operation);
    // Sends or receives what goes now, without waiting for the rest. For non-blocking sockets; 0 or the error, WSAEWOULDBLOCK among them.
    [[nodiscard]] int attempt(const SocketPtr& socket, const OperationPtr& operation);
    // WSA_OPERATION_ABORTED for each that `chosen` names. How many there were.
    std::size_t cancel(const SocketPtr& socket, const std::function<bool(const Operation&)>& chosen);
    // Takes a waiting call's operation back, as it stands.
    void withdraw(const SocketPtr& socket, const OperationPtr& operation);

    [[nodiscard]] bool can_receive(const Socket& socket) const;
    [[nodiscard]] bool can_send(const Socket& socket) const;
    [[nodiscard]] bool has_urgent(const Socket& socket) const { return !socket.urgent.empty(); }
    // Told by exceptfds: urgent data, or an attempt to connect that failed.
    [[nodiscard]] bool has_exception(const Socket& socket) const { return has_urgent(socket) || socket.connect_error != 0; }
    // Sets the event of WSAEventSelect for what has come. `armed` says which may come once more.
    void announce(Socket& socket);

    void set_event(HANDLE event);
    void reset_event(HANDLE event);

    // What the lab does.
    [[nodiscard]] SocketPtr find_by_address(ProcessId owner, const std::string& local) const;
    void cut(const SocketPtr& socket);
    void bring_down(ProcessId process);
    void take_memory(ProcessId process) { without_memory_ = process; }
    [[nodiscard]] bool is_without_memory(ProcessId process) const { return without_memory_ == process; }
    void break_provider(ProcessId process, int error) { broken_ = {process, error}; }
    // What the start of the process's provider fails with, 0 where it does not.
    [[nodiscard]] int provider_error(ProcessId process) const { return broken_ && broken_->first == process ? broken_->second : 0; }
    // The limit of tasks is reached, and the process is none of them yet.
    void take_tasks(ProcessId process) { without_tasks_ = process; }
    [[nodiscard]] bool is_without_tasks(ProcessId process) const { return without_tasks_ == process; }
    void heal();
    [[nodiscard]] bool is_down(ProcessId process) const { return down_ == process; }
    void start_keep_alive(const SocketPtr& socket);

    // Of a connection, until it is given up for lost.
    static constexpr std::chrono::milliseconds kRetransmissionTimeout{3000};
    // Until an answer to a connection request has come, and until a request that a full queue has no room for is given up.
    static constexpr std::chrono::milliseconds kAnswer{1};
    static constexpr std::chrono::milliseconds kFullQueue{50};

private:
    struct Handle {
        ProcessId owner;
        std::variant<SocketPtr, std::shared_ptr<Event>, std::shared_ptr<Port>> object;
    };

    HANDLE add(Handle handle);
    void close_socket(const SocketPtr& socket);
    [[nodiscard]] SocketPtr listener_for(const Protocol& protocol, const Address& to) const;
    // Of a connection request: its end, 0 where the connection now stands.
    [[nodiscard]] int request(const SocketPtr& socket, const Address& to);
    [[nodiscard]] std::chrono::milliseconds time_of_request(const Socket& socket, const Address& to) const;
    [[nodiscard]] int set_peer(Socket& socket, const Address& to) const;
    [[nodiscard]] std::uint16_t free_port(const Protocol& protocol) const;
    [[nodiscard]] bool in_use(const Socket& asking, const Address& address) const;

    // Streams and message streams.
    void flow(const SocketPtr& from);
    bool take_from_senders(const SocketPtr& from);
    bool carry(Socket& from);
    bool hand_out(const SocketPtr& to);
    [[nodiscard]] std::size_t room_to_send(const Socket& socket) const;
    // Whether the receive has its end; `error` is that.
    [[nodiscard]] bool fill(Socket& socket, Operation& receive, int& error);
    [[nodiscard]] bool fill_from_stream(Socket& socket, Operation& receive, int& error);
    [[nodiscard]] bool fill_from_messages(Socket& socket, Operation& receive, int& error);

    void send_datagram(Socket& socket, const Operation& operation);

    void finish(const SocketPtr& socket, const OperationPtr& operation, int error);
    // Writes the end where it is asked for, and tells nobody.
    static void write_end(Operation& operation, int error);
    void indicate(const SocketPtr& socket, const Operation& operation);
    void run_routine(DWORD thread, const SocketPtr& socket, std::function<void()> routine);
    void watch(const SocketPtr& socket);
    void thread_ended(DWORD thread);

    std::shared_ptr<Scheduler> scheduler_;
    std::map<HANDLE, Handle> handles_;
    std::uintptr_t next_handle_ = 0;
    std::vector<std::weak_ptr<Socket>> sockets_;
    std::optional<ProcessId> down_;
    std::optional<ProcessId> without_memory_;
    std::optional<std::pair<ProcessId, int>> broken_;
    std::map<DWORD, HANDLE> lent_;
    DWORD next_lent_ = 0;
    std::optional<ProcessId> without_tasks_;
    // For one socket routines never nest: those that come while one of the same socket runs on the thread wait for its end.
    std::map<std::pair<DWORD, Socket*>, std::deque<std::function<void()>>> routines_;
    unsigned generation_ = 0;  // of renewals: an APC of an earlier one does nothing
};

}  // namespace wcts::winsock::reference
