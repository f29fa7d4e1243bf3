#include "harness/cli/clauses.h"
#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/expectation_choice.h"
#include "reports/coverage.h"
#include "reports/expectations.h"
#include "reports/merge.h"
#include "reports/report_reader.h"
#include "reports/report_writer.h"
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

int merge_command(const Context& context, const std::vector<std::filesystem::path>& parts, const std::filesystem::path& report) {
    std::vector<reports::Part> read;
    for (const std::filesystem::path& part : parts) read.push_back({reports::printable(native_path(part)), reports::read_report(part)});
    std::vector<std::string> order;
    for (const run::CaseInfo& info : context.setup.source.cases()) order.push_back(info.id);
    reports::Report whole = reports::merge_parts(std::move(read), order);
    whole.coverage = reports::coverage_of(all_clauses(context.setup.spec), whole.cases);
    reports::ReportWriter writer(report, whole);
    writer.seal(whole);
    context.out << reports::counted(parts.size(), "part") << ", " << reports::counted(whole.cases.size(), "case")
                << (whole.complete ? "" : ", not complete") << "; report: " << native_path(writer.path()) << '\n';
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
