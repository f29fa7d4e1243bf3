// The whole program as a process: exit codes, what is printed, and the report that it leaves, also when it is killed.
#include "harness/run/testing/program.h"
#include "harness/run/testing/fake_source.h"
#include "reports/report_json.h"
#include "reports/report_reader.h"
#include "reports/strict_json.h"
#include "reports/verify.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <regex>
#include <thread>

namespace wcts::cli {
namespace {

using reports::Verdict;
using run::testing::Program;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// Polls, since nobody tells: true as soon as `state` holds, false after a minute.
template <typename State>
bool eventually(State state) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!state()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

std::vector<std::string> ids_of(const reports::Report& report) {
    std::vector<std::string> ids;
    for (const reports::CaseRecord& record : report.cases) ids.push_back(record.id);
    return ids;
}

TEST(Program, WritesASoundReportInTheOrderOfTheSourceWhateverTheCasesDo) {
    Program program({"run", "--expect", "none", "-dies.after", "-turns", "-may-crash"});
    EXPECT_EQ(program.wait(), 1u) << program.err();
    const reports::ReportFile file = reports::read_report_file(program.file("report.json"));
    EXPECT_THAT(reports::verify(file), IsEmpty());
    EXPECT_TRUE(file.report.complete);
    EXPECT_EQ(file.summary[Verdict::crash], 7u);
    EXPECT_EQ(file.summary[Verdict::timeout], 3u);
    EXPECT_EQ(file.summary.unexpected, 16u);

    run::testing::FakeSource source;
    std::vector<std::string> ids;
    for (const run::CaseInfo& info : source.cases()) {
        if (info.suite != "turns" && info.suite != "may-crash" && info.id != "dies.after/tcp4/blocking") ids.push_back(info.id);
    }
    EXPECT_EQ(ids_of(file.report), ids);
    EXPECT_FALSE(std::filesystem::exists(program.file("report.json.partial")));
    EXPECT_THAT(program.children(), IsEmpty());
}

TEST(Program, SaysWhatHappened) {
    Program program({"run", "plain.pass-00", "bad.fail", "--jobs", "1", "--expect", "none", "--report", "r.json"});
    EXPECT_EQ(program.wait(), 1u);
    EXPECT_EQ(program.err(), "");
    // Times and the folder differ from run to run.
    std::string out = std::regex_replace(program.out(), std::regex("in [0-9.]+ s, [0-9.]+ cases/s, [0-9.]+ %"), "in T s, N cases/s, P %");
    out = std::regex_replace(out, std::regex("report: .*[\\\\/]r.json"), "report: .../r.json");
    EXPECT_EQ(out,
              "2 cases on system, 1 worker, no known deviations\n"
              " 50 %  1 of 2: 1 pass; 0 unexpected\n"
              "100 %  2 of 2: 1 pass, 1 fail; 1 unexpected\n"
              "2 cases in T s, N cases/s, P % of the cases' time inside the target\n"
              "  1 pass, 1 fail\n"
              "Unexpected: 1\n"
              "  bad.fail  tcp4 x blocking (1 case): fail: expected WSAESHUTDOWN, got success\n"
              "report: .../r.json\n");
}

TEST(Program, KnownDeviationsMakeARunGreen) {
    Program red({"run", "bad.fail", "plain.pass-00", "--expect", "none"});
    ASSERT_EQ(red.wait(), 1u);
    Program proposal({"baseline", red.file("report.json").string()});
    ASSERT_EQ(proposal.wait(), 0u) << proposal.err();
    std::ofstream(red.file("known.json"), std::ios::binary) << proposal.out();
    Program unseen({"run", "bad.fail", "--expect", red.file("known.json").string()});
    EXPECT_EQ(unseen.wait(), 2u) << "nobody has looked at it";
    EXPECT_THAT(unseen.err(), HasSubstr("entries[0].evidence"));
    const std::string text = std::regex_replace(proposal.out(), std::regex("TO BE WRITTEN"), "Looked at");
    std::ofstream(red.file("known.json"), std::ios::binary) << text;

    Program green({"run", "bad.fail", "plain.pass-00", "--expect", red.file("known.json").string()});
    EXPECT_EQ(green.wait(), 0u) << green.out() << green.err();
    Program other({"run", "bad.throw", "--expect", red.file("known.json").string()});
    EXPECT_EQ(other.wait(), 1u) << "what the file does not name stays unexpected";
}

TEST(Program, ABaselineIsBroughtUpToDateInPlace) {
    Program red({"run", "bad.fail", "dies.abort", "--expect", "none"});
    ASSERT_EQ(red.wait(), 1u);
    const std::string report = red.file("report.json").string();
    const std::string known = red.file("known.json").string();
    const auto update = [&](const std::string& of) {
        Program program({"baseline", of, "--update", known});
        const unsigned code = program.wait();
        return std::to_string(code) + " " + program.out() + program.err();
    };
    EXPECT_THAT(update(report), HasSubstr("known.json: 0 entries kept, 0 narrowed, 0 dropped, 2 added"));
    EXPECT_THAT(update(report), HasSubstr("known.json: 2 entries kept, 0 narrowed, 0 dropped, 0 added"));
    Program part({"run", "bad.fail", "--expect", "none", "--report", "part.json"});
    part.wait();
    EXPECT_THAT(update(part.file("part.json").string()), HasSubstr("2 entries kept")) << "what did not run stays";

    std::string text = reports::read_text_file(red.file("known.json"));
    std::ofstream(red.file("known.json"), std::ios::binary) << std::regex_replace(text, std::regex("\"(wine|windows)\": \""), "\"$1\": \"99");
    EXPECT_THAT(update(report), ::testing::AllOf(StartsWith("2 "), HasSubstr("known.json: it is for"), HasSubstr("the report is of")));
    std::ofstream(red.file("known.json"), std::ios::binary) << "{";
    EXPECT_THAT(update(report), ::testing::AllOf(StartsWith("2 "), HasSubstr("known.json: not valid JSON")));
    EXPECT_EQ(reports::read_text_file(red.file("known.json")), "{") << "what cannot be read is left alone";
}

TEST(Program, ReportsAreCompared) {
    Program one({"run", "plain.pass-0*", "bad.fail", "--expect", "none", "--report", "one.json"});
    one.wait();
    const std::string first = one.file("one.json").string();
    const auto compare = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "compare");
        Program program(arguments);
        const unsigned code = program.wait();
        return std::to_string(code) + " " + program.out() + program.err();
    };
    EXPECT_THAT(compare({first, first}), ::testing::AllOf(StartsWith("0 2 reports, 11 cases\n"), HasSubstr("No differences.")));
    reports::Report changed = reports::read_report(one.file("one.json"));
    const std::size_t at = changed.cases.size() - 1;
    changed.cases[at].id = "bad.fails/tcp4/blocking";
    changed.cases[0].observation = {{"end", "\x1b[31m"}};
    std::ofstream(one.file("two.json"), std::ios::binary) << reports::to_text(changed);
    const std::string second = one.file("two.json").string();
    EXPECT_THAT(compare({first, second}), ::testing::AllOf(StartsWith("1 "), HasSubstr("1 new, 1 gone"), HasSubstr("1 documented on both"),
                                                           ::testing::Not(HasSubstr("\x1b"))));
    EXPECT_THAT(compare({first, second, "--only", "bad"}), ::testing::AllOf(StartsWith("1 2 reports, 2 cases\n"), HasSubstr("1 gone")));
    EXPECT_THAT(compare({first, second, "--only", "-plain.pass-00", "--only", "-bad"}), StartsWith("0 2 reports, 9 cases\n"));
    std::ofstream(one.file("renames.json"), std::ios::binary)
        << R"({"schema": "winsock-cts/renames/1", "renames": {"bad.fail": "bad.fails"}})";
    EXPECT_THAT(compare({first, second, "--only", "bad", "--renames", one.file("renames.json").string()}), StartsWith("0 "));
    EXPECT_THAT(compare({first, second, "--json"}), StartsWith("1 {\n \"schema\": \"winsock-cts/comparison/1\""));

