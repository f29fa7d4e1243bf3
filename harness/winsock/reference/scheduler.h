// The reference provider's time and threads.
//
// Its clock is virtual: it moves only when every thread that uses the provider waits in it, and then at once to the next moment at which
// something is due. So a wait for what never comes ends immediately, a time-out acts exactly when nothing else can happen any more, and
// the load of the machine changes nothing. Where a thread is busy elsewhere meanwhile, waits last as long as they say.
//
// One mutex guards the whole provider; functions marked (locked) are called with it held. Waits are real waits of the kernel, so that
// APCs run in them.
#pragma once

#include "harness/winsock/clock.h"
#include "harness/winsock/platform.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace wcts::winsock::reference {

class Scheduler final : public Clock, public std::enable_shared_from_this<Scheduler> {
public:
    using Lock = std::unique_lock<std::mutex>;
    using Condition = std::function<bool()>;

    ~Scheduler() override;

    [[nodiscard]] Time now() const override { return now_.load(); }
    void expect_thread() const override;
    void thread_begins() const override;

    // Takes the mutex; the calling thread counts as a user of the provider from its first time on, until it ends.
    [[nodiscard]] Lock enter();
    // (locked) Wakes whoever waits for what is true now. Every change of state is followed by it before the mutex is given up.
    void changed();

    enum class Woken { ready, timed_out, apc };
    // (locked) Waits until `ready`, which is asked with the mutex held, or until `until`. `apc` only where `alertable`. `foreign` are
    // handles of the kernel whose signals may make `ready` true.
    Woken wait(Lock& lock, const Condition& ready, std::optional<Time> until, bool alertable, std::span<const HANDLE> foreign = {});

    // (locked) Runs `deed` with the mutex held once the clock has come to `when`.
    void at(Time when, std::function<void()> deed);
    // (locked) Forgets all that was to be done.
    void forget() { timers_.clear(); }

    // (locked) Runs `work`, without the mutex, as an APC of that thread. False when the thread is no user of the provider.
    bool queue_apc(DWORD thread, std::function<void()> work);

    // (locked) Called when a user of the provider ends.
    std::function<void(DWORD thread)> on_thread_end;

private:
    struct Waiter {
        const Condition* ready;
        std::optional<Time> until;
        bool alertable;
        bool foreign;
    };
    struct Thread {
        HANDLE handle = nullptr;
        HANDLE wake = nullptr;  // auto-reset event
        const Waiter* waiter = nullptr;
        int apcs = 0;              // queued and not yet run
        bool apc_has_run = false;  // in the wait that `waiter` is, which is about to end
    };
    struct Apc;
    struct Membership;

    Thread& self();
    void leave(DWORD thread);
    [[nodiscard]] bool could_go_on(const Thread& thread) const;
    bool advance_if_idle();
    void advance_to(Time time);
    static void CALLBACK run_apc(ULONG_PTR context);

    mutable std::mutex mutex_;
    std::atomic<Time> now_{Time{} + std::chrono::hours(1)};
    std::map<DWORD, Thread> threads_;
    std::multimap<Time, std::function<void()>> timers_;
    mutable int expected_ = 0;  // threads that were announced and have not begun
};

// One call into the provider: holds the mutex, and tells those who wait what it has changed.
class Turn {
public:
    explicit Turn(Scheduler& scheduler) : scheduler_(scheduler), lock_(scheduler.enter()) {}
    ~Turn() { scheduler_.changed(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    [[nodiscard]] Scheduler::Lock& lock() { return lock_; }

private:
    Scheduler& scheduler_;
    Scheduler::Lock lock_;
};

}  // namespace wcts::winsock::reference
