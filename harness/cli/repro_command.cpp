#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/find_case.h"
#include "harness/run/errors.h"
#include "harness/winsock/platform.h"
#include "reports/comparison.h"
#include "reports/report_reader.h"
#include "reports/repro/repro.h"
#include "reports/text.h"
#include "reports/whole_file.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <system_error>

namespace wcts::cli {

namespace {

// The case alone, with its trace, in a report that nobody keeps.
std::filesystem::path run_alone(const Context& context, const std::string& id, const std::string& target) {
    RunArguments run;
    run.filters = {id};
    run.target = target;
    run.expect = "none";
    run.trace = "all";
    run.report = std::filesystem::temp_directory_path() / ("winsock-cts-repro-" + std::to_string(::GetCurrentProcessId()) + ".json");
    std::ostringstream unheard;
    const Context quiet{context.setup, context.arguments, unheard, context.err};
    static_cast<void>(run_command(quiet, run));
    return run.report;
}

struct Found {
    std::optional<reports::CaseRecord> record;
    std::string platform;
};

// Other cases are not kept: reports are large.
Found find_in(const std::filesystem::path& path, const std::string& id) {
    Found found;
    const reports::ReportFile file = reports::read_report_file(path, [&](reports::CaseRecord&& record) {
        if (record.id == id) found.record = std::move(record);
    });
    found.platform = reports::platform_text(file.report.platform, file.report.target);
    return found;
}

}  // namespace

int repro_command(const Context& context, const ReproArguments& arguments) {
    Found found;
    if (arguments.report.empty()) {
        const std::vector<run::CaseInfo>& cases = context.setup.source.cases();
        const std::string& id = cases[find_case(cases, arguments.name)].id;
        const std::filesystem::path report = run_alone(context, id, arguments.target);
        found = find_in(report, id);
        std::error_code ignored;
        std::filesystem::remove(report, ignored);
    } else {
        // A report of another version of the suite may hold cases that this one does not know.
        found = find_in(arguments.report, arguments.name);
    }
    if (!found.record) throw run::UsageError("the report does not have the case '" + arguments.name + "'");
    const std::string program = reports::repro_program(*found.record, found.platform);
    if (arguments.output.empty()) {
        context.out << program;
    } else {
        reports::write_whole_file(arguments.output, program);
        context.out << reports::printable(native_path(arguments.output)) << '\n';
    }
    return kExitFine;
}

}  // namespace wcts::cli
