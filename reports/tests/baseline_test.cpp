#include "reports/baseline.h"

#include "reports/tests/samples.h"

#include <gtest/gtest.h>

#include <ostream>

namespace wcts::reports {

void PrintTo(const Unexpected& one, std::ostream* out) {
    *out << static_cast<int>(one.sort) << " " << one.row << "/" << one.kind.socket << "/" << one.kind.path << " " << to_string(one.verdict)
         << ": " << one.reason;
}

namespace {

using Sort = Unexpected::Sort;
using List = std::vector<Unexpected>;

Baseline the_baseline() {
    return Baseline{expectations_from(samples::an_expectation_file())};
}

// What the sample file says of one case.
List judged(const Baseline& baseline, CaseRecord record) {
    const auto unexpected = baseline.judge(record);
    EXPECT_EQ(record.expected, !unexpected.has_value());
    return unexpected ? List{*unexpected} : List{};
}

TEST(Baseline, WithoutOneOnlyPassAndUnsupportedAreExpected) {
    const Baseline none;
    for (const Verdict verdict : {Verdict::pass, Verdict::unsupported}) {
        EXPECT_EQ(judged(none, samples::a_case("r.one/tcp4/iocp", verdict)), List{});
    }
    for (const Verdict verdict : {Verdict::fail, Verdict::setup_failed, Verdict::harness_error, Verdict::timeout, Verdict::crash,
                                  Verdict::not_run, Verdict::flaky}) {
        EXPECT_EQ(judged(none, samples::a_case("r.one/tcp4/iocp", verdict)),
                  (List{{Sort::failure, "r.one", {"tcp4", "iocp"}, verdict, "expected WSAESHUTDOWN, found success"}}));
    }
    EXPECT_EQ(none.unmatched({}, {}), List{});
}

TEST(Baseline, ANamedDeviationIsExpectedExactlySo) {
    const Baseline baseline = the_baseline();
    CaseRecord record = samples::a_case("wsasend.sd-send/tcp6/poll", Verdict::fail);
    EXPECT_EQ(judged(baseline, record), List{});
    record.observation = {{"calls", {{{"result", 0}, {"call", "WSASend"}}}}};
    EXPECT_EQ(judged(baseline, record), List{}) << "the order of names does not matter";
    EXPECT_EQ(judged(baseline, samples::a_case("wsasend.hang/udp4/iocp", Verdict::timeout)), List{});
}

TEST(Baseline, AnUnexpectedPass) {
    EXPECT_EQ(judged(the_baseline(), samples::a_case("wsasend.sd-send/tcp4/iocp")),
              (List{{Sort::pass, "wsasend.sd-send", {"tcp4", "iocp"}, Verdict::pass, "it passes, though the expectation file says fail"}}));
}

TEST(Baseline, AChangedObservation) {
    const Baseline baseline = the_baseline();
    CaseRecord record = samples::a_case("wsasend.sd-send/tcp4/iocp", Verdict::fail);
    const auto reason = [&](const Json& observation) {
        record.observation = observation;
        const List list = judged(baseline, record);
        EXPECT_EQ(list.size(), 1u);
        return list.empty() || list[0].sort != Sort::changed ? std::string{} : list[0].reason;
    };
    EXPECT_EQ(reason({{"calls", {{{"call", "WSASend"}, {"result", 1}}}}}),
              "the observation differs at /calls/0/result: expected 0, found 1");
    EXPECT_EQ(reason({{"calls", {{{"call", "WSASend"}}}}}), "the observation differs at /calls/0/result: expected 0, found nothing");
    EXPECT_EQ(reason({{"calls", {{{"call", "WSASend"}, {"result", 0}}}}, {"x", 1}}),
              "the observation differs at /x: expected nothing, found 1");
}

TEST(Baseline, AChangedVerdict) {
    EXPECT_EQ(judged(the_baseline(), samples::a_case("wsasend.hang/tcp4/iocp", Verdict::crash)),
              (List{{Sort::changed,
                     "wsasend.hang",
                     {"tcp4", "iocp"},
                     Verdict::crash,
                     "the expectation file says timeout: expected WSAESHUTDOWN, found success"}}));
    EXPECT_EQ(judged(the_baseline(), samples::a_case("wsasend.hang/tcp4/iocp", Verdict::unsupported)).front().sort, Sort::changed);
}

TEST(Baseline, WhatIsKnownToBeFlakyMayPassAndMayFail) {
    Json document = samples::an_expectation_file();
    document["entries"][1]["verdict"] = "flaky";
    const Baseline baseline{expectations_from(document)};
    for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::timeout, Verdict::flaky}) {
        EXPECT_EQ(judged(baseline, samples::a_case("wsasend.hang/tcp4/iocp", verdict)), List{});
    }
    EXPECT_EQ(judged(baseline, samples::a_case("wsasend.hang/tcp4/iocp", Verdict::crash)).front().sort, Sort::changed);
}

