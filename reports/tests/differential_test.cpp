#include "reports/differential.h"

#include "reports/baseline.h"
#include "reports/report_json.h"
#include "reports/summary_text.h"
#include "reports/tests/samples.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

CaseRecord over_base(Verdict verdict, Verdict below, const Json& observation = {{"result", 0}}) {
    CaseRecord record = samples::a_case("wsasend.a/tcp4/iocp", verdict);
    record.observation = observation;
    record.base = BaseOutcome{below, below == Verdict::pass ? "" : "so it is", {{"result", 0}}};
    return record;
}

TEST(Differential, WhatBothDoAlikeIsThePlatforms) {
    CaseRecord record = over_base(Verdict::fail, Verdict::fail);
    EXPECT_TRUE(behaves_as_base(record));
    EXPECT_FALSE(Baseline().judge(record));
    EXPECT_TRUE(record.expected);
}

TEST(Differential, AFailureThatTheBaseDoesNotShowIsUnexpectedAndSaysSo) {
    CaseRecord record = over_base(Verdict::fail, Verdict::pass);
    const auto unexpected = Baseline().judge(record);
    ASSERT_TRUE(unexpected);
    EXPECT_NE(unexpected->reason.find("(on the base: pass)"), std::string::npos) << unexpected->reason;
    CaseRecord other = over_base(Verdict::fail, Verdict::fail, {{"result", 1}});
    EXPECT_TRUE(Baseline().judge(other));
}

TEST(Differential, APassIsADifferenceAtMost) {
    CaseRecord record = over_base(Verdict::pass, Verdict::fail);
    EXPECT_FALSE(behaves_as_base(record));
    EXPECT_FALSE(Baseline().judge(record));
}

TEST(Differential, BrokenRulesAreNeverThePlatforms) {
    CaseRecord record = over_base(Verdict::fail, Verdict::fail, {{"result", 0}, {"broken_rules", {"a rule"}}});
    EXPECT_TRUE(breaks_rules(record));
    EXPECT_TRUE(Baseline().judge(record));
}

TEST(Differential, CountsAndTells) {
    EXPECT_FALSE(differential_of(samples::a_report().cases));
    Report report = samples::a_report();
    report.cases = {over_base(Verdict::pass, Verdict::pass), over_base(Verdict::fail, Verdict::fail),
                    over_base(Verdict::fail, Verdict::pass), over_base(Verdict::fail, Verdict::pass, {{"broken_rules", {"a rule"}}})};
    const auto counts = differential_of(report.cases);
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->alike, 2u);
    EXPECT_EQ(counts->alike_in_red, 1u);
    EXPECT_EQ(counts->different, 2u);
    EXPECT_EQ(counts->rules, 1u);
    const std::string line =
        "2 cases behave as on the base (1 red on both: the platform's), 2 differ, rules of the SPI are broken in 1 case.";
    EXPECT_EQ(differential_text(*counts), line);
    EXPECT_NE(summary_text(report, {}).find(line), std::string::npos);
}

TEST(Differential, IsKeptInTheReport) {
    const CaseRecord record = over_base(Verdict::fail, Verdict::pass);
    const Json json = to_json(record);
    const CaseRecord again = case_from(Field(json));
    ASSERT_TRUE(again.base);
    EXPECT_EQ(again.base->verdict, Verdict::pass);
    EXPECT_EQ(again.base->observation, record.base->observation);
}

}  // namespace
}  // namespace wcts::reports
