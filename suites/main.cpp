// The one exe: the suites, and the command line that runs them.
#include "embedded.h"
#include "fixtures/rows/row_source.h"
#include "harness/cli/main.h"
#include "suite_version.h"
#include "suites/wsasend/wsasend.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <set>
#include <string>

namespace {

std::set<std::string> clause_ids() {
    std::set<std::string> ids;
    for (const auto& file : wcts::embedded::files()) {
        if (!file.name.starts_with("spec/")) continue;
        const auto spec = nlohmann::json::parse(file.text);
        for (const auto& clause : spec.at("clauses")) ids.insert(clause.at("id").get<std::string>());
    }
    return ids;
}

}  // namespace

int main() {
    try {
        wcts::rows::RowSource source({wcts::wsasend::suite()}, clause_ids());
        wcts::cli::Setup setup{source, wcts::suite::kVersion, wcts::suite::kCommit, {}, {}, {}};
        for (const auto& file : wcts::embedded::files())
            (file.name.starts_with("spec/") ? setup.spec : setup.expectations).push_back({file.name.substr(file.name.find('/') + 1), file.text});
        return wcts::cli::main(setup);
    } catch (const wcts::rows::BadRow& mistake) {
        std::cerr << "winsock-cts: " << mistake.what() << '\n';
        return wcts::cli::kExitBroken;
    }
}
