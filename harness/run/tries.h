// The tries of one case so far, kept small: of tries that are alike one record stands for all, so that the memory of a run does not grow
// with its repeats.
#pragma once

#include "reports/report.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wcts::run {

class Tries {
public:
    // Any order; a try that was repeated in a fresh worker has two records of the same attempt. The trace of the earliest of each sort is
    // kept.
    void add(std::size_t attempt, reports::CaseRecord record);

    [[nodiscard]] std::size_t count() const noexcept { return all_.size(); }
    [[nodiscard]] bool differ() const noexcept { return sorts_.size() > 1; }

    // One record from all tries, at least one. Tries that agree in verdict and observation give that record; others give `flaky`, with the
    // reason "passed k of n times, ..." and every try in `attempts`. The trace is that of the first try that did not pass, or of the first.
    [[nodiscard]] reports::CaseRecord combined() const;

private:
    struct One {
        std::size_t attempt;
        std::size_t sort;
        std::int64_t wall_us;
        std::int64_t call_us;
    };
    [[nodiscard]] std::vector<One> in_order() const;

    std::vector<reports::CaseRecord> sorts_;
    std::vector<std::size_t> earliest_;  // of each sort, the attempt whose trace it has
    std::vector<One> all_;
};

}  // namespace wcts::run
