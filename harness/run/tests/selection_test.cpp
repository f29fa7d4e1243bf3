#include "harness/run/selection.h"

#include "harness/run/errors.h"

#include <gmock/gmock.h>

#include <set>

namespace wcts::run {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::vector<CaseInfo> cases_named(std::initializer_list<const char*> ids) {
    std::vector<CaseInfo> cases;
    for (const char* id : ids) {
        cases.emplace_back();
        cases.back().id = id;
    }
    return cases;
}

TEST(Matches, TakesAWholeIdOrALeadingPartThatEndsAtAMark) {
    EXPECT_TRUE(matches("a.zero/tcp4/iocp", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("a.zero/tcp4", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("a.zero", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("a", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("a.zero/", "a.zero/tcp4/iocp"));
    EXPECT_FALSE(matches("a.zer", "a.zero/tcp4/iocp"));
    EXPECT_FALSE(matches("a.zero/tcp4/iocp-skip", "a.zero/tcp4/iocp"));
    EXPECT_FALSE(matches("zero", "a.zero/tcp4/iocp"));
    EXPECT_FALSE(matches("", "a.zero/tcp4/iocp"));
}

TEST(Matches, TakesAGlobOverTheWholeId) {
    EXPECT_TRUE(matches("*", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("*/tcp4/*", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("a.zero/tcp?/iocp", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("*o*o*p", "a.zero/tcp4/iocp"));
    EXPECT_FALSE(matches("a.zero/tcp?", "a.zero/tcp4/iocp"));
    EXPECT_FALSE(matches("*/tcp6/*", "a.zero/tcp4/iocp"));
    EXPECT_FALSE(matches("a.zero/tcp4/iocp?", "a.zero/tcp4/iocp"));
    EXPECT_TRUE(matches("a.zero/tcp4/iocp*", "a.zero/tcp4/iocp"));
}

TEST(Select, UnitesPatternsAndTakesExclusionsAway) {
    const auto cases = cases_named({"a.x/tcp4/p", "a.y/tcp4/p", "b.x/tcp4/p", "b.y/udp4/p"});
    EXPECT_THAT(select(cases, {}), ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(select(cases, {"b.y", "a.x"}), ElementsAre(0, 3));
    EXPECT_THAT(select(cases, {"-*/udp4/*"}), ElementsAre(0, 1, 2));
    EXPECT_THAT(select(cases, {"-a.x", "a"}), ElementsAre(1)) << "an exclusion counts wherever it stands";
}

TEST(Select, RefusesAPatternThatMeansNothingByName) {
    const auto cases = cases_named({"a.x/tcp4/p"});
    EXPECT_THAT([&] { static_cast<void>(select(cases, {"a.x", "c*"})); }, ThrowsMessage<UsageError>(HasSubstr("'c*'")));
    EXPECT_THAT([&] { static_cast<void>(select(cases, {"-c"})); }, ThrowsMessage<UsageError>(HasSubstr("'-c'")));
    EXPECT_THAT([&] { static_cast<void>(select(cases, {"-a"})); }, ThrowsMessage<UsageError>(HasSubstr("leave no case")));
}

double all_the_same(std::size_t) {
    return 1;
}

TEST(Shards, AreDisjointAndTogetherTheWhole) {
    const std::vector<std::size_t> all{0, 1, 2, 5, 8, 9, 11};
    std::set<std::size_t> seen;
    for (std::size_t i = 1; i <= 3; ++i) {
        for (const std::size_t index : take_shard(all, {i, 3}, all_the_same)) EXPECT_TRUE(seen.insert(index).second) << index;
    }
    EXPECT_EQ(seen, std::set<std::size_t>(all.begin(), all.end()));
    EXPECT_THAT(take_shard(all, {2, 3}, all_the_same), ElementsAre(1, 8));
}

TEST(Shards, CostAboutTheSame) {
    const auto cost = [](std::size_t index) { return index == 3 ? 10.0 : 1.0; };
    const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    EXPECT_THAT(take_shard(all, {1, 2}, cost), ElementsAre(3));
    EXPECT_THAT(take_shard(all, {2, 2}, cost), ElementsAre(0, 1, 2, 4, 5, 6, 7, 8, 9, 10));
}

TEST(Shards, MayBeMoreThanThereAreCases) {
    EXPECT_THAT(take_shard({7}, {1, 1'000'000'000}, all_the_same), ElementsAre(7));
    EXPECT_THAT(take_shard({7}, {2, 1'000'000'000}, all_the_same), ::testing::IsEmpty());
}

TEST(Costs, AreThoseOfTheMeasuredRunAndElseItsMean) {
    const auto cases = cases_named({"a", "b", "new"});
    std::vector<reports::CaseRecord> measured(3);
    measured[0].id = "a";
    measured[0].wall_us = 100;
    measured[1].id = "b";
    measured[1].wall_us = 500;
    measured[2].id = "gone";
    measured[2].wall_us = 300;
    const CostOf cost = costs_from(cases, measured);
    EXPECT_EQ(cost(0), 100);
    EXPECT_EQ(cost(1), 500);
    EXPECT_EQ(cost(2), 300);
    EXPECT_EQ(costs_from(cases, {})(0), costs_from(cases, {})(2)) << "of nothing measured, all the same";
}

TEST(Shards, AreWrittenIOfN) {
    EXPECT_EQ(parse_shard("2/3").index, 2u);
    EXPECT_EQ(parse_shard("2/3").count, 3u);
    for (const char* wrong : {"", "/", "0/3", "4/3", "1", "1/", "/2", "1/0", "-1/2", "1/2x", "x/2", " 1/2"}) {
        EXPECT_THROW(static_cast<void>(parse_shard(wrong)), UsageError) << wrong;
    }
}

std::vector<std::size_t> indexes(const std::vector<Job>& jobs) {
    std::vector<std::size_t> all;
    for (const Job& job : jobs) all.push_back(job.index);
    return all;
}

std::vector<Job> plan(const std::vector<CaseInfo>& cases, const std::vector<std::size_t>& selection, std::size_t repeat,
                      std::optional<std::uint64_t> seed, milliseconds default_limit) {
    Plan plan(cases, selection, repeat, seed, default_limit);
    std::vector<Job> jobs;
    while (const std::optional<Job> job = plan.next()) jobs.push_back(*job);
    EXPECT_EQ(jobs.size(), plan.size());
    EXPECT_FALSE(plan.next()) << "the end stays the end";
    return jobs;
}

TEST(Plan, StartsLongLimitsFirstAndSpreadsOwnProcesses) {
    auto cases = cases_named({"plain", "long", "own", "own-long", "plain2"});
    cases[1].limit = milliseconds(9'000);
    cases[2].own_process = true;
    cases[3].own_process = true;
    cases[3].limit = milliseconds(5'000);
    EXPECT_THAT(indexes(plan(cases, {0, 1, 2, 3, 4}, 1, std::nullopt, milliseconds(1'000))), ElementsAre(3, 1, 0, 2, 4));
}

TEST(Plan, RepeatsRoundByRound) {
    const auto cases = cases_named({"a", "b"});
    const std::vector<Job> jobs = plan(cases, {0, 1}, 2, std::nullopt, milliseconds(1));
    EXPECT_THAT(indexes(jobs), ElementsAre(0, 1, 0, 1));
    EXPECT_EQ(jobs[1].attempt, 0u);
    EXPECT_EQ(jobs[2].attempt, 1u);
}

TEST(Plan, ShufflesTheSameWayForTheSameSeedOnEveryMachine) {
    const auto cases = cases_named({"a", "b", "c", "d", "e", "f"});
    const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5};
    const auto order = [&](std::uint64_t seed) { return indexes(plan(cases, all, 1, seed, milliseconds(1))); };
    EXPECT_EQ(order(7), order(7));
    EXPECT_NE(order(7), order(8));
    EXPECT_THAT(order(1), ::testing::UnorderedElementsAreArray(all));
    EXPECT_THAT(order(1), ElementsAre(1, 3, 0, 4, 5, 2));
}

}  // namespace
}  // namespace wcts::run
