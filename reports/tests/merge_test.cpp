#include "reports/merge.h"

#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gmock/gmock.h>

namespace wcts::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing_support::message_of;

const std::vector<std::string> kOrder{"wsasend.a/tcp4/iocp", "wsasend.b/tcp4/iocp", "wsasend.c/tcp4/iocp"};

Part part(const std::string& shard, const std::vector<std::string>& ids) {
    Part made{"shard " + shard, samples::a_report()};
    made.report.suite.arguments = {"run", "--shard", shard, "--report", shard + ".json"};
    made.report.coverage.clear();
    made.report.cases.clear();
    for (const std::string& id : ids) made.report.cases.push_back(samples::a_case(id));
    return made;
}

std::vector<Part> two() {
    return {part("1/2", {kOrder[0], kOrder[2]}), part("2/2", {kOrder[1]})};
}

TEST(MergeParts, GivesTheReportOfOneRun) {
    std::vector<Part> parts = two();
    parts[0].report.started = "2026-01-01T00:00:05Z";
    parts[1].report.started = "2026-01-01T00:00:04Z";
    parts[0].report.finished = "2026-01-01T00:00:09Z";
    parts[1].report.finished = "2026-01-01T00:00:08Z";
    parts[0].report.wall_ms = 4'000;
    parts[1].report.wall_ms = 4'500;
    const Report whole = merge_parts(parts, kOrder);
    std::vector<std::string> ids;
    for (const CaseRecord& record : whole.cases) ids.push_back(record.id);
    EXPECT_EQ(ids, kOrder);
    EXPECT_THAT(whole.suite.arguments, ElementsAre("run"));
    EXPECT_EQ(whole.started, "2026-01-01T00:00:04Z");
    EXPECT_EQ(whole.finished, "2026-01-01T00:00:09Z");
    EXPECT_EQ(whole.wall_ms, 4'500);
    EXPECT_TRUE(whole.complete);
}

TEST(MergeParts, DoesNotDependOnTheOrderOfTheParts) {
    std::vector<Part> turned = two();
    std::swap(turned[0], turned[1]);
    const Report a = merge_parts(two(), kOrder);
    const Report b = merge_parts(turned, kOrder);
    ASSERT_EQ(a.cases.size(), b.cases.size());
    for (std::size_t i = 0; i < a.cases.size(); ++i) EXPECT_EQ(a.cases[i].id, b.cases[i].id);
}

TEST(MergeParts, IsAsIncompleteAsItsParts) {
    std::vector<Part> parts = two();
    parts[1].report.complete = false;
    parts[1].report.finished.clear();
    const Report whole = merge_parts(parts, kOrder);
    EXPECT_FALSE(whole.complete);
    EXPECT_TRUE(whole.finished.empty());
}

std::string refusal(const std::vector<Part>& parts) {
    return message_of([&] { static_cast<void>(merge_parts(parts, kOrder)); });
}

TEST(MergeParts, NamesTheShardThatIsMissing) {
    EXPECT_EQ(refusal({part("1/3", {kOrder[0]}), part("3/3", {kOrder[1]})}), "shard 2/3 is missing");
    EXPECT_THAT(refusal({}), HasSubstr("no report"));
}

TEST(MergeParts, RefusesWhatAreNotTheShardsOfOneRun) {
    std::vector<Part> parts = two();
    parts[1].report.suite.arguments = {"run"};
    EXPECT_THAT(refusal(parts), HasSubstr("shard 2/2: it is the report of a whole run"));
    EXPECT_THAT(refusal({part("1/2", {}), part("2/3", {})}), HasSubstr("one of 3 shards"));
    EXPECT_THAT(refusal({part("1/2", {}), part("1/2", {})}), HasSubstr("it is shard 1/2, and so is shard 1/2"));
    EXPECT_THAT(refusal({part("1/2", {kOrder[0]}), part("2/2", {kOrder[0]})}), HasSubstr("stands in shard 1/2 too"));
    for (const auto& [change, word] : std::vector<std::pair<void (*)(Report&), const char*>>{
             {[](Report& r) { r.suite.version = "9"; }, "another version of the suite"},
             {[](Report& r) { r.suite.seed = 1; }, "another seed"},
             {[](Report& r) { r.target.path = "other.dll"; }, "another target"},
             {[](Report& r) { r.platform.build = 1; }, "another platform"},
             {[](Report& r) { r.suite.arguments.push_back("--lab=x"); }, "other arguments"}}) {
        parts = two();
        change(parts[1].report);
        EXPECT_THAT(refusal(parts), HasSubstr(word));
    }
}

}  // namespace
}  // namespace wcts::reports
