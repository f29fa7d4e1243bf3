#include "harness/cli/main.h"

#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/worker_options.h"
#include "harness/run/errors.h"
#include "harness/run/spawn.h"
#include "harness/run/worker.h"
#include "reports/report_error.h"
#include "reports/text.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace wcts::cli {

namespace {

// Stands for the '-' of a filter that leaves cases out, which the option parser would take for itself.
constexpr char kMinus = '\x01';

// There are no options of one letter but -h, so "-wsasend.zero*" is a filter.
bool is_exclusion(const std::string& argument) {
    return argument.size() > 2 && argument[0] == '-' && argument[1] != '-';
}

void restore_minus(std::vector<std::string>& filters) {
    for (std::string& filter : filters) {
        if (filter.front() == kMinus) filter.front() = '-';
    }
}

std::filesystem::path path_of(const std::string& utf8) {
    return std::filesystem::path(run::to_wide(utf8));
}

int guarded(std::ostream& err, const std::function<int()>& command) {
    const auto say = [&err](const std::string& text) { err << "winsock-cts: " << reports::printable(text) << '\n' << std::flush; };
    try {
        return command();
    } catch (const run::HarnessBroken& error) {
        say(error.what());
        return kExitBroken;
    } catch (const run::UsageError& error) {
        say(error.what());
        return kExitUsage;
    } catch (const winsock::TargetError& error) {
        say(error.what());
        return kExitUsage;
    } catch (const reports::ReportError& error) {
        say(error.what());
        return kExitUsage;
    } catch (const std::exception& error) {
        say(std::string("internal error: ") + error.what());
        return kExitBroken;
    }
}

// The whole grammar, and where its values go. CLI11 keeps pointers into it.
struct Grammar {
    explicit Grammar(const Context& given) : context(given) {
        app.require_subcommand(1);
        app.set_help_flag("-h,--help", "this text");
        app.set_version_flag("--version", version_text());
        app.allow_windows_style_options(false);
        app.failure_message(CLI::FailureMessage::simple);
        add_run();
        add_list();
        add_explain();
        add_compare();
        add_repro();
        add_report_commands();
        add_catalog();
        add_worker();
    }

    std::string version_text() const {
        std::string text = "winsock-cts " + std::string(context.setup.version);
        if (!context.setup.commit.empty()) text += " (" + std::string(context.setup.commit) + ")";
        return text;
    }

    CLI::App* add(const char* name, const char* summary, std::function<int()> action) {
        CLI::App* command = app.add_subcommand(name, summary);
        command->callback([this, action = std::move(action)] { chosen = action; });
        return command;
    }