    std::string later = reports::read_text_file(one.file("one.json"));
    later.replace(later.find("report/"), 8, "report/9");
    std::ofstream(one.file("later.json"), std::ios::binary) << later;
    EXPECT_THAT(compare({first, one.file("later.json").string()}),
                ::testing::AllOf(StartsWith("2 winsock-cts: "), HasSubstr("later.json: schema: this is \"winsock-cts/report/9"),
                                 HasSubstr("this program reads")));
    EXPECT_THAT(compare({first}), StartsWith("2 winsock-cts: compare needs at least two reports"));
    EXPECT_THAT(compare({first, "none.json"}), ::testing::AllOf(StartsWith("2 "), HasSubstr("none.json: no such file")));
    EXPECT_THAT(compare({first, second, "--only", "nothing"}), ::testing::AllOf(StartsWith("2 "), HasSubstr("the filter means none")));
    EXPECT_THAT(compare({first, second, "--renames", "none.json"}), StartsWith("2 "));
}

TEST(Program, AKilledRunLeavesWhatWasFinishedAndNoProcess) {
    // At the start, in the middle, and while only hung cases are left.
    for (const std::size_t finished : {0u, 5u, 40u}) {
        Program program({"run", "plain", "hangs", "--timeout", "600", "--jobs", "3"});
        // Nothing: it is not there yet, is being begun, or was read in the middle of a write.
        const auto cases_so_far = [&]() -> std::optional<std::size_t> {
            try {
                return reports::read_report(program.file("report.json.partial")).cases.size();
            } catch (const reports::ReportError&) {
                return std::nullopt;
            }
        };
        std::size_t before = 0;
        ASSERT_TRUE(eventually([&] {
            const std::optional<std::size_t> so_far = cases_so_far();
            before = so_far.value_or(0);
            return so_far.has_value() && before >= finished;
        })) << program.out()
            << program.err();
        program.kill();
        const reports::ReportFile file = reports::read_report_file(program.file("report.json.partial"));
        EXPECT_FALSE(file.report.complete);
        EXPECT_GE(file.report.cases.size(), before);
        EXPECT_FALSE(std::filesystem::exists(program.file("report.json")));
        EXPECT_TRUE(eventually([&] { return program.children().empty(); })) << "orphans after " << finished << " cases";
    }
}

