#include "harness/run/flake.h"

#include "harness/run/one_try.h"

#include <algorithm>
#include <memory>

namespace wcts::run {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t kTriesAfterAll = 3;

class Searcher {
public:
    Searcher(const std::vector<CaseInfo>& cases, const FlakeSearch& search, std::size_t index, const reports::CaseRecord& usual)
        : cases_(cases), search_(search), index_(index), usual_(usual), end_(steady_clock::now() + search.most) {}

    [[nodiscard]] bool has_time() const { return steady_clock::now() < end_; }

    // Whether the case does otherwise than usually when a fresh process has run these, in their order.
    [[nodiscard]] bool does_otherwise(const std::vector<std::size_t>& before) const {
        std::unique_ptr<WorkerProcess> worker;
        for (const std::size_t one : before) static_cast<void>(run(worker, one));
        const reports::CaseRecord record = run(worker, index_);
        return record.verdict != usual_.verdict || record.observation != usual_.observation;
    }

private:
    // As in a run: a process that a case has spoilt is not used again.
    reports::CaseRecord run(std::unique_ptr<WorkerProcess>& worker, std::size_t index) const {
        if (!worker) worker = WorkerProcess::start(search_.worker);
        static_cast<void>(worker->wait_ready(nullptr));
        const std::size_t before = worker->answered();
        reports::CaseRecord record = try_once(*worker, cases_[index], search_.timeout, false, nullptr).value();
        if (worker->answered() == before || worker->spent()) worker.reset();
        return record;
    }

    const std::vector<CaseInfo>& cases_;
    const FlakeSearch& search_;
    const std::size_t index_;
    const reports::CaseRecord& usual_;
    const steady_clock::time_point end_;
};

// Half of what is left, as long as one half is enough.
std::vector<std::size_t> narrow(const Searcher& searcher, std::vector<std::size_t> enough) {
    while (enough.size() > 1 && searcher.has_time()) {
        const auto middle = enough.begin() + static_cast<std::ptrdiff_t>(enough.size() / 2);
        std::vector<std::size_t> later(middle, enough.end());
        std::vector<std::size_t> earlier(enough.begin(), middle);
        if (searcher.does_otherwise(later)) {
            enough = std::move(later);
        } else if (searcher.does_otherwise(earlier)) {
            enough = std::move(earlier);
        } else {
            break;
        }
    }
    return enough;
}

}  // namespace

FlakeCause find_cause(const std::vector<CaseInfo>& cases, const FlakeSearch& search, std::size_t index, const reports::CaseRecord& usual,
                      std::vector<std::size_t> before) {
    const Searcher searcher(cases, search, index, usual);
    FlakeCause cause;
    while (cause.alone_tries < search.tries && searcher.has_time()) {
        ++cause.alone_tries;
        if (searcher.does_otherwise({})) ++cause.alone_other;
    }
    if (cause.alone_other > 0 || before.empty()) return cause;
    if (before.size() > kMostBefore) before.erase(before.begin(), before.end() - static_cast<std::ptrdiff_t>(kMostBefore));
    while (cause.before_tries < kTriesAfterAll && searcher.has_time()) {
        ++cause.before_tries;
        if (searcher.does_otherwise(before)) ++cause.before_other;
    }
    // What happens now and then even so is not narrowed down by single tries.
    if (cause.before_other > 0 && cause.before_other == cause.before_tries) cause.after = narrow(searcher, std::move(before));
    return cause;
}

std::string cause_text(const std::vector<CaseInfo>& cases, const FlakeCause& cause) {
    std::string text = "alone, in fresh processes, " + std::to_string(cause.alone_other) + " of " + std::to_string(cause.alone_tries) +
                       " tries did otherwise";
    if (cause.before_tries > 0) {
        text +=
            "; after the cases that had run before it, " + std::to_string(cause.before_other) + " of " + std::to_string(cause.before_tries);
    }
    if (cause.after.size() == 1) return text + "; " + cases[cause.after.front()].id + " before it is enough";
    if (!cause.after.empty()) {
        text += "; " + std::to_string(cause.after.size()) + " cases are enough, from " + cases[cause.after.front()].id + " to " +
                cases[cause.after.back()].id;
    }
    return text;
}

}  // namespace wcts::run
