#include "reports/outside/junit.h"

#include "reports/case_id.h"
#include "reports/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <unordered_map>
#include <vector>

namespace wcts::reports {

namespace {

void add_escaped(std::string& result, std::string_view line) {
    for (const char character : line) {
        switch (character) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += character;
        }
    }
}

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string{name} + "=\"" + xml_text(value) + "\"";
}

std::string seconds(std::int64_t us) {
    std::array<char, 40> text{};
    const std::int64_t ms = (us + 500) / 1000;
    std::snprintf(text.data(), text.size(), "%lld.%03d", static_cast<long long>(ms / 1000), static_cast<int>(ms % 1000));
    return text.data();
}

// A name as other tools may show it: one line, never empty or blank, never endless.
std::string name_text(std::string_view name) {
    return name.find_first_not_of(" \t\r\n") == std::string_view::npos ? "unnamed" : printable(name, 1000);
}

// A test's one child element.
std::string child(std::string_view element, std::string_view type, std::string_view message, std::string_view content) {
    return "   <" + std::string{element} + (type.empty() ? "" : attribute("type", type)) + attribute("message", message) +
           (content.empty() ? "/>\n" : ">" + xml_text(content) + "</" + std::string{element} + ">\n");
}

std::string test(std::string_view class_name, std::string_view name, std::int64_t us, const std::string& content) {
    return "  <testcase" + attribute("classname", name_text(class_name)) + attribute("name", name_text(name)) +
           attribute("time", seconds(us)) + (content.empty() ? "/>\n" : ">\n" + content + "  </testcase>\n");
}

struct Suite {
    std::string name;
    std::string tests;
    std::size_t count = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    std::int64_t us = 0;

    void add_failure(std::string_view class_name, std::string_view test_name, std::string_view type, std::string_view message) {
        ++count;
        ++failures;
        tests += test(class_name, test_name, 0, child("failure", type, message, {}));
    }
    void add_error(std::string_view class_name, std::string_view test_name, std::string_view type, std::string_view message) {
        ++count;
        ++errors;
        tests += test(class_name, test_name, 0, child("error", type, message, {}));
    }
    void add(const RunResult& run, const CaseRecord& record);
};

void Suite::add(const RunResult& run, const CaseRecord& record) {
    const CaseName id = split_case_id(record.id);
    const std::string verdict{to_string(record.verdict)};
    std::string content;
    switch (outcome_of(record)) {
        case Outcome::passed:
            break;
        case Outcome::failed:
            ++failures;
            content =
                child("failure", record.verdict == Verdict::pass ? "unexpected-pass" : verdict, run.message(record), details_of(record));
            break;
        case Outcome::broken:
            ++errors;
            content = child("error", verdict, run.message(record), details_of(record));
            break;
        case Outcome::known:
            ++skipped;
            content = child("skipped", {}, "known deviation (" + verdict + "): " + run.message(record), {});
            break;
        case Outcome::skipped:
            ++skipped;
            content = child("skipped", {}, verdict + ": " + run.message(record), {});
            break;
    }
    ++count;
    us += record.wall_us;
    tests += test(id.row, std::string{id.socket} + "/" + std::string{id.path}, record.wall_us, content);
}

std::string properties(const Report& report) {
    std::string text = "  <properties>\n";
    const auto add = [&text](std::string_view name, std::string_view value) {
        if (!value.empty()) {
            text += "   <property" + attribute("name", name) + attribute("value", printable(value, 1000)) + "/>\n";
        }
    };
    add("platform", platform_text(report.platform));
    add("target", report.target.kind);
    add("target.path", report.target.path);
    add("target.version", report.target.file_version);
    add("lab", report.target.lab);
    add("suite.version", report.suite.version);
    add("suite.commit", report.suite.commit);
    add("suite.arguments", joined(report.suite.arguments, " "));
    return text + "  </properties>\n";
}

std::string suite_text(const Report& report, const Suite& suite, std::size_t index) {
    // Ant's schema wants a host name, which no report tells, and a time without zone or fraction.
    return " <testsuite" + attribute("name", suite.name) + attribute("package", "winsock-cts") + attribute("id", std::to_string(index)) +
           attribute("timestamp", report.started.substr(0, 19)) + attribute("hostname", "localhost") +
           attribute("tests", std::to_string(suite.count)) + attribute("failures", std::to_string(suite.failures)) +
           attribute("errors", std::to_string(suite.errors)) + attribute("skipped", std::to_string(suite.skipped)) +
           attribute("time", seconds(suite.us)) + ">\n" + properties(report) + suite.tests +
           "  <system-out></system-out>\n  <system-err></system-err>\n </testsuite>\n";
}

}  // namespace

std::string xml_text(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t begin = 0; begin < text.size();) {
        // Line by line: printable() would escape what separates them.
        const std::size_t end = std::min(text.find_first_of("\n\t", begin), text.size());
        add_escaped(result, printable(text.substr(begin, end - begin)));
        if (end < text.size()) {
            result += text[end];
        }
        begin = end + 1;
    }
    return result;
}

std::string junit_xml(const RunResult& run) {
    const Report& report = run.report();
    std::vector<Suite> suites;
    std::unordered_map<std::string, std::size_t> places;
    const auto suite = [&](const std::string& name) -> Suite& {
        const auto [place, is_new] = places.try_emplace(name, suites.size());
        if (is_new) {
            suites.emplace_back().name = name;
        }
        return suites[place->second];
    };
    for (const CaseRecord& record : report.cases) {
        suite(name_text(record.suite)).add(run, record);
    }
    for (const Unexpected* const entry : run.unmatched()) {
        suite("expectations").add_failure("expectations", entry_name(*entry), "unmatched", printable(entry->reason, 1000));
    }
    if (!report.complete) {
        suite("winsock-cts").add_error("winsock-cts", "the run comes to its end", "cut-off", kCutOff);
    }
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    for (std::size_t index = 0; index < suites.size(); ++index) {
        text += suite_text(report, suites[index], index);
    }
    return text + "</testsuites>\n";
}

}  // namespace wcts::reports
