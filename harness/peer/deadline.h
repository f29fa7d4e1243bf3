// A point in time that bounds every wait of a case.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace wcts {

class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds from_now) : end_(std::chrono::steady_clock::now() + from_now) {}

    [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= end_; }

    // What is left, in whole milliseconds rounded up; 0 once it has passed. For the timeout parameters of waits.
    [[nodiscard]] std::uint32_t left_ms() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
        return static_cast<std::uint32_t>(std::max<std::int64_t>(0, left.count()));
    }

private:
    std::chrono::steady_clock::time_point end_;
};

}  // namespace wcts
