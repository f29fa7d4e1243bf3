// A thread of a case that uses a call table: std::thread, announced to the clock that the case goes by. Joins when it is destroyed.
#pragma once

#include "harness/winsock/clock.h"

#include <thread>
#include <utility>

namespace wcts {

class CaseThread {
public:
    CaseThread() = default;
    // `clock` outlives the thread.
    template <typename Deed>
    CaseThread(const Clock& clock, Deed deed) {
        clock.expect_thread();
        thread_ = std::thread([&clock, deed = std::move(deed)]() mutable {
            clock.thread_begins();
            deed();
        });
    }
    CaseThread(CaseThread&&) = default;
    CaseThread& operator=(CaseThread&&) = default;
    CaseThread(const CaseThread&) = delete;
    CaseThread& operator=(const CaseThread&) = delete;
    ~CaseThread() { join(); }

    [[nodiscard]] bool joinable() const { return thread_.joinable(); }
    void join() {
        if (thread_.joinable()) thread_.join();
    }

private:
    std::thread thread_;
};

}  // namespace wcts
