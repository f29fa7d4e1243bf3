// The reference provider: Winsock as its documentation describes it, in memory. It is what a row is tried on to see that it can pass.
//
// One object is one process: its start-ups, its sockets, its blocking hook. Several share a network: the target and its peers. It needs
// no Winsock, no rights and no network of the machine. Rules of the WSASend page cite their clause; the functions lie in files by theme:
// startup, sockets, connections, sending, receiving, results, events, ports, options, readiness, names.
//
// Threads: any, as with Winsock itself. Bad pointers give WSAEFAULT.
#pragma once

#include "harness/winsock/reference/network.h"
#include "harness/winsock/winsock.h"

#include <map>
#include <memory>
#include <optional>
#include <span>

namespace wcts::winsock::reference {

class ReferenceWinsock final : public Winsock {
public:
    ReferenceWinsock(std::shared_ptr<Network> network, ProcessId process) : network_(std::move(network)), process_(process) {}

    // The state of a new process. The network is renewed by its owner.
    void renew();

    // Puts a packet with any error on a port, for those who deliver completions of their own. False when there is no such port.
    bool post(HANDLE port, const Packet& packet);

#define WCTS_CALL(library, result, name, params, args) result name params override;
#include "harness/winsock/call_list.inc"

    int WSAGetLastError() override;
    void WSASetLastError(int iError) override;

private:
    friend class Blocking;
    using SocketPtr = Network::SocketPtr;
    using OperationPtr = Network::OperationPtr;

    // What a thread of this process is in the middle of.
    struct ThreadState {
        bool blocking = false;   // a blocking call of Winsock 1.1, inside its hook
        bool cancelled = false;  // by WSACancelBlockingCall
        int callbacks = 0;       // condition functions
    };

    [[nodiscard]] Scheduler& scheduler() { return network_->scheduler(); }
    [[nodiscard]] ThreadState& thread() { return threads_[::GetCurrentThreadId()]; }

    // Each gives the result that the function fails with, after setting the last error.
    int fail(int error);
    SOCKET no_socket(int error);
    BOOL no(int error);

    // (locked) WSANOTINITIALISED or WSAEINPROGRESS, which come before all else; 0 to go on.
    [[nodiscard]] int not_now();
    // (locked) The same, and WSAENETDOWN: for functions that take no socket.
    [[nodiscard]] int whole_not_now();
    // (locked) The same, and WSAENOTSOCK.
    [[nodiscard]] SocketPtr find(SOCKET s, int& error);

    // (locked) Waits for what ends a blocking call, alertably, or through the blocking hook of Winsock 1.1. 0, WSAETIMEDOUT or WSAEINTR.
    [[nodiscard]] int block(Turn& turn, const Scheduler::Condition& ready, std::optional<Clock::Time> until);

    // (locked) What sends and receives share: from a checked operation to its result.
    struct Transfer {
        SocketPtr socket;
        OperationPtr operation;
        LPDWORD count = nullptr;
        DWORD timeout_ms = 0;
    };
    int transfer(Turn& turn, const Transfer& what);
    // Whether there is memory where the routine would be.
    [[nodiscard]] static bool is_code(LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

    // (locked) 0 or the error. `overlapped` is set where the call is to be one.
    struct SendArguments {
        SOCKET s;
        LPWSABUF buffers;
        DWORD buffer_count;
        LPDWORD sent;
        DWORD flags;
        const sockaddr* to;
        int to_length;
        LPWSAOVERLAPPED overlapped;
        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
        bool has_destination;
        bool addressed;  // WSASendTo and sendto, whatever `to` is
    };
    int send_with(const SendArguments& arguments);
    // send and sendto; not locked.
    int send_from_one(SOCKET s, const char* buf, int len, int flags, const sockaddr* to, int tolen, bool addressed);
    struct ReceiveArguments {
        SOCKET s;
        LPWSABUF buffers;
        DWORD buffer_count;
        LPDWORD received;
        LPDWORD flags;
        sockaddr* from;
        LPINT from_length;
        LPWSAOVERLAPPED overlapped;
        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
        bool tells_origin;  // WSARecvFrom and recvfrom, whatever `from` is
    };
    int receive_with(const ReceiveArguments& arguments);
    // recv and recvfrom; not locked.
    int receive_into_one(SOCKET s, char* buf, int len, int flags, sockaddr* from, LPINT fromlen, bool tells_origin);

    SOCKET accept_with(SOCKET s, sockaddr* addr, LPINT addrlen, LPCONDITIONPROC condition, DWORD_PTR data);
    SOCKET make(int af, int type, int protocol, const WSAPROTOCOL_INFOW* info, GROUP group, DWORD flags);

    DWORD wait_for(std::span<const HANDLE> handles, bool all, DWORD timeout, bool alertable);

    std::shared_ptr<Network> network_;
    const ProcessId process_;

    int startups_ = 0;
    WORD version_ = 0;
    FARPROC hook_ = nullptr;
    int open_type_ = 0;  // SO_OPENTYPE
    std::map<DWORD, ThreadState> threads_;
};

}  // namespace wcts::winsock::reference
