#include "reports/report_writer.h"

#include "reports/report_reader.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"
#include "reports/verify.h"

#include <gtest/gtest.h>

#include <optional>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#endif

namespace wcts::reports {
namespace {

using testing_support::message_of;
using testing_support::TemporaryFolder;
using testing_support::write_file;

TEST(ReportWriter, TheJournalIsAReportAtEveryMoment) {
    const TemporaryFolder folder;
    const Report report = samples::a_report();
    ReportWriter writer(folder / "report.json", report);
    EXPECT_EQ(writer.journal_path(), folder / "report.json.partial");
    for (std::size_t written = 0;; ++written) {
        const ReportFile file = read_report_file(writer.journal_path());
        EXPECT_FALSE(file.torn);
        EXPECT_FALSE(file.report.complete);
        EXPECT_EQ(file.report.finished, "");
        EXPECT_EQ(file.report.started, report.started);
        ASSERT_EQ(file.report.cases.size(), written);
        EXPECT_EQ(file.summary, summarise(file.report.cases));
        for (std::size_t index = 0; index < written; ++index) {
            EXPECT_EQ(compact(to_json(file.report.cases[index])), compact(to_json(report.cases[index])));
        }
        if (written == report.cases.size()) {
            break;
        }
        writer.append(report.cases[written]);
    }
    EXPECT_FALSE(std::filesystem::exists(writer.path()));
}

TEST(ReportWriter, SealingReplacesTheReportAndRemovesTheJournal) {
    const TemporaryFolder folder;
    write_file(folder / "report.json", "an earlier report");
    const Report report = samples::a_report();
    ReportWriter writer(folder / "report.json", report);
    for (const CaseRecord& record : report.cases) {
        writer.append(record);
    }
    EXPECT_EQ(read_text_file(folder / "report.json"), "an earlier report");
    writer.seal(report);
    EXPECT_EQ(folder.files(), 1u);
    const ReportFile file = read_report_file(folder / "report.json");
    EXPECT_EQ(verify(file), std::vector<std::string>{});
    EXPECT_EQ(compact(to_json(file.report)), compact(to_json(report)));
}

TEST(ReportWriter, AKilledRunLeavesItsJournal) {
    const TemporaryFolder folder;
    {
        ReportWriter writer(folder / "report.json", samples::a_report());
        writer.append(samples::a_case("a.b/tcp4/iocp"));
    }
    EXPECT_EQ(folder.files(), 1u);
    EXPECT_EQ(read_report(folder / "report.json.partial").cases.size(), 1u);
    // The next run begins anew.
    const ReportWriter next(folder / "report.json", samples::a_report());
    EXPECT_EQ(read_report(next.journal_path()).cases.size(), 0u);
}

TEST(ReportWriter, AJournalledCaseCannotBeLost) {
    const TemporaryFolder folder;
    Report report = samples::a_report();
    ReportWriter writer(folder / "report.json", report);
    writer.append(report.cases.back());
    report.cases.pop_back();
    EXPECT_NE(message_of([&] { writer.seal(report); }).find("lacks the case wsasend.hang/tcp4/iocp"), std::string::npos);
    EXPECT_EQ(folder.files(), 1u);
}

TEST(ReportWriter, PlacesThatCannotBe) {
    const TemporaryFolder folder;
    write_file(folder / "file", "");
    std::filesystem::create_directory(folder / "folder");
    std::filesystem::create_directory(folder / "taken.json.partial");
    const auto refusal = [&folder](const char* name) {
        return message_of([&] { const ReportWriter writer(folder / name, samples::a_report()); });
    };
    EXPECT_NE(refusal("none/report.json").find("there is no folder"), std::string::npos);
    EXPECT_NE(refusal("file/report.json").find("there is no folder"), std::string::npos);
    EXPECT_NE(refusal("folder").find("no ordinary file"), std::string::npos);
    EXPECT_NE(refusal("folder/").find("it names a folder"), std::string::npos);
    EXPECT_NE(refusal("taken.json").find("taken.json.partial: "), std::string::npos);
    EXPECT_EQ(folder.files(), 3u);
}

TEST(ReportWriter, NamesBeyondAscii) {
    const TemporaryFolder folder;
    const auto path = (folder / "") / std::filesystem::path(u8"\u00e4\u65e5.json");
    ReportWriter writer(path, samples::a_report());
    writer.seal(samples::a_report());
    EXPECT_EQ(read_report(path).cases.size(), 5u);
}

#ifdef __linux__

// Nobody may create a file there, not even root, whom permissions do not stop.
TEST(ReportWriter, AFolderThatTakesNoFiles) {
    EXPECT_NE(message_of([] { const ReportWriter writer("/proc/report.json", samples::a_report()); }).find("/proc/report.json: "),
              std::string::npos);
}

// Runs `body` in a child process whose files cannot grow beyond `limit` bytes; a write beyond fails half-way, as on a full disk.
// `body` returns whether all was as it should be.
template <typename Body>
bool with_full_disk(rlim_t limit, Body&& body) {
    const pid_t child = fork();
    if (child == 0) {
        const rlimit most{limit, limit};
        std::signal(SIGXFSZ, SIG_IGN);
        const bool good = setrlimit(RLIMIT_FSIZE, &most) == 0 && body();
        _exit(good ? 0 : 1);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// The message, or nothing; gtest's own failures would go unseen in a child.
template <typename Action>
std::optional<std::string> thrown(Action&& action) {
    try {
        action();
    } catch (const ReportError& error) {
        return error.what();
    }
    return std::nullopt;
}

TEST(FullDisk, AtTheBeginningNothingIsLeft) {
    const TemporaryFolder folder;
    EXPECT_TRUE(with_full_disk(100, [&] {
        const auto message = thrown([&] { const ReportWriter writer(folder / "report.json", samples::a_report()); });
        return message && message->find("report.json.partial: File too large") != std::string::npos;
    }));
    EXPECT_EQ(folder.files(), 0u);
}

TEST(FullDisk, AnAppendThatFailsKeepsTheCasesBefore) {
    const Report report = samples::a_report();
    const std::size_t whole = [&] {
        const TemporaryFolder folder;
        ReportWriter writer(folder / "report.json", report);
        writer.append(report.cases[0]);
        return static_cast<std::size_t>(std::filesystem::file_size(writer.journal_path()));
    }();
    // The second case stops at each of its first bytes: over the old tail and beyond.
    for (std::size_t room = 0; room < 600; room += 23) {
        const TemporaryFolder folder;
        write_file(folder / "report.json", "an earlier report");
        EXPECT_TRUE(with_full_disk(whole + room, [&] {
            ReportWriter writer(folder / "report.json", report);
            writer.append(report.cases[0]);
            const auto message = thrown([&] { writer.append(report.cases[1]); });
            return message && message->find("File too large") != std::string::npos;
        })) << room;
        const ReportFile file = read_report_file(folder / "report.json.partial");
        EXPECT_FALSE(file.torn) << room;
        EXPECT_EQ(file.report.cases.size(), 1u) << room;
        EXPECT_EQ(read_text_file(folder / "report.json"), "an earlier report");
        EXPECT_EQ(folder.files(), 2u);
    }
}

TEST(FullDisk, ASealThatFailsKeepsJournalAndEarlierReport) {
    const Report report = samples::a_report();
    const TemporaryFolder folder;
    write_file(folder / "report.json", "an earlier report");
    EXPECT_TRUE(with_full_disk(to_text(report).size() - 1, [&] {
        ReportWriter writer(folder / "report.json", report);
        writer.append(report.cases[0]);
        const auto message = thrown([&] { writer.seal(report); });
        return message && message->find("report.json: File too large (the finished cases are in ") != std::string::npos;
    }));
    EXPECT_EQ(read_text_file(folder / "report.json"), "an earlier report");
    EXPECT_EQ(read_report(folder / "report.json.partial").cases.size(), 1u);
    EXPECT_EQ(folder.files(), 2u);
}

// SIGKILL at any moment: whatever the file holds then is a report with `complete: false`.
TEST(KilledRun, LeavesAReadableJournal) {
    const TemporaryFolder folder;
    int ready[2] = {};
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        ReportWriter writer(folder / "report.json", samples::a_report());
        for (unsigned number = 0;; ++number) {
            writer.append(samples::a_case("a.b" + std::to_string(number) + "/tcp4/iocp", Verdict::fail));
            if (number == 50 && write(ready[1], "x", 1) != 1) {
                _exit(1);
            }
        }
    }
    char byte = 0;
    EXPECT_EQ(read(ready[0], &byte, 1), 1);
    kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    close(ready[0]);
    close(ready[1]);
    const ReportFile file = read_report_file(folder / "report.json.partial");
    EXPECT_GE(file.report.cases.size(), 51u);
    EXPECT_FALSE(file.report.complete);
}

#endif

}  // namespace
}  // namespace wcts::reports
