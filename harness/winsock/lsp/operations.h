// The overlapped operations that were begun through the application's face, and how each ends: exactly once.
#pragma once

#include "harness/winsock/lsp/base.h"
#include "harness/winsock/lsp/handles.h"
#include "harness/winsock/lsp/rules.h"

#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace wcts::winsock::lsp {

// Any thread.
class Operations {
public:
    Operations(Base& base, Handles& handles, Rules& rules) : base_(base), handles_(handles), rules_(rules) {}

    // Around each call that may start one. `begin` before it; `returned` with what it gave.
    void begin(SOCKET s, WSAOVERLAPPED* overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, bool layered);
    void returned(WSAOVERLAPPED* overlapped, bool accepted, bool at_once);

    // The base refuses a call with this structure and a routine, inside the call.
    void refused_below(const WSAOVERLAPPED* overlapped);

    // What WPUCompleteOverlappedRequest does. 0 or the error.
    [[nodiscard]] int complete(SOCKET s, WSAOVERLAPPED* overlapped, DWORD error, DWORD bytes);

    // The routine that a provider gets instead of the application's own, which it stands for.
    static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags);

    // Returns once every end that has begun to be told is told whole. A thread of an application never sees the status of an operation before
    // its event: for the kernel's own handles the kernel sees to that.
    void let_tell();

    // Whether operations of layered handles that are closed have not ended.
    [[nodiscard]] bool owes_ends() const;
    // The layered handles on which routines have still to run. They run when their thread waits for that, or never.
    [[nodiscard]] std::set<SOCKET> waiting_for_routines() const;

    // Ends that still come to the operations there are, of layered handles, are told to nobody: the case that began them is over, and events,
    // ports and routines are no more what they were, or the application has called WSACleanup for the last time.
    void tell_nobody();
    // As in a new process.
    void clear();

private:
    struct Operation {
        SOCKET s = INVALID_SOCKET;
        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
        DWORD thread = 0;
        bool layered = false;
        bool in_call = true;
        bool pending = false;          // the call said so
        bool over = false;             // its case is
        bool ended = false;            // inside the call
        bool refused_below = false;    // by the base itself
        std::optional<Packet> packet;  // held back until it is known whether the call tells of the end itself
    };
    // The routine of an operation that ends now, after checking that it may.
    LPWSAOVERLAPPED_COMPLETION_ROUTINE take_routine(const WSAOVERLAPPED* overlapped);

    Base& base_;
    Handles& handles_;
    Rules& rules_;
    mutable std::mutex mutex_;
    std::map<const WSAOVERLAPPED*, Operation> operations_;
    // Of calls that the base itself refused: where it runs them all the same, as Wine does, that is not the layers' doing.
    std::map<const WSAOVERLAPPED*, LPWSAOVERLAPPED_COMPLETION_ROUTINE> refused_;
    std::set<const WSAOVERLAPPED*> abandoned_;  // of cases that are over; their routines may still be queued
    std::mutex telling_;
};

}  // namespace wcts::winsock::lsp
