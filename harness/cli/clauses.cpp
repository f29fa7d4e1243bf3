#include "harness/cli/clauses.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>

namespace wcts::cli {

std::vector<reports::Clause> all_clauses(const std::vector<TextFile>& spec) {
    std::vector<reports::Clause> clauses;
    for (const TextFile& file : spec) std::ranges::move(reports::parse_clauses(file.text), std::back_inserter(clauses));
    return clauses;
}

std::vector<reports::Clause> clauses_for(const std::vector<TextFile>& spec, const std::vector<run::CaseInfo>& cases, bool has_providers) {
    std::vector<reports::Clause> clauses = all_clauses(spec);
    if (has_providers) return clauses;
    std::unordered_set<std::string> of_providers;
    std::unordered_set<std::string> of_all;
    for (const run::CaseInfo& info : cases) (info.for_providers ? of_providers : of_all).insert(info.clauses.begin(), info.clauses.end());
    std::erase_if(clauses, [&](const reports::Clause& clause) { return of_providers.contains(clause.id) && !of_all.contains(clause.id); });
    return clauses;
}

}  // namespace wcts::cli
