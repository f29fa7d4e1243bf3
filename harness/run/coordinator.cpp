#include "harness/run/coordinator.h"

#include "harness/run/errors.h"
#include "harness/run/flake.h"
#include "harness/run/one_try.h"
#include "harness/run/shelf.h"
#include "harness/run/tries.h"
#include "reports/differential.h"
#include "reports/report_json.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace wcts::run {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDescribeLimit{30'000};
constexpr std::size_t kFurtherChances = 2;
constexpr std::size_t kLostWorkers = 5;  // one after the other, none of which came up

std::size_t count_own_process(const std::vector<CaseInfo>& cases, const std::vector<std::size_t>& selection) {
    return static_cast<std::size_t>(std::ranges::count_if(selection, [&](std::size_t index) { return cases[index].own_process; }));
}

// The same machine without the LSPs. What misbehaves on purpose is part of the target.
WorkerCommand command_of_base(const WorkerCommand& command, const std::string& base) {
    WorkerCommand result = command;
    result.target = {};
    result.target.target = base;
    result.target.lab = command.target.lab;
    return result;
}

}  // namespace

std::size_t default_jobs() noexcept {
    return std::clamp<std::size_t>(16 * std::size_t{std::thread::hardware_concurrency()}, 16, 32);
}

// One call of run(): what its threads share.
class Coordinator::Run {
public:
    // `renews`: no case needs a process of its own.
    Run(Coordinator& coordinator, const std::vector<std::size_t>& selection, RunObserver& observer, bool renews)
        : cases_(coordinator.cases_),
          options_(coordinator.options_),
          stop_(coordinator.stop_.get()),
          observer_(observer),
          renews_(renews),
          own_processes_(renews ? 0 : count_own_process(cases_, selection) * options_.repeat),
          plan_(cases_, selection, options_.repeat, options_.shuffle_seed, options_.timeout),
          tries_(cases_.size()),
          target_(options_.worker, *this) {
        if (!coordinator.base_.empty()) base_.emplace(command_of_base(options_.worker, coordinator.base_), *this);
    }

    RunEnd operator()(std::unique_ptr<WorkerProcess> first) {
        std::vector<std::thread> drivers;
        for (std::size_t i = 0; i < std::min(options_.jobs, plan_.size()); ++i) {
            drivers.emplace_back([this, worker = std::move(first)]() mutable { drive(std::move(worker)); });
        }
        for (std::thread& driver : drivers) driver.join();
        if (error_) std::rethrow_exception(error_);
        if (found_difference_) {
            finish_all();
            return RunEnd::complete;
        }
        return done_ == plan_.size() ? RunEnd::complete : RunEnd::stopped;
    }

private:
    struct TriesOfCase {
        Tries on_target;
        Tries on_base;
        std::size_t done = 0;
    };

    // Where cases run: on the target, or on what it stands on.
    struct Side {
        Side(WorkerCommand worker, const Run& run)
            : command(std::move(worker)), shelf(command, run.options_.jobs, run.own_processes_) {}
        const WorkerCommand command;
        Shelf shelf;  // has a mutex of its own
    };

    // The worker that a driver keeps between cases.
    struct Reused {
        std::unique_ptr<WorkerProcess> worker;
        std::string last;                  // the last case that it has run to its end
        std::vector<std::size_t> history;  // and those before it, in their order: the last kMostBefore at least, of very many
    };

