// The real reports in reports/samples/, and the expectation files that belong to them: each is whole, and each excuses exactly what it
// shows.
#include "reports/baseline.h"
#include "reports/expectations.h"
#include "reports/report_reader.h"
#include "reports/text.h"
#include "reports/verify.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <map>

namespace wcts::reports {
namespace {

// Both are named by the build.
const std::filesystem::path kSamples = WCTS_SAMPLES;
const std::filesystem::path kExpectations = WCTS_EXPECTATIONS;

constexpr std::array kWines{"wine-5.0.3", "wine-8.0", "wine-10.0", "wine-10.0-x86"};

// Each is read once.
const ReportFile& sample(const std::string& name) {
    static std::map<std::string, ReportFile> read;
    const auto found = read.find(name);
    return found != read.end() ? found->second : read.emplace(name, read_report_file(kSamples / (name + ".json"))).first->second;
}

std::vector<std::string> ids_of(const std::vector<CaseRecord>& cases) {
    std::vector<std::string> ids;
    for (const CaseRecord& record : cases) {
        ids.push_back(record.id);
    }
    return ids;
}

class SampleReports : public testing::TestWithParam<const char*> {
protected:
    const ReportFile& file = sample(GetParam());
};

TEST_P(SampleReports, IsWhole) {
    EXPECT_EQ(verify(file), std::vector<std::string>{});
    EXPECT_EQ(file.report.target.kind, "system");
    EXPECT_LT(std::filesystem::file_size(kSamples / (std::string{GetParam()} + ".json")), 12u << 20);
}

TEST_P(SampleReports, IsThatPlatforms) {
    const Expectations expectations = load_expectations(kExpectations / (std::string{GetParam()} + ".json"));
    EXPECT_EQ(expectations.system, "wine");
    EXPECT_EQ(expectations.version, file.report.platform.wine);
    const bool is_for_this_arch = expectations.arch.empty() || expectations.arch == file.report.platform.process_architecture;
    EXPECT_TRUE(is_for_this_arch);
}

TEST_P(SampleReports, ShowsNothingThatItsExpectationsDoNotName) {
    std::vector<CaseRecord> cases = file.report.cases;
    const std::vector<std::string> ids = ids_of(cases);
    const Baseline baseline{load_expectations(kExpectations / (std::string{GetParam()} + ".json")), file.report.target.lab};
    for (const Unexpected& unexpected : apply(baseline, cases, ids, ids)) {
        ADD_FAILURE() << unexpected.row << "/" << unexpected.kind.socket << "/" << unexpected.kind.path << ": " << unexpected.reason;
    }
    const bool is_red_without = !apply(Baseline{}, cases, ids, ids).empty();
    EXPECT_TRUE(is_red_without);
}

INSTANTIATE_TEST_SUITE_P(Wines, SampleReports, testing::ValuesIn(kWines), [](const auto& info) {
    std::string name = info.param;
    std::erase_if(name, [](char letter) { return letter == '-' || letter == '.'; });
    return name;
});

// Nobody has run it, so nothing else would notice a row that was renamed.
TEST(ExpectationsOfWindows, NameCasesThatThereAreAndSayWhereEachIsTold) {
    const Expectations windows = load_expectations(kExpectations / "windows.json");
    EXPECT_EQ(windows.system, "windows");
    for (const Expectation& entry : windows.entries) {
        EXPECT_TRUE(entry.not_run) << entry.row;
        EXPECT_NE(entry.source, "") << entry.row;
    }
    const std::vector<std::string> ids = ids_of(sample("wine-8.0").report.cases);
    for (const Unexpected& unexpected : Baseline{windows}.unmatched(ids, ids)) {
        ADD_FAILURE() << unexpected.row << "/" << unexpected.kind.socket << "/" << unexpected.kind.path << ": " << unexpected.reason;
    }
}

// What is known to have changed from Wine 8.0 to 10.0, by case.
TEST(SampleReportsOfTwoWines, ShowWhatIsKnownToHaveChanged) {
    const auto behaviour = [](const char* name) {
        std::map<std::string, std::string> found;
        for (const CaseRecord& record : sample(name).report.cases) {
            found[record.id] = std::string{to_string(record.verdict)} + " " + compact(record.observation);
        }
        return found;
    };
    const auto before = behaviour("wine-8.0");
    const auto after = behaviour("wine-10.0");
    for (const char* id : {
             "wsasend.enotconn-when-bound/udp4/iocp",                // WSAEINVAL, WSAENOTCONN
             "wsasend.enotconn-after-refused-broadcast/udp4/iocp",   // connect is refused, is accepted
             "wsasend.nonblocking-takes-a-part/tcp4/nonblocking",    // a part, everything
             "wsasend.econnreset-after-port-unreachable/udp4/iocp",  // a later send fails, never fails
             "wsasend.count-of-a-cancelled-send/tcp4/iocp",          // how much was taken before
             "wsasend.econnreset-while-pending/tcp4/iocp",
         }) {
        EXPECT_NE(before.at(id), after.at(id)) << id;
    }
    EXPECT_EQ(before.at("wsasend.small-send/tcp4/iocp"), after.at("wsasend.small-send/tcp4/iocp"));
}

}  // namespace
}  // namespace wcts::reports
