// A point in time that bounds every wait of a case.
#pragma once

#include "harness/winsock/clock.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace wcts {

class Deadline {
public:
    // `clock` outlives the deadline.
    explicit Deadline(std::chrono::milliseconds from_now, const Clock& clock = real_clock()) : clock_(&clock), end_(clock.now() + from_now) {}

    [[nodiscard]] bool passed() const { return clock_->now() >= end_; }

    // What is left, in whole milliseconds rounded up; 0 once it has passed. For the timeout parameters of waits.
    [[nodiscard]] std::uint32_t left_ms() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - clock_->now());
        return static_cast<std::uint32_t>(std::max<std::int64_t>(0, left.count()));
    }

private:
    const Clock* clock_;
    Clock::Time end_;
};

}  // namespace wcts
