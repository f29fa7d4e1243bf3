#include "harness/cli/find_case.h"

#include "harness/run/errors.h"
#include "harness/run/selection.h"

#include <algorithm>

namespace wcts::cli {

std::size_t find_case(const std::vector<run::CaseInfo>& cases, const std::string& name) {
    const auto exact = std::ranges::find(cases, name, &run::CaseInfo::id);
    if (exact != cases.end()) return static_cast<std::size_t>(exact - cases.begin());
    std::vector<std::size_t> meant;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (run::matches(name, cases[i].id)) meant.push_back(i);
    }
    if (meant.empty()) throw run::UsageError("there is no case '" + name + "'; 'list' shows what there is");
    if (meant.size() > 1) {
        throw run::UsageError("'" + name + "' means " + std::to_string(meant.size()) + " cases; name one, such as " +
                              cases[meant.front()].id);
    }
    return meant.front();
}

}  // namespace wcts::cli