TEST(Baseline, ACopyOutlivesItsOriginal) {
    Baseline copy;
    {
        const Baseline original = the_baseline();
        copy = original;
    }
    EXPECT_EQ(judged(copy, samples::a_case("wsasend.hang/tcp4/iocp", Verdict::timeout)), List{});
}

TEST(Baseline, EntriesThatNameNothing) {
    const Baseline baseline = the_baseline();
    const std::vector<std::string> known{"wsasend.sd-send/tcp4/iocp", "wsasend.sd-send/tcp4/poll", "wsasend.other/tcp4/iocp"};
    const Unexpected no_kind{
        Sort::unmatched, "wsasend.sd-send", {"tcp6", "*"}, Verdict::fail, "the expectation file names a kind that the row does not have"};
    const Unexpected no_row{
        Sort::unmatched, "wsasend.hang", {"*", "iocp"}, Verdict::timeout, "the expectation file names a row that does not exist"};
    EXPECT_EQ(baseline.unmatched(known, known), (List{no_kind, no_row}));
    // Of a part of the cases, only the part's entries count; cases that are known but not selected are no reproach.
    EXPECT_EQ(baseline.unmatched(known, std::vector{known[1]}), List{no_kind});
    EXPECT_EQ(baseline.unmatched(known, std::vector{known[2]}), List{});
}

TEST(Baseline, EntriesForALabHoldOnlyInItsRuns) {
    const auto with = [](const char* lab) { return Baseline{expectations_from(samples::an_expectation_file_of_labs()), lab}; };
    CaseRecord reset = samples::a_case("wsasend.cut/tcp4/iocp", Verdict::fail);
    reset.observation = {{"code", "WSAECONNRESET"}};
    EXPECT_EQ(judged(with("netns"), reset), List{});
    EXPECT_EQ(judged(with("command:lab.cmd"), reset).front().sort, Sort::changed);
    EXPECT_EQ(judged(with(""), reset).front().sort, Sort::failure);
    const CaseRecord not_there = samples::a_case("wsasend.cut/tcp4/iocp", Verdict::unsupported);
    EXPECT_EQ(judged(with(""), not_there), List{});
    EXPECT_EQ(judged(with("netns"), not_there).front().sort, Sort::changed);
    EXPECT_EQ(judged(with("netns"), samples::a_case("wsasend.cut/tcp4/iocp")).front().sort, Sort::pass);
    // Whatever the lab, an entry must name a case that exists.
    const std::vector<std::string> known{"wsasend.cut/tcp4/iocp"};
    EXPECT_EQ(with("").unmatched(known, known), List{});
    const std::vector<std::string> others{"wsasend.other/tcp4/iocp"};
    EXPECT_EQ(with("").unmatched(others, others).size(), 2u);
}

TEST(Baseline, ApplyJudgesAllAndAddsTheUnmatched) {
    std::vector<CaseRecord> cases{samples::a_case("wsasend.sd-send/tcp4/iocp", Verdict::fail), samples::a_case("wsasend.sd-send/tcp6/iocp"),
                                  samples::a_case("wsasend.other/tcp4/iocp", Verdict::fail)};
    std::vector<std::string> ids;
    for (const CaseRecord& record : cases) {
        ids.push_back(record.id);
    }
    const List list = apply(the_baseline(), cases, ids, ids);
    ASSERT_EQ(list.size(), 3u);
    EXPECT_EQ(list[0].sort, Sort::pass);
    EXPECT_EQ(list[1].sort, Sort::failure);
    EXPECT_EQ(list[2].sort, Sort::unmatched);
    EXPECT_TRUE(cases[0].expected);
    EXPECT_FALSE(cases[1].expected);
    EXPECT_FALSE(cases[2].expected);
}

TEST(Baseline, WhatWasProposedIsThenExpected) {
    std::vector<CaseRecord> cases = samples::a_report().cases;
    std::vector<std::string> ids;
    for (const CaseRecord& record : cases) {
        ids.push_back(record.id);
    }
    EXPECT_EQ(apply(Baseline{Expectations{"wine", "8.0", propose(cases)}}, cases, ids, ids), List{});
}

}  // namespace
}  // namespace wcts::reports
