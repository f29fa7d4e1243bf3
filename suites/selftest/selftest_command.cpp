#include "suites/selftest/selftest_command.h"

#include "fixtures/faults/fault.h"
#include "harness/cli/clauses.h"
#include "harness/run/errors.h"
#include "harness/run/selection.h"
#include "harness/run/spawn.h"
#include "reports/text.h"
#include "suites/selftest/kills_file.h"
#include "suites/selftest/lsp_selftest.h"
#include "suites/selftest/selftest_text.h"
#include "suites/selftest/tour.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <thread>

namespace wcts::selftest {
namespace {

struct Arguments {
    std::vector<std::string> filters;
    std::string target = "reference";
    std::vector<std::string> faults;
    bool all = false;
    std::size_t jobs = 0;
    double timeout_s = 3;
    std::string json;
    std::string update;
};

// Nothing where only help was asked for, which has been printed then.
std::optional<Arguments> parse(const std::vector<std::string>& given, std::ostream& out) {
    Arguments arguments;
    CLI::App app{"Runs the suite on the faithful target and under each fault, and tells what that proves.", "winsock-cts selftest"};
    app.allow_windows_style_options(false);
    app.footer("selftest --lsp does the same for the fixture LSPs and their faults (selftest --lsp --help).");
    app.add_option("FILTER", arguments.filters, "cases, as for run; fewer cases prove less");
    app.add_option("--target", arguments.target, "the Winsock that the faults are put before")->capture_default_str();
    app.add_option("--faults", arguments.faults, "only faults whose names match these patterns")->allow_extra_args(false);
    app.add_flag("--all", arguments.all, "every case under every fault: proves that the choice of cases loses nothing");
    app.add_option("--jobs", arguments.jobs, "worker processes at a time; default: two more than cores")->check(CLI::Range(1, 64));
    app.add_option("--timeout", arguments.timeout_s, "limit for a case under a fault, in seconds")->check(CLI::Range(0.01, 3600.0))->capture_default_str();
    app.add_option("--json", arguments.json, "write which cases each fault kills into this file");
    app.add_option("--update", arguments.update,
                   "write the record of kills (fixtures/faults/kills.json) into this file; of some rows, where a FILTER chooses them");
    std::vector<std::string> reversed(given.rbegin(), given.rend());
    // There are no options of one letter but -h, so "-wsasend.size-64m" is a filter that leaves out; the parser must not see its '-'.
    constexpr char kMinus = '\x01';
    for (std::string& argument : reversed)
        if (argument.size() > 2 && argument[0] == '-' && argument[1] != '-') argument[0] = kMinus;
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        out << app.help() << std::flush;
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        throw run::UsageError(std::string("selftest: ") + error.what());
    }
    for (std::string& filter : arguments.filters)
        if (filter.front() == kMinus) filter.front() = '-';
    return arguments;
}

std::vector<std::string> chosen_faults(const std::vector<std::string>& patterns) {
    std::vector<std::string> names;
    for (const faults::Fault& fault : faults::catalog()) names.push_back(fault.name);
    if (patterns.empty()) return names;
    for (const std::string& pattern : patterns)
        if (std::none_of(names.begin(), names.end(), [&](const std::string& name) { return run::matches(pattern, name); }))
            throw run::UsageError("no fault is meant by '" + pattern + "'; 'winsock-cts faults' lists all of them");
    std::erase_if(names, [&](const std::string& name) {
        return std::none_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return run::matches(pattern, name); });
    });
    return names;
}

std::vector<std::string> must_clauses(const cli::Setup& setup) {
    std::vector<std::string> musts;
    for (const reports::Clause& clause : cli::clauses_for(setup.spec, setup.source.cases(), false))
        if (clause.kind == "must") musts.push_back(clause.id);
    return musts;
}

