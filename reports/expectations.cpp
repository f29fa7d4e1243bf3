#include "reports/expectations.h"

#include "reports/case_id.h"
#include "reports/differential.h"
#include "reports/strict_json.h"
#include "reports/text.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace wcts::reports {

namespace {

// How evidence begins that is still to be written, whatever the sentence behind it.
constexpr std::string_view kToBeWrittenMark = kToBeWritten.substr(0, kToBeWritten.find(':'));

Verdict expected_verdict_from(const Field& field) {
    return *parse_verdict(field.one_of({"fail", "timeout", "crash", "setup-failed", "flaky"}));
}

std::string kind_pattern_from(const Field& field) {
    std::string pattern = field.filled_text();
    const std::size_t slash = pattern.find('/');
    const std::string_view socket = std::string_view{pattern}.substr(0, slash);
    const std::string_view path = slash == std::string::npos ? std::string_view{} : std::string_view{pattern}.substr(slash + 1);
    const auto bad_side = [](std::string_view side) {
        return side.empty() || (side != "*" && side.find_first_of("*/ ") != std::string_view::npos);
    };
    if (bad_side(socket) || bad_side(path) || (socket == "*" && path == "*")) {
        field.refuse("a kind such as \"tcp4/iocp\", \"tcp4/*\" or \"*/iocp\"");
    }
    return pattern;
}

Expectation expectation_from(const Field& field, ToBeWritten to_be_written) {
    field.only({"row", "cases", "verdict", "cause", "evidence"}, {"lab", "observation", "not_run", "source"});
    Expectation entry;
    entry.row = field.member("row").filled_text();
    if (entry.row.find_first_of("/* ") != std::string::npos) {
        field.member("row").refuse("a row's id without a kind, such as \"wsasend.zero-buffers\"");
    }
    for (const Field& pattern : field.member("cases").elements()) {
        entry.cases.push_back(kind_pattern_from(pattern));
    }
    if (entry.cases.empty()) {
        field.member("cases").refuse("at least one kind");
    }
    if (field.has("lab")) {
        entry.lab = field.member("lab").filled_text();
    }
    if (field.has("not_run")) {
        entry.not_run = field.member("not_run").boolean();
        if (!entry.not_run) {
            field.member("not_run").refuse("true, or to be left out");
        }
        entry.source = field.member("source").filled_text();
    } else if (field.has("source")) {
        field.member("source").refuse("to be left out of an entry without \"not_run\"");
    }
    entry.verdict = expected_verdict_from(field.member("verdict"));
    if (field.has("observation")) {
        entry.observation = field.member("observation").object();
    } else if (entry.verdict == Verdict::fail && !entry.not_run) {
        throw ReportError(field.path() + ": \"observation\" is missing, and the verdict fail of an entry that was run needs one");
    }
    entry.cause = field.member("cause").one_of({"bug", "by-design", "documentation", "environment", "unverified"});
    entry.evidence = field.member("evidence").filled_text();
    if (to_be_written == ToBeWritten::refused && entry.evidence.starts_with(kToBeWrittenMark)) {
        field.member("evidence").refuse("what is seen and how that is known");
    }
    return entry;
}

bool overlap(std::string_view one, std::string_view other) noexcept {
    const auto sides = [](std::string_view pattern) {
        const std::size_t slash = pattern.find('/');
        return std::pair{pattern.substr(0, slash), pattern.substr(slash + 1)};
    };
    const auto meet = [](std::string_view a, std::string_view b) { return a == b || a == "*" || b == "*"; };
    const auto [one_socket, one_path] = sides(one);
    const auto [other_socket, other_path] = sides(other);
    return meet(one_socket, other_socket) && meet(one_path, other_path);
}

void refuse_overlaps(const std::vector<Expectation>& entries) {
    struct Named {
        std::string_view pattern;
        std::string place;
        std::string_view lab;
    };
    std::unordered_map<std::string_view, std::vector<Named>> rows;
    for (std::size_t entry = 0; entry < entries.size(); ++entry) {
        std::vector<Named>& earlier = rows[entries[entry].row];
        for (std::size_t index = 0; index < entries[entry].cases.size(); ++index) {
            const std::string_view pattern = entries[entry].cases[index];
            const std::string place = "entries[" + std::to_string(entry) + "].cases[" + std::to_string(index) + "]";
            for (const Named& named : earlier) {
                const bool in_one_run = named.lab.empty() || entries[entry].lab.empty() || named.lab == entries[entry].lab;
                if (in_one_run && overlap(named.pattern, pattern)) {
                    throw ReportError(place + ": \"" + printable(pattern, 80) + "\" of the row " + printable(entries[entry].row, 80) +
                                      " is already named by " + named.place + " (\"" + printable(named.pattern, 80) + "\")");
                }
            }
            earlier.push_back({pattern, place, entries[entry].lab});
        }
    }
}

std::string json_string(std::string_view text) {
    return compact(Json(text));
}

// On one line, with blanks for the eye: {"operations": ["sent"], "peer": "nothing"}.
std::string spaced(const Json& value) {
    std::string text;
    if (value.is_object()) {
        for (const auto& [name, member] : value.items()) {
            text += (text.empty() ? "" : ", ") + json_string(name) + ": " + spaced(member);
        }
        return "{" + text + "}";
    }
    if (value.is_array()) {
        for (const Json& element : value) {
            text += (text.empty() ? "" : ", ") + spaced(element);
        }
        return "[" + text + "]";
    }
    return compact(value);
}

bool may_be_excused(Verdict verdict) noexcept {
    return verdict == Verdict::fail || verdict == Verdict::timeout || verdict == Verdict::crash || verdict == Verdict::setup_failed ||
           verdict == Verdict::flaky;
}

}  // namespace

