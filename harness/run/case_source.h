// What the runner knows of cases: a list of them, and how to run one by its id. The suites implement it; the runner knows no suite.
#pragma once

#include "harness/winsock/target.h"
#include "reports/report.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace wcts::run {

struct CaseInfo {
    std::string id;  // "wsasend.eshutdown-after-sd-send/tcp4/iocp"
    std::string suite;
    std::string function;
    std::string claim;
    std::vector<std::string> clauses;
    std::optional<std::string> code;
    reports::Kind kind;
    std::string row_hash;
    std::string provoked_by = "loopback";
    std::string lab;                     // the verb that a lab must have; empty: it needs none
    bool own_process = false;            // changes its process, or may hang its caller
    bool may_crash = false;              // a process in which it does not pass is not used again
    std::chrono::milliseconds limit{0};  // 0: the run's default
    bool for_providers = false;          // about targets that are made of layered service providers, and about no others

    // Whether what else runs in its process may be lost with it.
    [[nodiscard]] bool endangers_process() const noexcept { return own_process || may_crash; }

    // Its own limit, or else the run's.
    [[nodiscard]] std::chrono::milliseconds limit_or(std::chrono::milliseconds of_the_run) const noexcept {
        return limit.count() > 0 ? limit : of_the_run;
    }
};

// What is known of a case before it runs, as a record with the verdict not-run.
[[nodiscard]] reports::CaseRecord blank_record(const CaseInfo& info);

class CaseSource {
public:
    virtual ~CaseSource() = default;

    // In a fixed order; ids are unique. The vector lives as long as the source. May be made at the first call, which is long for a worker:
    // who only runs cases need not ask. Not for two threads at once.
    [[nodiscard]] virtual const std::vector<CaseInfo>& cases() const = 0;

    // Runs one case on the calling thread, start to end. Throws std::out_of_range for an id that no case has, and nothing else: a broken
    // arrangement or a bug of ours is a verdict too. `keep_trace` keeps the trace of a passing case as well.
    [[nodiscard]] virtual reports::CaseRecord run(const std::string& id, winsock::Target& target, bool keep_trace) = 0;

    // What the case that is running has done so far, for a case that crashes or hangs; an array as in CaseRecord::trace. Called on another
    // thread than run() and possibly after a crash: it must not wait without bound. Never throws.
    [[nodiscard]] virtual reports::Json trace_so_far() { return reports::Json::array(); }

    // The case's row in words, for `explain`: arrangement, call and expectation, a line each. Throws std::out_of_range.
    [[nodiscard]] virtual std::vector<std::string> describe(const std::string& id) const = 0;
};

}  // namespace wcts::run
