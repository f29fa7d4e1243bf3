#include "harness/run/selection.h"

#include "harness/run/errors.h"
#include "harness/winsock/number.h"

#include <algorithm>
#include <queue>
#include <random>
#include <unordered_map>
#include <utility>

namespace wcts::run {

namespace {

bool glob(std::string_view pattern, std::string_view text) noexcept {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;  // the last '*' seen, and where the text stood then
    std::size_t mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

// Both in their own order, the fewer evenly among the more.
std::vector<std::size_t> spread(const std::vector<std::size_t>& some, const std::vector<std::size_t>& others) {
    std::vector<std::size_t> all;
    auto one = some.begin();
    auto other = others.begin();
    while (one != some.end() || other != others.end()) {
        // Whichever is behind: parts given of the whole, without division.
        const auto given = static_cast<std::size_t>(one - some.begin()) * others.size();
        const auto given_of_others = static_cast<std::size_t>(other - others.begin()) * some.size();
        all.push_back(other == others.end() || (one != some.end() && given <= given_of_others) ? *one++ : *other++);
    }
    return all;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view id) noexcept {
    if (pattern.find_first_of("*?") != std::string_view::npos) return glob(pattern, id);
    if (pattern.empty() || !id.starts_with(pattern)) return false;
    if (id.size() == pattern.size() || pattern.back() == '/' || pattern.back() == '.') return true;
    return id[pattern.size()] == '/' || id[pattern.size()] == '.';
}

Filter::Filter(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
        if (pattern.starts_with('-')) {
            unwanted_.push_back(pattern.substr(1));
        } else {
            wanted_.push_back(pattern);
        }
    }
}

bool Filter::chooses(std::string_view id) const noexcept {
    const auto means = [id](const std::string& pattern) { return matches(pattern, id); };
    return (wanted_.empty() || std::ranges::any_of(wanted_, means)) && std::ranges::none_of(unwanted_, means);
}

std::vector<std::size_t> select(const std::vector<CaseInfo>& cases, const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
        const std::string_view means = std::string_view(pattern).substr(pattern.starts_with('-') ? 1 : 0);
        if (std::ranges::none_of(cases, [means](const CaseInfo& info) { return matches(means, info.id); })) {
            throw UsageError("filter '" + pattern + "' matches no case; 'list' shows what there is");
        }
    }
    const Filter filter(patterns);
    std::vector<std::size_t> selection;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (filter.chooses(cases[i].id)) selection.push_back(i);
    }
    if (selection.empty()) throw UsageError("the filters leave no case to run");
    return selection;
}

std::vector<std::size_t> fitting(const std::vector<CaseInfo>& cases, std::vector<std::size_t> selection, bool has_providers) {
    if (has_providers) return selection;
    std::erase_if(selection, [&](std::size_t index) { return cases[index].for_providers; });
    if (selection.empty()) throw UsageError("these cases are about layered service providers: --target lsp:PATH runs them");
    return selection;
}

Shard parse_shard(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto index = winsock::whole_number<decltype(Shard::index)>(text.substr(0, slash));
    const auto count = winsock::whole_number<decltype(Shard::count)>(slash == std::string_view::npos ? "" : text.substr(slash + 1));
    if (!index || !count || *index < 1 || *index > *count)
        throw UsageError("'" + std::string(text) + "' is not a shard; it is written i/n, from 1/n to n/n");
    return {*index, *count};
}

std::vector<std::size_t> take_shard(const std::vector<std::size_t>& selection, Shard shard, const CostOf& cost) {
    std::vector<std::pair<double, std::size_t>> dearest;
    for (const std::size_t index : selection) dearest.emplace_back(-cost(index), index);
    std::ranges::sort(dearest);
    using Load = std::pair<double, std::size_t>;  // what a part costs so far, and which part it is
    std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
    for (std::size_t part = 1; part <= std::min(shard.count, dearest.size()); ++part) loads.emplace(0.0, part);
    std::vector<std::size_t> taken;
    for (const auto& [minus, index] : dearest) {
        const auto [load, part] = loads.top();
        loads.pop();
        loads.emplace(load - minus, part);
        if (part == shard.index) taken.push_back(index);
    }
    std::ranges::sort(taken);
    return taken;
}

CostOf costs_from(const std::vector<CaseInfo>& cases, const std::vector<reports::CaseRecord>& measured) {
    std::unordered_map<std::string_view, double> by_id;
    double sum = 0;
    for (const reports::CaseRecord& record : measured) {
        sum += static_cast<double>(record.wall_us);
        by_id.emplace(record.id, static_cast<double>(std::max<std::int64_t>(record.wall_us, 1)));
    }
    std::vector<double> costs(cases.size(), by_id.empty() ? 1.0 : sum / static_cast<double>(by_id.size()));
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto place = by_id.find(cases[i].id);
        if (place != by_id.end()) costs[i] = place->second;
    }
    return [costs = std::move(costs)](std::size_t index) { return costs.at(index); };
}

Plan::Plan(const std::vector<CaseInfo>& cases, const std::vector<std::size_t>& selection, std::size_t repeat,
           std::optional<std::uint64_t> shuffle_seed, std::chrono::milliseconds default_limit)
    : selection_(selection), round_(selection), repeat_(repeat) {
    if (shuffle_seed) {
        random_.emplace(*shuffle_seed);
        shuffle();
        return;
    }
    const auto own_end = std::ranges::stable_partition(round_, [&](std::size_t i) { return cases[i].own_process; }).begin();
    const auto longest_first = [&](std::size_t a, std::size_t b) {
        return cases[a].limit_or(default_limit) > cases[b].limit_or(default_limit);
    };
    std::stable_sort(round_.begin(), own_end, longest_first);
    std::stable_sort(own_end, round_.end(), longest_first);
    round_ = spread(std::vector<std::size_t>(round_.begin(), own_end), std::vector<std::size_t>(own_end, round_.end()));
}

// By hand: std::shuffle may differ between standard libraries, and a seed must not. The bias of '%' does not matter here.
void Plan::shuffle() {
    round_ = selection_;
    for (std::size_t i = round_.size(); i > 1; --i) std::swap(round_[i - 1], round_[static_cast<std::size_t>((*random_)() % i)]);
}

std::optional<Job> Plan::next() {
    if (place_ == round_.size()) {
        if (++attempt_ >= repeat_) {
            --attempt_;
            return std::nullopt;
        }
        place_ = 0;
        if (random_) shuffle();
    }
    return Job{round_[place_++], attempt_};
}

}  // namespace wcts::run
