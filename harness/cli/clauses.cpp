#include "harness/cli/clauses.h"

#include <algorithm>
#include <iterator>

namespace wcts::cli {

std::vector<reports::Clause> all_clauses(const std::vector<TextFile>& spec) {
    std::vector<reports::Clause> clauses;
    for (const TextFile& file : spec) std::ranges::move(reports::parse_clauses(file.text), std::back_inserter(clauses));
    return clauses;
}

}  // namespace wcts::cli
