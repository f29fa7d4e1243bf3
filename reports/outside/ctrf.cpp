#include "reports/outside/ctrf.h"

#include "reports/case_id.h"
#include "reports/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_set>

namespace wcts::reports {

namespace {

constexpr std::size_t kLongest = 1000;

std::int64_t ms_of(std::int64_t us) noexcept {
    return us / 1000 + (us % 1000 >= 500 ? 1 : 0);
}

// In the order in which the summary is counted.
constexpr std::array<std::string_view, 4> kStatuses{"passed", "failed", "skipped", "other"};

// Whether CTRF calls it flaky: failed at first, passed in the end, and not red for it.
bool is_flaky(const CaseRecord& record) noexcept {
    return record.verdict == Verdict::flaky && record.expected && record.attempts.size() > 1 &&
           record.attempts.back().verdict == Verdict::pass;
}

std::string_view status_of(const CaseRecord& record) noexcept {
    switch (outcome_of(record)) {
        case Outcome::passed:
            return "passed";
        case Outcome::failed:
        case Outcome::broken:
            return "failed";
        case Outcome::skipped:
            return "skipped";
        case Outcome::known:
            break;
    }
    return is_flaky(record) ? "passed" : "other";
}

std::string_view status_of(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::pass:
            return "passed";
        case Verdict::unsupported:
        case Verdict::not_run:
            return "skipped";
        default:
            return "failed";
    }
}

Json attempts_of(const CaseRecord& record) {
    Json attempts = Json::array();
    for (const Attempt& attempt : record.attempts) {
        Json one{{"attempt", attempts.size() + 1}, {"status", status_of(attempt.verdict)}, {"duration", ms_of(attempt.wall_us)}};
        if (!attempt.reason.empty()) {
            one["message"] = printable(attempt.reason, kLongest);
        }
        one["extra"] = {
            {"winsock-cts/case",
             {{"verdict", to_string(attempt.verdict)}, {"observation", printable(compact(attempt.observation), 4 * kLongest)}}}};
        attempts.push_back(std::move(one));
    }
    return attempts;
}

std::string filled(std::string_view name) {
    return name.empty() ? "unnamed" : printable(name, kLongest);
}

Json test_of(const RunResult& run, const CaseRecord& record) {
    const Outcome outcome = outcome_of(record);
    Json test{{"name", filled(record.id)}, {"status", status_of(record)}, {"duration", ms_of(record.wall_us)}};
    test["suite"] = Json::array({filled(record.suite), filled(split_case_id(record.id).row)});
    if (const std::string message = run.message(record); !message.empty()) {
        test["message"] = message;
    }
    if (outcome == Outcome::failed || outcome == Outcome::broken) {
        test["trace"] = details_of(record);
        test["tags"] = Json::array({"unexpected"});
    } else if (outcome == Outcome::known) {
        test["tags"] = Json::array({"known-deviation"});
    }
    test["rawStatus"] = to_string(record.verdict);
    test["type"] = "conformance";
    if (record.attempts.size() > 1) {
        test["retries"] = record.attempts.size() - 1;
        test["retryAttempts"] = attempts_of(record);
    }
    if (is_flaky(record)) {
        test["flaky"] = true;
    }
    Json clauses = Json::array();
    for (const std::string& clause : record.clauses) {
        clauses.push_back(printable(clause, kLongest));
    }
    test["extra"] = {{"winsock-cts/case",
                      {{"function", printable(record.function, kLongest)},
                       {"claim", printable(record.claim, kLongest)},
                       {"clauses", std::move(clauses)},
                       {"code", record.code ? Json(printable(*record.code, kLongest)) : Json()},
                       {"socket", printable(record.kind.socket, kLongest)},
                       {"path", printable(record.kind.path, kLongest)},
                       {"provoked_by", record.provoked_by},
                       {"call_ms", ms_of(record.call_us)}}}};
    return test;
}

// What is red and no case.
Json red(const std::string& suite, const std::string& name, const std::string& message) {
    return {{"name", name},       {"status", "failed"},
            {"duration", 0},      {"suite", Json::array({suite})},
            {"message", message}, {"tags", Json::array({"unexpected"})}};
}

Json environment_of(const RunResult& run) {
    const Report& report = run.report();
    const PlatformInfo& platform = report.platform;
    return {{"reportName", "winsock-cts on " + platform_text(platform)},
            {"appName", printable("Winsock: " + (report.target.path.empty() ? report.target.kind : report.target.path), kLongest)},
            {"appVersion", printable(report.target.file_version, kLongest)},
            {"osPlatform", platform.wine ? "wine" : "win32"},
            {"osRelease", printable(platform.wine ? *platform.wine : platform.os, kLongest)},
            {"osVersion", std::to_string(platform.build) + "." + std::to_string(platform.ubr)},
            {"healthy", run.green()},
            {"extra",
             {{"winsock-cts/run",
               {{"target", printable(report.target.kind, kLongest)},
                {"lab", printable(report.target.lab, kLongest)},
                {"process_architecture", printable(platform.process_architecture, kLongest)},
                {"machine_architecture", printable(platform.machine_architecture, kLongest)},
                {"suite_commit", printable(report.suite.commit, kLongest)},
                {"arguments", printable(joined(report.suite.arguments, " "), kLongest)},
                {"complete", report.complete}}}}}};
}

Json summary_of(const Report& report, const Json& tests) {
    std::array<std::size_t, kStatuses.size()> counts{};
    std::size_t flaky = 0;
    for (const Json& test : tests) {
        ++counts[static_cast<std::size_t>(std::ranges::find(kStatuses, test.at("status").get_ref<const std::string&>()) -
                                          kStatuses.begin())];
        flaky += test.contains("flaky") ? 1 : 0;
    }
    std::unordered_set<std::string_view> suites;
    for (const CaseRecord& record : report.cases) {
        suites.insert(record.suite);
    }
    const std::int64_t start = unix_ms(report.started).value_or(0);
    // A run that was cut off has no end; it lasted as long as it says.
    const std::int64_t stop = unix_ms(report.finished).value_or(start + report.wall_ms);
    return {{"tests", tests.size()},     {"passed", counts[0]}, {"failed", counts[1]},     {"skipped", counts[2]}, {"pending", 0},
            {"other", counts[3]},        {"flaky", flaky},      {"suites", suites.size()}, {"start", start},       {"stop", stop},
            {"duration", report.wall_ms}};
}

}  // namespace