// Whether no case is left out of a row of which others are chosen.
bool rows_are_whole(const std::vector<run::CaseInfo>& cases, const std::vector<std::size_t>& selection) {
    std::set<std::string> chosen_rows;
    for (const std::size_t index : selection) chosen_rows.insert(row_of(cases[index].id));
    const auto in_them =
        std::count_if(cases.begin(), cases.end(), [&](const run::CaseInfo& info) { return chosen_rows.contains(row_of(info.id)); });
    return static_cast<std::size_t>(in_them) == selection.size();
}

void write_file(const std::string& name, const std::string& text) {
    std::ofstream file(std::filesystem::path(run::to_wide(name)), std::ios::binary);
    file << text;
    file.close();
    if (!file) throw run::UsageError("cannot write " + name);
}

std::string json_text(const Matrix& matrix) {
    auto faults = nlohmann::ordered_json::object();
    for (std::size_t f = 0; f < matrix.faults.size(); ++f) {
        auto rows = nlohmann::ordered_json::object();
        for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
            const auto cell = matrix.cells.find({f, r});
            if (cell == matrix.cells.end() || cell->second.killed == 0) continue;
            rows[matrix.rows[r].id] = {{"ran", cell->second.ran}, {"killed", cell->second.killed}, {"case", cell->second.first_killed},
                                       {"how", cell->second.how}};
        }
        faults[matrix.faults[f].name] = std::move(rows);
    }
    return nlohmann::ordered_json{{"faults", std::move(faults)}}.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

int command(const cli::Setup& setup, std::string_view recorded, const std::vector<std::string>& given, std::ostream& out) {
    if (!given.empty() && given.front() == "--lsp") return lsp_command(setup, {given.begin() + 1, given.end()}, out);
    const std::optional<Arguments> arguments = parse(given, out);
    if (!arguments) return cli::kExitFine;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<run::CaseInfo>& cases = setup.source.cases();
    const std::vector<std::size_t> selection = run::fitting(cases, run::select(cases, arguments->filters), false);

    TourOptions options;
    options.target = arguments->target;
    options.all = arguments->all;
    // The record tells of every kill that was seen, so that what is written is looked for everywhere.
    options.by_clause = !arguments->all && arguments->update.empty();
    options.jobs = arguments->jobs > 0 ? arguments->jobs : std::max<std::size_t>(2, std::thread::hardware_concurrency()) + 2;
    options.limit = std::chrono::milliseconds(static_cast<long long>(arguments->timeout_s * 1000));
    options.tell = [&out](const std::string& line) { out << line << '\n' << std::flush; };

    Matrix matrix = tour(cases, selection, chosen_faults(arguments->faults), options);
    matrix.musts = must_clauses(setup);
    matrix.every_fault = arguments->faults.empty();
    matrix.every_row = arguments->filters.empty();
    const Judgement judgement = judge(matrix);
    out << matrix_text(matrix) << judgement_text(matrix, judgement);

    if (!arguments->json.empty()) write_file(arguments->json, json_text(matrix));
    bool stale = false;
    if (!arguments->update.empty()) {
        if (!matrix.every_fault || !rows_are_whole(cases, selection))
            throw run::UsageError("selftest: --update needs all faults, and all cases of a row");
        // Rows that were left out keep what is recorded of them.
        Kills kills = matrix.every_row ? Kills{} : kills_from(recorded);
        for (const auto& [row, faults] : kills_of(matrix)) kills[row] = faults;
        write_file(arguments->update, kills_text(kills));
    } else if (arguments->target == "reference") {
        const std::vector<std::string> changed = differences(kills_from(recorded), matrix);
        stale = !changed.empty();
        if (stale) out << "\nfixtures/faults/kills.json is not what was seen; selftest --update writes it anew:\n";
        for (const std::string& sentence : changed) out << "  " << reports::printable(sentence) << '\n';
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
    out << (judgement.proven() && !stale ? "proven" : "NOT proven") << ", in " << seconds << " s\n" << std::flush;
    return judgement.proven() && !stale ? cli::kExitFine : cli::kExitUnexpected;
}

}  // namespace wcts::selftest
