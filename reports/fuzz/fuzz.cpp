// libFuzzer over everything in this room that reads files which nobody vouches for: fuzz --target=NAME [LIBFUZZER OPTION...] [FOLDER...].
// tests/fuzz.sh builds it, with AddressSanitizer and UBSan, and runs each target.
//
// A target fails when its reader throws anything but ReportError, when what it accepted does not survive being written and read again, or
// when something that works on it breaks.
#include "reports/baseline.h"
#include "reports/baseline_update.h"
#include "reports/case_text.h"
#include "reports/clauses.h"
#include "reports/coverage.h"
#include "reports/expectations.h"
#include "reports/outside/annotations.h"
#include "reports/outside/ctrf.h"
#include "reports/outside/junit.h"
#include "reports/outside/markdown.h"
#include "reports/renames.h"
#include "reports/report_reader.h"
#include "reports/summary_text.h"
#include "reports/text.h"
#include "reports/verify.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace wcts::reports;

void must(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "broken promise: %s\n", what);
        std::abort();
    }
}

// What we wrote ourselves must be read: here a refusal is no answer.
template <typename Read>
auto reread(Read&& read) {
    try {
        return read();
    } catch (const ReportError& error) {
        must(false, error.what());
        throw;
    }
}

bool same(const Expectation& one, const Expectation& other) {
    return one.row == other.row && one.cases == other.cases && one.lab == other.lab && one.verdict == other.verdict &&
           one.observation == other.observation && one.cause == other.cause && one.evidence == other.evidence;
}

// The same text read case by case.
void must_stream(std::string_view text, const std::vector<CaseRecord>& cases) {
    std::size_t index = 0;
    const ReportFile rest = parse_report(text, [&](CaseRecord&& record) {
        must(index < cases.size() && to_json(record) == to_json(cases[index]), "a case is the same however it is read");
        ++index;
    });
    must(index == cases.size() && rest.report.cases.empty(), "every case is handed over once");
}

