// The provider suite as the program loads it, and the faults of LSPs that are to turn its rows red.
#include "suites/provider/provider.h"
#include "fixtures/faults/fault.h"
#include "fixtures/faults/lsp_faults.h"
#include "fixtures/rows/row_source.h"
#include "fixtures/spec/clauses.h"
#include "suites/all.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace wcts::provider {
namespace {

using faults::LspFault;

rows::RowSource source() {
    return rows::RowSource(suites::every_suite(), spec::clause_ids());
}

TEST(ProviderSuite, IsForProvidersAndTheOtherForEveryTarget) {
    const rows::RowSource all = source();
    for (const run::CaseInfo& info : all.cases()) EXPECT_EQ(info.for_providers, info.suite == "provider") << info.id;
}

TEST(LspFaults, HaveNamesOfTheirOwnAndClausesOfTheSpec) {
    EXPECT_GE(faults::lsp_catalog().size(), 40u);
    const std::set<std::string> known = spec::clause_ids();
    std::set<std::string> names;
    for (const faults::Fault& fault : faults::catalog()) names.insert(fault.name);
    for (const LspFault& fault : faults::lsp_catalog()) {
        EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
        EXPECT_EQ(fault.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos) << fault.name;
        EXPECT_TRUE(fault.breaks.ends_with('.')) << fault.name;
        EXPECT_TRUE(known.contains(fault.clause)) << fault.name << ": " << fault.clause;
    }
}

// What is said to notice a fault exists, and where it is a row of this suite one of them is about the clause that the fault violates.
TEST(LspFaults, AreNoticedByCasesAboutTheirClause) {
    const rows::RowSource all = source();
    for (const LspFault& fault : faults::lsp_catalog()) {
        if (fault.refuses_to_start()) continue;
        bool any = false;
        bool of_this_suite = false;
        bool about_it = false;
        for (const run::CaseInfo& info : all.cases()) {
            if (!fault.is_noticed_by(info)) continue;
            any = true;
            of_this_suite = of_this_suite || info.for_providers;
            about_it = about_it || std::find(info.clauses.begin(), info.clauses.end(), fault.clause) != info.clauses.end();
        }
        EXPECT_TRUE(any) << fault.name;
        if (of_this_suite && !fault.name.starts_with("lsp-changes-")) {
            EXPECT_TRUE(about_it) << fault.name << ": " << fault.clause;
        }
    }
}

TEST(LspFaults, AreKnownByName) {
    EXPECT_TRUE(faults::is_lsp_fault("lsp-cleanup-fails"));
    EXPECT_FALSE(faults::is_lsp_fault("data-sent-twice"));
    EXPECT_NO_THROW(faults::choose_lsp_fault("lsp-cleanup-fails"));
    EXPECT_NO_THROW(faults::choose_lsp_fault(""));
    EXPECT_THROW(faults::choose_lsp_fault("lsp-no-such-fault"), winsock::TargetError);
}

}  // namespace
}  // namespace wcts::provider
