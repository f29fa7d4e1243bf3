#include "reports/outside/outcome.h"

#include "reports/summary.h"
#include "reports/tests/samples.h"

#include <gtest/gtest.h>

#include <vector>

namespace wcts::reports {
namespace {

using samples::a_case;

Outcome outcome(Verdict verdict, bool expected) {
    CaseRecord record = a_case("wsasend.x/tcp4/iocp", verdict);
    record.expected = expected;
    return outcome_of(record);
}

TEST(Outcome, WhatIsExpectedIsNeverRedAndTheRestAlwaysIs) {
    for (const Verdict verdict : kAllVerdicts) {
        const Outcome good = outcome(verdict, true);
        EXPECT_TRUE(good == Outcome::passed || good == Outcome::known || good == Outcome::skipped) << to_string(verdict);
        const Outcome bad = outcome(verdict, false);
        EXPECT_TRUE(bad == Outcome::failed || bad == Outcome::broken) << to_string(verdict);
    }
}

TEST(Outcome, ByVerdict) {
    EXPECT_EQ(outcome(Verdict::pass, true), Outcome::passed);
    EXPECT_EQ(outcome(Verdict::pass, false), Outcome::failed);
    EXPECT_EQ(outcome(Verdict::fail, true), Outcome::known);
    EXPECT_EQ(outcome(Verdict::fail, false), Outcome::failed);
    EXPECT_EQ(outcome(Verdict::flaky, true), Outcome::known);
    EXPECT_EQ(outcome(Verdict::flaky, false), Outcome::failed);
    EXPECT_EQ(outcome(Verdict::unsupported, true), Outcome::skipped);
    EXPECT_EQ(outcome(Verdict::unsupported, false), Outcome::failed);
    EXPECT_EQ(outcome(Verdict::crash, true), Outcome::known);
    EXPECT_EQ(outcome(Verdict::crash, false), Outcome::broken);
    EXPECT_EQ(outcome(Verdict::timeout, false), Outcome::broken);
    EXPECT_EQ(outcome(Verdict::setup_failed, false), Outcome::broken);
    EXPECT_EQ(outcome(Verdict::harness_error, false), Outcome::broken);
    EXPECT_EQ(outcome(Verdict::not_run, false), Outcome::broken);
}

TEST(RunResult, TheRunsOwnReasonGoesBeforeTheCases) {
    Report report = samples::a_report();
    report.cases = {a_case("wsasend.x/tcp4/iocp", Verdict::fail), a_case("wsasend.y/tcp4/iocp")};
    for (CaseRecord& record : report.cases) {
        record.expected = false;
    }
    const std::vector<Unexpected> unexpected{
        {Unexpected::Sort::changed, "wsasend.x", {"tcp4", "iocp"}, Verdict::fail, "the observation differs"}};
    const RunResult run(report, unexpected);
    EXPECT_EQ(run.message(report.cases[0]), "the observation differs");
    EXPECT_EQ(run.message(report.cases[1]), "it passes, though a known deviation was expected");
    EXPECT_EQ(RunResult(report, {}).message(report.cases[0]), report.cases[0].reason);
    EXPECT_FALSE(run.green());
}

TEST(RunResult, IsGreenOnlyWhenNothingAtAllIsRed) {
    Report report = samples::a_report();
    report.cases = {a_case("wsasend.x/tcp4/iocp")};
    EXPECT_TRUE(RunResult(report, {}).green());
    const std::vector<Unexpected> unmatched{{Unexpected::Sort::unmatched, "wsasend.z", {"*", "iocp"}, Verdict::fail, "no such row"}};
    EXPECT_FALSE(RunResult(report, unmatched).green());
    EXPECT_EQ(entry_name(unmatched[0]), "wsasend.z/*/iocp");
    report.complete = false;
    EXPECT_FALSE(RunResult(report, {}).green());
}

TEST(Details, AreBounded) {
    CaseRecord record = a_case("wsasend.x/tcp4/iocp", Verdict::fail);
    for (int entry = 0; entry < 5000; ++entry) {
        record.trace.push_back(record.trace[1]);
    }
    const std::string text = details_of(record);
    EXPECT_LT(text.size(), std::size_t{17} << 10);
    EXPECT_TRUE(text.ends_with("... (the report has the rest)\n"));
    EXPECT_TRUE(details_of(a_case("wsasend.x/tcp4/iocp", Verdict::fail)).find("WSAENOTCONN") != std::string::npos);
}

TEST(PlatformText, NamesSystemAndArchitecture) {
    PlatformInfo platform;
    platform.os = "Windows 11 Pro 10.0";
    platform.build = 22631;
    platform.ubr = 3007;
    platform.process_architecture = "x64";
    platform.machine_architecture = "arm64";
    EXPECT_EQ(platform_text(platform), "Windows 11 Pro 10.0, build 22631.3007, x64 on arm64");
    platform.machine_architecture = "x64";
    platform.wine = "8.0";
    EXPECT_EQ(platform_text(platform), "Wine 8.0, x64");
}

}  // namespace
}  // namespace wcts::reports
