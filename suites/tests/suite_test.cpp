// The suites as the program loads them: with the clauses of the spec files that travel in the exe.
#include "embedded.h"
#include "fixtures/rows/row_source.h"
#include "fixtures/spec/clauses.h"
#include "suites/all.h"
#include "suites/wsasend/wsasend.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

namespace wcts::suites {
namespace {

TEST(EverySuite, LoadsWithTheSpec) {
    const rows::RowSource source(every_suite(), spec::clause_ids());
    std::set<std::string> ids;
    for (const run::CaseInfo& info : source.cases()) EXPECT_TRUE(ids.insert(info.id).second) << info.id;
    EXPECT_GT(ids.size(), 3000u);
}

// So that a case's id tells its function, and a fault by the clauses that it violates the cases that it can affect.
TEST(EverySuite, IsNamedAfterItsFunction) {
    std::set<std::string_view> names;
    for (const rows::Suite& suite : every_suite()) {
        EXPECT_TRUE(names.insert(suite.name).second) << suite.name;
        if (suite.targets == rows::For::providers) continue;
        std::string name(suite.function);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
        EXPECT_EQ(name, suite.name);
        const std::string own = std::string(suite.function) + ".";
        for (const rows::Row& row : suite.rows) {
            EXPECT_TRUE(
                std::any_of(row.clauses.begin(), row.clauses.end(), [&](std::string_view clause) { return clause.starts_with(own); }))
                << name << "." << row.id << " is about no clause of " << suite.function;
        }
    }
}

TEST(EverySuite, HasARowForEveryPromise) {
    std::set<std::string_view> named;
    const std::vector<rows::Suite> all = every_suite();
    for (const rows::Suite& suite : all)
        for (const rows::Row& row : suite.rows) named.insert(row.clauses.begin(), row.clauses.end());
    for (const auto& file : embedded::files()) {
        if (!file.name.starts_with("spec/")) continue;
        const auto spec = nlohmann::json::parse(file.text);
        for (const auto& clause : spec.at("clauses")) {
            const std::string kind = clause.at("kind").get<std::string>();
            if (kind != "must" && kind != "may") continue;
            EXPECT_TRUE(named.contains(clause.at("id").get<std::string>())) << clause.at("id");
        }
    }
}

// A row that asks a lab for something says so, which is what makes it unsupported at once where there is none.
TEST(EverySuite, SaysOfEachRowThatNeedsALab) {
    for (const rows::Suite& suite : every_suite()) {
        for (const rows::Row& row : suite.rows) {
            const bool provoked = row.provoked_by == "lab" || row.provoked_by == "resource";
            EXPECT_EQ(provoked, row.lab_verb.has_value()) << suite.name << "." << row.id;
        }
    }
}

TEST(WsasendSuite, UsesEveryPathOnEverySocketKind) {
    const rows::RowSource source({wsasend::suite()}, spec::clause_ids());
    std::set<std::string> kinds;
    for (const run::CaseInfo& info : source.cases()) kinds.insert(info.kind.socket + "/" + info.kind.path);
    std::size_t sockets = 0;
    std::size_t paths = 0;
    for (std::size_t i = 0; i < kinds::kSocketKinds.size(); ++i) sockets += kinds::kEverySocket.contains(i) ? 1 : 0;
    for (const kinds::PathKind& path : kinds::kPathKinds) paths += kinds::kEveryPath.contains(path.path) ? 1 : 0;
    EXPECT_EQ(kinds.size(), sockets * paths);
}

}  // namespace
}  // namespace wcts::suites
