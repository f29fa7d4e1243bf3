#include "harness/winsock/reference/scheduler.h"

#include <algorithm>
#include <utility>

namespace wcts::winsock::reference {

// The schedulers that a thread is a user of. Kept in fiber-local storage, whose callback runs on the thread as it ends: thread_local
// objects with destructors are torn down in an order of their own under MinGW.
struct Scheduler::Membership {
    std::vector<std::weak_ptr<Scheduler>> all;

    static Membership& of_this_thread() {
        static const DWORD index = ::FlsAlloc(&Membership::end);
        auto* membership = static_cast<Membership*>(::FlsGetValue(index));
        if (membership == nullptr) {
            membership = new Membership;  // `end` owns it
            ::FlsSetValue(index, membership);
        }
        return *membership;
    }

    static void CALLBACK end(void* value) {
        const std::unique_ptr<Membership> membership(static_cast<Membership*>(value));
        if (!membership) return;
        for (const auto& one : membership->all)
            if (const auto scheduler = one.lock()) scheduler->leave(::GetCurrentThreadId());
    }
};

struct Scheduler::Apc {
    std::weak_ptr<Scheduler> scheduler;
    std::function<void()> work;
};

Scheduler::~Scheduler() {
    for (auto& [id, thread] : threads_) {
        ::CloseHandle(thread.handle);
        ::CloseHandle(thread.wake);
    }
}

void Scheduler::expect_thread() const {
    const std::lock_guard lock(mutex_);
    ++expected_;
}

void Scheduler::thread_begins() const {
    auto& me = const_cast<Scheduler&>(*this);  // a clock is const to its readers; that a thread has come changes no time
    const Lock lock = me.enter();
    --expected_;
}

Scheduler::Lock Scheduler::enter() {
    Lock lock(mutex_);
    self();
    return lock;
}

Scheduler::Thread& Scheduler::self() {
    const DWORD id = ::GetCurrentThreadId();
    const auto known = threads_.find(id);
    if (known != threads_.end()) return known->second;
    Thread& thread = threads_[id];
    ::DuplicateHandle(::GetCurrentProcess(), ::GetCurrentThread(), ::GetCurrentProcess(), &thread.handle, 0, FALSE, DUPLICATE_SAME_ACCESS);
    thread.wake = ::CreateEventW(nullptr, FALSE, FALSE, nullptr);
    Membership& membership = Membership::of_this_thread();
    std::erase_if(membership.all, [](const auto& one) { return one.expired(); });
    membership.all.push_back(weak_from_this());
    return thread;
}

void Scheduler::leave(DWORD id) {
    const std::lock_guard lock(mutex_);
    const auto found = threads_.find(id);
    if (found == threads_.end()) return;
    ::CloseHandle(found->second.handle);
    ::CloseHandle(found->second.wake);
    threads_.erase(found);
    if (on_thread_end) on_thread_end(id);
    changed();
    // Those who are left may all be waiting now.
    while (advance_if_idle()) {
    }
}

void Scheduler::changed() {
    for (const auto& [id, thread] : threads_)
        if (thread.waiter != nullptr && could_go_on(thread)) ::SetEvent(thread.wake);
}

bool Scheduler::could_go_on(const Thread& thread) const {
    const Waiter& waiter = *thread.waiter;
    return (waiter.until && now() >= *waiter.until) || (waiter.alertable && (thread.apcs > 0 || thread.apc_has_run)) || (*waiter.ready)();
}

Scheduler::Woken Scheduler::wait(Lock& lock, const Condition& ready, std::optional<Time> until, bool alertable,
                                 std::span<const HANDLE> foreign) {
    Thread& me = self();
    const Waiter waiter{&ready, until, alertable, !foreign.empty()};
    std::vector<HANDLE> handles{me.wake};
    handles.insert(handles.end(), foreign.begin(), foreign.end());
    struct Posted {
        Posted(Thread& thread_of, const Waiter& what) : thread(thread_of), before(thread.waiter) { thread.waiter = &what; }
        ~Posted() { thread.waiter = before; }
        Posted(const Posted&) = delete;
        Posted& operator=(const Posted&) = delete;
        Thread& thread;
        const Waiter* before;
    } const posted(me, waiter);

    for (;;) {
        if (ready()) return Woken::ready;
        const bool over = until && now() >= *until;
        if (over && !(alertable && me.apcs > 0)) return Woken::timed_out;
        if (!over && !(alertable && me.apcs > 0)) {
            changed();
            if (advance_if_idle()) continue;
        }
        DWORD timeout = INFINITE;
        if (until) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - now()).count();
            timeout = static_cast<DWORD>(std::clamp<long long>(left, 0, INFINITE - 1));
        }
        lock.unlock();
        const DWORD woken =
            ::WaitForMultipleObjectsEx(static_cast<DWORD>(handles.size()), handles.data(), FALSE, timeout, alertable ? TRUE : FALSE);
        lock.lock();
        me.apc_has_run = false;
        if (woken == WAIT_IO_COMPLETION) return Woken::apc;
        // So long has it really lasted: some thread was busy elsewhere.
        if (woken == WAIT_TIMEOUT && until && now() < *until) advance_to(*until);
    }
}

void Scheduler::at(Time when, std::function<void()> deed) {
    timers_.emplace(when, std::move(deed));
}

bool Scheduler::advance_if_idle() {
    if (expected_ > 0) return false;
    std::optional<Time> next;
    const auto consider = [&next](Time time) { next = next ? std::min(*next, time) : time; };
    for (const auto& [id, thread] : threads_) {
        if (thread.waiter == nullptr || thread.waiter->foreign || could_go_on(thread)) return false;
        if (thread.waiter->until) consider(*thread.waiter->until);
    }
    if (!timers_.empty()) consider(timers_.begin()->first);
    if (!next) return false;
    advance_to(*next);
    return true;
}

void Scheduler::advance_to(Time time) {
    now_ = std::max(now(), time);
    while (!timers_.empty() && timers_.begin()->first <= now()) {
        const std::function<void()> deed = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        deed();
    }
    changed();
}

bool Scheduler::queue_apc(DWORD id, std::function<void()> work) {
    const auto found = threads_.find(id);
    if (found == threads_.end()) return false;
    auto apc = std::make_unique<Apc>(Apc{weak_from_this(), std::move(work)});
    if (::QueueUserAPC(&Scheduler::run_apc, found->second.handle, reinterpret_cast<ULONG_PTR>(apc.get())) == 0) return false;
    static_cast<void>(apc.release());  // run_apc owns it
    ++found->second.apcs;
    return true;
}

void CALLBACK Scheduler::run_apc(ULONG_PTR context) {
    const std::unique_ptr<Apc> apc(reinterpret_cast<Apc*>(context));
    const auto scheduler = apc->scheduler.lock();
    if (!scheduler) return;
    // The thread runs again, although the wait that the APC interrupts has not ended.
    const Waiter* interrupted = nullptr;
    {
        const Lock lock = scheduler->enter();
        Thread& me = scheduler->self();
        --me.apcs;
        interrupted = std::exchange(me.waiter, nullptr);
    }
    apc->work();
    const Lock lock = scheduler->enter();
    // Until the wait has returned the thread seems to wait on: others who do must not take it for idle and let time pass.
    Thread& me = scheduler->self();
    me.waiter = interrupted;
    me.apc_has_run = interrupted != nullptr;
}

}  // namespace wcts::winsock::reference
