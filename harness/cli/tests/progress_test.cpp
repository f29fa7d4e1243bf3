#include "harness/cli/progress.h"

#include <gmock/gmock.h>

#include <sstream>

namespace wcts::cli {
namespace {

using std::chrono::milliseconds;

Moment some_moment() {
    Moment moment;
    moment.total = 1204;
    moment.so_far.counts[static_cast<std::size_t>(reports::Verdict::pass)] = 600;
    moment.so_far.counts[static_cast<std::size_t>(reports::Verdict::fail)] = 2;
    moment.elapsed = milliseconds(12'999);
    return moment;
}

TEST(LiveLine, ShowsABarCountsAndSlowCases) {
    Moment moment = some_moment();
    moment.slow.push_back({"wsasend.x/tcp4/iocp", milliseconds(3'200)});
    EXPECT_EQ(live_line(moment, {true, false, 200}),
              "[##########----------]  602/1204  0 unexpected  600 pass, 2 fail  12 s  wsasend.x/tcp4/iocp 3 s");
}

TEST(LiveLine, IsColouredOnRequest) {
    Moment moment = some_moment();
    moment.so_far.unexpected = 1;
    EXPECT_EQ(live_line(moment, {true, true, 200}),
              "[##########----------]  602/1204  \x1b[31m1 unexpected\x1b[0m  600 pass, 2 fail  12 s");
}

TEST(LiveLine, StaysShortOfTheLastColumn) {
    Moment moment = some_moment();
    moment.slow.push_back({std::string(300, 'x'), milliseconds(3'000)});
    for (const std::size_t width : {1u, 2u, 20u, 24u, 25u, 80u}) EXPECT_LE(live_line(moment, {true, false, width}).size(), width - 1);
    EXPECT_EQ(live_line(moment, {true, false, 80}).size(), 79u);
}

TEST(LiveLine, DrawsAnEmptyAndAFullBar) {
    Moment moment;
    moment.total = 3;
    EXPECT_EQ(live_line(moment, {true, false, 80}), "[--------------------]  0/3  0 unexpected  nothing yet  0 s");
    moment.so_far.counts[0] = 3;
    EXPECT_EQ(live_line(moment, {true, false, 80}), "[####################]  3/3  0 unexpected  3 pass  0 s");
}

reports::CaseRecord done(const std::string& id, bool expected = true) {
    reports::CaseRecord record;
    record.id = id;
    record.verdict = expected ? reports::Verdict::pass : reports::Verdict::fail;
    record.expected = expected;
    return record;
}

TEST(Progress, WritesALineATenthWhereLinesCannotBeRewritten) {
    std::ostringstream out;
    {
        Progress progress(out, Terminal{}, 20);
        for (int i = 0; i < 20; ++i) {
            if (i == 4) progress.say("a remark");
            progress.started("a");
            progress.finished(done("a", i != 2));
        }
    }
    EXPECT_EQ(out.str(),
              " 10 %  2 of 20: 2 pass; 0 unexpected\n"
              " 20 %  4 of 20: 3 pass, 1 fail; 1 unexpected\n"
              "a remark\n"
              " 30 %  6 of 20: 5 pass, 1 fail; 1 unexpected\n"
              " 40 %  8 of 20: 7 pass, 1 fail; 1 unexpected\n"
              " 50 %  10 of 20: 9 pass, 1 fail; 1 unexpected\n"
              " 60 %  12 of 20: 11 pass, 1 fail; 1 unexpected\n"
              " 70 %  14 of 20: 13 pass, 1 fail; 1 unexpected\n"
              " 80 %  16 of 20: 15 pass, 1 fail; 1 unexpected\n"
              " 90 %  18 of 20: 17 pass, 1 fail; 1 unexpected\n"
              "100 %  20 of 20: 19 pass, 1 fail; 1 unexpected\n");
}

TEST(Progress, LeavesATerminalClean) {
    std::ostringstream out;
    {
        Progress progress(out, {true, false, 80}, 1);
        progress.say("a remark");
        progress.finished(done("a"));
    }
    EXPECT_THAT(out.str(), ::testing::HasSubstr("\r\x1b[Ka remark\n"));
    EXPECT_THAT(out.str(), ::testing::EndsWith("\r\x1b[K"));
}

}  // namespace
}  // namespace wcts::cli
