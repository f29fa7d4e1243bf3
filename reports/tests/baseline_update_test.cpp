#include "reports/baseline_update.h"

#include "reports/baseline.h"
#include "reports/strict_json.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using testing_support::message_of;

// Laid out as no program would.
const std::string kFile = R"({ "schema": "winsock-cts/expectations/1", "platform": {"wine": "8.0"},
  "entries": [
    {"row": "r.a", "cases": ["tcp4/iocp", "tcp6/*"],   "verdict": "fail", "observation": {"end": "[x], \"y\""},
     "cause": "bug", "evidence": "First, \"seen\" {by} us."},

    {"row": "r.b", "cases": ["*/iocp"], "verdict": "timeout", "cause": "environment", "evidence": "Second."} ,
    {"row": "r.lab", "cases": ["tcp4/iocp"], "lab": "netns", "verdict": "crash", "cause": "bug", "evidence": "Third."}
  ] }
)";

const std::vector<std::string> kKnown{"r.a/tcp4/iocp", "r.a/tcp6/iocp",   "r.a/tcp6/poll",  "r.b/tcp4/iocp",
                                      "r.b/tcp6/iocp", "r.lab/tcp4/iocp", "r.new/tcp4/iocp"};

CaseRecord seen(const std::string& id, Verdict verdict, const std::string& end = {}) {
    CaseRecord record = samples::a_case(id, verdict);
    record.observation = end.empty() ? Json::object() : Json{{"end", end}};
    return record;
}

CaseRecord as_known(const std::string& id) {
    return id.starts_with("r.a") ? seen(id, Verdict::fail, "[x], \"y\"") : seen(id, Verdict::timeout);
}

Report of(std::vector<CaseRecord> cases) {
    Report report = samples::a_report();
    report.cases = std::move(cases);
    return report;
}

BaselineUpdate updated(std::vector<CaseRecord> cases, const std::string& file = kFile) {
    return update_expectations(file, of(std::move(cases)), kKnown);
}

// The entries of a file as lines: "r.a tcp4/iocp tcp6/*: bug, First".
std::vector<std::string> entries_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const Expectation& entry : parse_expectations(text, ToBeWritten::allowed).entries) {
        lines.push_back(entry.row + " " + joined(entry.cases, " ") + ": " + entry.cause + ", " + entry.evidence.substr(0, 5));
    }
    return lines;
}

using Lines = std::vector<std::string>;

TEST(BaselineUpdate, WhatHoldsKeepsItsBytes) {
    const BaselineUpdate all = updated({as_known("r.a/tcp4/iocp"), as_known("r.a/tcp6/iocp"), as_known("r.b/tcp4/iocp"),
                                        seen("r.new/tcp4/iocp", Verdict::pass), seen("r.lab/tcp4/iocp", Verdict::unsupported)});
    EXPECT_EQ(all.text, kFile);
    EXPECT_EQ(all.kept, 3u);
    EXPECT_EQ(all.narrowed + all.dropped + all.added, 0u);
    EXPECT_EQ(updated({seen("r.new/tcp4/iocp", Verdict::pass)}).text, kFile) << "of the other rows the run says nothing";
    EXPECT_EQ(updated({seen("r.a/tcp4/iocp", Verdict::not_run), seen("r.b/tcp4/iocp", Verdict::harness_error)}).text, kFile);
}

