#include "reports/summary_text.h"

#include "reports/tests/samples.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using Sort = Unexpected::Sort;

TEST(KindsText, EqualPathsAreMerged) {
    EXPECT_EQ(kinds_text(std::vector<Kind>{{"tcp4", "event-wait"}, {"tcp4", "iocp"}, {"tcp6", "iocp"}, {"tcp6", "event-wait"}}),
              "tcp4,tcp6 x event-wait,iocp");
    EXPECT_EQ(kinds_text(std::vector<Kind>{{"tcp4", "iocp"}, {"udp4", "poll"}, {"tcp6", "iocp"}}), "tcp4,tcp6 x iocp; udp4 x poll");
    EXPECT_EQ(kinds_text({}), "");
}

TEST(SummaryText, AllIsWell) {
    Report report = samples::a_report();
    for (CaseRecord& record : report.cases) {
        record.expected = true;
    }
    EXPECT_EQ(summary_text(report, {}), R"(5 cases in 2.0 s, 2.5 cases/s, 25.0 % of the cases' time inside the target
  1 pass, 1 fail, 1 unsupported, 1 timeout, 1 flaky
  3 known deviations, as expected
Nothing unexpected.
)");
}

TEST(SummaryText, UnexpectedThingsAreGroupedByRow) {
    Report report = samples::a_report();
    report.complete = false;
    const std::vector<Unexpected> unexpected{
        {Sort::failure, "wsasend.x", {"tcp4", "event-wait"}, Verdict::fail, "expected WSAEFAULT, found success"},
        {Sort::failure, "wsasend.x", {"tcp4", "iocp"}, Verdict::fail, "expected WSAEFAULT, found success"},
        {Sort::failure, "wsasend.x", {"tcp6", "iocp"}, Verdict::fail, "expected WSAEFAULT, found success"},
        {Sort::failure, "wsasend.x", {"tcp6", "event-wait"}, Verdict::fail, "expected WSAEFAULT, found success"},
        {Sort::failure, "wsasend.x", {"udp4", "iocp"}, Verdict::timeout, "no end after 10 s\x1b[2J"},
        {Sort::pass, "wsasend.y", {"udp4", "iocp"}, Verdict::pass, "it passes, though the expectation file says fail"},
        {Sort::changed, "wsasend.y", {"udp6", "iocp"}, Verdict::crash, "the expectation file says fail"},
        {Sort::unmatched, "wsasend.z", {"*", "iocp"}, Verdict::fail, "the expectation file names a row that does not exist"},
        {Sort::unmatched, "wsasend.z", {"tcp4", "poll"}, Verdict::fail, "the expectation file names a row that does not exist"},
    };
    EXPECT_EQ(summary_text(report, unexpected), R"(The run was cut off.
5 cases in 2.0 s, 2.5 cases/s, 25.0 % of the cases' time inside the target
  1 pass, 1 fail, 1 unsupported, 1 timeout, 1 flaky
  2 known deviations, as expected
Unexpected: 9
  wsasend.x  tcp4,tcp6 x event-wait,iocp (4 cases): fail: expected WSAEFAULT, found success
  wsasend.x  udp4 x iocp (1 case): timeout: no end after 10 s\x1b[2J
  wsasend.y  udp4 x iocp (1 case): unexpected pass: it passes, though the expectation file says fail
  wsasend.y  udp6 x iocp (1 case): crash: the expectation file says fail
  wsasend.z  * x iocp; tcp4 x poll (2 entries): unmatched: the expectation file names a row that does not exist
)");
}

TEST(SummaryText, LengthIsBounded) {
    const Report report = samples::a_report();
    std::vector<Unexpected> unexpected;
    for (int row = 0; row < 100; ++row) {
        unexpected.push_back({Sort::failure, "wsasend.r" + std::to_string(row), {"tcp4", "iocp"}, Verdict::fail, std::string(500, 'y')});
    }
    const std::string text = summary_text(report, unexpected, {.colour = false, .most_rows = 3, .longest_line = 80});
    EXPECT_NE(text.find("\n  and 97 more lines like these\n"), std::string::npos);
    EXPECT_NE(text.find("\n  wsasend.r2  tcp4 x iocp (1 case): fail: " + std::string(35, 'y') + "...\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("wsasend.r3"), std::string::npos);
}

TEST(SummaryText, ColoursWhenAsked) {
    const Report report = samples::a_report();
    EXPECT_NE(summary_text(report, {}, {.colour = true}).find("\x1b[32mNothing unexpected.\x1b[0m\n"), std::string::npos);
    EXPECT_NE(summary_text(report, unexpected_in(report), {.colour = true}).find("\x1b[31mUnexpected: 1\x1b[0m\n"), std::string::npos);
}

TEST(SummaryText, ARunWithoutCasesOrTime) {
    Report report;
    report.complete = true;
    EXPECT_EQ(summary_text(report, {}), "0 cases in 0.0 s\nNothing unexpected.\n");
}

TEST(UnexpectedIn, WhatAReportAloneTells) {
    const std::vector<Unexpected> found = unexpected_in(samples::a_report());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0],
              (Unexpected{Sort::failure, "wsasend.sd-send", {"tcp4", "iocp"}, Verdict::fail, "expected WSAESHUTDOWN, found success"}));
}

}  // namespace
}  // namespace wcts::reports
