// The application's face of hosted providers: a Winsock as ws2_32 would show it, over the procedure tables of the top of the chain.
//
// Whatever ws2_32 answers by itself (before WSAStartup, for handles that nobody made, names, events, ports) is answered by the base's own
// call table, so that an LSP is never blamed for it. The functions lie in files by theme: face_startup, face_sockets, face_data,
// face_options, face_readiness, face_kernel.
//
// Threads: any, as with Winsock itself.
#pragma once

#include "harness/winsock/lsp/host.h"
#include "harness/winsock/winsock.h"

#include <atomic>
#include <optional>

namespace wcts::winsock::lsp {

class LspWinsock final : public Winsock {
public:
    // The host outlives it.
    explicit LspWinsock(Host& host) : host_(host) {}

    // The state of a new process: every start is cleaned up.
    void renew();

#define WCTS_CALL(library, result, name, params, args) result name params override;
#include "harness/winsock/call_list.inc"

    int WSAGetLastError() override {
        return base().WSAGetLastError();
    }
    void WSASetLastError(int iError) override {
        base().WSASetLastError(iError);
    }

private:
    // Whose function a call on a handle goes to. Without a table the handle is none of the application's.
    struct Way {
        const WSPPROC_TABLE* table = nullptr;
        bool layered = false;
    };

    [[nodiscard]] Winsock& base() {
        return host_.base().winsock();
    }
    [[nodiscard]] bool is_started() const {
        return startups_ > 0;
    }
    // Nothing: the base's own table answers.
    [[nodiscard]] std::optional<Way> way_to(SOCKET s);

    // Calls a function of the table and tells its error as Winsock does. `call` gets the table and lpErrno.
    template <typename Result, typename Call>
    Result through(const Way& way, Result failure, Call call) {
        if (way.table == nullptr) {
            WSASetLastError(WSAENOTSOCK);
            return failure;
        }
        const int before = WSAGetLastError();
        INT error = 0;
        const Result result = call(*way.table, &error);
        if (result == failure) tell_no_code(error);
        // A call that succeeds leaves the last error as it was, whatever the layers did on their way.
        WSASetLastError(result == failure ? error : before);
        return result;
    }
    void tell_no_code(int error);

    // What calls share that may be overlapped. `call` gets the table, the buffers, the routine, the thread and lpErrno.
    struct Transfer {
        SOCKET s;
        LPWSABUF buffers;
        DWORD count;
        LPWSAOVERLAPPED overlapped;
        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
    };
    template <typename Call>
    int transfer(const Way& way, const Transfer& what, Call call);

    // SO_TYPE; 0 where that cannot be learnt.
    [[nodiscard]] int type_of(SOCKET s);
    // False where recv and recvfrom are refused for their length; the last error is set.
    [[nodiscard]] bool may_receive(SOCKET s, int len);
    // What recv and recvfrom return of a receive that told so many bytes and these flags.
    [[nodiscard]] int count_unless_cut(SOCKET s, DWORD received, DWORD flags);
    // Whether the host can stand between the operation and its end: bad pointers are the provider's to notice.
    [[nodiscard]] static bool can_follow(const WSAOVERLAPPED* overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

    SOCKET make(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags);
    SOCKET accept_with(SOCKET s, sockaddr* addr, LPINT addrlen, LPCONDITIONPROC condition, DWORD_PTR data);
    // Looks at a handle that the top provider has given to the application.
    void look_at(SOCKET s, const Entry& entry, const char* function);

    [[nodiscard]] bool is_layered(HANDLE handle) const;
    BOOL no(int error);

    Host& host_;
    std::atomic<int> startups_{0};
};

template <typename Call>
int LspWinsock::transfer(const Way& way, const Transfer& what, Call call) {
    int result = SOCKET_ERROR;
    int error = 0;
    {
        const Lent lent(host_.lent(), what.buffers, what.count);
        auto routine = what.routine;
        // The host sees the end of operations of layered handles, and of all that have a routine.
        const bool followed = can_follow(what.overlapped, what.routine) && (way.layered || what.routine != nullptr);
        if (followed) {
            host_.operations().begin(what.s, what.overlapped, what.routine, way.layered);
            if (routine != nullptr) routine = &Operations::routine;
        }
        result = through(way, SOCKET_ERROR, [&](const WSPPROC_TABLE& table, LPINT lpErrno) {
            return call(table, lent.buffers(), routine, lent.thread(), lpErrno);
        });
        error = WSAGetLastError();
        if (followed) host_.operations().returned(what.overlapped, result == 0 || error == WSA_IO_PENDING, result == 0);
    }
    // Waiting for the host's locks may have changed it.
    WSASetLastError(error);
    return result;
}

}  // namespace wcts::winsock::lsp