TEST(BaselineUpdate, WhatHoldsNoMoreIsDropped) {
    const BaselineUpdate update =
        updated({as_known("r.a/tcp4/iocp"), seen("r.b/tcp4/iocp", Verdict::pass), seen("r.b/tcp6/iocp", Verdict::pass)});
    EXPECT_EQ(entries_of(update.text), (Lines{"r.a tcp4/iocp tcp6/*: bug, First", "r.lab tcp4/iocp: bug, Third"}));
    EXPECT_EQ(update.dropped, 1u);
    EXPECT_NE(update.text.find(R"(["tcp4/iocp", "tcp6/*"],   "verdict")"), std::string::npos) << "the rest keeps its bytes";
    const BaselineUpdate none = updated({seen("r.a/tcp4/iocp", Verdict::pass), seen("r.a/tcp6/iocp", Verdict::pass)},
                                        R"({"schema":"winsock-cts/expectations/1","platform":{"wine":"8.0"},"entries":[
                                           {"row":"r.a","cases":["*/iocp"],"verdict":"crash","cause":"bug","evidence":"E"}]})");
    EXPECT_EQ(none.text, R"({"schema":"winsock-cts/expectations/1","platform":{"wine":"8.0"},"entries":[]})");
}

TEST(BaselineUpdate, AnEntryLosesTheCasesThatChanged) {
    // tcp6/poll is not put to the test, so the "*" leaves it.
    const BaselineUpdate one = updated({as_known("r.a/tcp4/iocp"), seen("r.a/tcp6/iocp", Verdict::pass)});
    EXPECT_EQ(entries_of(one.text).front(), "r.a tcp4/iocp tcp6/poll: bug, First");
    EXPECT_EQ(one.narrowed, 1u);
    const BaselineUpdate other = updated({seen("r.a/tcp4/iocp", Verdict::pass), as_known("r.a/tcp6/iocp")});
    EXPECT_EQ(entries_of(other.text).front(), "r.a tcp6/*: bug, First");
}

TEST(BaselineUpdate, WhatIsNewIsToBeLookedAt) {
    const BaselineUpdate update = updated({as_known("r.a/tcp4/iocp"), seen("r.a/tcp6/iocp", Verdict::fail, "z"),
                                           seen("r.new/tcp4/iocp", Verdict::crash), as_known("r.b/tcp4/iocp")});
    EXPECT_EQ(entries_of(update.text),
              (Lines{"r.a tcp4/iocp tcp6/poll: bug, First", "r.a tcp6/iocp: unverified, TO BE", "r.b */iocp: environment, Secon",
                     "r.lab tcp4/iocp: bug, Third", "r.new tcp4/iocp: unverified, TO BE"}));
    EXPECT_EQ(update.added, 2u);
    const std::vector<Expectation> entries = parse_expectations(update.text, ToBeWritten::allowed).entries;
    EXPECT_EQ(entries[1].evidence, std::string{kToBeWritten} + " The entry before it (bug) said: First, \"seen\" {by} us.");
    EXPECT_EQ(entries[4].evidence, kToBeWritten);
    // A run does not take it before somebody has looked, and a further update leaves it as it is.
    EXPECT_NE(message_of([&] { static_cast<void>(parse_expectations(update.text)); }).find("entries[1].evidence"), std::string::npos);
    EXPECT_EQ(updated({seen("r.new/tcp4/iocp", Verdict::crash)}, update.text).text, update.text);
}

TEST(BaselineUpdate, TheRunThatMadeItFindsNothingUnexpected) {
    std::vector<CaseRecord> cases{seen("r.a/tcp4/iocp", Verdict::crash),        as_known("r.a/tcp6/iocp"),
                                  seen("r.a/tcp6/poll", Verdict::fail, "q"),    seen("r.b/tcp4/iocp", Verdict::fail, "q"),
                                  seen("r.b/tcp6/iocp", Verdict::setup_failed), seen("r.new/tcp4/iocp", Verdict::flaky),
                                  seen("r.lab/tcp4/iocp", Verdict::unsupported)};
    const BaselineUpdate update = updated(cases);
    const Baseline baseline{parse_expectations(update.text, ToBeWritten::allowed)};
    for (CaseRecord& record : cases) {
        EXPECT_FALSE(baseline.judge(record).has_value()) << record.id;
    }
    EXPECT_TRUE(baseline.unmatched(kKnown, kKnown).empty());
    EXPECT_EQ(updated(cases, update.text).text, update.text) << "once is enough";
}

TEST(BaselineUpdate, EntriesOfALabFollowRunsWithThatLab) {
    Report report = of({seen("r.lab/tcp4/iocp", Verdict::fail, "q")});
    report.cases[0].provoked_by = "lab";
    report.target.lab = "netns";
    const BaselineUpdate update = update_expectations(kFile, report, kKnown);
    const std::vector<Expectation> entries = parse_expectations(update.text, ToBeWritten::allowed).entries;
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries[2].lab, "netns");
    EXPECT_EQ(entries[2].verdict, Verdict::fail);
    report.target.lab = "command:lab.cmd";
    EXPECT_EQ(parse_expectations(update_expectations(kFile, report, kKnown).text, ToBeWritten::allowed).entries.size(), 4u);
}

TEST(BaselineUpdate, WhatIsNoExpectationFileIsRefused) {
    for (const char* text : {"", "{", "[]", R"({"schema": "winsock-cts/expectations/1"})"}) {
        EXPECT_NE(message_of([&] { static_cast<void>(updated({}, text)); }), "");
    }
}

}  // namespace
}  // namespace wcts::reports
