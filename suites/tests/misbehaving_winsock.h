// A Winsock with one fault: it hands every call on to a sound one and disturbs what it is made to disturb. Each fault is a class of its
// own; misbehaviours.h makes them by name.
#pragma once

#include "harness/winsock/tests/forwarding_winsock.h"

#include <cstdint>

namespace wcts::wsasend {

// The arguments of one WSASend.
struct SendCall {
    SOCKET s;
    LPWSABUF lpBuffers;
    DWORD dwBufferCount;
    LPDWORD lpNumberOfBytesSent;
    DWORD dwFlags;
    LPWSAOVERLAPPED lpOverlapped;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine;

    int through(winsock::Winsock& table) const {
        return table.WSASend(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpOverlapped, lpCompletionRoutine);
    }

    // All that was asked to be sent. Only for calls whose array can be read.
    [[nodiscard]] DWORD bytes() const {
        DWORD sum = 0;
        for (DWORD i = 0; i < dwBufferCount; ++i) sum += lpBuffers[i].len;
        return sum;
    }
};

class MisbehavingWinsock : public winsock::ForwardingWinsock {
public:
    using ForwardingWinsock::ForwardingWinsock;

    int WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
                LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) override {
        return send({s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpOverlapped, lpCompletionRoutine});
    }

protected:
    using Routine = LPWSAOVERLAPPED_COMPLETION_ROUTINE;

    virtual int send(const SendCall& call) { return call.through(inner()); }

    [[nodiscard]] bool pending(int result) { return result == SOCKET_ERROR && inner().WSAGetLastError() == WSA_IO_PENDING; }
    [[nodiscard]] bool refused(int result) { return result == SOCKET_ERROR && inner().WSAGetLastError() != WSA_IO_PENDING; }

    // Ends the call with this code.
    int fail(int error) {
        inner().WSASetLastError(error);
        return SOCKET_ERROR;
    }

    // Keeps the last error of the sound call over what the fault does after it.
    class KeepLastError {
    public:
        explicit KeepLastError(winsock::Winsock& table) : table_(table), error_(table.WSAGetLastError()) {}
        ~KeepLastError() { table_.WSASetLastError(error_); }
        KeepLastError(const KeepLastError&) = delete;
        KeepLastError& operator=(const KeepLastError&) = delete;

    private:
        winsock::Winsock& table_;
        int error_;
    };

    // The event of an operation, without the low bit; nullptr where hEvent is the application's.
    static HANDLE event_of(const SendCall& call) {
        if (call.lpOverlapped == nullptr || call.lpCompletionRoutine != nullptr) return nullptr;
        return reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(call.lpOverlapped->hEvent) & ~std::uintptr_t{1});
    }
};

}  // namespace wcts::wsasend