Expectations expectations_from(const Json& document, ToBeWritten to_be_written) {
    const Field root{document};
    if (const std::string schema = root.member("schema").text(); schema != kExpectationsSchema) {
        throw ReportError("schema: this is \"" + printable(schema, 80) + "\", and this program reads \"" +
                          std::string{kExpectationsSchema} + "\"");
    }
    root.only({"schema", "platform", "entries"});
    Expectations result;
    const Field platform = root.member("platform");
    result.system = platform.has("wine") ? "wine" : "windows";
    platform.only({result.system}, {"arch"});
    result.version = platform.member(result.system).filled_text();
    if (platform.has("arch")) {
        result.arch = platform.member("arch").one_of({"x86", "x64", "arm64"});
    }
    for (const Field& entry : root.member("entries").elements()) {
        result.entries.push_back(expectation_from(entry, to_be_written));
    }
    refuse_overlaps(result.entries);
    return result;
}

Expectations parse_expectations(std::string_view text, ToBeWritten to_be_written) {
    return expectations_from(parse_json(text), to_be_written);
}

Expectations load_expectations(const std::filesystem::path& path) {
    const std::string text = read_text_file(path);
    try {
        return parse_expectations(text);
    } catch (const ReportError& error) {
        throw ReportError(path_text(path) + ": " + error.what());
    }
}

std::string to_text(const Expectations& expectations) {
    std::string text = "{\n  \"schema\": " + json_string(kExpectationsSchema) + ",\n  \"platform\": { " + json_string(expectations.system) +
                       ": " + json_string(expectations.version) +
                       (expectations.arch.empty() ? "" : ", \"arch\": " + json_string(expectations.arch)) + " },\n  \"entries\": [";
    for (const Expectation& entry : expectations.entries) {
        text += (&entry == &expectations.entries.front() ? "\n    " : ",\n    ") + to_text(entry);
    }
    return text + (expectations.entries.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::string to_text(const Expectation& entry) {
    std::string text = "{\n      \"row\": " + json_string(entry.row) + ",\n      \"cases\": [";
    for (const std::string& pattern : entry.cases) {
        text += (&pattern == &entry.cases.front() ? "" : ", ") + json_string(pattern);
    }
    text += "],\n";
    if (!entry.lab.empty()) {
        text += "      \"lab\": " + json_string(entry.lab) + ",\n";
    }
    text += "      \"verdict\": " + json_string(to_string(entry.verdict)) + ",\n";
    if (entry.observation) {
        text += "      \"observation\": " + spaced(*entry.observation) + ",\n";
    }
    text += "      \"cause\": " + json_string(entry.cause) + ",\n      \"evidence\": " + json_string(entry.evidence);
    if (entry.not_run) {
        text += ",\n      \"not_run\": true,\n      \"source\": " + json_string(entry.source);
    }
    return text + "\n    }";
}

std::vector<Expectation> propose(std::span<const CaseRecord> cases, const std::string& lab) {
    std::vector<Expectation> entries;
    std::unordered_map<std::string, std::size_t> places;
    for (const CaseRecord& record : cases) {
        if (!may_be_excused(record.verdict) || behaves_as_base(record)) {
            continue;
        }
        const CaseName name = split_case_id(record.id);
        const bool observed = record.verdict == Verdict::fail;
        const std::string key = std::string{name.row} + "\n" + std::string{to_string(record.verdict)} + "\n" +
                                (observed ? compact(record.observation) : std::string{});
        const auto [place, is_new] = places.try_emplace(key, entries.size());
        if (is_new) {
            Expectation entry;
            entry.row = name.row;
            if (record.provoked_by == "lab" || record.provoked_by == "resource") {
                entry.lab = lab;
            }
            entry.verdict = record.verdict;
            if (observed) {
                entry.observation = record.observation;
            }
            entry.cause = "unverified";
            entry.evidence = kToBeWritten;
            entries.push_back(std::move(entry));
        }
        entries[place->second].cases.push_back(std::string{name.socket} + "/" + std::string{name.path});
    }
    return entries;
}

}  // namespace wcts::reports