TEST(Program, TellsItsSeedAndKeepsAllTracesOnRequest) {
    Program program({"run", "plain.pass-0*", "--shuffle", "--seed", "7", "--trace", "all"});
    EXPECT_EQ(program.wait(), 0u) << program.err();
    EXPECT_THAT(program.out(), HasSubstr("shuffled with --seed 7"));
    const reports::Report report = reports::read_report(program.file("report.json"));
    EXPECT_EQ(report.suite.seed, 7u);
    for (const reports::CaseRecord& record : report.cases) EXPECT_FALSE(record.trace.empty()) << record.id;
}

TEST(Program, RepeatsUntilSomethingDiffersAndLooksForTheCause) {
    Program program({"run", "turns.observation", "plain.pass-00", "--until-different", "--jobs", "1"});
    EXPECT_EQ(program.wait(), 1u) << program.err();
    EXPECT_THAT(program.out(), HasSubstr("2 cases on system, 1000 times each or until one differs"));
    EXPECT_THAT(program.out(), HasSubstr("flaky: turns.observation/tcp4/blocking\n    1 of 2: pass {\"turn\":1}\n    1 of 2: pass {\"turn\":2}\n"));
    EXPECT_THAT(program.out(), HasSubstr("    alone, in fresh processes, 0 of 10 tries did otherwise; after the cases that had run before it, 3 of 3; "
                                         "turns.observation/tcp4/blocking before it is enough\n"));
    const reports::Report report = reports::read_report(program.file("report.json"));
    EXPECT_TRUE(report.complete);
    ASSERT_EQ(report.cases.size(), 2u);
    EXPECT_THAT(report.cases[1].reason, HasSubstr("; alone, in fresh processes, 0 of 10"));
}

TEST(Program, AShardRunsItsPart) {
    Program program({"run", "plain", "--shard", "2/20"});
    EXPECT_EQ(program.wait(), 0u) << program.err();
    EXPECT_THAT(ids_of(reports::read_report(program.file("report.json"))),
                ElementsAre("plain.pass-01/tcp4/blocking", "plain.pass-21/tcp4/blocking", "plain.own-01/tcp4/blocking"));
}

