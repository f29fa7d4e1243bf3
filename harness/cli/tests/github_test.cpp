// What the program tells GitHub Actions, and the files for other tools, by the program as a process.
#include "harness/cli/github.h"
#include "harness/run/testing/program.h"
#include "reports/report_reader.h"
#include "reports/strict_json.h"

#include <gmock/gmock.h>
#include <windows.h>

#include <fstream>

namespace wcts::cli {
namespace {

using reports::read_text_file;
using run::testing::Program;
using run::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Processes that are started meanwhile believe to run in GitHub Actions.
class InGitHub {
public:
    explicit InGitHub(const std::filesystem::path& step_summary) {
        SetEnvironmentVariableW(L"GITHUB_ACTIONS", L"true");
        SetEnvironmentVariableW(L"GITHUB_STEP_SUMMARY", step_summary.c_str());
    }
    ~InGitHub() {
        SetEnvironmentVariableW(L"GITHUB_ACTIONS", nullptr);
        SetEnvironmentVariableW(L"GITHUB_STEP_SUMMARY", nullptr);
    }
    InGitHub(const InGitHub&) = delete;
    InGitHub& operator=(const InGitHub&) = delete;
};

TEST(GitHubRunPage, IsAPlainAddressOrNone) {
    EXPECT_EQ(run_page("https://github.com", "a/b", "17"), "https://github.com/a/b/actions/runs/17");
    EXPECT_EQ(run_page("http://github.com", "a/b", "17"), "");
    EXPECT_EQ(run_page("https://github.com", "a/b", ""), "");
    EXPECT_EQ(run_page("https://github.com", "a/b)[x](javascript:1", "17"), "");
}

TEST(GitHub, ARunIsAnnotatedAndSummarised) {
    TemporaryFolder folder;
    const std::filesystem::path summary = folder.path() / "step.md";
    std::ofstream(summary) << "from an earlier step\n";
    const InGitHub in_github(summary);
    Program program({"run", "--expect", "none", "dies.null-write"});
    EXPECT_EQ(program.wait(), 1u) << program.err();
    EXPECT_THAT(program.out(), HasSubstr("\n::error title=dies.null-write (1 case)::crash: "));
    EXPECT_THAT(read_text_file(summary),
                AllOf(StartsWith("from an earlier step"), HasSubstr("## Winsock conformance: 1 unexpected result")));
}

TEST(GitHub, ASummaryThatCannotBeWrittenChangesNothing) {
    TemporaryFolder folder;
    const InGitHub in_github(folder.path() / "missing" / "step.md");
    Program program({"run", "--expect", "none", "plain.pass-00"});
    EXPECT_EQ(program.wait(), 0u) << program.err();
    EXPECT_THAT(program.err(), HasSubstr("the step's summary: cannot write"));
}

TEST(GitHub, ElsewhereThereAreNoAnnotations) {
    Program program({"run", "--expect", "none", "dies.null-write"});
    EXPECT_EQ(program.wait(), 1u) << program.err();
    EXPECT_THAT(program.out(), Not(HasSubstr("::error")));
}

TEST(Outside, ARunWritesWhatOtherToolsRead) {
    Program program({"run", "--expect", "none", "dies.null-write", "--junit", "j.xml", "--ctrf", "c.json", "--summary", "s.md"});
    EXPECT_EQ(program.wait(), 1u) << program.err();
    EXPECT_THAT(program.out(), AllOf(HasSubstr("junit: "), HasSubstr("ctrf: "), HasSubstr("summary: ")));
    EXPECT_THAT(read_text_file(program.file("j.xml")), HasSubstr("<error type=\"crash\""));
    EXPECT_THAT(read_text_file(program.file("c.json")), HasSubstr("\"rawStatus\":\"crash\""));
    EXPECT_THAT(read_text_file(program.file("s.md")), HasSubstr("is in report.json"));

    // The same again out of the report, in a program of its own.
    const std::string report = program.file("report.json").string();
    Program exporting({"export", report, "--junit", "j.xml", "--ctrf", "c.json", "--summary", "s.md"});
    EXPECT_EQ(exporting.wait(), 0u) << exporting.err();
    for (const char* name : {"j.xml", "c.json", "s.md"}) {
        EXPECT_EQ(read_text_file(exporting.file(name)), read_text_file(program.file(name))) << name;
    }
}

TEST(Outside, AWrongPlaceIsToldBeforeAnyCaseRuns) {
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"--junit", "missing/j.xml"}, {"--ctrf", "."}, {"--summary", "report.json"}, {"--junit", "x", "--ctrf", "./x"}}) {
        std::vector<std::string> arguments{"run", "--expect", "none", "dies.null-write"};
        arguments.insert(arguments.end(), wrong.begin(), wrong.end());
        Program program(arguments);
        EXPECT_EQ(program.wait(), 2u) << wrong[1];
        EXPECT_FALSE(std::filesystem::exists(program.file("report.json"))) << wrong[1];
        EXPECT_FALSE(std::filesystem::exists(program.file("report.json.partial"))) << wrong[1];
    }
}

TEST(Outside, ExportRefusesWhatItCannotDo) {
    Program nothing({"export", "report.json"});
    EXPECT_EQ(nothing.wait(), 2u);
    EXPECT_THAT(nothing.err(), HasSubstr("export writes nothing without"));
    Program missing({"export", "report.json", "--junit", "j.xml"});
    EXPECT_EQ(missing.wait(), 2u);
    EXPECT_THAT(missing.err(), HasSubstr("no such file"));
    EXPECT_FALSE(std::filesystem::exists(missing.file("j.xml")));
}

}  // namespace
}  // namespace wcts::cli
