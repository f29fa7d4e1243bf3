#include "harness/run/outcome.h"

#include "harness/run/tries.h"

#include "harness/run/channel.h"

#include <gmock/gmock.h>

namespace wcts::run {
namespace {

using reports::CaseRecord;
using reports::Json;
using reports::Verdict;
using std::chrono::microseconds;
using std::chrono::milliseconds;

CaseInfo some_case() {
    CaseInfo info;
    info.id = "a.b/tcp4/iocp";
    info.kind = {"tcp4", "iocp"};
    return info;
}

CaseRecord end_with(const Answer& answer) {
    return record_of_end(some_case(), answer, milliseconds(300), microseconds(5));
}

Answer death() {
    Answer answer;
    answer.end = Answer::End::died;
    return answer;
}

TEST(RecordOfEnd, SaysWhichExceptionAndWhere) {
    Answer answer = death();
    answer.exit_code = 0xC0000005;
    answer.crash = Json{{"exception", "0xC0000005"}, {"module", "WS2_32.dll"}, {"offset", "0x1F2"},
                        {"address", "0x7001F2"},     {"access", "writing"},    {"of", "0x0"}};
    const CaseRecord record = end_with(answer);
    EXPECT_EQ(record.verdict, Verdict::crash);
    EXPECT_EQ(record.reason,
              "the process ended during the case with exception 0xC0000005 (access violation) writing 0x0 in ws2_32.dll+0x1F2");
    EXPECT_EQ(record.observation, (Json{{"ended", "crash"}, {"exception", "0xC0000005"}, {"module", "ws2_32.dll"}}))
        << "no address, which differs from build to build";
}

TEST(RecordOfEnd, SaysTheAddressWhereThereIsNoModule) {
    Answer answer = death();
    answer.crash = Json{{"exception", "0x12345678"}, {"module", ""}, {"offset", "0x0"}, {"address", "0x10"}, {"access", ""}, {"of", "0x0"}};
    EXPECT_EQ(end_with(answer).reason, "the process ended during the case with exception 0x12345678 at 0x10");
}

TEST(RecordOfEnd, SaysTheExitCodeOfASilentEnd) {
    Answer answer = death();
    answer.exit_code = 0;
    EXPECT_EQ(end_with(answer).reason, "the process ended with exit code 0 during the case");
    EXPECT_EQ(end_with(answer).observation, (Json{{"ended", "crash"}, {"exit_code", 0}}));
    answer.exit_code = 0xC0000409;
    EXPECT_EQ(end_with(answer).reason, "the process ended with exit code 0xC0000409 (fail-fast) during the case");
}

TEST(RecordOfEnd, KnowsAWorkerWhoseHandlesWereClosed) {
    Answer answer = death();
    const CaseRecord alive = end_with(answer);
    answer.exit_code = kHandlesLost;
    EXPECT_EQ(end_with(answer).reason, alive.reason);
    EXPECT_EQ(alive.observation, (Json{{"ended", "crash"}, {"what", "handles closed"}}));
}

TEST(RecordOfEnd, SaysTheLimitOfATimeoutAndKeepsItsTrace) {
    Answer answer;
    answer.end = Answer::End::timed_out;
    answer.trace = Json::array({Json{{"seq", 1}, {"t_us", 2}, {"thread", "main"}, {"who", "case"}, {"what", "began"}}});
    const CaseRecord record = end_with(answer);
    EXPECT_EQ(record.verdict, Verdict::timeout);
    EXPECT_EQ(record.reason, "the case did not end within its limit of 300 ms; its process was ended");
    EXPECT_EQ(record.trace.size(), 1u);
    EXPECT_EQ(record.wall_us, 5);
}

TEST(RecordOfEnd, DropsATraceThatIsNone) {
    Answer answer = death();
    answer.exit_code = 1;
    answer.trace = Json::array({Json{{"seq", "one"}}});
    EXPECT_EQ(end_with(answer).trace, Json::array());
    answer.trace = "none";
    EXPECT_EQ(end_with(answer).trace, Json::array());
}

CaseRecord tried(Verdict verdict, std::string reason, Json observation) {
    CaseRecord record = blank_record(some_case());
    record.verdict = verdict;
    record.reason = std::move(reason);
    record.observation = std::move(observation);
    return record;
}

CaseRecord combine(std::vector<CaseRecord> records) {
    Tries tries;
    for (std::size_t i = 0; i < records.size(); ++i) tries.add(i, std::move(records[i]));
    return tries.combined();
}

TEST(Tries, LeavesOneTryAsItIs) {
    const CaseRecord record = combine({tried(Verdict::fail, "why", {{"n", 1}})});
    EXPECT_EQ(record.verdict, Verdict::fail);
    EXPECT_TRUE(record.attempts.empty());
}

TEST(Tries, KeepsTheVerdictOfTriesThatAgree) {
    const CaseRecord record = combine({tried(Verdict::fail, "why", {{"n", 1}}), tried(Verdict::fail, "why at 0x2", {{"n", 1}})});
    EXPECT_EQ(record.verdict, Verdict::fail);
    EXPECT_EQ(record.reason, "why");
    EXPECT_TRUE(record.attempts.empty()) << "one record tells them all";
}

TEST(Tries, TellsHowOftenAFlakyCasePassed) {
    const CaseRecord record = combine(
        {tried(Verdict::pass, "", {{"n", 1}}), tried(Verdict::fail, "why", {{"n", 2}}), tried(Verdict::timeout, "late", Json::object())});
    EXPECT_EQ(record.verdict, Verdict::flaky);
    EXPECT_EQ(record.reason, "passed 1 of 3 times, otherwise fail: why, or timeout: late");
    EXPECT_EQ(record.observation, (Json{{"n", 2}})) << "of the first try that did not pass";
    ASSERT_EQ(record.attempts.size(), 3u);
    EXPECT_EQ(record.attempts[0].observation, (Json{{"n", 1}})) << "both are kept";
    EXPECT_EQ(record.attempts[1].reason, "why");
}

TEST(Tries, CallsPassesThatLookDifferentFlakyToo) {
    const CaseRecord record = combine({tried(Verdict::pass, "", {{"n", 1}}), tried(Verdict::pass, "", {{"n", 2}})});
    EXPECT_EQ(record.verdict, Verdict::flaky);
    EXPECT_EQ(record.reason, "passed 2 of 2 times, with different observations");
}

TEST(Tries, KeepTheTraceOfTheEarliestOfEachSort) {
    const auto traced = [](Verdict verdict, int n, int seq) {
        CaseRecord record = tried(verdict, "why", {{"n", n}});
        record.trace = Json::array({Json{{"seq", seq}}});
        return record;
    };
    Tries tries;
    tries.add(2, traced(Verdict::fail, 1, 2));
    tries.add(3, traced(Verdict::fail, 1, 3));
    EXPECT_FALSE(tries.differ());
    EXPECT_EQ(tries.combined().trace[0].at("seq"), 2);
    tries.add(1, traced(Verdict::fail, 1, 1));
    tries.add(0, traced(Verdict::pass, 2, 0));
    EXPECT_TRUE(tries.differ());
    EXPECT_EQ(tries.combined().trace[0].at("seq"), 1) << "of the first that did not pass";
    EXPECT_EQ(tries.combined().attempts[0].verdict, Verdict::pass) << "in the order of the tries, not of their ends";
}

}  // namespace
}  // namespace wcts::run
