// The real coordinator over real worker processes, with cases that misbehave on purpose.
#include "harness/run/coordinator.h"

#include "harness/run/errors.h"
#include "harness/run/flake.h"
#include "harness/run/testing/fake_source.h"
#include "harness/run/testing/paths.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace wcts::run {
namespace {

using reports::CaseRecord;
using reports::Json;
using reports::Verdict;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Listener : public RunObserver {
public:
    explicit Listener(const std::vector<CaseInfo>& cases) : cases_(cases) {}

    void started(std::size_t index) override { order.push_back(short_name(index)); }
    void finished(std::size_t index, CaseRecord record) override {
        if (on_finished) on_finished(record);
        records.emplace(short_name(index), std::move(record));
    }
    void remark(const std::string& text) override { remarks.push_back(text); }

    void differed(std::size_t index, const std::vector<std::size_t>& before) override { differed_after.emplace(short_name(index), before.size()); }

    std::map<std::string, std::size_t> differed_after;
    std::function<void(const CaseRecord&)> on_finished;
    std::vector<std::string> order;
    std::map<std::string, CaseRecord> records;
    std::vector<std::string> remarks;

private:
    std::string short_name(std::size_t index) const { return cases_[index].id.substr(0, cases_[index].id.find('/')); }

    const std::vector<CaseInfo>& cases_;
};

class CoordinatorTest : public ::testing::Test {
protected:
    CoordinatorTest() {
        options.worker.exe = testing::fixture_exe().wstring();
        options.jobs = 2;
        // Long enough for a loaded machine; what hangs on purpose has a limit of its own.
        options.timeout = milliseconds(30'000);
    }

    RunEnd run(const std::vector<std::string>& filters) {
        Coordinator coordinator(source.cases(), options);
        return coordinator.run(select(source.cases(), filters), listener);
    }

    const CaseRecord& record(const std::string& name) { return listener.records.at(name); }

    testing::FakeSource source;
    RunOptions options;
    Listener listener{source.cases()};
};

TEST_F(CoordinatorTest, EachMisfortuneCostsOnlyItsCase) {
    options.jobs = 4;
    ASSERT_EQ(run({"plain", "bad", "dies", "hangs", "-dies.after"}), RunEnd::complete);
    EXPECT_EQ(listener.records.size(), source.cases().size() - 1 - 17) << "all but dies.after, leaves, slow, turns and may-crash";

    std::map<std::string, Verdict> not_passed;
    for (const auto& [name, one] : listener.records) {
        if (one.verdict != Verdict::pass) not_passed.emplace(name, one.verdict);
    }
    EXPECT_EQ(not_passed, (std::map<std::string, Verdict>{
                              {"bad.fail", Verdict::fail},
                              {"bad.unsupported", Verdict::unsupported},
                              {"bad.throw", Verdict::harness_error},
                              {"bad.broken-record", Verdict::harness_error},
                              {"bad.huge-record", Verdict::fail},
                              {"dies.null-write", Verdict::crash},
                              {"dies.stack-overflow", Verdict::crash},
                              {"dies.exit-0", Verdict::crash},
                              {"dies.terminate-self", Verdict::crash},
                              {"dies.abort", Verdict::crash},
                              {"dies.other-thread", Verdict::crash},
                              {"dies.closes-handles", Verdict::crash},
                              {"hangs.spin", Verdict::timeout},
                              {"hangs.sleep", Verdict::timeout},
                              {"hangs.suspended", Verdict::timeout},
                          }));

    EXPECT_THAT(record("bad.throw").reason, HasSubstr("a case must not throw"));
    EXPECT_THAT(record("bad.broken-record").reason, HasSubstr("kind.socket"));
    EXPECT_EQ(record("bad.huge-record").trace.size(), 10'000u);
    EXPECT_THAT(record("dies.null-write").reason, HasSubstr("0xC0000005 (access violation) writing 0x0 in run-fixture.exe+0x"));
    EXPECT_THAT(record("dies.stack-overflow").reason, HasSubstr("0xC00000FD (stack overflow)"));
    EXPECT_EQ(record("dies.exit-0").reason, "the process ended with exit code 0 during the case");
    EXPECT_EQ(record("dies.terminate-self").reason, "the process ended with exit code 77 during the case");
    EXPECT_THAT(record("dies.abort").reason, HasSubstr("abort() was called"));
    EXPECT_THAT(record("dies.closes-handles").reason, StartsWith("handles were closed"));
    EXPECT_EQ(record("hangs.spin").reason, "the case did not end within its limit of 400 ms; its process was ended");

    EXPECT_GE(record("hangs.sleep").wall_us, 400'000);
    for (const char* name : {"hangs.spin", "hangs.sleep", "hangs.suspended", "dies.null-write", "dies.stack-overflow"}) {
        const bool hung = std::string_view(name).starts_with("hangs");
        ASSERT_GE(record(name).trace.size(), hung ? 2u : 1u) << name;
        if (hung) {
            EXPECT_EQ(record(name).trace[1].at("what"), "stack") << name;
            EXPECT_EQ(record(name).trace[1].at("thread"), "case") << name;
            EXPECT_GT(record(name).trace[1].at("seq"), record(name).trace[0].at("seq")) << name;
            EXPECT_THAT(record(name).trace[1].at("note").get<std::string>(), HasSubstr("run-fixture.exe+0x")) << name;
        }
        EXPECT_EQ(record(name).trace[0].at("what"), "began " + std::string(name).substr(std::string(name).find('.') + 1));
    }
    EXPECT_EQ(record("dies.null-write").claim, "claims about null-write") << "what is known beforehand is in the record";
}

TEST_F(CoordinatorTest, ATargetThatStandsOnAnotherIsComparedWithIt) {
    options.worker.target.target = "layered";
    Coordinator coordinator(source.cases(), options);
    EXPECT_EQ(coordinator.describe_target().base, "system");
    ASSERT_EQ(coordinator.run(select(source.cases(), {"turns.layer-*", "plain.own-00", "dies.null-write"}), listener), RunEnd::complete);
    EXPECT_EQ(listener.records.size(), 5u);
    for (const auto& [name, one] : listener.records) EXPECT_TRUE(one.base) << name;
    EXPECT_EQ(record("plain.own-00").base->verdict, Verdict::pass);
    EXPECT_EQ(record("dies.null-write").verdict, Verdict::crash);
    EXPECT_EQ(record("dies.null-write").base->observation, record("dies.null-write").observation);
    EXPECT_EQ(record("turns.layer-alike").base->observation, record("turns.layer-alike").observation);
    EXPECT_EQ(record("turns.layer-differs").verdict, Verdict::fail);
    EXPECT_EQ(record("turns.layer-differs").base->verdict, Verdict::pass);
    EXPECT_EQ(record("turns.layer-rule").verdict, Verdict::fail);
    EXPECT_EQ(record("turns.layer-rule").reason, "broken rule of the SPI: a rule of the fixture");
    EXPECT_EQ(record("turns.layer-rule").observation.at("broken_rules"), Json::array({"a rule of the fixture"}));
}

TEST_F(CoordinatorTest, ARecordWithoutEndIsNotTaken) {
    options.worker.longest_answer = 100'000;
    ASSERT_EQ(run({"bad.huge-record", "plain.pass-00"}), RunEnd::complete);
    EXPECT_EQ(record("bad.huge-record").verdict, Verdict::harness_error);
    EXPECT_EQ(record("bad.huge-record").reason, "the record of the case is too long to be taken");
    EXPECT_EQ(record("plain.pass-00").verdict, Verdict::pass);
}

TEST_F(CoordinatorTest, TracesOfPassesAreKeptOnRequestOnly) {
    ASSERT_EQ(run({"plain.pass-00"}), RunEnd::complete);
    EXPECT_THAT(record("plain.pass-00").trace, IsEmpty());
    options.keep_traces = true;
    listener.records.clear();
    ASSERT_EQ(run({"plain.pass-00"}), RunEnd::complete);
    EXPECT_EQ(record("plain.pass-00").trace.size(), 1u);
}

TEST_F(CoordinatorTest, TriesThatDifferAreFlaky) {
    options.jobs = 1;
    options.repeat = 4;
    ASSERT_EQ(run({"turns.verdict", "plain.pass-00"}), RunEnd::complete);
    EXPECT_EQ(record("turns.verdict").verdict, Verdict::flaky);
    EXPECT_EQ(record("turns.verdict").reason, "passed 2 of 4 times, otherwise fail: every other time");
    EXPECT_EQ(record("turns.verdict").attempts.size(), 4u);
    EXPECT_FALSE(record("turns.verdict").trace.empty());
    EXPECT_EQ(record("plain.pass-00").verdict, Verdict::pass);
    EXPECT_THAT(record("plain.pass-00").trace, IsEmpty()) << "kept until the tries were seen to agree, not longer";
}

TEST_F(CoordinatorTest, ARunUntilSomethingDiffersEndsThere) {
    options.jobs = 1;
    options.repeat = 1'000;
    options.until_different = true;
    ASSERT_EQ(run({"turns.observation", "plain.pass-00", "plain.pass-01"}), RunEnd::complete);
    EXPECT_EQ(record("turns.observation").verdict, Verdict::flaky);
    EXPECT_EQ(record("turns.observation").attempts.size(), 2u);
    EXPECT_EQ(listener.differed_after, (std::map<std::string, std::size_t>{{"turns.observation", 5}}));
    EXPECT_EQ(record("plain.pass-00").verdict, Verdict::pass);
    EXPECT_EQ(listener.records.size(), 3u);
}

TEST_F(CoordinatorTest, TheCauseOfAFlakeIsLookedForAloneAndAfterWhatRanBefore) {
    const auto cause_of = [this](const char* name, std::vector<std::size_t> before) {
        CaseRecord usual = blank_record(source.cases()[source.index_of(name)]);
        usual.verdict = Verdict::pass;
        if (std::string_view(name) == "turns.observation") usual.observation = {{"turn", 1}};
        return find_cause(source.cases(), {options.worker, options.timeout, 3}, source.index_of(name), usual, std::move(before));
    };
    const auto at = [this](const char* name) { return source.index_of(name); };
    const FlakeCause cause =
        cause_of("turns.damaged", {at("plain.pass-00"), at("plain.pass-01"), at("turns.damages"), at("plain.pass-02"), at("plain.pass-03")});
    EXPECT_EQ(cause.alone_tries, 3u);
    EXPECT_EQ(cause.alone_other, 0u);
    EXPECT_THAT(cause.after, ElementsAre(at("turns.damages")));
    EXPECT_EQ(cause_text(source.cases(), cause),
              "alone, in fresh processes, 0 of 3 tries did otherwise; after the cases that had run before it, 3 of 3; "
              "turns.damages/tcp4/blocking before it is enough");
    EXPECT_EQ(cause_of("bad.fail", {}).alone_other, 3u);
    EXPECT_THAT(cause_of("plain.pass-04", {at("plain.pass-00")}).after, IsEmpty());
}

TEST_F(CoordinatorTest, ACaseWithAProcessOfItsOwnAlwaysGetsAFreshOne) {
    options.jobs = 1;
    options.repeat = 3;
    ASSERT_EQ(run({"turns.own", "turns.observation"}), RunEnd::complete);
    EXPECT_EQ(record("turns.observation").verdict, Verdict::flaky) << "counts the tries in its process";
    EXPECT_EQ(record("turns.own").verdict, Verdict::pass);
    EXPECT_EQ(record("turns.own").observation, (Json{{"turn", 1}}));
}

TEST_F(CoordinatorTest, ACaseThatMayCrashTakesItsProcessAlongOnlyWhereItDoesNotPass) {
    options.jobs = 1;
    ASSERT_EQ(run({"may-crash"}), RunEnd::complete);
    const auto process = [this](const char* name) { return record(name).observation.at("pid"); };
    EXPECT_EQ(process("may-crash.passes"), process("may-crash.damages"));
    EXPECT_EQ(record("may-crash.crashes").verdict, Verdict::crash) << "and is not tried again: the crash is its own";
    EXPECT_NE(process("may-crash.fails"), process("may-crash.damages"));
    EXPECT_NE(process("may-crash.fails"), process("may-crash.after"));
}

TEST_F(CoordinatorTest, ACrashThatAnEarlierCaseMayHaveCausedIsTriedAgainAlone) {
    options.jobs = 1;
    ASSERT_EQ(run({"turns.damages", "turns.damaged"}), RunEnd::complete);
    EXPECT_EQ(record("turns.damages").verdict, Verdict::pass);
    EXPECT_EQ(record("turns.damaged").verdict, Verdict::flaky);
    EXPECT_THAT(record("turns.damaged").reason, StartsWith("passed 1 of 2 times, otherwise crash: "));
    EXPECT_THAT(record("turns.damaged").reason, HasSubstr("the last of them turns.damages/tcp4/blocking;"));
}

TEST_F(CoordinatorTest, ACrashThatIsTheCasesOwnStaysACrash) {
    options.jobs = 1;
    ASSERT_EQ(run({"plain.pass-00", "dies.null-write"}), RunEnd::complete);
    EXPECT_EQ(record("dies.null-write").verdict, Verdict::crash);
    EXPECT_THAT(record("dies.null-write").attempts, IsEmpty());
}

TEST_F(CoordinatorTest, ACaseThatLeavesAThreadOrDamageBehindIsTheLastOfItsProcess) {
    options.jobs = 1;
    ASSERT_EQ(run({"leaves.thread", "leaves.priority", "leaves.handles", "plain.pass-00"}), RunEnd::complete);
    EXPECT_EQ(record("leaves.thread").verdict, Verdict::pass) << "it may have its reasons";
    EXPECT_EQ(record("leaves.priority").verdict, Verdict::fail);
    EXPECT_EQ(record("leaves.priority").reason, "damage to the process: the process's priority changed");
    EXPECT_EQ(record("leaves.handles").reason, "damage to the process: many handles left open");
    EXPECT_EQ(record("leaves.handles").observation.at("damage"), Json::array({"many handles left open"}));
    std::set<Json> processes;
    for (const char* name : {"leaves.thread", "leaves.priority", "leaves.handles"}) processes.insert(record(name).observation.at("pid"));
    EXPECT_EQ(processes.size(), 3u);
}

TEST_F(CoordinatorTest, AProcessThatEndsBetweenTwoCasesIsTold) {
    options.jobs = 1;
    listener.on_finished = [](const CaseRecord& record) {
        if (!record.observation.contains("pid")) return;
        const auto pid = record.observation["pid"].get<DWORD>();
        const UniqueHandle process(OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, pid));
        ASSERT_TRUE(process);
        TerminateProcess(process.get(), 78);
        ASSERT_EQ(WaitForSingleObject(process.get(), 30'000), WAIT_OBJECT_0);
    };
    ASSERT_EQ(run({"dies.after", "slow.wait"}), RunEnd::complete);
    EXPECT_EQ(record("dies.after").verdict, Verdict::pass);
    EXPECT_EQ(record("slow.wait").verdict, Verdict::pass);
    EXPECT_THAT(listener.remarks, ElementsAre("a worker process ended by itself after dies.after/tcp4/blocking"));
}

TEST_F(CoordinatorTest, StopsWhatIsRunning) {
    // hangs.suspended starts first, since it has a process of its own; its limit is far away.
    std::vector<CaseInfo> cases = source.cases();
    for (CaseInfo& info : cases) info.limit = milliseconds(600'000);
    Coordinator coordinator(cases, options);
    listener.on_finished = [&](const CaseRecord&) { coordinator.request_stop(); };
    EXPECT_EQ(coordinator.run(select(cases, {"hangs.suspended", "plain"}), listener), RunEnd::stopped);
    EXPECT_LT(listener.records.size(), 42u);
    EXPECT_EQ(listener.records.count("hangs.suspended"), 0u) << "nothing is made up of what was cut off";
}

TEST_F(CoordinatorTest, HandsOnWhatTheObserverThrows) {
    listener.on_finished = [](const CaseRecord&) { throw std::runtime_error("the disk is full"); };
    EXPECT_THAT([&] { static_cast<void>(run({"plain"})); }, ThrowsMessage<std::runtime_error>("the disk is full"));
}

TEST_F(CoordinatorTest, AsksAWorkerWhatTheTargetIs) {
    Coordinator coordinator(source.cases(), options);
    const reports::TargetInfo target = coordinator.describe_target();
    EXPECT_EQ(target.kind, "system");
    EXPECT_THAT(target.path, HasSubstr("ws2_32.dll"));
    EXPECT_EQ(target.sha256.size(), 64u);
    EXPECT_EQ(coordinator.run({0, 1}, listener), RunEnd::complete);
}

TEST_F(CoordinatorTest, ATargetThatCannotBeOpenedIsAnErrorOfTheUser) {
    options.worker.target.target = "library:C:\\nowhere\\none.dll";
    Coordinator coordinator(source.cases(), options);
    EXPECT_THAT([&] { static_cast<void>(coordinator.describe_target()); }, ThrowsMessage<winsock::TargetError>(HasSubstr("none.dll")));
}

TEST_F(CoordinatorTest, AWorkerThatCannotBeStartedBreaksTheRun) {
    options.worker.exe = L"C:\\nowhere\\none.exe";
    EXPECT_THAT([&] { static_cast<void>(run({"plain"})); }, ThrowsMessage<HarnessBroken>(HasSubstr("none.exe")));
}

TEST_F(CoordinatorTest, AWorkerThatEndsBeforeItIsReadyBreaksTheRun) {
    options.worker.arguments = {L"no-such-command"};
    EXPECT_THAT(
        [&] {
            static_cast<void>(run({"plain.own-00", "plain.pass-00"}));
        },
        ThrowsMessage<HarnessBroken>("a worker process ended with exit code 0x2 before it could run a case"));
}

}  // namespace
}  // namespace wcts::run