TEST(Program, TheShardsOfARunMergeIntoItsReport) {
    Program whole({"run", "plain"});
    ASSERT_EQ(whole.wait(), 0u) << whole.err();
    const std::string costs = whole.file("report.json").string();
    Program first({"run", "plain", "--shard", "1/2", "--costs", costs});
    Program second({"run", "plain", "--shard=2/2", "--costs", costs});
    ASSERT_EQ(first.wait(), 0u) << first.err();
    ASSERT_EQ(second.wait(), 0u) << second.err();
    Program merged({"merge", second.file("report.json").string(), first.file("report.json").string()});
    ASSERT_EQ(merged.wait(), 0u) << merged.err();

    const reports::ReportFile joined = reports::read_report_file(merged.file("report.json"));
    EXPECT_THAT(reports::verify(joined), IsEmpty());
    const reports::Report once = reports::read_report(whole.file("report.json"));
    EXPECT_EQ(ids_of(joined.report), ids_of(once));
    ASSERT_EQ(joined.report.coverage.size(), once.coverage.size());
    for (const auto& [clause, coverage] : once.coverage) EXPECT_EQ(joined.report.coverage.at(clause).cases, coverage.cases) << clause;

    Program half({"merge", first.file("report.json").string()});
    EXPECT_EQ(half.wait(), 2u);
    EXPECT_THAT(half.err(), HasSubstr("shard 2/2 is missing"));
    EXPECT_FALSE(std::filesystem::exists(half.file("report.json")));
}

TEST(Program, ErrorsOfTheUserLeaveNothingBehind) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
        {{"--target", "library:C:\\nowhere\\none.dll"}, "none.dll"},
        {{"--target", "bogus"}, "'bogus'"},
        {{"--expect", "no-such-file.json"}, "no-such-file.json"},
        {{"--report", "no-such-folder/report.json"}, "no-such-folder"},
        {{"--report", "."}, "."},
        {{"--costs", "report.json"}, "--shard"},
        {{"--shard", "1/2", "--costs", "no-such-report.json"}, "no-such-report.json"},
        {{"nothing*"}, "'nothing*'"},
    };
    for (const auto& [more, named] : wrong) {
        std::vector<std::string> arguments{"run", "plain"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        Program program(arguments);
        EXPECT_EQ(program.wait(), 2u) << named;
        const std::string err = program.err();
        EXPECT_THAT(err, StartsWith("winsock-cts: "));
        EXPECT_THAT(err, HasSubstr(named));
        EXPECT_EQ(std::ranges::count(err, '\n'), 1) << err;
        for (const auto& entry : std::filesystem::directory_iterator(program.file("."))) {
            EXPECT_TRUE(entry.path().filename() == "out.txt" || entry.path().filename() == "err.txt") << entry.path();
        }
    }
}

TEST(Program, ExplainsWhatHappened) {
    Program ran({"run", "hangs.sleep", "--expect", "none"});
    ASSERT_EQ(ran.wait(), 1u);
    Program program({"explain", "hangs.sleep", "--report", ran.file("report.json").string()});
    EXPECT_EQ(program.wait(), 0u) << program.err();
    EXPECT_THAT(program.out(), HasSubstr("\nWhat happened ("));
    EXPECT_THAT(program.out(), HasSubstr("the case did not end within its limit of 400 ms"));
    EXPECT_THAT(program.out(), HasSubstr("began sleep")) << "a hung case tells what it did";
    Program sound({"verify", ran.file("report.json").string()});
    EXPECT_EQ(sound.wait(), 0u) << sound.out();
    Program covered({"coverage", ran.file("report.json").string()});
    EXPECT_EQ(covered.wait(), 0u) << covered.err();
    EXPECT_THAT(covered.out(), HasSubstr("Fake.clause.nobody"));
}

TEST(Program, TellsOfEachCaseThatItHasNoProgram) {
    Program ran({"run", "plain", "hangs.sleep", "--expect", "none"});
    ASSERT_EQ(ran.wait(), 1u);
    const std::string report = ran.file("report.json").string();
    Program several({"repro", "plain.pass-00", "hangs.sleep", "no.such-case", "--report", report, "-o", "programs"});
    EXPECT_EQ(several.wait(), 2u);
    EXPECT_THAT(several.err(), HasSubstr("plain.pass-00: "));
    EXPECT_THAT(several.err(), HasSubstr("hangs.sleep: "));
    EXPECT_THAT(several.err(), HasSubstr("no.such-case: the report does not have the case"));
    EXPECT_TRUE(std::filesystem::is_empty(several.file("programs")));
    Program nowhere({"repro", "plain.pass-00", "hangs.sleep", "--report", report});
    EXPECT_EQ(nowhere.wait(), 2u);
    EXPECT_THAT(nowhere.err(), HasSubstr("--output FOLDER"));
}

}  // namespace
}  // namespace wcts::cli
