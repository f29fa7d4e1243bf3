#include "harness/cli/expectation_choice.h"

#include "reports/report_error.h"

#include <gtest/gtest.h>

#include <list>

namespace wcts::cli {
namespace {

class Carried {
public:
    void add(const char* name, const std::string& system, const std::string& version, const std::string& arch = {}) {
        reports::Expectations expectations;
        expectations.system = system;
        expectations.version = version;
        expectations.arch = arch;
        texts_.push_back(reports::to_text(expectations));
        files.push_back({name, texts_.back()});
    }
    std::vector<TextFile> files;

private:
    std::list<std::string> texts_;
};

reports::PlatformInfo wine(const std::string& version) {
    reports::PlatformInfo platform;
    platform.wine = version;
    return platform;
}

TEST(ChooseExpectations, TakesTheLongestVersionThatLeadsThePlatforms) {
    Carried carried;
    carried.add("wine-8.json", "wine", "8");
    carried.add("wine-8.0.json", "wine", "8.0");
    carried.add("wine-9.0.json", "wine", "9.0");
    carried.add("windows-11.json", "windows", "10.0.26100");
    const auto name = [&](const reports::PlatformInfo& platform) { return choose_expectations("auto", carried.files, platform).name; };
    EXPECT_EQ(name(wine("8.0")), "wine-8.0.json");
    EXPECT_EQ(name(wine("8.0.2")), "wine-8.0.json");
    EXPECT_EQ(name(wine("8.0-rc1")), "wine-8.0.json");
    EXPECT_EQ(name(wine("8.01")), "wine-8.json");
    EXPECT_EQ(name(wine("80.1")), "");
    EXPECT_EQ(name(wine("10.0.26100")), "");
    reports::PlatformInfo windows;
    windows.build = 26100;
    EXPECT_EQ(name(windows), "windows-11.json");
    windows.build = 2610;
    EXPECT_EQ(name(windows), "");
}

TEST(ChooseExpectations, PrefersWhatIsForTheArchitectureAlone) {
    Carried carried;
    carried.add("wine-10.0.json", "wine", "10.0");
    carried.add("wine-10.0-x86.json", "wine", "10.0", "x86");
    carried.add("wine-10.json", "wine", "10", "x86");
    reports::PlatformInfo platform = wine("10.0");
    platform.process_architecture = "x86";
    EXPECT_EQ(choose_expectations("auto", carried.files, platform).name, "wine-10.0-x86.json");
    platform.process_architecture = "x64";
    EXPECT_EQ(choose_expectations("auto", carried.files, platform).name, "wine-10.0.json");
}

TEST(ChooseExpectations, TakesNoneOnRequest) {
    Carried carried;
    carried.add("wine-8.0.json", "wine", "8.0");
    EXPECT_FALSE(choose_expectations("none", carried.files, wine("8.0")).expectations);
}

TEST(ChooseExpectations, RefusesAFileThatIsNotThere) {
    EXPECT_THROW(static_cast<void>(choose_expectations("no-such-file.json", {}, wine("8.0"))), reports::ReportError);
}

}  // namespace
}  // namespace wcts::cli