    void add_run() {
        CLI::App* command = add("run", "run cases and write a report", [this] {
            restore_minus(run.filters);
            run.report = path_of(report);
            if (!costs.empty()) run.costs = path_of(costs);
            run.html = path_of(html);
            run.outside = outside_files();
            if (shuffle_seed_given->count() > 0) run.seed = seed;
            return run_command(context, run);
        });
        command->add_option("FILTER", run.filters, "cases: an id, a leading part of one, or a pattern with * and ?; '-FILTER' leaves out");
        command->add_option("--target", run.target, "the Winsock under test: " + context.setup.targets)->capture_default_str();
        command->add_option("--fault", run.fault, "put this misbehaviour before the target");
        command->add_option("--lab", run.lab, "a network that fails on demand, for the cases that need one");
        command->add_option("--base", run.base, "what LSPs stand on: system or reference")->type_name("BASE");
        command->add_option("--lsp-guid", run.lsp_guid, "the GUID by which the LSP finds its own catalog entry; for several: G,G,...");
        command->add_option("--jobs", run.jobs, "worker processes at a time; default: sixteen a core, 32 at most")->check(CLI::Range(1, 64));
        command->add_option("--repeat", run.repeat, "tries of each case; tries that differ make it flaky")->check(CLI::Range(1, 100'000));
        command->add_flag("--until-different", run.until_different, "repeat, 1,000 times or as often as --repeat says, until a case does otherwise");
        command->add_flag("--shuffle", run.shuffle, "run in a random order, the same for the same seed");
        shuffle_seed_given = command->add_option("--seed", seed, "the seed for --shuffle; default: drawn anew, and told");
        command->add_option("--shard", run.shard, "run the i-th of n parts of the cases")->type_name("i/n");
        command->add_option("--costs", costs, "with --shard: a report of an earlier run, by whose times the parts are made equal");
        command->add_option("--timeout", run.timeout_s, "limit for a case that has none of its own, in seconds")
            ->check(CLI::Range(0.01, 86'400.0))
            ->capture_default_str();
        command->add_option("--expect", run.expect, "known deviations: a file, none, or auto (those carried for this platform)")
            ->capture_default_str();
        command->add_option("--report", report, "where the report goes")->capture_default_str();
        command->add_option("--html", html, "write the page there: the report for people");
        command
            ->add_option("--trace", run.trace,
                         "all: keep the trace of passing cases too; few: of one case for each way in which a row is red")
            ->check(CLI::IsMember({"all", "few"}));
        add_outside_options(command);
    }

    void add_outside_options(CLI::App* command) {
        command->add_option("--junit", junit, "write JUnit XML there");
        command->add_option("--ctrf", ctrf, "write CTRF JSON there");
        command->add_option("--summary", summary, "write a summary in Markdown there");
    }

    OutsideFiles outside_files() const { return {path_of(junit), path_of(ctrf), path_of(summary)}; }

    void add_list() {
        CLI::App* command = add("list", "show which cases there are", [this] {
            restore_minus(list.filters);
            return list_command(context, list);
        });
        command->add_option("FILTER", list.filters, "as for run");
        CLI::Option* clauses = command->add_flag("--clauses", list.clauses, "with the clauses of each case");
        CLI::Option* kinds = command->add_flag("--kinds", list.kinds, "by row, with the kinds that each runs on")->excludes(clauses);
        command->add_flag("--json", list.json, "everything, as JSON")->excludes(clauses)->excludes(kinds);
    }

    void add_explain() {
        CLI::App* command = add("explain", "show one case in words, and what happened to it", [this] {
            explain.report = path_of(explain_report);
            return explain_command(context, explain);
        });
        command->add_option("CASE", explain.name, "the case's id")->required();
        command->add_option("--report", explain_report, "tell what happened according to this report");
    }

    void add_compare() {
        CLI::App* command = add("compare", "show case by case where reports differ in what was observed", [this] {
            restore_minus(compare.only);
            for (const std::string& name : report_names) compare.reports.push_back(path_of(name));
            for (const std::string& name : renames_names) compare.renames.push_back(path_of(name));
            compare.html = path_of(html);
            return compare_command(context, compare);
        });
        command->add_option("REPORT", report_names, "two or more report files")->required();
        command->add_option("--only", compare.only, "cases that count: a filter as for run; may be given again")->allow_extra_args(false);
        command->add_option("--renames", renames_names, "a file that says which old ids became which new ones")->allow_extra_args(false);
        command->add_flag("--json", compare.json, "everything that differs, as JSON");
        command->add_option("--html", html, "write the page of the comparison there");
        command->footer("Exit code: 0 no differences, 1 differences, 2 a report cannot be read.");
    }

    void add_repro() {
        CLI::App* command = add("repro", "make C++ programs that show cases without the suite", [this] {
            repro.report = path_of(repro_report);
            repro.output = path_of(repro_output);
            return repro_command(context, repro);
        });
        command->add_option("CASE", repro.names, "a case's id")->required();
        CLI::Option* report_given = command->add_option("--report", repro_report, "a report that has the traces; without, the cases are run");
        command->add_option("--target", repro.target, "the Winsock that they are run on")->capture_default_str()->excludes(report_given);
        command->add_option("-o,--output", repro_output,
                            "where the program goes; without, standard output. Of several cases a folder, which gets a file for each");
    }

    void add_report_commands() {
        add("coverage", "show clause by clause what reports cover",
            [this] {
                std::vector<std::filesystem::path> paths;
                for (const std::string& name : report_names) paths.push_back(path_of(name));
                return coverage_command(context, paths);
            })
            ->add_option("REPORT", report_names, "report files")
            ->required();
        CLI::App* merge = add("merge", "join the reports of all shards of a run", [this] {
            std::vector<std::filesystem::path> paths;
            for (const std::string& name : report_names) paths.push_back(path_of(name));
            return merge_command(context, paths, path_of(merged_name));
        });
        merge->add_option("REPORT", report_names, "the reports that run --shard 1/n to n/n wrote")->required();
        merge->add_option("--report", merged_name, "where the whole goes")->capture_default_str();
        add("verify", "check a report: its form, that it is whole, its digest",
            [this] { return verify_command(context, path_of(report_name)); })
            ->add_option("REPORT", report_name, "a report file")
            ->required();
        CLI::App* show = add("show", "write the page: a report for people, in one file of HTML", [this] {
            return show_command(context, {path_of(report_name), path_of(html)});
        });
        show->add_option("REPORT", report_name, "a report file")->required();
        show->add_option("--html", html, "where the page goes")->required();
        CLI::App* command = add("baseline", "print the expectation entries that a report needs, or write them into a file", [this] {
            return baseline_command(context, {path_of(report_name), path_of(update_name)});
        });
        command->add_option("REPORT", report_name, "a report file")->required();
        command->add_option("--update", update_name, "an expectation file: what holds stays, what does not goes, what is new is added");
        CLI::App* exporting = add("export", "write what other tools read, from a report", [this] {
            return export_command(context, {path_of(report_name), outside_files()});
        });
        exporting->add_option("REPORT", report_name, "a report file")->required();
        add_outside_options(exporting);
        for (const auto& [name, command] : context.setup.commands) {
            // Handed on unparsed before the parser sees it; here for the help text.
            CLI::App* const shown = app.add_subcommand(name, command.summary);
            if (command.summary.empty()) shown->group("");
        }
    }

    void add_catalog() {
        add("catalog", "list the machine's Winsock catalog: chains, DLLs, LSP categories", [this] {
            return catalog_command(context, catalog_as_json);
        })->add_flag("--json", catalog_as_json, "as JSON");
    }

    void add_worker() {
        CLI::App* command = add("worker", "", [this] { return wcts::run::serve(context.setup.source, context.setup.open, worker); });
        command->group("");  // not shown: the coordinator starts it
        add_worker_options(*command, worker);
    }

    const Context& context;
    CLI::App app{"A conformance test suite for Winsock.", "winsock-cts"};
    std::function<int()> chosen;
    RunArguments run;
    ListArguments list;
    ExplainArguments explain;
    CompareArguments compare;
    ReproArguments repro;
    std::string repro_report;
    std::string repro_output;
    wcts::run::WorkerArguments worker;
    CLI::Option* shuffle_seed_given = nullptr;
    std::uint64_t seed = 0;
    std::string report = "report.json";
    std::string costs;
    std::string explain_report;
    std::vector<std::string> report_names;
    std::vector<std::string> renames_names;
    std::string report_name;
    std::string merged_name = "report.json";
    std::string html;
    std::string update_name;
    std::string junit;
    std::string ctrf;
    std::string summary;
    bool catalog_as_json = false;
};

}  // namespace

int main(const Setup& setup, const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
    return guarded(err, [&] {
        if (!arguments.empty()) {
            const auto extra = setup.commands.find(arguments.front());
            if (extra != setup.commands.end()) return extra->second.run({arguments.begin() + 1, arguments.end()});
        }
        const Context context{setup, arguments, out, err};
        Grammar grammar(context);
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        for (std::string& argument : reversed) {
            if (is_exclusion(argument)) argument.front() = kMinus;
        }
        try {
            grammar.app.parse(reversed);
        } catch (const CLI::ParseError& error) {
            // Help and version come this way too, with exit code 0.
            return grammar.app.exit(error, out, err) == 0 ? kExitFine : kExitUsage;
        }
        return grammar.chosen();
    });
}

int main(const Setup& setup, int count, const wchar_t* const* wide) {
    prepare_output();
    const std::vector<std::string> arguments = arguments_of(count, wide);
    const int code = main(setup, arguments, std::cout, std::cerr);
    // Workers have the coordinator, which notices by itself when one does not start.
    if (arguments.empty() || arguments.front() != "worker") mark_end(code);
    return code;
}

}  // namespace wcts::cli
