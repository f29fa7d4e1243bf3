// Which cases run, and in what order. Pure: no process, no clock.
#pragma once

#include "harness/run/case_source.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::run {

// Whether `id` is meant by `pattern`: a glob over the whole id ('*' any text, '?' one character), or without wildcards the id itself or
// a leading part of it that ends at a '/' or '.': "wsasend", "wsasend.zero-bytes", "wsasend.zero-bytes/tcp4". Case-sensitive, as ids are.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view id) noexcept;

// Patterns together: an id is chosen that any of them means (any id when there is none without a leading '-'), unless a pattern with a
// leading '-' means it too.
class Filter {
public:
    explicit Filter(const std::vector<std::string>& patterns);
    [[nodiscard]] bool chooses(std::string_view id) const noexcept;

private:
    std::vector<std::string> wanted_;
    std::vector<std::string> unwanted_;
};

// The indexes of the cases that Filter(patterns) chooses, ascending. Throws UsageError naming the pattern that means no case, and when
// nothing is left.
[[nodiscard]] std::vector<std::size_t> select(const std::vector<CaseInfo>& cases, const std::vector<std::string>& patterns);

// `selection` without the cases about layered service providers, where the target is made of none. Throws UsageError when nothing is left.
[[nodiscard]] std::vector<std::size_t> fitting(const std::vector<CaseInfo>& cases, std::vector<std::size_t> selection, bool has_providers);

// "i/n", 1 <= i <= n.
struct Shard {
    std::size_t index = 1;
    std::size_t count = 1;
};

// Throws UsageError.
[[nodiscard]] Shard parse_shard(std::string_view text);

// What a case costs, in any unit, by its index; not negative.
using CostOf = std::function<double(std::size_t index)>;

// The i-th of n parts of `selection` that cost about the same: the dearest case first, each to the part that has least so far. The n parts
// are disjoint, each ascending, and together the whole. The same costs give the same parts on every machine.
[[nodiscard]] std::vector<std::size_t> take_shard(const std::vector<std::size_t>& selection, Shard shard, const CostOf& cost);

// What cases cost in a run that was measured: their wall times, and for a case that was not in it the mean.
[[nodiscard]] CostOf costs_from(const std::vector<CaseInfo>& cases, const std::vector<reports::CaseRecord>& measured);

// One try of one case.
struct Job {
    std::size_t index = 0;    // into CaseSource::cases()
    std::size_t attempt = 0;  // from 0
};

// All tries, in the order in which they start. Round after round; within a round the longest limits come first, so that their waits overlap
// with everything else, and the cases with a process of their own are spread among the others: a start is work, most else is waiting. With a
// seed, each round is in a random order instead that is the same on every machine for the same seed. Keeps one round at a time, however
// many there are.
class Plan {
public:
    // `selection` is not empty, `repeat` at least 1; `default_limit` stands for CaseInfo::limit 0.
    Plan(const std::vector<CaseInfo>& cases, const std::vector<std::size_t>& selection, std::size_t repeat,
         std::optional<std::uint64_t> shuffle_seed, std::chrono::milliseconds default_limit);

    // Nothing when all have been given.
    [[nodiscard]] std::optional<Job> next();

    [[nodiscard]] std::size_t size() const noexcept { return round_.size() * repeat_; }

private:
    void shuffle();

    std::vector<std::size_t> selection_;
    std::vector<std::size_t> round_;
    std::size_t repeat_;
    std::size_t place_ = 0;
    std::size_t attempt_ = 0;
    std::optional<std::mt19937_64> random_;
};

}  // namespace wcts::run
