// The reference provider's clock: when it moves, and when it must not.
#include "harness/winsock/case_thread.h"
#include "harness/winsock/reference/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace wcts::winsock::reference {
namespace {

using namespace std::chrono_literals;

const Scheduler::Condition kNever = [] { return false; };

class SchedulerTest : public testing::Test {
protected:
    Scheduler::Woken wait(const Scheduler::Condition& ready, Clock::Time until, bool alertable = false) {
        auto lock = scheduler->enter();
        return scheduler->wait(lock, ready, until, alertable);
    }

    std::shared_ptr<Scheduler> scheduler = std::make_shared<Scheduler>();
};

TEST_F(SchedulerTest, AWaitForNothingTakesNoTime) {
    const auto really = std::chrono::steady_clock::now();
    const auto before = scheduler->now();
    EXPECT_EQ(wait(kNever, before + 10min), Scheduler::Woken::timed_out);
    EXPECT_EQ(scheduler->now(), before + 10min);
    EXPECT_LT(std::chrono::steady_clock::now() - really, 1min);
}

TEST_F(SchedulerTest, TimeStandsStillWhileNobodyWaits) {
    const auto before = scheduler->now();
    std::this_thread::sleep_for(2ms);
    EXPECT_EQ(scheduler->now(), before);
}

TEST_F(SchedulerTest, TimersRunInTheirOrderAndEndWaits) {
    std::string order;
    bool done = false;
    {
        const auto lock = scheduler->enter();
        scheduler->at(scheduler->now() + 2s, [&] { order += "b", done = true; });
        scheduler->at(scheduler->now() + 1s, [&] { order += "a"; });
        scheduler->at(scheduler->now() + 3s, [&] { order += "c"; });
    }
    EXPECT_EQ(wait([&] { return done; }, scheduler->now() + 1h), Scheduler::Woken::ready);
    EXPECT_EQ(order, "ab");
}

// The announced thread comes late; the clock must not run away from it.
TEST_F(SchedulerTest, AnAnnouncedThreadIsWaitedFor) {
    std::atomic<bool> came = false;
    const CaseThread late(*scheduler, [&] {
        const Turn turn(*scheduler);
        came = true;
    });
    EXPECT_EQ(wait([&] { return came.load(); }, scheduler->now() + 1h), Scheduler::Woken::ready);
}

TEST_F(SchedulerTest, TheNextDeadlineOfAllComesFirst) {
    const auto begin = scheduler->now();
    Clock::Time other_ended;
    CaseThread other(*scheduler, [&] {
        wait(kNever, begin + 1s);
        other_ended = scheduler->now();
        wait(kNever, begin + 3s);
    });
    EXPECT_EQ(wait(kNever, begin + 2s), Scheduler::Woken::timed_out);
    other.join();
    EXPECT_EQ(other_ended, begin + 1s);
}

TEST_F(SchedulerTest, AnApcRunsInAlertableWaitsOnly) {
    bool ran = false;
    {
        const auto lock = scheduler->enter();
        ASSERT_TRUE(scheduler->queue_apc(::GetCurrentThreadId(), [&ran] { ran = true; }));
    }
    EXPECT_EQ(wait(kNever, scheduler->now() + 1s), Scheduler::Woken::timed_out);
    EXPECT_FALSE(ran);
    EXPECT_EQ(wait(kNever, scheduler->now() + 1s, true), Scheduler::Woken::apc);
    EXPECT_TRUE(ran);
}

// Between the end of an APC and the return of the wait that it ended, the thread still stands there as one that waits.
TEST_F(SchedulerTest, AThreadWhoseWaitAnApcEndsIsNotIdle) {
    constexpr int kRounds = 300;
    static_cast<void>(scheduler->enter());  // APCs are for threads that it knows
    for (int round = 0; round < kRounds; ++round) {
        const auto begin = scheduler->now();
        CaseThread other(*scheduler, [this, begin, waiting = ::GetCurrentThreadId()] {
            {
                const Turn turn(*scheduler);
                scheduler->queue_apc(waiting, [] {});
            }
            wait(kNever, begin + 1s);
        });
        ASSERT_EQ(wait(kNever, begin + 1h, true), Scheduler::Woken::apc);
        ASSERT_EQ(scheduler->now(), begin) << "in round " << round;
        wait(kNever, begin + 2s);
    }
}

TEST_F(SchedulerTest, TheEndOfAThreadIsTold) {
    DWORD ended = 0;
    {
        const auto lock = scheduler->enter();
        scheduler->on_thread_end = [&ended](DWORD thread) { ended = thread; };
    }
    DWORD id = 0;
    std::thread([&] {
        const Turn turn(*scheduler);
        id = ::GetCurrentThreadId();
    }).join();
    EXPECT_EQ(ended, id);
}

}  // namespace
}  // namespace wcts::winsock::reference
