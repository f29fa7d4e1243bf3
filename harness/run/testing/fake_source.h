// Cases that misbehave on purpose, each in one way, for tests of the runner. None of them touches the target.
#pragma once

#include "harness/run/case_source.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace wcts::run::testing {

// Whether a case of this process has broken a rule since the last call. For the target "layered".
[[nodiscard]] bool take_broken_rule();

// Ids are "<suite>.<name>/tcp4/blocking":
//   plain.pass-00 ... plain.pass-39, plain.own-00, plain.own-01 (a process each)
//   bad.fail, bad.unsupported, bad.throw, bad.flood (writes 8 MiB to stdout and stderr, then passes), bad.broken-record,
//   bad.huge-record (a trace of 1 MiB)
//   dies.null-write, dies.stack-overflow, dies.exit-0, dies.terminate-self, dies.abort, dies.other-thread (an exception on another thread),
//   dies.closes-handles (every handle by value), dies.after (passes, with its process's id in the observation, for whoever wants to end that)
//   leaves.thread, leaves.priority, leaves.handles (2,000 events): pass and leave that behind, with the process's id in the observation
//   hangs.spin, hangs.sleep, hangs.suspended (with a process of its own)
//   slow.wait (200 ms)
//   turns.verdict and turns.observation (change with every try in one process), turns.own (as turns.observation, with a process of its
//   own), turns.damaged (crashes where turns.damages ran before), turns.layer-alike (fails on every target), turns.layer-differs (fails on
//   the target "layered" only), turns.layer-rule (passes, and breaks a rule on the target "layered")
class FakeSource : public CaseSource {
public:
    FakeSource();

    [[nodiscard]] const std::vector<CaseInfo>& cases() const override { return cases_; }
    [[nodiscard]] reports::CaseRecord run(const std::string& id, winsock::Target& target, bool keep_trace) override;
    [[nodiscard]] reports::Json trace_so_far() override;
    [[nodiscard]] std::vector<std::string> describe(const std::string& id) const override;

    // The index of "<suite>.<name>". Throws std::out_of_range.
    [[nodiscard]] std::size_t index_of(const std::string& name) const;

private:
    [[nodiscard]] std::size_t place(const std::string& id) const;

    std::vector<CaseInfo> cases_;
    std::mutex mutex_;
    reports::Json trace_ = reports::Json::array();
};

}  // namespace wcts::run::testing
