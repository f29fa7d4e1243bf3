#include "harness/run/tries.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace wcts::run {

namespace {

using reports::CaseRecord;
using reports::Verdict;

bool did_the_same(const CaseRecord& a, const CaseRecord& b) {
    return a.verdict == b.verdict && a.observation == b.observation;
}

}  // namespace

void Tries::add(std::size_t attempt, CaseRecord record) {
    const auto alike = std::ranges::find_if(sorts_, [&](const CaseRecord& one) { return did_the_same(one, record); });
    const auto sort = static_cast<std::size_t>(alike - sorts_.begin());
    all_.push_back({attempt, sort, record.wall_us, record.call_us});
    if (alike == sorts_.end()) {
        sorts_.push_back(std::move(record));
        earliest_.push_back(attempt);
    } else if (attempt < earliest_[sort]) {
        *alike = std::move(record);
        earliest_[sort] = attempt;
    }
}

std::vector<Tries::One> Tries::in_order() const {
    std::vector<One> ordered = all_;
    std::ranges::stable_sort(ordered, {}, &One::attempt);
    return ordered;
}

CaseRecord Tries::combined() const {
    if (sorts_.size() == 1) return sorts_.front();
    const std::vector<One> ordered = in_order();
    const auto record_of = [this](const One& one) -> const CaseRecord& { return sorts_[one.sort]; };
    const auto red = std::ranges::find_if(ordered, [&](const One& one) { return record_of(one).verdict != Verdict::pass; });
    CaseRecord whole = record_of(red == ordered.end() ? ordered.front() : *red);
    whole.verdict = Verdict::flaky;
    const auto passed = std::ranges::count_if(ordered, [&](const One& one) { return record_of(one).verdict == Verdict::pass; });
    whole.reason = "passed " + std::to_string(passed) + " of " + std::to_string(ordered.size()) + " times";
    if (red == ordered.end()) whole.reason += ", with different observations";
    std::set<Verdict> told;
    for (const One& one : ordered) {
        const CaseRecord& record = record_of(one);
        whole.attempts.push_back({record.verdict, record.reason, record.observation, one.wall_us, one.call_us});
        if (record.verdict == Verdict::pass || !told.insert(record.verdict).second) continue;
        whole.reason += (told.size() == 1 ? ", otherwise " : ", or ") + std::string(to_string(record.verdict));
        if (!record.reason.empty()) whole.reason += ": " + record.reason;
    }
    return whole;
}

}  // namespace wcts::run
