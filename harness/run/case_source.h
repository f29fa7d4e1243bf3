// What the runner knows of cases: a list of them, and how to run one. The suites implement it; the runner knows no suite.
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
    bool own_process = false;            // may crash or hang its caller
    std::chrono::milliseconds limit{0};  // 0: the run's default
};

class CaseSource {
public:
    virtual ~CaseSource() = default;

    // In a fixed order; ids are unique. The vector lives as long as the source.
    [[nodiscard]] virtual const std::vector<CaseInfo>& cases() const = 0;

    // Runs one case on the calling thread, start to end. Never throws: a broken arrangement or a bug of ours is a verdict too.
    // `keep_trace` keeps the trace of a passing case as well.
    [[nodiscard]] virtual reports::CaseRecord run(std::size_t index, winsock::Target& target, bool keep_trace) = 0;

    // The row in words, for `explain`: arrangement, call and expectation, a line each.
    [[nodiscard]] virtual std::vector<std::string> describe(std::size_t index) const = 0;
};

}  // namespace wcts::run
