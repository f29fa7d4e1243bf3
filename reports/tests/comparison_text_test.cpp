#include "reports/comparison_text.h"

#include "reports/comparison_json.h"
#include "reports/tests/samples.h"
#include "reports/text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wcts::reports {
namespace {

Comparison of_three(std::size_t width_of_names = 0) {
    const std::vector<Report> reports = samples::reports_to_compare();
    Comparer comparer;
    for (std::size_t index = 0; index < reports.size(); ++index) {
        comparer.add(std::string(width_of_names, 'n') + "wine-" + std::to_string(index), reports[index]);
    }
    return comparer.finish();
}

TEST(ComparisonText, TheWholeTable) {
    EXPECT_EQ(comparison_text(of_three()), R"(3 reports, 7 cases
  A  wine-0  Wine 8.0, x86_64, 6 cases
  =  wine-2  Wine 8.0, x86_64, 6 cases
  B  wine-1  Wine 10.0, x86_64, 6 cases, a run that was cut off
1 same, 3 changed (2 documented on one side, 1 documented on neither), 1 new, 1 gone, 1 flaky

WSASend                                                               wine-0 =       wine-1
WSASend.error.WSAESHUTDOWN.sd-send
  wsasend.sd-send                                                     fail a         [pass]
      2 cases: tcp4,tcp6 x iocp
      a  expected WSAESHUTDOWN, found success
  wsasend.chance                                                      flaky a        flaky a
      1 case, flaky: tcp4 x iocp
      a  2 of 3 tries: sent
  wsasend.old                                                         [pass]         -
      1 case, gone: tcp4 x iocp
  wsasend.new                                                         -              [pass]
      1 case, new: tcp4 x iocp

send                                                                  wine-0 =       wine-1
WSASend.zero
  wsasend.zero                                                        timeout a      fail b
      1 case: udp4 x blocking
      a  no end within 10 s
      b  expected an empty datagram, found none
)");
}

TEST(ComparisonText, InANarrowTerminalRowsHaveALineOfTheirOwn) {
    ComparisonStyle narrow;
    narrow.width = 48;
    const std::string text = comparison_text(of_three(), narrow);
    EXPECT_NE(text.find(R"(
WSASend
    A              B
WSASend.error.WSAESHUTDOWN.sd-send
  wsasend.sd-send
    fail a         [pass]
      2 cases: tcp4,tcp6 x iocp
)"),
              std::string::npos)
        << text;
    narrow.width = 60;
    EXPECT_NE(comparison_text(of_three(20), narrow).find("\nWSASend                       A              B\n"), std::string::npos)
        << "names that are too long are letters";
}

TEST(ComparisonText, ColoursAreLeftOutUnlessAskedFor) {
    EXPECT_EQ(comparison_text(of_three()).find('\x1b'), std::string::npos);
    ComparisonStyle style;
    style.colour = true;
    const std::string coloured = comparison_text(of_three(), style);
    EXPECT_NE(coloured.find("\x1b[32m[pass]\x1b[0m"), std::string::npos);
    std::string plain;
    for (std::size_t at = 0; at < coloured.size(); ++at) {
        if (coloured[at] == '\x1b') {
            at = coloured.find('m', at);
        } else {
            plain += coloured[at];
        }
    }
    EXPECT_EQ(plain, comparison_text(of_three()));
}

TEST(ComparisonText, WhatIsTooMuchIsCounted) {
    ComparisonStyle style;
    style.most_rows = 1;
    EXPECT_NE(comparison_text(of_three(), style).find("\nand 4 more lines like these (--json has all)\n"), std::string::npos);
}

TEST(ComparisonText, WithoutDifferences) {
    Report report = samples::a_report();
    std::erase_if(report.cases, [](const CaseRecord& record) { return record.verdict == Verdict::flaky; });
    Comparer comparer;
    comparer.add("one", report);
    comparer.add("other", report);
    EXPECT_EQ(
        comparison_text(comparer.finish()),
        "2 reports, 4 cases\n  A  one    Wine 8.0, x86_64, 4 cases\n  =  other  Wine 8.0, x86_64, 4 cases\n4 same\nNo differences.\n");
}

TEST(ComparisonText, NoTerminalObeysAHostileReport) {
    Report one = samples::a_report();
    const std::string bad = "\x1b[31m\r\n<script>\xE2\x80\xAE\xFF" + std::string(5000, 'x');
    one.platform.os = one.platform.wine.emplace() = bad;
    for (CaseRecord& record : one.cases) {
        record.id = record.kind.path = record.function = record.reason = record.clauses.front() = bad + record.id;
        record.observation = {{bad, bad}};
    }
    Comparer comparer;
    comparer.add(bad, one);
    comparer.add("good", samples::a_report());
    const Comparison comparison = comparer.finish();
    std::string text = comparison_text(comparison);
    std::erase(text, '\n');
    EXPECT_EQ(printable(text), text);
    EXPECT_LT(text.size(), 20'000u) << "long values are cut";
    EXPECT_NO_THROW(static_cast<void>(compact(to_json(comparison))));
}

TEST(ComparisonJson, HasEverythingThatDiffers) {
    const Json json = to_json(of_three());
    EXPECT_EQ(compact(json.at("columns")), "[[0,2],[1]]");
    EXPECT_EQ(compact(json.at("counts")), R"({"same":1,"changed":3,"new":1,"gone":1,"flaky":1,)"
                                          R"("documented":{"one-side":2,"neither":1,"both-sides":0,"not-judged":0}})");
    EXPECT_EQ(compact(json.at("differences").at(0)),
              R"({"status":"changed","documented":"one-side","function":"WSASend","clauses":["WSASend.error.WSAESHUTDOWN.sd-send"],)"
              R"("row":"wsasend.sd-send","claim":"a send after shutdown(SD_SEND) fails","row_changed":false,)"
              R"("cases":["wsasend.sd-send/tcp4/iocp","wsasend.sd-send/tcp6/iocp"],"behaviours":[)"
              R"({"verdict":"fail","observation":{"operations":["sent"]},"reason":"expected WSAESHUTDOWN, found success","reports":[0,2]},)"
              R"({"verdict":"pass","observation":{"operations":["refused"]},"reason":"","reports":[1]}]})");
}

}  // namespace
}  // namespace wcts::reports