// Sealed reports and journals.
void read_a_report(std::string_view text) {
    const ReportFile file = parse_report(text);
    must_stream(text, file.report.cases);
    static_cast<void>(verify(file));
    if (file.report.complete) {
        const Report again = reread([&file] { return parse_report(to_text(file.report)).report; });
        must(to_json(again) == to_json(file.report), "a report that is written is read as the same");
    }
    const std::vector<Unexpected> unexpected = unexpected_in(file.report);
    const RunResult run(file.report, unexpected);
    static_cast<void>(junit_xml(run));
    static_cast<void>(parse_json(ctrf_json(run)));
    must(markdown_summary(run).size() < 150'000, "the summary is bounded");
    static_cast<void>(github_annotations(run));
    static_cast<void>(summary_text(file.report, unexpected));
    for (const CaseRecord& record : file.report.cases) {
        static_cast<void>(case_lines(record));
    }
    Expectations expectations;
    expectations.system = "wine";
    expectations.version = "8.0";
    expectations.entries = propose(file.report.cases, file.report.target.lab);
    static_cast<void>(to_text(expectations));
}

void read_expectations(std::string_view text) {
    const Expectations expectations = parse_expectations(text);
    const Expectations again = reread([&expectations] { return parse_expectations(to_text(expectations)); });
    must(std::ranges::equal(again.entries, expectations.entries, same) && again.system == expectations.system &&
             again.version == expectations.version && again.arch == expectations.arch,
         "an expectation file that is written is read as the same");
    const Baseline baseline(expectations, "netns");
    std::vector<CaseRecord> cases(2);
    cases[0].id = "wsasend.sd-send/tcp4/iocp";
    cases[0].verdict = Verdict::fail;
    cases[0].observation = {{"calls", {{{"call", "WSASend"}, {"result", 1}}}}};
    cases[1].id = expectations.entries.empty() ? "x" : expectations.entries.front().row + "/tcp6/iocp";
    const std::vector<std::string> known{cases[0].id, cases[1].id};
    static_cast<void>(apply(baseline, cases, known, known));
    Report report;
    report.cases = cases;
    const std::string updated = update_expectations(text, report, known).text;
    must(update_expectations(updated, report, known).text == updated, "an update that finds nothing new changes nothing");
}

void read_renames(std::string_view text) {
    Renames renames = parse_renames(text);
    renames.add(parse_renames(text));
    for (const std::string_view id : {"wsasend.old/tcp4/iocp", "wsasend.old/tcp4/poll", "x", ""}) {
        const std::string today = renames(id);
        must(renames(today) == today, "an id of today stays");
    }
}

void read_clauses(std::string_view text) {
    static_cast<void>(coverage_text(coverage_of(parse_clauses(text), {}), {}));
}

struct Target {
    std::string_view name;
    void (*read)(std::string_view text);
};
constexpr std::array kTargets{Target{"report", read_a_report}, Target{"expectations", read_expectations}, Target{"clauses", read_clauses},
                              Target{"renames", read_renames}};

const Target* target = nullptr;

// Values that a strict reader has to think about.
Json odd_value(std::mt19937& random) {
    static const std::vector<Json> kOdd{nullptr,
                                        true,
                                        -1,
                                        0.5,
                                        0,
                                        18446744073709551615u,
                                        4294967296,
                                        "",
                                        " ",
                                        "pass",
                                        "*/*",
                                        "tcp4/iocp",
                                        "timeout",
                                        "flaky",
                                        "\x1b",
                                        "\u202E",
                                        "2024-02-30T00:00:00Z",
                                        Json::array(),
                                        Json::object(),
                                        "a/b/c"};
    return kOdd[random() % kOdd.size()];
}

// One value somewhere in the document; `steps` bounds the walk.
Json& somewhere(Json& document, std::mt19937& random, int steps) {
    Json* place = &document;
    while (steps-- > 0 && place->is_structured() && !place->empty()) {
        place = &*std::next(place->begin(), static_cast<Json::difference_type>(random() % place->size()));
    }
    return *place;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    constexpr std::string_view kOption = "--target=";
    for (int index = 1; index < *count; ++index) {
        const std::string_view argument = (*arguments)[index];
        for (const Target& known : kTargets) {
            if (argument.starts_with(kOption) && argument.substr(kOption.size()) == known.name) {
                target = &known;
            }
        }
    }
    if (target == nullptr) {
        std::fprintf(stderr, "usage: fuzz --target=report|expectations|clauses|renames [LIBFUZZER OPTION...] [FOLDER...]\n");
        std::exit(2);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        target->read({reinterpret_cast<const char*>(data), size});
    } catch (const ReportError&) {
        // Refused, as it should be.
    }
    return 0;
}

// Half of the time bytes, which mostly breaks the JSON; else a value of the document, which mostly does not.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
    std::mt19937 random(seed);
    Json document = Json::parse(data, data + size, nullptr, false);
    if (random() % 2 == 0 || document.is_discarded()) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    for (unsigned change = 0; change <= random() % 3; ++change) {
        Json& place = somewhere(document, random, 1 + static_cast<int>(random() % 7));
        switch (random() % 4) {
            case 0:
                place = odd_value(random);
                break;
            case 1:
                if (place.is_structured() && !place.empty()) {
                    place.erase(std::next(place.begin(), static_cast<Json::difference_type>(random() % place.size())));
                }
                break;
            case 2: {
                const Json copy = somewhere(document, random, 7);
                if (place.is_array()) {
                    place.push_back(copy);
                } else {
                    place = copy;
                }
                break;
            }
            default:
                if (place.is_string()) {
                    std::string text = place.get<std::string>();
                    const std::size_t old = text.size();
                    text.resize(old + 8);
                    text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), old, text.size()));
                    place = text;
                } else {
                    place = odd_value(random);
                }
        }
    }
    // Where a journal has its line breaks, most of the time.
    std::string text = compact(document);
    if (random() % 2 == 0) {
        if (const std::size_t cases = text.find("\"cases\":["); cases != std::string::npos) {
            text.insert(cases + 9, "\n");
            text.insert(cases, "\n");
        }
        if (random() % 4 == 0) {
            text.resize(random() % (text.size() + 1));
        }
    }
    const std::size_t length = std::min(text.size(), max_size);
    text.copy(reinterpret_cast<char*>(data), length);
    return length;
}
