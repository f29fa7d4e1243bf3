#include "harness/cli/flake_report.h"

#include "harness/run/flake.h"
#include "reports/text.h"

#include <algorithm>
#include <string>
#include <utility>

namespace wcts::cli {

namespace {

constexpr std::size_t kMostFlakes = 3;

using Behaviour = std::pair<reports::Verdict, reports::Json>;

// What the tries of a case did, and how often; the most frequent first, of equals that which was seen first.
std::vector<std::pair<Behaviour, std::size_t>> behaviours_of(const reports::CaseRecord& record) {
    std::vector<std::pair<Behaviour, std::size_t>> all;
    for (const reports::Attempt& attempt : record.attempts) {
        const Behaviour behaviour{attempt.verdict, attempt.observation};
        const auto known = std::ranges::find(all, behaviour, &std::pair<Behaviour, std::size_t>::first);
        if (known == all.end()) {
            all.emplace_back(behaviour, 1);
        } else {
            ++known->second;
        }
    }
    std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return a.second > b.second; });
    return all;
}

}  // namespace

void explain_flakes(const std::vector<run::CaseInfo>& cases, const run::RunOptions& options,
                    const std::map<std::size_t, std::vector<std::size_t>>& before, std::vector<reports::CaseRecord>& records,
                    std::ostream& out) {
    constexpr std::size_t kMostShown = 4;
    constexpr std::size_t kLongest = 300;
    std::size_t told = 0;
    for (const auto& [index, predecessors] : before) {
        const auto record = std::ranges::find(records, cases[index].id, &reports::CaseRecord::id);
        if (record == records.end() || record->verdict != reports::Verdict::flaky) continue;
        if (++told > kMostFlakes) {
            out << "more cases are flaky; --repeat on one of them looks for its cause\n";
            break;
        }
        const auto behaviours = behaviours_of(*record);
        out << "flaky: " << record->id << '\n';
        for (std::size_t i = 0; i < std::min(behaviours.size(), kMostShown); ++i) {
            const auto& [behaviour, count] = behaviours[i];
            out << "    " << count << " of " << record->attempts.size() << ": " << reports::to_string(behaviour.first) << ' '
                << reports::printable(behaviour.second.dump(), kLongest) << '\n';
        }
        out << std::flush;
        reports::CaseRecord usual;
        usual.verdict = behaviours.front().first.first;
        usual.observation = behaviours.front().first.second;
        const run::FlakeSearch search{options.worker, options.timeout};
        const std::string cause = run::cause_text(cases, run::find_cause(cases, search, index, usual, predecessors));
        out << "    " << reports::printable(cause) << '\n' << std::flush;
        record->reason += "; " + cause;
    }
}

}  // namespace wcts::cli