std::string ctrf_json(const RunResult& run) {
    const Report& report = run.report();
    Json tests = Json::array();
    for (const CaseRecord& record : report.cases) {
        tests.push_back(test_of(run, record));
    }
    for (const Unexpected* const entry : run.unmatched()) {
        tests.push_back(red("expectations", entry_name(*entry), printable(entry->reason, kLongest)));
    }
    if (!report.complete) {
        tests.push_back(red("winsock-cts", "the run comes to its end", std::string{kCutOff}));
    }
    std::string text = "{\"reportFormat\":\"CTRF\",\"specVersion\":\"0.0.0\",";
    if (!report.finished.empty()) {
        text += "\"timestamp\":" + compact(report.finished) + ",";
    }
    text += "\"generatedBy\":" + compact("winsock-cts " + printable(report.suite.version, kLongest)) +
            ",\n\"results\":{\"tool\":" + compact({{"name", "winsock-cts"}, {"version", printable(report.suite.version, kLongest)}}) +
            ",\n\"summary\":" + compact(summary_of(report, tests)) + ",\n\"environment\":" + compact(environment_of(run)) +
            ",\n\"tests\":[";
    for (std::size_t index = 0; index < tests.size(); ++index) {
        text += (index == 0 ? "\n" : ",\n") + compact(tests[index]);
    }
    return text + "\n]}}\n";
}

}  // namespace wcts::reports
