#include "harness/cli/clauses.h"
#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/find_case.h"
#include "reports/case_text.h"
#include "reports/report_reader.h"
#include "reports/text.h"

#include <algorithm>

namespace wcts::cli {

namespace {

// A paragraph of names, broken before column 100.
void tell_killers(std::ostream& out, const std::vector<std::string>& names) {
    out << "\nKilled by\n    ";
    if (names.empty()) out << "no fault that is known";
    std::size_t column = 4;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string word = names[i] + (i + 1 < names.size() ? "," : "");
        if (column > 4 && column + 1 + word.size() > 100) {
            out << "\n    ";
            column = 4;
        }
        out << (column > 4 ? " " : "") << word;
        column += word.size() + (column > 4 ? 1 : 0);
    }
    out << '\n';
}

void tell_row(const Context& context, const run::CaseInfo& info, const std::vector<reports::Clause>& clauses) {
    context.out << info.id << "\n\n";
    const auto line = [&](const char* name, const std::string& value) {
        if (!value.empty()) context.out << name << value << '\n';
    };
    line("claim     ", info.claim);
    line("function  ", info.function);
    line("on        ", info.kind.socket + ", " + info.kind.path);
    line("code      ", info.code.value_or(""));
    line("needs     ", info.provoked_by);
    line("lab       ", info.lab);
    line("process   ", info.own_process ? "its own, since it changes it or may hang"
                       : info.may_crash ? "shared, and not used again where it does not pass"
                                        : "");
    line("limit     ", info.limit.count() > 0 ? std::to_string(info.limit.count()) + " ms" : "");
    context.out << "\nThe row\n";
    for (const std::string& text : context.setup.source.describe(info.id)) context.out << "    " << text << '\n';
    context.out << "\nClauses\n";
    for (const std::string& id : info.clauses) {
        context.out << "    " << id;
        const auto clause = std::ranges::find(clauses, id, &reports::Clause::id);
        if (clause != clauses.end()) context.out << " (" << clause->kind << ")\n        " << clause->text;
        context.out << '\n';
    }
    if (context.setup.killers) tell_killers(context.out, context.setup.killers(info.id));
}

}  // namespace

int explain_command(const Context& context, const ExplainArguments& arguments) {
    const std::vector<run::CaseInfo>& cases = context.setup.source.cases();
    const run::CaseInfo& info = cases[find_case(cases, arguments.name)];
    const std::vector<reports::Clause> clauses = all_clauses(context.setup.spec);
    std::string target = "system";
    // Read before anything is written: a report that cannot be read is an error, and nothing else is said.
    std::optional<reports::ReportFile> file;
    if (!arguments.report.empty()) file = reports::read_report_file(arguments.report);

    tell_row(context, info, clauses);
    if (file) {
        const reports::Report& report = file->report;
        if (report.target.kind == "library") target = "library:" + report.target.path;
        context.out << "\nWhat happened (" << reports::printable(native_path(arguments.report)) << ", " << report.started
                    << (report.complete ? "" : ", a run that was cut off") << ")\n";
        const auto record = std::ranges::find(report.cases, info.id, &reports::CaseRecord::id);
        if (record == report.cases.end()) {
            context.out << "    the report does not have this case\n";
        } else {
            for (const std::string& line : reports::case_lines(*record)) context.out << "    " << line << '\n';
        }
    }
    context.out << "\nTo run it alone\n    winsock-cts run " << info.id;
    if (target != "system") context.out << " --target '" << reports::printable(target) << "'";
    context.out << '\n';
    return kExitFine;
}

}  // namespace wcts::cli
