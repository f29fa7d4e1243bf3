#include "reports/comparison_json.h"

#include "reports/report_json.h"

namespace wcts::reports {

namespace {

Json report_json(const ComparedReport& report) {
    return {{"name", report.name},
            {"platform", report.platform},
            {"suite_version", report.suite.version},
            {"suite_commit", report.suite.commit},
            {"started", report.started},
            {"complete", report.complete},
            {"summary", to_json(report.summary)}};
}

Json counts_json(const ComparisonCounts& counts) {
    Json result = Json::object();
    for (const Status status : kAllStatuses) {
        result[std::string{to_string(status)}] = counts[status];
    }
    Json changed = Json::object();
    for (const Documented documented : kAllDocumented) {
        changed[std::string{to_string(documented)}] = counts[documented];
    }
    result["documented"] = std::move(changed);
    return result;
}

// What one behaviour showed; the observation as the value that it was in the report.
Json behaviour_json(const Comparison& comparison, Ref ref) {
    const Behaviour& behaviour = comparison.behaviour(ref);
    Json result = Json::object();
    result["verdict"] = to_string(behaviour.verdict);
    if (behaviour.observation != kNone) {
        result["observation"] = Json::parse(comparison.text(behaviour.observation));
    }
    if (!behaviour.tries.empty()) {
        Json tries = Json::array();
        for (const Ref one : behaviour.tries) {
            tries.push_back(behaviour_json(comparison, one));
        }
        result["tries"] = std::move(tries);
    }
    return result;
}

// The different behaviours of a difference, each with the reports that show it; reports that lack the cases stand in none.
Json behaviours_json(const Comparison& comparison, const Difference& difference) {
    Json result = Json::array();
    std::vector<Ref> known;
    for (std::size_t report = 0; report < difference.behaviours.size(); ++report) {
        const Ref ref = difference.behaviours[report];
        if (ref == kNone) {
            continue;
        }
        std::size_t place = 0;
        while (place < known.size() && known[place] != ref) {
            ++place;
        }
        if (place == known.size()) {
            known.push_back(ref);
            Json behaviour = behaviour_json(comparison, ref);
            behaviour["reason"] = comparison.reason(difference, report);
            behaviour["reports"] = Json::array();
            result.push_back(std::move(behaviour));
        }
        result[place]["reports"].push_back(report);
    }
    return result;
}

Json difference_json(const Comparison& comparison, const Difference& difference) {
    const CaseFacts& facts = comparison.facts[difference.facts];
    Json cases = Json::array();
    for (const std::size_t index : difference.cases) {
        cases.push_back(comparison.cases[index].id);
    }
    Json result = Json::object();
    result["status"] = to_string(difference.status);
    if (difference.status == Status::changed) {
        result["documented"] = to_string(difference.documented);
    }
    result["function"] = difference.function;
    result["clauses"] = facts.clauses;
    result["row"] = difference.row;
    result["claim"] = facts.claim;
    result["row_changed"] = difference.row_changed;
    result["cases"] = std::move(cases);
    result["behaviours"] = behaviours_json(comparison, difference);
    return result;
}

}  // namespace

Json to_json(const Comparison& comparison) {
    Json reports = Json::array();
    for (const ComparedReport& report : comparison.reports) {
        reports.push_back(report_json(report));
    }
    Json differences = Json::array();
    for (const Difference& difference : comparison.differences) {
        differences.push_back(difference_json(comparison, difference));
    }
    return {{"schema", kComparisonSchema},
            {"reports", std::move(reports)},
            {"columns", comparison.columns},
            {"counts", counts_json(comparison.counts)},
            {"differences", std::move(differences)}};
}

}  // namespace wcts::reports
