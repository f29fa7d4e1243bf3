// What the selftest makes of a kill matrix, and its record of kills.
#include "harness/run/errors.h"
#include "suites/selftest/kills_file.h"
#include "suites/selftest/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wcts::selftest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Cell killed(std::string first, bool chosen = true) {
    Cell cell;
    cell.ran = cell.killed = 1;
    cell.first_killed = std::move(first);
    cell.chosen_kill = chosen;
    return cell;
}

Cell survived() {
    Cell cell;
    cell.ran = 1;
    return cell;
}

// Two faults, two rows, each fault noticed by one of them.
Matrix proven() {
    Matrix matrix;
    matrix.faults = {{"a", {"C.1"}}, {"b", {"C.2"}}};
    matrix.rows = {{"s.one", {"C.1"}}, {"s.two", {"C.2"}}};
    matrix.musts = {"C.1", "C.2"};
    matrix.cells[{0, 0}] = killed("s.one/tcp4/iocp");
    matrix.cells[{0, 1}] = survived();
    matrix.cells[{1, 1}] = killed("s.two/tcp4/iocp");
    return matrix;
}

TEST(Selftest, IsProvenWhereEveryFaultIsNoticedAndEveryRowCanFail) {
    const Judgement judgement = judge(proven());
    EXPECT_TRUE(judgement.proven());
    EXPECT_THAT(judgement.not_looked, IsEmpty());
}

TEST(Selftest, NamesASurvivorTheVacuousRowAndTheClauseThatNobodyDefends) {
    Matrix matrix = proven();
    matrix.cells[{1, 1}] = survived();
    const Judgement judgement = judge(matrix);
    EXPECT_FALSE(judgement.proven());
    EXPECT_THAT(judgement.survivors, ElementsAre("b"));
    EXPECT_THAT(judgement.vacuous, ElementsAre("s.two"));
    EXPECT_THAT(judgement.uncovered, ElementsAre("C.2"));
}

TEST(Selftest, AFaultThatMetNothingSurvives) {
    Matrix matrix = proven();
    matrix.faults.push_back({"c", {"C.1"}});
    EXPECT_THAT(judge(matrix).survivors, ElementsAre("c"));
}

TEST(Selftest, ACaseThatIsRedWithoutAFaultIsNoProof) {
    Matrix matrix = proven();
    matrix.unsound = {"s.one/udp4/iocp: fail: reason"};
    EXPECT_FALSE(judge(matrix).proven());
}

TEST(Selftest, TellsAKillThatTheChoiceWouldHaveMissed) {
    Matrix matrix = proven();
    matrix.cells[{0, 1}] = killed("s.two/udp6/iocp", false);
    EXPECT_TRUE(judge(matrix).proven()) << "the row promises nothing that the fault breaks";
    matrix.cells[{0, 0}] = killed("s.one/udp6/iocp", false);
    const Judgement judgement = judge(matrix);
    EXPECT_FALSE(judgement.proven());
    ASSERT_EQ(judgement.lost.size(), 1u);
    EXPECT_THAT(judgement.lost.front(), HasSubstr("a turns s.one/udp6/iocp red"));
}

TEST(Selftest, JudgesOnlyWhatWasLookedAt) {
    Matrix matrix = proven();
    matrix.cells.erase({1, 1});
    matrix.every_fault = false;
    Judgement judgement = judge(matrix);
    EXPECT_THAT(judgement.survivors, ElementsAre("b"));
    EXPECT_THAT(judgement.vacuous, IsEmpty());
    EXPECT_THAT(judgement.uncovered, IsEmpty());
    matrix.every_fault = true;
    matrix.every_row = false;
    judgement = judge(matrix);
    EXPECT_THAT(judgement.survivors, IsEmpty());
    EXPECT_THAT(judgement.vacuous, ElementsAre("s.two"));
    EXPECT_THAT(judgement.uncovered, IsEmpty());
}

TEST(KillsFile, IsReadAsItWasWritten) {
    const Kills kills = kills_of(proven());
    EXPECT_EQ(kills, (Kills{{"s.one", {"a"}}, {"s.two", {"b"}}}));
    EXPECT_EQ(kills_from(kills_text(kills)), kills);
    EXPECT_THROW(static_cast<void>(kills_from("{}")), run::UsageError);
    EXPECT_THROW(static_cast<void>(kills_from("no JSON")), run::UsageError);
}

TEST(KillsFile, DifferencesAreToldBothWays) {
    Matrix matrix = proven();
    EXPECT_THAT(differences(kills_of(matrix), matrix), IsEmpty());
    EXPECT_THAT(differences({{"s.one", {}}, {"s.two", {"b"}}}, matrix), ElementsAre("a kills s.one, which is not recorded"));
    EXPECT_THAT(differences({{"s.one", {"a", "b"}}, {"s.two", {"b"}}}, matrix), IsEmpty()) << "b breaks no promise of that row";
    EXPECT_THAT(differences({{"s.one", {"a"}}, {"s.three", {}}, {"s.two", {"b", "gone"}}}, matrix),
                ElementsAre("there is no row s.three any more", "there is no fault gone any more, recorded to kill s.two"));
    matrix.cells[{1, 1}] = survived();
    EXPECT_THAT(differences({{"s.one", {"a"}}, {"s.two", {"b"}}}, matrix), ElementsAre("b is recorded to kill s.two, and does not"));
}

}  // namespace
}  // namespace wcts::selftest
