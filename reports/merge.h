// Several reports of the parts of one run (`run --shard i/n`), joined to the report that one run would have written.
#pragma once

#include "reports/report_reader.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace wcts::reports {

// A report and what to call it in messages.
struct Part {
    std::string name;
    Report report;
};

// The whole: cases in the order of `order` (ids that are not in it come last, in the order of the parts), `started` of the earliest part
// and `finished` of the latest, `wall_ms` of the longest (parts run beside each other), the arguments without the shard, complete when all
// parts are. Coverage is left empty: the caller knows the clauses. Throws ReportError, which names the parts, when they are not the n
// shards of one run: another suite, seed, target, platform or other arguments; a shard that is missing or given twice; a case that stands
// in two.
[[nodiscard]] Report merge_parts(std::vector<Part> parts, std::span<const std::string> order);

}  // namespace wcts::reports
