// The one exe: the suites, and the command line that runs them.
#include "harness/cli/main.h"
#include "embedded.h"
#include "fixtures/rows/row_source.h"
#include "fixtures/spec/clauses.h"
#include "fixtures/targets/open.h"
#include "suite_version.h"
#include "suites/all.h"
#include "suites/faults_command.h"
#include "suites/gtest_command.h"
#include "suites/provider/other_process.h"
#include "suites/selftest/kills_file.h"
#include "suites/selftest/selftest_command.h"
#include "suites/selftest/tour.h"
#include "suites/soak/soak_command.h"

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

// Wide, since before Windows 10 1903 no manifest makes main()'s arguments UTF-8. CommandLineToArgvW would cost each worker the load of shell32.
extern "C" int wmain(int count, wchar_t** arguments) {
    wcts::rows::RowSource source(wcts::suites::makers(), [] { return wcts::spec::clause_ids(); });
    wcts::cli::Setup setup{source, wcts::suite::kVersion, wcts::suite::kCommit, {}, {}, {}};
    std::string_view recorded;
    for (const auto& file : wcts::embedded::files()) {
        if (file.name == "faults/kills.json") recorded = file.text;
        else if (file.name == "renames.json") setup.renames = file.text;
        else (file.name.starts_with("spec/") ? setup.spec : setup.expectations).push_back({file.name.substr(file.name.find('/') + 1), file.text});
    }
    setup.killers = [recorded](std::string_view id) {
        const wcts::selftest::Kills kills = wcts::selftest::kills_from(recorded);
        const auto row = kills.find(wcts::selftest::row_of(std::string(id)));
        return row == kills.end() ? std::vector<std::string>{} : row->second;
    };
    setup.open = wcts::targets::open;
    setup.commands["faults"] = {"the misbehaviours that --fault and selftest know (--json)",
                                [](const auto& arguments) { return wcts::suites::faults_command(arguments, std::cout); }};
    setup.commands["gtest"] = {"the same cases as GoogleTest tests (--gtest_filter, --gtest_list_tests, ...)",
                               [&source](const auto& arguments) { return wcts::suites::gtest_command(source, arguments); }};
    setup.commands["selftest"] = {"every case passes on the faithful target, and every fault is noticed (--help)",
                                  [&setup, recorded](const auto& arguments) {
                                      return wcts::selftest::command(setup, recorded, arguments, std::cout);
                                  }};
    setup.commands[wcts::provider::kOtherProcess] = {
        "", [&setup](const auto& arguments) { return wcts::provider::serve_as_other_process(setup.open, arguments); }};
    setup.commands["soak"] = {"a million sends over all paths at once: order, exactly once, every byte (--help)",
                              [](const auto& arguments) { return wcts::soak::command(arguments, std::cout); }};
    return wcts::cli::main(setup, count, arguments);
}
