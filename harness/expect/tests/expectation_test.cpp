// The algebra: and, or, the order of events, facts.
#include "harness/expect/expectation.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace wcts::expect {
namespace {

using testing::Eq;
using testing::Optional;

Expectation holds() {
    return {"it holds", [](const Evidence&) -> std::optional<std::string> { return std::nullopt; }};
}

Expectation breaks(std::string why) {
    std::string words = "it does not " + why;
    return {std::move(words), [why = std::move(why)](const Evidence&) -> std::optional<std::string> { return "it did " + why; }};
}

// A call of `who` from `begin` to `end`.
winsock::Event call(std::string_view what, std::uint64_t begin, std::uint64_t end, std::string result = "0",
                    winsock::Who who = winsock::Who::target) {
    winsock::Event event;
    event.what = what;
    event.begin = begin;
    event.end = end;
    event.result = std::move(result);
    event.who = who;
    return event;
}

winsock::Event routine(std::uint64_t begin, std::uint64_t end) {
    return call("routine", begin, end, "", winsock::Who::harness);
}

Evidence trace(std::vector<winsock::Event> events) {
    Evidence evidence;
    evidence.trace = std::move(events);
    return evidence;
}

std::string mismatch(const Expectation& expectation, const Evidence& evidence) {
    return expectation.mismatch(evidence).value_or("as expected");
}

TEST(Expectation, IsEmptyUntilItHasACheck) {
    EXPECT_TRUE(Expectation().empty());
    EXPECT_FALSE(holds().empty());
}

TEST(And, WantsBothAndTellsTheFirstThatBreaks) {
    EXPECT_EQ((holds() & breaks("rain")).words(), "it holds and it does not rain");
    EXPECT_EQ((holds() & holds()).mismatch({}), std::nullopt);
    EXPECT_THAT((breaks("rain") & holds()).mismatch({}), Optional(Eq("it did rain")));
    EXPECT_THAT((holds() & breaks("rain")).mismatch({}), Optional(Eq("it did rain")));
    EXPECT_THAT((breaks("rain") & breaks("snow")).mismatch({}), Optional(Eq("it did rain")));
}

TEST(Or, IsContentWithOneAndTellsBothWhenNoneHolds) {
    EXPECT_EQ((holds() | breaks("rain")).words(), "either it holds, or it does not rain");
    EXPECT_EQ((holds() | breaks("rain")).mismatch({}), std::nullopt);
    EXPECT_EQ((breaks("rain") | holds()).mismatch({}), std::nullopt);
    EXPECT_THAT((breaks("rain") | breaks("snow")).mismatch({}), Optional(Eq("it did rain; nor the other: it did snow")));
}

TEST(AndOr, Nest) {
    const Expectation expectation = (breaks("rain") & holds()) | (holds() & breaks("snow"));
    EXPECT_EQ(expectation.words(), "either it does not rain and it holds, or it holds and it does not snow");
    EXPECT_THAT(expectation.mismatch({}), Optional(Eq("it did rain; nor the other: it did snow")));
}

TEST(Exactly, CountsCallsOfTheTargetAlone) {
    const Evidence evidence =
        trace({call("send", 0, 1), call("send", 2, 3, "0", winsock::Who::peer), call("recv", 4, 5), call("send", 6, 7)});
    EXPECT_EQ(exactly(2, call_to("send")).mismatch(evidence), std::nullopt);
    EXPECT_EQ(mismatch(exactly(3, call_to("send")), evidence), "expected a call to send exactly 3 times; there were 2");
    EXPECT_EQ(mismatch(exactly_once(call_to("send")), evidence), "expected a call to send exactly once; there were 2");
    EXPECT_EQ(mismatch(exactly_once(call_to("listen")), evidence), "expected a call to listen exactly once; there were 0");
    EXPECT_EQ(exactly_once(call_to("recv")).mismatch(evidence), std::nullopt);
}

TEST(Exactly, TellsCallsApartByTheirResult) {
    const Evidence evidence = trace({call("SleepEx", 0, 1, "0"), call("SleepEx", 2, 3, "WAIT_IO_COMPLETION")});
    EXPECT_EQ(exactly_once(call_returning("SleepEx", "WAIT_IO_COMPLETION")).mismatch(evidence), std::nullopt);
    EXPECT_EQ(mismatch(exactly_once(call_returning("SleepEx", "WAIT_FAILED")), evidence),
              "expected SleepEx returning WAIT_FAILED exactly once; there were 0");
}

TEST(Exactly, KnowsRoutines) {
    EXPECT_EQ(exactly_once(routine_run()).mismatch(trace({routine(3, 4)})), std::nullopt);
    EXPECT_EQ(mismatch(exactly_once(routine_run()), trace({routine(3, 4), routine(5, 6)})),
              "expected a run of a completion routine exactly once; there were 2");
}

TEST(Never, TellsTheFirstThatThereWas) {
    EXPECT_EQ(never(routine_run()).mismatch(trace({call("send", 0, 1)})), std::nullopt);
    EXPECT_EQ(mismatch(never(routine_run()), trace({call("send", 0, 1), routine(5, 6), routine(7, 8)})),
              "expected never a run of a completion routine; there was one, event 5 of the trace");
}

TEST(Before, EveryOneOfTheFirstEndsBeforeAnyOfTheSecondBegins) {
    const Expectation expectation = before(call_to("send"), routine_run());
    EXPECT_EQ(expectation.words(), "a call to send before a run of a completion routine");
    EXPECT_EQ(expectation.mismatch(trace({call("send", 0, 1), call("send", 2, 3), routine(4, 5)})), std::nullopt);

    const std::string other_way = "expected a call to send before a run of a completion routine; it was the other way round";
    EXPECT_EQ(mismatch(expectation, trace({routine(0, 1), call("send", 2, 3)})), other_way);
    EXPECT_EQ(mismatch(expectation, trace({call("send", 0, 3), routine(1, 2)})), other_way) << "during the call is not after it";
    EXPECT_EQ(mismatch(expectation, trace({call("send", 0, 1), routine(2, 3), call("send", 4, 5)})), other_way);
}

TEST(Before, WantsBothToOccur) {
    const Expectation expectation = before(call_to("send"), routine_run());
    EXPECT_EQ(mismatch(expectation, trace({routine(0, 1)})),
              "expected a call to send before a run of a completion routine; there never was a call to send");
    EXPECT_EQ(mismatch(expectation, trace({call("send", 0, 1)})),
              "expected a call to send before a run of a completion routine; there never was a run of a completion routine");
}

TEST(Within, EveryInnerLiesInSomeOuter) {
    const Expectation expectation = within(routine_run(), call_to("SleepEx"));
    EXPECT_EQ(expectation.words(), "a run of a completion routine only within a call to SleepEx");
    EXPECT_EQ(expectation.mismatch(trace({call("SleepEx", 0, 3), routine(1, 2), call("SleepEx", 4, 7), routine(5, 6)})), std::nullopt);
    EXPECT_EQ(expectation.mismatch(trace({})), std::nullopt);
    EXPECT_EQ(mismatch(expectation, trace({call("SleepEx", 0, 3), routine(1, 2), routine(5, 6)})),
              "expected a run of a completion routine only within a call to SleepEx; event 5 of the trace was outside");
    EXPECT_EQ(mismatch(expectation, trace({call("SleepEx", 0, 3), routine(2, 5)})),
              "expected a run of a completion routine only within a call to SleepEx; event 2 of the trace was outside");
}

TEST(Facts, AreFoundByName) {
    Evidence evidence;
    evidence.facts = {{"FD_OOB", "signalled"}, {"recv", "1 byte"}};
    EXPECT_THAT(evidence.fact("recv"), Optional(Eq("1 byte")));
    EXPECT_EQ(evidence.fact("send"), std::nullopt);
}

TEST(FactIs, ComparesWhatTheRowObserved) {
    Evidence evidence;
    evidence.facts = {{"FD_OOB", "signalled"}};
    EXPECT_EQ(fact_is("FD_OOB", "signalled").mismatch(evidence), std::nullopt);
    EXPECT_EQ(mismatch(fact_is("FD_OOB", "not signalled"), evidence), "expected FD_OOB: not signalled; observed: signalled");
    EXPECT_EQ(mismatch(fact_is("recv", "1 byte"), evidence), "expected recv: 1 byte; it was never observed");
}

TEST(FactIsAny, IsContentWithOneOfThem) {
    Evidence evidence;
    evidence.facts = {{"took", "a part"}};
    EXPECT_EQ(fact_is_any("took", {"a part", "all"}).mismatch(evidence), std::nullopt);
    EXPECT_EQ(mismatch(fact_is_any("took", {"all", "nothing"}), evidence), "expected took: all or nothing; observed: a part");
}

TEST(Recorded, JudgesNothingButThatItWas) {
    Evidence evidence;
    evidence.facts = {{"order", "any"}};
    EXPECT_EQ(recorded("order").mismatch(evidence), std::nullopt);
    EXPECT_EQ(mismatch(recorded("mark"), evidence), "expected that mark is recorded, whatever it is; it was never observed");
}

}  // namespace
}  // namespace wcts::expect