    void drive(std::unique_ptr<WorkerProcess> worker) noexcept {
        try {
            Reused reused{std::move(worker), {}, {}};
            Reused reused_on_base;
            while (const std::optional<Job> job = next()) {
                std::vector<reports::CaseRecord> on_base;
                const std::vector<std::size_t> before = options_.repeat > 1 ? reused.history : std::vector<std::size_t>();
                if (base_) {
                    on_base = attempt(*job, *base_, reused_on_base);
                    if (on_base.empty()) return;
                }
                std::vector<reports::CaseRecord> records = attempt(*job, target_, reused);
                if (records.empty()) return;
                if (base_ && !ask_base_again(*job, records, on_base, reused_on_base)) return;
                finish(*job, std::move(records), std::move(on_base), before);
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
            SetEvent(stop_);
        }
    }

    // A platform that does now this and now that, as some do under load, must not be the target's fault: where the target alone is red, the
    // base gets further chances to show the same. False after a stop.
    bool ask_base_again(const Job& job, const std::vector<reports::CaseRecord>& records, std::vector<reports::CaseRecord>& on_base,
                        Reused& reused) {
        const reports::CaseRecord& seen = records.back();
        if (seen.verdict == reports::Verdict::pass || seen.verdict == reports::Verdict::unsupported || reports::breaks_rules(seen)) return true;
        const auto shows_it = [&seen](const reports::CaseRecord& one) { return one.verdict == seen.verdict && one.observation == seen.observation; };
        for (std::size_t i = 0; i < kFurtherChances && std::ranges::none_of(on_base, shows_it); ++i) {
            std::vector<reports::CaseRecord> again = attempt(job, *base_, reused);
            if (again.empty()) return false;
            if (std::ranges::any_of(again, shows_it)) on_base = std::move(again);
        }
        return true;
    }

    std::optional<Job> next() {
        const std::lock_guard lock(mutex_);
        if (found_difference_ || WaitForSingleObject(stop_, 0) == WAIT_OBJECT_0) return std::nullopt;
        const std::optional<Job> job = plan_.next();
        if (job) observer_.started(job->index);
        return job;
    }

    // One try; two records where the first crashed in a worker that had run others and a fresh one did otherwise; none after a stop.
    std::vector<reports::CaseRecord> attempt(const Job& job, Side& side, Reused& reused) {
        if (cases_[job.index].own_process && !renews_) return only(once_alone(job, side));
        if (reused.worker && reused.worker->has_ended()) {
            if (!reused.last.empty()) remark("a worker process ended by itself after " + reused.last);
            reused = {};
        }
        const std::string before = std::exchange(reused.last, {});
        std::optional<reports::CaseRecord> record = once(job, side, reused);
        if (cases_[job.index].may_crash) {
            // Its crash is its own. What it has done to the process where it merely fails is not known.
            if (!renews_ && record && record->verdict != reports::Verdict::pass) reused = {};
            return only(std::move(record));
        }
        if (!record || record->verdict != reports::Verdict::crash || before.empty()) return only(std::move(record));

        reused = {};
        std::optional<reports::CaseRecord> alone = once(job, side, reused);
        if (!alone || alone->verdict == reports::Verdict::crash) return only(std::move(alone));
        record->reason += " (in a process that had run other cases, the last of them " + before + "; the next try had a fresh process)";
        std::vector<reports::CaseRecord> both;
        both.push_back(*std::move(record));
        both.push_back(*std::move(alone));
        return both;
    }

    static std::vector<reports::CaseRecord> only(std::optional<reports::CaseRecord> record) {
        std::vector<reports::CaseRecord> records;
        if (record) records.push_back(*std::move(record));
        return records;
    }

    // A worker that is of no more use afterwards is dropped.
    std::optional<reports::CaseRecord> once(const Job& job, Side& side, Reused& reused) {
        if (!came_up(reused.worker, [&side] { return WorkerProcess::start(side.command); })) return std::nullopt;
        const std::size_t before = reused.worker->answered();
        std::optional<reports::CaseRecord> record = once(job, *reused.worker);
        if (reused.worker->answered() > before && !reused.worker->spent()) {
            reused.last = cases_[job.index].id;
            reused.history.push_back(job.index);
            // Copied before each try of a repeated run, so that it must not grow with the run.
            if (reused.history.size() == 2 * kMostBefore) reused.history.erase(reused.history.begin(), reused.history.end() - kMostBefore);
        } else {
            reused = {};
        }
        return record;
    }

    std::optional<reports::CaseRecord> once_alone(const Job& job, Side& side) {
        std::unique_ptr<WorkerProcess> worker;
        if (!came_up(worker, [&side] { return side.shelf.take(); })) return std::nullopt;
        return once(job, *worker);
    }

    // A worker that has come up, new ones where there is none or where one was lost meanwhile. False after a stop.
    template <typename Start>
    bool came_up(std::unique_ptr<WorkerProcess>& worker, Start start) {
        for (std::size_t lost = 0;;) {
            if (!worker) worker = start();
            try {
                return worker->wait_ready(stop_);
            } catch (const WorkerLost&) {
                if (++lost == kLostWorkers) throw;
                worker.reset();
            }
        }
    }

    // In a worker that has come up. Nothing after a stop.
    std::optional<reports::CaseRecord> once(const Job& job, WorkerProcess& worker) {
        // Whether tries differ is only known at the end, and then their trace is wanted.
        const bool keep_trace = options_.keep_traces || options_.repeat > 1;
        return try_once(worker, cases_[job.index], options_.timeout, keep_trace, stop_);
    }

    void remark(const std::string& text) {
        const std::lock_guard lock(mutex_);
        observer_.remark(text);
    }

    void finish(const Job& job, std::vector<reports::CaseRecord> records, std::vector<reports::CaseRecord> on_base,
                const std::vector<std::size_t>& before) {
        const std::lock_guard lock(mutex_);
        ++done_;
        TriesOfCase& tries = tries_[job.index];
        const bool differed = tries.on_target.differ();
        for (reports::CaseRecord& record : records) tries.on_target.add(job.attempt, std::move(record));
        // Of the base only what it did is told.
        for (reports::CaseRecord& record : on_base) {
            record.trace = reports::Json::array();
            tries.on_base.add(job.attempt, std::move(record));
        }
        if (tries.on_target.differ() && !differed && options_.repeat > 1) {
            observer_.differed(job.index, before);
            found_difference_ = options_.until_different;
        }
        if (++tries.done == options_.repeat) finish(job.index);
    }

    // Where a difference ended the run before its time: the cases as far as they came, which is one try at least.
    void finish_all() {
        for (std::size_t index = 0; index < tries_.size(); ++index) {
            if (tries_[index].done > 0) finish(index);
        }
    }

    void finish(std::size_t index) {
        TriesOfCase& tries = tries_[index];
        reports::CaseRecord whole = tries.on_target.combined();
        if (base_) {
            reports::CaseRecord below = tries.on_base.combined();
            whole.base = reports::BaseOutcome{below.verdict, std::move(below.reason), std::move(below.observation)};
        }
        tries = {};
        if (whole.verdict == reports::Verdict::pass && !options_.keep_traces) whole.trace = reports::Json::array();
        observer_.finished(index, std::move(whole));
    }

    const std::vector<CaseInfo>& cases_;
    const RunOptions& options_;
    const HANDLE stop_;
    RunObserver& observer_;
    const bool renews_;
    const std::size_t own_processes_;  // that are needed in all
    std::mutex mutex_;                 // guards everything below, and the observer
    Plan plan_;
    std::size_t done_ = 0;
    bool found_difference_ = false;
    std::vector<TriesOfCase> tries_;
    std::exception_ptr error_;
    Side target_;
    std::optional<Side> base_;
};

Coordinator::Coordinator(const std::vector<CaseInfo>& cases, RunOptions options)
    : cases_(cases), options_(std::move(options)), stop_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
    if (!stop_) throw HarnessBroken("cannot create an event");
}

