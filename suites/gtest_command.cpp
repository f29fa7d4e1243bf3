#include "suites/gtest_command.h"

#include "harness/winsock/target.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

namespace wcts::suites {
namespace {

using reports::Verdict;

class CaseTest : public testing::Test {
public:
    CaseTest(run::CaseSource& source, winsock::Target& target, const run::CaseInfo& info) : source_(source), target_(target), info_(info) {}

    void TestBody() override {
        if (info_.endangers_process()) GTEST_SKIP() << "needs a process of its own: winsock-cts run " << info_.id;
        const reports::CaseRecord record = source_.run(info_.id, target_, false);
        RecordProperty("claim", record.claim);
        RecordProperty("verdict", std::string(reports::to_string(record.verdict)));
        if (record.verdict == Verdict::unsupported) GTEST_SKIP() << record.reason;
        if (record.verdict != Verdict::pass) {
            ADD_FAILURE() << record.claim << '\n'
                          << reports::to_string(record.verdict) << ": " << record.reason << '\n'
                          << "observed: " << record.observation.dump();
        }
    }

private:
    run::CaseSource& source_;
    winsock::Target& target_;
    const run::CaseInfo& info_;
};

std::string gtest_name(std::string text) {
    std::replace(text.begin(), text.end(), '-', '_');
    return text;
}

}  // namespace

int gtest_command(run::CaseSource& source, const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"winsock-cts"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    int argc = static_cast<int>(argv.size());
    testing::InitGoogleTest(&argc, argv.data());

    const auto target = winsock::open_target("system");
    for (const run::CaseInfo& info : source.cases()) {
        if (info.for_providers) continue;
        // "wsasend" "." "small-send/tcp4/iocp"
        const std::string name = info.id.substr(info.suite.size() + 1);
        testing::RegisterTest(info.suite.c_str(), gtest_name(name).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [&source, &target, &info]() -> CaseTest* { return new CaseTest(source, *target, info); });
    }
    const int result = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() > 0 || GTEST_FLAG_GET(list_tests)) return result;
    return 1;
}

}  // namespace wcts::suites
