// The search for what makes a case do now this and now that: alone, in processes of its own; then after the cases that had run before it.
#pragma once

#include "harness/run/case_source.h"
#include "harness/run/worker_process.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace wcts::run {

// Of the cases that ran before, so many are tried: the nearest ones.
inline constexpr std::size_t kMostBefore = 500;

struct FlakeSearch {
    WorkerCommand worker;
    std::chrono::milliseconds timeout{10'000};  // for cases without a limit of their own
    std::size_t tries = 10;                     // alone, each in a fresh process
    std::chrono::seconds most{60};              // no new try is begun after that
};

struct FlakeCause {
    std::size_t alone_tries = 0;
    std::size_t alone_other = 0;  // of these, such that did otherwise than usually
    std::size_t before_tries = 0;
    std::size_t before_other = 0;    // likewise, after all of `before`
    std::vector<std::size_t> after;  // of `before`, what is enough; empty where that was not found
};

// `usual`: what the case does as a rule. `before`: what its process had run before it. Throws HarnessBroken and winsock::TargetError.
[[nodiscard]] FlakeCause find_cause(const std::vector<CaseInfo>& cases, const FlakeSearch& search, std::size_t index,
                                    const reports::CaseRecord& usual, std::vector<std::size_t> before);

// As one sentence or two.
[[nodiscard]] std::string cause_text(const std::vector<CaseInfo>& cases, const FlakeCause& cause);

}  // namespace wcts::run
