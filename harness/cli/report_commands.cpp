#include "harness/cli/clauses.h"
#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/expectation_choice.h"
#include "harness/cli/outside.h"
#include "harness/run/errors.h"
#include "reports/coverage.h"
#include "reports/expectations.h"
#include "reports/report_reader.h"
#include "reports/summary_text.h"
#include "reports/text.h"
#include "reports/verify.h"

#include <utility>

namespace wcts::cli {

int coverage_command(const Context& context, const std::vector<std::filesystem::path>& paths) {
    const std::vector<reports::Clause> clauses = all_clauses(context.setup.spec);
    std::vector<reports::Coverage> runs;
    for (const std::filesystem::path& path : paths) {
        // Computed anew: a run that was cut off has none, and the clauses may have grown since.
        runs.push_back(reports::coverage_of(clauses, reports::read_report(path).cases));
    }
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

int export_command(const Context& context, const ExportArguments& arguments) {
    const OutsideFiles& files = arguments.outside;
    if (files.junit.empty() && files.ctrf.empty() && files.summary.empty()) {
        throw run::UsageError("export writes nothing without --junit FILE, --ctrf FILE or --summary FILE");
    }
    check_outside(files, arguments.report);
    const reports::Report report = reports::read_report(arguments.report);
    const std::vector<reports::Unexpected> unexpected = reports::unexpected_in(report);
    write_outside(context, files, reports::RunResult(report, unexpected), arguments.report);
    return kExitFine;
}

}  // namespace wcts::cli
