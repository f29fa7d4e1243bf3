#include "harness/cli/clauses.h"
#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/expectation_choice.h"
#include "reports/coverage.h"
#include "reports/expectations.h"
#include "reports/report_reader.h"
#include "reports/text.h"
#include "reports/verify.h"

#include <algorithm>
#include <utility>

namespace wcts::cli {

int coverage_command(const Context& context, const std::vector<std::filesystem::path>& paths) {
    std::vector<reports::Report> all;
    for (const std::filesystem::path& path : paths) all.push_back(reports::read_report(path));
    const bool has_providers = std::ranges::any_of(all, [](const reports::Report& report) { return report.target.kind == "lsp"; });
    const std::vector<reports::Clause> clauses = clauses_for(context.setup.spec, context.setup.source.cases(), has_providers);
    std::vector<reports::Coverage> runs;
    // Computed anew: a run that was cut off has none, and the clauses may have grown since.
    for (const reports::Report& report : all) runs.push_back(reports::coverage_of(clauses, report.cases));
    context.out << reports::coverage_text(reports::merge(runs), clauses);
    return kExitFine;
}

int verify_command(const Context& context, const std::filesystem::path& path) {
    const reports::ReportFile file = reports::read_report_file(path);
    const std::vector<std::string> problems = reports::verify(file);
    for (const std::string& problem : problems) context.out << problem << '\n';
    const std::string place = reports::printable(native_path(path));
    if (!problems.empty()) {
        context.err << "winsock-cts: " << place << " cannot be relied on: " << reports::counted(problems.size(), "problem") << '\n';
        return kExitUsage;
    }
    context.out << place << ": sound, " << reports::counted(file.report.cases.size(), "case") << '\n';
    return kExitFine;
}

int baseline_command(const Context& context, const std::filesystem::path& path) {
    const reports::Report report = reports::read_report(path);
    reports::Expectations expectations;
    const PlatformName platform = name_of(report.platform);
    expectations.system = platform.system;
    expectations.version = platform.version;
    expectations.entries = reports::propose(report.cases, report.target.lab);
    context.out << reports::to_text(expectations);
    return kExitFine;
}

}  // namespace wcts::cli
