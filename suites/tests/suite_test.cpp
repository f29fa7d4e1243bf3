// The suite as the program loads it: with the clauses of the spec that travels in the exe.
#include "embedded.h"
#include "fixtures/rows/row_source.h"
#include "suites/wsasend/wsasend.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace wcts::wsasend {
namespace {

nlohmann::json spec() {
    for (const auto& file : embedded::files())
        if (file.name == "spec/wsasend.json") return nlohmann::json::parse(file.text);
    ADD_FAILURE() << "no spec is embedded";
    return {};
}

std::set<std::string> clause_ids() {
    const nlohmann::json whole = spec();
    std::set<std::string> ids;
    for (const auto& clause : whole.at("clauses")) ids.insert(clause.at("id").get<std::string>());
    return ids;
}

TEST(WsasendSuite, LoadsWithTheSpec) {
    const rows::RowSource source({suite()}, clause_ids());
    std::set<std::string> ids;
    for (const run::CaseInfo& info : source.cases()) {
        EXPECT_TRUE(ids.insert(info.id).second) << info.id;
        EXPECT_EQ(info.suite, "wsasend");
        EXPECT_EQ(info.function, "WSASend");
    }
    EXPECT_GT(ids.size(), 3000u);
}

TEST(WsasendSuite, UsesEveryPathOnEverySocketKind) {
    const rows::RowSource source({suite()}, clause_ids());
    std::set<std::string> kinds;
    for (const run::CaseInfo& info : source.cases()) kinds.insert(info.kind.socket + "/" + info.kind.path);
    EXPECT_EQ(kinds.size(), kinds::kSocketKinds.size() * kinds::kPathKinds.size());
}

TEST(WsasendSuite, HasARowForEveryPromise) {
    std::set<std::string> named;
    const rows::Suite rows = suite();
    for (const rows::Row& row : rows.rows) named.insert(row.clauses.begin(), row.clauses.end());
    const nlohmann::json whole = spec();
    for (const auto& clause : whole.at("clauses")) {
        const std::string kind = clause.at("kind").get<std::string>();
        if (kind != "must" && kind != "may") continue;
        EXPECT_TRUE(named.contains(clause.at("id").get<std::string>())) << clause.at("id");
    }
}

// A row that asks a lab for something says so, which is what makes it unsupported at once where there is none.
TEST(WsasendSuite, SaysOfEachRowThatNeedsALab) {
    const rows::Suite rows = suite();
    for (const rows::Row& row : rows.rows) {
        const bool provoked = row.provoked_by == "lab" || row.provoked_by == "resource";
        EXPECT_EQ(provoked, row.lab_verb.has_value()) << row.id;
    }
}

}  // namespace
}  // namespace wcts::wsasend
