#include "reports/merge.h"

#include "reports/report_error.h"
#include "reports/report_json.h"
#include "reports/text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace wcts::reports {

namespace {

// What differs between the shards of one run is which shard it is, and where its files go.
struct Arguments {
    std::string shard;
    std::vector<std::string> others;
};

Arguments split(const std::vector<std::string>& given) {
    Arguments arguments;
    std::string before;
    for (const std::string& argument : given) {
        if (before == "--shard") {
            arguments.shard = argument;
        } else if (argument.starts_with("--shard=")) {
            arguments.shard = argument.substr(8);
        } else if (before != "--report" && argument != "--shard" && argument != "--report" && !argument.starts_with("--report=")) {
            arguments.others.push_back(argument);
        }
        before = argument;
    }
    return arguments;
}

std::string in_quotes(const std::string& text) {
    return "'" + printable(text, 200) + "'";
}

// Shards may run on several machines of one kind, whose catalogs name their own adapters.
auto platform_of(const PlatformInfo& platform) {
    return std::tie(platform.os, platform.build, platform.ubr, platform.process_architecture, platform.machine_architecture, platform.wine,
                    platform.file_versions);
}

// The first thing in which two parts differ that one run could not have; nothing where they agree.
std::optional<std::string> difference(const Report& a, const Report& b) {
    if (a.suite.version != b.suite.version || a.suite.commit != b.suite.commit) return "another version of the suite";
    if (a.suite.seed != b.suite.seed) return "another seed";
    if (to_json(a.target) != to_json(b.target)) return "another target";
    if (platform_of(a.platform) != platform_of(b.platform)) return "another platform";
    if (split(a.suite.arguments).others != split(b.suite.arguments).others) return "other arguments";
    return std::nullopt;
}

void check_shards(const std::vector<Part>& parts) {
    std::map<std::string, std::string> seen;  // shard -> the part's name
    std::string count;
    for (const Part& part : parts) {
        const std::string shard = split(part.report.suite.arguments).shard;
        const std::size_t slash = shard.find('/');
        if (slash == std::string::npos)
            throw ReportError(part.name + ": it is the report of a whole run; shards are made with run --shard i/n");
        const std::string of = shard.substr(slash + 1);
        if (count.empty()) count = of;
        if (of != count)
            throw ReportError(part.name + ": it is one of " + printable(of, 20) + " shards, and " + parts.front().name + " one of " +
                              printable(count, 20));
        const auto [place, is_new] = seen.emplace(shard, part.name);
        if (!is_new) throw ReportError(part.name + ": it is shard " + printable(shard, 20) + ", and so is " + place->second);
        if (const auto why = difference(parts.front().report, part.report))
            throw ReportError(part.name + ": it has " + *why + " than " + parts.front().name);
    }
    if (std::to_string(seen.size()) == count) return;
    // The first that is not there; the count may be anything, so it is not counted up to.
    std::size_t missing = 1;
    while (seen.contains(std::to_string(missing) + "/" + count)) ++missing;
    throw ReportError("shard " + std::to_string(missing) + "/" + printable(count, 20) + " is missing");
}

}  // namespace

Report merge_parts(std::vector<Part> parts, std::span<const std::string> order) {
    if (parts.empty()) throw ReportError("there is no report to merge");
    check_shards(parts);

    Report whole;
    const Report& first = parts.front().report;
    whole.suite = first.suite;
    whole.suite.arguments = split(first.suite.arguments).others;
    whole.target = first.target;
    whole.platform = first.platform;
    whole.started = first.started;
    whole.complete = true;
    std::unordered_map<std::string, std::string> owner;  // case -> the part's name
    for (Part& part : parts) {
        Report& report = part.report;
        whole.complete = whole.complete && report.complete;
        whole.started = std::min(whole.started, report.started);
        whole.finished = std::max(whole.finished, report.finished);
        whole.wall_ms = std::max(whole.wall_ms, report.wall_ms);
        for (CaseRecord& record : report.cases) {
            const auto [place, is_new] = owner.emplace(record.id, part.name);
            if (!is_new) throw ReportError(part.name + ": the case " + in_quotes(record.id) + " stands in " + place->second + " too");
            whole.cases.push_back(std::move(record));
        }
    }
    if (!whole.complete) whole.finished.clear();

    std::unordered_map<std::string_view, std::size_t> rank;
    for (std::size_t i = 0; i < order.size(); ++i) rank.emplace(order[i], i);
    std::ranges::stable_sort(whole.cases, {}, [&](const CaseRecord& record) {
        const auto place = rank.find(record.id);
        return place == rank.end() ? order.size() : place->second;
    });
    return whole;
}

}  // namespace wcts::reports
