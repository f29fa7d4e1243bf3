// Start-up, errors, and the blocking hook of Winsock 1.1.
// Pages: WSAStartup, WSACleanup, WSASetBlockingHook, WSAUnhookBlockingHook, WSACancelBlockingCall, WSAIsBlocking.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace wcts::winsock::reference {
namespace {

// The provider's own: whatever the kernel does on a thread leaves it alone.
thread_local int last_error = 0;

// WSAStartup.version.supported, in their order.
constexpr std::array<WORD, 5> kVersions{MAKEWORD(1, 0), MAKEWORD(1, 1), MAKEWORD(2, 0), MAKEWORD(2, 1), MAKEWORD(2, 2)};
constexpr std::chrono::milliseconds kBetweenHooks{10};

// Versions are bytes, the major one below: 1.1 before 2.0 before 2.2.
constexpr int order(WORD version) {
    return LOBYTE(version) << 8 | HIBYTE(version);
}

}  // namespace

int ReferenceWinsock::WSAGetLastError() {
    return last_error;
}

void ReferenceWinsock::WSASetLastError(int iError) {
    last_error = iError;
}

int ReferenceWinsock::fail(int error) {
    last_error = error;
    return SOCKET_ERROR;
}

SOCKET ReferenceWinsock::no_socket(int error) {
    last_error = error;
    return INVALID_SOCKET;
}

BOOL ReferenceWinsock::no(int error) {
    last_error = error;
    return FALSE;
}

void ReferenceWinsock::renew() {
    startups_ = 0;
    version_ = 0;
    hook_ = nullptr;
    open_type_ = 0;
    threads_.clear();
}

int ReferenceWinsock::WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData) {
    const Turn turn(scheduler());
    if (thread().blocking) return WSAEINPROGRESS;
    if (!writable(lpWSAData, sizeof(WSADATA))) return WSAEFAULT;
    if (network_->is_down(process_)) return WSASYSNOTREADY;
    // WSAStartup.error.WSAEPROCLIM.tasks: a process is one, however often it starts.
    if (startups_ == 0 && network_->is_without_tasks(process_)) return WSAEPROCLIM;
    std::memset(lpWSAData, 0, sizeof(WSADATA));
    lpWSAData->wHighVersion = kVersions.back();
    if (order(wVersionRequested) < order(kVersions.front())) return WSAVERNOTSUPPORTED;
    // WSAStartup.version.between, .above-highest
    lpWSAData->wVersion = *std::find_if(kVersions.rbegin(), kVersions.rend(),
                                        [wVersionRequested](WORD version) { return order(version) <= order(wVersionRequested); });
    static constexpr std::string_view kDescription = "winsock-cts reference";
    std::copy(kDescription.begin(), kDescription.end(), lpWSAData->szDescription);
    static constexpr std::string_view kStatus = "Running";
    std::copy(kStatus.begin(), kStatus.end(), lpWSAData->szSystemStatus);
    // The first call decides: what asked for 1.x gets blocking hooks.
    if (startups_++ == 0) version_ = lpWSAData->wVersion;
    return 0;
}

int ReferenceWinsock::WSACleanup() {
    const Turn turn(scheduler());
    if (const int error = whole_not_now()) return fail(error);
    // WSACleanup.count.final-only
    if (--startups_ > 0) return 0;
    hook_ = nullptr;
    network_->abandon(process_);
    return 0;
}

// WSASend.error.WSANOTINITIALISED.no-startup; .WSAEINPROGRESS.blocking-call: a thread has one blocking call of Winsock 1.1 at a time;
// .WSAEINPROGRESS.callback: and none inside a callback that the provider has made.
int ReferenceWinsock::not_now() {
    if (startups_ == 0) return WSANOTINITIALISED;
    if (thread().blocking || thread().callbacks > 0) return WSAEINPROGRESS;
    return 0;
}

int ReferenceWinsock::block(Turn& turn, const Scheduler::Condition& ready, std::optional<Clock::Time> until) {
    if (hook_ == nullptr) {
        // WSASend.remarks.alertable-wait: an APC runs, and the call goes on.
        // WSACleanup.final.blocking-cancelled
        const Scheduler::Condition ended = [&] { return startups_ == 0 || ready(); };
        for (;;) {
            switch (scheduler().wait(turn.lock(), ended, until, true)) {
                case Scheduler::Woken::ready:
                    return ready() ? 0 : WSAEINTR;
                case Scheduler::Woken::timed_out:
                    return WSAETIMEDOUT;
                case Scheduler::Woken::apc:
                    break;
            }
        }
    }
    // The loop of the WSASetBlockingHook page: the hook is called until it has nothing to do, then the call looks whether it was cancelled
    // or has its end.
    using Hook = BOOL(CALLBACK*)();
    for (;;) {
        if (ready()) return 0;
        if (until && scheduler().now() >= *until) return WSAETIMEDOUT;
        thread().blocking = true;
        thread().cancelled = false;
        scheduler().changed();
        const auto hook = reinterpret_cast<Hook>(reinterpret_cast<void*>(hook_));
        turn.lock().unlock();
        while (hook() != FALSE) {
        }
        turn.lock().lock();
        thread().blocking = false;
        // WSASend.error.WSAEINTR.cancelled-blocking-call
        if (thread().cancelled) return WSAEINTR;
        if (ready()) return 0;
        static_cast<void>(scheduler().wait(turn.lock(), ready, scheduler().now() + kBetweenHooks, true));
    }
}

FARPROC ReferenceWinsock::WSASetBlockingHook(FARPROC lpBlockFunc) {
    const Turn turn(scheduler());
    const int error = startups_ == 0                                            ? WSANOTINITIALISED
                      : LOBYTE(version_) >= 2                                    ? WSAEOPNOTSUPP
                      : thread().blocking                                        ? WSAEINPROGRESS
                      : !readable(reinterpret_cast<const void*>(lpBlockFunc), 1) ? WSAEFAULT
                                                                                 : 0;
    if (error != 0) {
        last_error = error;
        return nullptr;
    }
    return std::exchange(hook_, lpBlockFunc);
}

int ReferenceWinsock::WSAUnhookBlockingHook() {
    const Turn turn(scheduler());
    if (startups_ == 0) return fail(WSANOTINITIALISED);
    if (LOBYTE(version_) >= 2) return fail(WSAEOPNOTSUPP);
    hook_ = nullptr;
    return 0;
}

int ReferenceWinsock::WSACancelBlockingCall() {
    const Turn turn(scheduler());
    if (startups_ == 0) return fail(WSANOTINITIALISED);
    if (LOBYTE(version_) >= 2) return fail(WSAEOPNOTSUPP);
    if (!thread().blocking) return fail(WSAEINVAL);
    thread().cancelled = true;
    return 0;
}

BOOL ReferenceWinsock::WSAIsBlocking() {
    const Turn turn(scheduler());
    return thread().blocking ? TRUE : FALSE;
}

}  // namespace wcts::winsock::reference