Coordinator::~Coordinator() = default;

reports::TargetInfo Coordinator::describe_target() {
    if (!first_) first_ = WorkerProcess::start(options_.worker);
    if (!first_->wait_ready(stop_.get())) throw HarnessBroken("stopped");
    const Answer answer = first_->ask({{"describe", true}}, kDescribeLimit, stop_.get());
    if (answer.end != Answer::End::answered || !answer.message.contains("target")) {
        first_.reset();
        throw HarnessBroken("a worker process could not say what the target is");
    }
    const reports::Field field(answer.message["target"], "target");
    reports::TargetInfo target;
    target.kind = field.member("kind").text();
    target.path = field.member("path").text();
    target.file_version = field.member("file_version").text();
    target.sha256 = field.member("sha256").text();
    target.protocol_chain = field.member("protocol_chain").array();
    if (field.has("base")) target.base = field.member("base").text();
    if (field.has("lab")) target.lab = field.member("lab").text();
    base_ = target.base;
    return target;
}

RunEnd Coordinator::run(const std::vector<std::size_t>& selection, RunObserver& observer) {
    if (!first_) first_ = WorkerProcess::start(options_.worker);
    if (!first_->wait_ready(stop_.get())) return RunEnd::stopped;
    const bool renews = first_->renews();
    return Run(*this, selection, observer, renews)(std::move(first_));
}

void Coordinator::request_stop() noexcept {
    SetEvent(stop_.get());
}

}  // namespace wcts::run
