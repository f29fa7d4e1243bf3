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
#include <exception>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace wcts::cli {

namespace {

// The cases and no others, with their traces, in a report that nobody keeps.
std::filesystem::path run_alone(const Context& context, const std::vector<std::string>& ids, const std::string& target) {
    RunArguments run;
    run.filters = ids;
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
    std::map<std::string, reports::CaseRecord> records;
    std::string platform;
};

// Other cases are not kept: reports are large.
Found find_in(const std::filesystem::path& path, const std::vector<std::string>& ids) {
    Found found;
    const std::set<std::string> wanted(ids.begin(), ids.end());
    const reports::ReportFile file = reports::read_report_file(path, [&](reports::CaseRecord&& record) {
        if (wanted.contains(record.id)) found.records[record.id] = std::move(record);
    });
    found.platform = reports::platform_text(file.report.platform, file.report.target);
    return found;
}

Found run_and_find(const Context& context, std::vector<std::string>& names, const std::string& target) {
    const std::vector<run::CaseInfo>& cases = context.setup.source.cases();
    for (std::string& name : names) name = cases[find_case(cases, name)].id;
    const std::filesystem::path report = run_alone(context, names, target);
    Found found = find_in(report, names);
    std::error_code ignored;
    std::filesystem::remove(report, ignored);
    return found;
}

std::string program_of(const Found& found, const std::string& id) {
    const auto record = found.records.find(id);
    if (record == found.records.end()) throw run::UsageError("the report does not have the case '" + id + "'");
    return reports::repro_program(record->second, found.platform);
}

void write(const Context& context, const std::filesystem::path& path, const std::string& program) {
    reports::write_whole_file(path, program);
    context.out << reports::printable(native_path(path)) << '\n';
}

// wsasend.eshutdown-after-sd-send/tcp4/iocp: wsasend.eshutdown-after-sd-send_tcp4_iocp.cpp
std::string file_name_of(std::string id) {
    static constexpr std::string_view kKept = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    std::ranges::replace_if(id, [](char c) { return kKept.find(c) == std::string_view::npos; }, '_');
    return id + ".cpp";
}

int write_each(const Context& context, const Found& found, const std::vector<std::string>& ids, const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw run::UsageError("cannot make the folder " + reports::printable(native_path(folder)) + ": " + error.message());
    int code = kExitFine;
    for (const std::string& id : ids) {
        std::string program;
        try {
            program = program_of(found, id);
        } catch (const std::exception& refusal) {
            context.err << "winsock-cts: " << reports::printable(id) << ": " << refusal.what() << '\n';
            code = kExitUsage;
            continue;
        }
        write(context, folder / file_name_of(id), program);
    }
    return code;
}

}  // namespace

int repro_command(const Context& context, const ReproArguments& arguments) {
    std::vector<std::string> names = arguments.names;
    if (names.size() > 1 && arguments.output.empty()) throw run::UsageError("several cases need a folder: --output FOLDER");
    // A report of another version of the suite may hold cases that this one does not know.
    const Found found =
        arguments.report.empty() ? run_and_find(context, names, arguments.target) : find_in(arguments.report, names);
    if (names.size() > 1) return write_each(context, found, names, arguments.output);
    const std::string program = program_of(found, names.front());
    if (arguments.output.empty()) {
        context.out << program;
    } else {
        write(context, arguments.output, program);
    }
    return kExitFine;
}

}  // namespace wcts::cli
