#include "harness/cli/clauses.h"
#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/expectation_choice.h"
#include "harness/cli/outside.h"
#include "harness/run/errors.h"
#include "reports/baseline_update.h"
#include "reports/coverage.h"
#include "reports/expectations.h"
#include "reports/merge.h"
#include "reports/report_reader.h"
#include "reports/report_writer.h"
#include "reports/strict_json.h"
#include "reports/summary_text.h"
#include "reports/text.h"
#include "reports/verify.h"
#include "reports/whole_file.h"

#include <system_error>
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

namespace {

std::vector<std::string> ids_of(const std::vector<run::CaseInfo>& cases) {
    std::vector<std::string> ids;
    for (const run::CaseInfo& info : cases) ids.push_back(info.id);
    return ids;
}

// The file as it stands, or an empty one for the report's platform. ReportError for a file of another platform.
std::string expectation_file(const std::filesystem::path& path, const PlatformName& platform) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return reports::to_text(reports::Expectations{platform.system, platform.version, {}});
    std::string text = reports::read_text_file(path);
    const reports::Expectations file = reports::parse_expectations(text, reports::ToBeWritten::allowed);
    if (!is_for(file, platform)) {
        throw reports::ReportError("it is for " + file.system + " " + reports::printable(file.version) + ", and the report is of " +
                                   platform.system + " " + reports::printable(platform.version));
    }
    return text;
}

int update_baseline(const Context& context, const reports::Report& report, const std::filesystem::path& path) {
    reports::BaselineUpdate update;
    try {
        update = reports::update_expectations(expectation_file(path, name_of(report.platform)), report,
                                              ids_of(context.setup.source.cases()));
    } catch (const reports::ReportError& error) {
        throw reports::ReportError(reports::path_text(path) + ": " + error.what());
    }
    reports::write_whole_file(path, update.text);
    context.out << reports::printable(native_path(path)) << ": " << update.kept << " entries kept, " << update.narrowed << " narrowed, "
                << update.dropped << " dropped, " << update.added << " added\n";
    if (update.added > 0) context.out << "Those added have their evidence still to be written; until then the file does not load for a run.\n";
    return kExitFine;
}

}  // namespace

int merge_command(const Context& context, const std::vector<std::filesystem::path>& parts, const std::filesystem::path& report) {
    std::vector<reports::Part> read;
    for (const std::filesystem::path& part : parts) read.push_back({reports::printable(native_path(part)), reports::read_report(part)});
    reports::Report whole = reports::merge_parts(std::move(read), ids_of(context.setup.source.cases()));
    whole.coverage = reports::coverage_of(all_clauses(context.setup.spec), whole.cases);
    reports::ReportWriter writer(report, whole);
    writer.seal(whole);
    context.out << reports::counted(parts.size(), "part") << ", " << reports::counted(whole.cases.size(), "case")
                << (whole.complete ? "" : ", not complete") << "; report: " << native_path(writer.path()) << '\n';
    return kExitFine;
}

int baseline_command(const Context& context, const BaselineArguments& arguments) {
    const reports::Report report = reports::read_report(arguments.report);
    if (!arguments.update.empty()) return update_baseline(context, report, arguments.update);
    const PlatformName platform = name_of(report.platform);
    context.out << reports::to_text(
        reports::Expectations{platform.system, platform.version, reports::propose(report.cases, report.target.lab)});
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
