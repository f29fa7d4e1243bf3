#include "harness/cli/clauses.h"
#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/expectation_choice.h"
#include "harness/cli/flake_report.h"
#include "harness/cli/github.h"
#include "harness/cli/outside.h"
#include "harness/cli/page.h"
#include "harness/cli/progress.h"
#include "harness/cli/report_claim.h"
#include "harness/run/coordinator.h"
#include "harness/run/errors.h"
#include "harness/run/selection.h"
#include "reports/baseline.h"
#include "reports/case_id.h"
#include "reports/coverage.h"
#include "reports/report_reader.h"
#include "reports/report_writer.h"
#include "reports/summary_text.h"
#include "reports/text.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <utility>

namespace wcts::cli {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

// Ctrl-C ends the run through the coordinator; the second one ends the program at once.
class StopOnCtrlC {
public:
    explicit StopOnCtrlC(run::Coordinator& coordinator) {
        coordinator_ = &coordinator;
        SetConsoleCtrlHandler(on_signal, TRUE);
    }
    ~StopOnCtrlC() {
        SetConsoleCtrlHandler(on_signal, FALSE);
        coordinator_ = nullptr;
    }
    StopOnCtrlC(const StopOnCtrlC&) = delete;
    StopOnCtrlC& operator=(const StopOnCtrlC&) = delete;

private:
    static BOOL WINAPI on_signal(DWORD) {
        run::Coordinator* coordinator = coordinator_.exchange(nullptr);
        if (coordinator == nullptr) return FALSE;
        coordinator->request_stop();
        return TRUE;
    }
    static inline std::atomic<run::Coordinator*> coordinator_{nullptr};
};

// Judges, journals and shows each case as it finishes.
class Recorder : public run::RunObserver {
public:
    Recorder(const std::vector<run::CaseInfo>& cases, const reports::Baseline& baseline, reports::ReportWriter& writer, Progress& progress,
             bool few_traces)
        : cases_(cases), baseline_(baseline), writer_(writer), progress_(progress), few_traces_(few_traces) {}

    void started(std::size_t index) override { progress_.started(cases_[index].id); }

    void finished(std::size_t index, reports::CaseRecord record) override {
        baseline_.judge(record);
        if (few_traces_ && !record.trace.empty()) leave_out_repeated_trace(record);
        writer_.append(record);
        progress_.finished(record);
        records_.emplace(index, std::move(record));
    }

    void remark(const std::string& text) override { progress_.say("note: " + reports::printable(text)); }

    void differed(std::size_t index, const std::vector<std::size_t>& before) override { before_.emplace(index, before); }

    // Of each case that did otherwise than before: what its process had run before it.
    [[nodiscard]] const std::map<std::size_t, std::vector<std::size_t>>& before() const { return before_; }

    // In the order of the source.
    std::vector<reports::CaseRecord> take() {
        std::vector<reports::CaseRecord> all;
        all.reserve(records_.size());
        for (auto& [index, record] : records_) all.push_back(std::move(record));
        records_.clear();
        return all;
    }

private:
    // Cases of one row with one verdict and one observation have traces that tell the same: the first one's is kept.
    void leave_out_repeated_trace(reports::CaseRecord& record) {
        const std::string row(reports::split_case_id(record.id).row);
        const std::string sort = row + '\n' + std::string(reports::to_string(record.verdict)) + '\n' + record.observation.dump();
        const auto [first, is_new] = told_by_.try_emplace(sort, record.id);
        if (is_new) return;
        reports::Json note;
        note["seq"] = 1;
        note["t_us"] = 0;
        note["thread"] = "case";
        note["who"] = "case";
        note["what"] = "left out";
        note["note"] = "the trace of " + first->second + " shows the same";
        record.trace = reports::Json::array({std::move(note)});
    }

    const std::vector<run::CaseInfo>& cases_;
    const reports::Baseline& baseline_;
    reports::ReportWriter& writer_;
    Progress& progress_;
    const bool few_traces_;
    std::map<std::string, std::string> told_by_;  // row, verdict and observation -> the case that keeps its trace
    std::map<std::size_t, reports::CaseRecord> records_;
    std::map<std::size_t, std::vector<std::size_t>> before_;
};

std::vector<std::string> ids_of(const std::vector<run::CaseInfo>& cases, const std::vector<std::size_t>& selection) {
    std::vector<std::string> ids;
    for (const std::size_t index : selection) ids.push_back(cases[index].id);
    return ids;
}

std::vector<std::string> all_ids(const std::vector<run::CaseInfo>& cases, bool has_providers) {
    std::vector<std::string> ids;
    for (const run::CaseInfo& info : cases)
        if (has_providers || !info.for_providers) ids.push_back(info.id);
    return ids;
}

std::uint64_t draw_seed() {
    std::random_device device;
    return device();  // 32 bits: short enough to type again
}

run::RunOptions options_of(const RunArguments& arguments, std::size_t selected) {
    run::RunOptions options;
    options.worker = run::this_exe({arguments.target, arguments.fault, arguments.lab, arguments.base, arguments.lsp_guid});
    if (arguments.jobs > 0) options.jobs = arguments.jobs;
    constexpr std::size_t kUntilDifferent = 1'000;
    options.repeat = arguments.repeat > 0 ? arguments.repeat : arguments.until_different ? kUntilDifferent : 1;
    options.until_different = arguments.until_different;
    if (arguments.shuffle) options.shuffle_seed = arguments.seed ? *arguments.seed : draw_seed();
    options.timeout = milliseconds(static_cast<long long>(arguments.timeout_s * 1000));
    options.keep_traces = arguments.trace == "all" || selected == 1;
    return options;
}

std::string opening_text(std::size_t cases, const run::RunOptions& options, const ChosenExpectations& chosen) {
    std::string text = reports::counted(cases, "case") + " on " + options.worker.target.target;
    if (options.worker.target.target.starts_with("lsp:")) text += " over " + (options.worker.target.base.empty() ? std::string("system") : options.worker.target.base);
    if (!options.worker.target.fault.empty()) text += " with the fault " + options.worker.target.fault;
    if (!options.worker.target.lab.empty()) text += " with the lab " + options.worker.target.lab;
    if (options.repeat > 1) text += ", " + std::to_string(options.repeat) + " times each" + (options.until_different ? " or until one differs" : "");
    text += ", " + reports::counted(options.jobs, "worker");
    if (options.shuffle_seed) text += ", shuffled with --seed " + std::to_string(*options.shuffle_seed);
    return text + (chosen.name.empty() ? ", no known deviations" : ", known deviations from " + chosen.name);
}

}  // namespace

