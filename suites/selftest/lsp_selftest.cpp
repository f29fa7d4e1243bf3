#include "suites/selftest/lsp_selftest.h"

#include "fixtures/faults/lsp_faults.h"
#include "harness/run/errors.h"
#include "harness/run/selection.h"
#include "reports/text.h"
#include "suites/selftest/crew.h"
#include "suites/selftest/tour.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <thread>

namespace wcts::selftest {
namespace {

using faults::LspFault;
using std::chrono::milliseconds;

struct Arguments {
    std::vector<std::string> filters;
    std::vector<std::string> faults;
    std::size_t jobs = 0;
    double timeout_s = 3;
};

std::optional<Arguments> parse(const std::vector<std::string>& given, std::ostream& out) {
    Arguments arguments;
    CLI::App app{"Shows that the fixture LSPs are faithful, alone and stacked, and that each of their faults is noticed.",
                 "winsock-cts selftest --lsp"};
    app.allow_windows_style_options(false);
    app.add_option("FILTER", arguments.filters, "the cases that the faithful LSPs have to pass, as for run; default: all");
    app.add_option("--faults", arguments.faults, "only faults whose names match these patterns")->allow_extra_args(false);
    app.add_option("--jobs", arguments.jobs, "worker processes at a time; default: one more than cores")->check(CLI::Range(1, 64));
    app.add_option("--timeout", arguments.timeout_s, "limit for a case under a fault, in seconds")
        ->check(CLI::Range(0.01, 3600.0))
        ->capture_default_str();
    std::vector<std::string> reversed(given.rbegin(), given.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        out << app.help() << std::flush;
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        throw run::UsageError(std::string("selftest --lsp: ") + error.what());
    }
    return arguments;
}

std::string utf8(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

// A fixture LSP, beside the exe.
std::string dll(const wchar_t* name) {
    std::array<wchar_t, 32 * 1024> exe{};
    ::GetModuleFileNameW(nullptr, exe.data(), static_cast<DWORD>(exe.size()));
    const auto path = std::filesystem::path(exe.data()).replace_filename(name);
    if (!std::filesystem::exists(path))
        throw run::UsageError("selftest --lsp: there is no " + utf8(path) + " (ninja builds it as 'providers')");
    return utf8(path);
}

struct Arrangement {
    std::string name;
    std::string target;
};

std::vector<Arrangement> arrangements() {
    const std::string ifs = dll(L"wcts-ifs.dll");
    const std::string nonifs = dll(L"wcts-nonifs.dll");
    return {{"ifs", "lsp:" + ifs},
            {"nonifs", "lsp:" + nonifs},
            {"nonifs over ifs", "lsp:" + nonifs + "," + ifs},
            {"ifs over nonifs", "lsp:" + ifs + "," + nonifs}};
}

run::WorkerCommand command_for(const std::string& target, const std::string& base) {
    winsock::TargetChoice choice;
    choice.target = target;
    choice.base = base;
    return run::this_exe(std::move(choice));
}

class LspSelftest {
public:
    LspSelftest(const std::vector<run::CaseInfo>& cases, const Arguments& arguments, std::ostream& out)
        : cases_(cases),
          jobs_(arguments.jobs > 0 ? arguments.jobs : std::max<std::size_t>(2, std::thread::hardware_concurrency()) + 1),
          limit_(static_cast<long long>(arguments.timeout_s * 1000)),
          out_(out) {}

    // Each arrangement, without a fault: what does not pass there is a lie about a faithful LSP.
    void show_faithful(const std::vector<Arrangement>& all, const std::vector<std::size_t>& selection) {
        for (const Arrangement& one : all) {
            Crew crew(cases_, command_for(one.target, "reference"), jobs_, limit_);
            std::size_t passed = 0;
            std::map<std::string, std::size_t> unsupported;
            crew.run(in_pieces(selection), [&](const Task&, std::size_t index, const Outcome& outcome) {
                if (outcome.verdict == "pass") {
                    ++passed;
                    shown_rows_.insert(row_of(cases_[index].id));
                } else if (outcome.verdict == "unsupported") {
                    ++unsupported[outcome.reason];
                } else {
                    unsound_.push_back(one.name + ": " + cases_[index].id + ": " + outcome.verdict + ": " + outcome.reason);
                }
                return true;
            });
            out_ << one.name << ", faithful, over the reference: " << passed << " of " << reports::counted(selection.size(), "case")
                 << " pass\n";
            for (const auto& [reason, count] : unsupported)
                out_ << "    " << count << " unsupported: " << reports::printable(reason) << '\n';
            out_ << std::flush;
        }
    }

    // Each fault in each LSP that has it: the first case that notices it is enough.
    void show_faults(const std::vector<const LspFault*>& chosen, const std::vector<Arrangement>& alone) {
        for (const Arrangement& lsp : alone) {
            for (const std::string& base : {std::string("reference"), std::string("system")}) {
                std::vector<const LspFault*> here;
                std::vector<Task> tasks;
                for (const LspFault* const fault : chosen) {
                    const bool has_it =
                        fault->who == LspFault::Who::both || lsp.name == (fault->who == LspFault::Who::ifs ? "ifs" : "nonifs");
                    if (!has_it || fault->base != base) continue;
                    tasks.push_back({fault->name, here.size(), 0, witnesses(*fault), false});
                    here.push_back(fault);
                }
                if (tasks.empty()) continue;
                Crew crew(cases_, command_for(lsp.target, base), jobs_, limit_);
                crew.keep_faults_apart();
                std::vector<Notice> notices(here.size());
                crew.run(tasks, [&](const Task& task, std::size_t index, const Outcome& outcome) {
                    ++runs_;
                    if (outcome.verdict == "pass" || outcome.verdict == "unsupported") return true;
                    if (outcome.verdict != "refused" && here[task.fault_index]->refuses_to_start()) return true;
                    notices[task.fault_index] = {index, outcome};
                    return false;
                });
                look_without_fault(crew, notices);
                for (std::size_t i = 0; i < here.size(); ++i) tell(lsp.name, *here[i], notices[i]);
            }
        }
    }

    // True where everything is proven.
    bool sum_up(const std::vector<std::size_t>& selection, bool every_fault) {
        list("Not green on the faithful LSPs:", unsound_);
        list("Faults that nothing notices:", survivors_);
        std::vector<std::string> idle;
        if (every_fault) idle = idle_rows(selection);
        list("Rows of the provider suite that no fault turns red:", idle);
        out_ << "\n"
             << reports::counted(names_.size(), "fault") << " in " << lsps_with_faults_ << " arrangements, " << survivors_.size()
             << " unnoticed; " << unsound_.size() << " not green without a fault; " << reports::counted(runs_, "run") << " under faults\n";
        return unsound_.empty() && survivors_.empty() && idle.empty();
    }

private:
    static std::vector<Task> in_pieces(const std::vector<std::size_t>& selection) {
        constexpr std::size_t kPiece = 16;
        std::vector<Task> tasks;
        for (std::size_t i = 0; i < selection.size(); i += kPiece) {
            Task task;
            task.cases.assign(selection.begin() + static_cast<std::ptrdiff_t>(i),
                              selection.begin() + static_cast<std::ptrdiff_t>(std::min(i + kPiece, selection.size())));
            tasks.push_back(std::move(task));
        }
        return tasks;
    }

    // In the order of the suite; of an LSP that cannot be opened any case tells so.
    std::vector<std::size_t> witnesses(const LspFault& fault) const {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < cases_.size(); ++i) {
            const bool chosen = fault.refuses_to_start() ? found.empty() && cases_[i].for_providers : fault.is_noticed_by(cases_[i]);
            if (chosen && stands_for_others(cases_[i])) found.push_back(i);
        }
        return found;
    }

    // The case that noticed a fault, and what it saw.
    struct Notice {
        std::optional<std::size_t> index{};
        Outcome outcome{};
        bool sound = false;  // it passes without the fault
    };

    // A case that is red anyway has noticed nothing.
    static void look_without_fault(Crew& crew, std::vector<Notice>& notices) {
        std::vector<Task> tasks;
        for (std::size_t i = 0; i < notices.size(); ++i)
            if (notices[i].index) tasks.push_back({{}, i, 0, {*notices[i].index}, true});
        crew.run(tasks, [&](const Task& task, std::size_t, const Outcome& outcome) {
            notices[task.fault_index].sound = outcome.verdict == "pass";
            return true;
        });
    }

    void tell(const std::string& lsp, const LspFault& fault, const Notice& notice) {
        ++lsps_with_faults_;
        names_.insert(fault.name);
        const bool noticed = notice.index && notice.sound;
        std::string how = "NOT NOTICED";
        if (notice.index) how = cases_[*notice.index].id + ": " + notice.outcome.verdict + ": " + notice.outcome.reason;
        if (notice.index && !noticed) how = "NOT NOTICED: this case does not pass without the fault either: " + cases_[*notice.index].id;
        if (noticed && notice.outcome.verdict == "refused") how = "refused: " + notice.outcome.reason;
        out_ << fault.name << " in " << lsp << ": " << reports::printable(how, 150) << '\n' << std::flush;
        if (!noticed) {
            survivors_.push_back(fault.name + " in " + lsp);
            return;
        }
        defended_.insert(fault.clause);
        if (notice.outcome.verdict != "refused") killed_rows_.insert(row_of(cases_[*notice.index].id));
    }

    // Of the rows that something can show. A row is defended by a fault that turns it red, or that keeps the LSP from being opened for what
    // the row is about.
    std::vector<std::string> idle_rows(const std::vector<std::size_t>& selection) const {
        std::set<std::string> idle;
        for (const std::size_t index : selection) {
            const run::CaseInfo& info = cases_[index];
            const bool defended =
                std::any_of(info.clauses.begin(), info.clauses.end(), [&](const std::string& one) { return defended_.contains(one); });
            const std::string row = row_of(info.id);
            if (info.for_providers && shown_rows_.contains(row) && !defended && !killed_rows_.contains(row)) idle.insert(row);
        }
        return {idle.begin(), idle.end()};
    }

    void list(const std::string& head, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        out_ << '\n' << head << '\n';
        for (const std::string& line : lines) out_ << "  " << reports::printable(line) << '\n';
    }

    const std::vector<run::CaseInfo>& cases_;
    const std::size_t jobs_;
    const milliseconds limit_;
    std::ostream& out_;
    std::vector<std::string> unsound_;
    std::vector<std::string> survivors_;
    std::set<std::string> shown_rows_;  // that pass somewhere without a fault
    std::set<std::string> killed_rows_;
    std::set<std::string> defended_;
    std::set<std::string> names_;
    std::size_t lsps_with_faults_ = 0;
    std::size_t runs_ = 0;
};

std::vector<const LspFault*> chosen_faults(const std::vector<std::string>& patterns) {
    std::vector<const LspFault*> chosen;
    for (const LspFault& fault : faults::lsp_catalog()) {
        const bool meant =
            std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return run::matches(pattern, fault.name); });
        if (patterns.empty() || meant) chosen.push_back(&fault);
    }
    if (chosen.empty()) throw run::UsageError("no fault of an LSP has such a name; 'winsock-cts faults' lists all of them");
    return chosen;
}

}  // namespace

int lsp_command(const cli::Setup& setup, const std::vector<std::string>& given, std::ostream& out) {
    const auto arguments = parse(given, out);
    if (!arguments) return cli::kExitFine;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<run::CaseInfo>& cases = setup.source.cases();
    std::vector<std::size_t> selection = run::select(cases, arguments->filters);
    std::erase_if(selection, [&](std::size_t index) { return !stands_for_others(cases[index]); });
    const std::vector<const LspFault*> faults = chosen_faults(arguments->faults);
    const std::vector<Arrangement> all = arrangements();

    LspSelftest test(cases, *arguments, out);
    test.show_faithful(all, selection);
    test.show_faults(faults, {all[0], all[1]});
    const bool proven = test.sum_up(selection, arguments->faults.empty());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
    out << (proven ? "proven" : "NOT proven") << ", in " << seconds << " s\n" << std::flush;
    return proven ? cli::kExitFine : cli::kExitUnexpected;
}

}  // namespace wcts::selftest
