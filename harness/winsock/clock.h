// What bounds of a case are measured by. A target that lives in a network of its own has a time of its own as well, which passes only
// while everybody waits: then a case that waits for what never comes costs nothing, and no load of the machine changes what it sees.
#pragma once

#include <chrono>

namespace wcts {

// Any thread. Time never goes back.
class Clock {
public:
    using Time = std::chrono::steady_clock::time_point;

    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;

    // A thread that a case starts is announced before it is made, and says so itself once it runs: a clock that stands still while anybody
    // is busy must know of those who have not come yet. For CaseThread.
    virtual void expect_thread() const {}
    virtual void thread_begins() const {}
};

class RealClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return std::chrono::steady_clock::now(); }
};

[[nodiscard]] inline const Clock& real_clock() {
    static const RealClock clock;
    return clock;
}

}  // namespace wcts