int run_command(const Context& context, const RunArguments& arguments) {
    const std::vector<run::CaseInfo>& cases = context.setup.source.cases();
    const bool has_providers = arguments.target.starts_with("lsp:");
    std::vector<std::size_t> selection = run::fitting(cases, run::select(cases, arguments.filters), has_providers);
    if (arguments.shard.empty() && !arguments.costs.empty()) throw run::UsageError("--costs has no effect without --shard");
    if (!arguments.shard.empty()) {
        std::vector<reports::CaseRecord> measured;
        if (!arguments.costs.empty()) measured = reports::read_report(arguments.costs).cases;
        selection = run::take_shard(selection, run::parse_shard(arguments.shard), run::costs_from(cases, measured));
        if (selection.empty()) throw run::UsageError("shard " + arguments.shard + " is empty: there are fewer cases than shards");
    }
    if (arguments.seed && !arguments.shuffle) throw run::UsageError("--seed has no effect without --shuffle");
    const std::vector<reports::Clause> clauses = clauses_for(context.setup.spec, cases, has_providers);

    reports::Report report;
    report.platform = winsock::describe_platform();
    const run::RunOptions options = options_of(arguments, selection.size());
    run::Coordinator coordinator(cases, options);
    const StopOnCtrlC stop_on_ctrl_c(coordinator);
    const auto begin = steady_clock::now();
    report.target = coordinator.describe_target();
    // The deviations that the exe carries are the machine's. The reference has none, and where every case runs on the machine's own Winsock
    // as well, that tells them.
    const bool known_otherwise = arguments.target == "reference" || !report.target.base.empty();
    const std::string expect = arguments.expect == "auto" && known_otherwise ? "none" : arguments.expect;
    const ChosenExpectations chosen = choose_expectations(expect, context.setup.expectations, report.platform);
    const reports::Baseline baseline =
        chosen.expectations ? reports::Baseline(*chosen.expectations, report.target.lab) : reports::Baseline();
    report.suite = {std::string(context.setup.version), std::string(context.setup.commit), options.shuffle_seed.value_or(0),
                    context.arguments};
    report.started = reports::timestamp(system_clock::now());

    check_outside(arguments.outside, arguments.report, arguments.html);
    const ReportClaim claim(arguments.report);
    reports::ReportWriter writer(arguments.report, report);
    const Terminal terminal = describe_terminal();
    context.out << reports::printable(opening_text(selection.size(), options, chosen)) << '\n' << std::flush;
    Progress progress(context.out, terminal, selection.size());
    Recorder recorder(cases, baseline, writer, progress, arguments.trace == "few");
    const std::string partial = "; what is finished is in " + native_path(writer.journal_path());
    try {
        if (coordinator.run(selection, recorder) == run::RunEnd::stopped) throw run::HarnessBroken("stopped");
    } catch (const run::HarnessBroken& error) {
        throw run::HarnessBroken(error.what() + partial);
    }
    progress.end();

    report.cases = recorder.take();
    explain_flakes(cases, options, recorder.before(), report.cases, context.out);
    report.coverage = reports::coverage_of(clauses, report.cases);
    report.wall_ms = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin).count();
    report.finished = reports::timestamp(system_clock::now());
    report.complete = true;
    const std::vector<reports::Unexpected> unexpected = reports::apply(baseline, report.cases, all_ids(cases, has_providers), ids_of(cases, selection));
    writer.seal(report);
    reports::SummaryStyle style;
    style.colour = terminal.colour;
    context.out << reports::summary_text(report, unexpected, style) << "report: " << native_path(writer.path()) << '\n' << std::flush;
    if (!arguments.html.empty()) write_page(context, arguments.html, report);
    const reports::RunResult result(report, unexpected);
    tell_github(context, result, arguments.report);
    write_outside(context, arguments.outside, result, arguments.report);
    return unexpected.empty() ? kExitFine : kExitUnexpected;
}

}  // namespace wcts::cli
