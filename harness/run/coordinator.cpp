#include "harness/run/coordinator.h"

#include "harness/run/errors.h"
#include "harness/run/outcome.h"
#include "harness/run/shelf.h"
#include "reports/differential.h"
#include "reports/report_json.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace wcts::run {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kDescribeLimit{30'000};
constexpr std::size_t kFurtherChances = 2;

std::size_t count_own_process(const std::vector<CaseInfo>& cases, const std::vector<Job>& jobs) {
    return static_cast<std::size_t>(std::ranges::count_if(jobs, [&](const Job& job) { return cases[job.index].own_process; }));
}

reports::CaseRecord record_of_answer(const CaseInfo& info, const reports::Json& message, microseconds wall) {
    reports::CaseRecord record;
    try {
        record = reports::case_from(reports::Field(message).member("done"));
    } catch (const reports::ReportError& error) {
        record = blank_record(info);
        record.verdict = reports::Verdict::harness_error;
        record.reason = std::string("the worker's answer is no record of a case: ") + error.what();
    }
    if (record.wall_us == 0) record.wall_us = wall.count();
    return record;
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
    // Many cases only wait: for time-outs, for ends that do not come, for a stream to be full.
    return std::clamp<std::size_t>(4 * std::size_t{std::thread::hardware_concurrency()}, 4, 16);
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
          jobs_(plan(cases_, selection, options_.repeat, options_.shuffle_seed, options_.timeout)),
          tries_(cases_.size()),
          target_(options_.worker, *this) {
        if (!coordinator.base_.empty()) base_.emplace(command_of_base(options_.worker, coordinator.base_), *this);
    }

    RunEnd operator()(std::unique_ptr<WorkerProcess> first) {
        std::vector<std::thread> drivers;
        for (std::size_t i = 0; i < std::min(options_.jobs, jobs_.size()); ++i) {
            drivers.emplace_back([this, worker = std::move(first)]() mutable { drive(std::move(worker)); });
        }
        for (std::thread& driver : drivers) driver.join();
        if (error_) std::rethrow_exception(error_);
        return done_ == jobs_.size() ? RunEnd::complete : RunEnd::stopped;
    }

private:
    // The tries of one case so far. A try that was repeated in a fresh worker has two records.
    struct Tries {
        std::vector<std::vector<reports::CaseRecord>> by_attempt;
        std::vector<std::vector<reports::CaseRecord>> by_attempt_on_base;
        std::size_t done = 0;
    };

    // Where cases run: on the target, or on what it stands on.
    struct Side {
        Side(WorkerCommand worker, const Run& run)
            : command(std::move(worker)), shelf(command, run.options_.jobs, run.renews_ ? 0 : count_own_process(run.cases_, run.jobs_)) {}
        const WorkerCommand command;
        Shelf shelf;  // has a mutex of its own
    };

    // The worker that a driver keeps between cases.
    struct Reused {
        std::unique_ptr<WorkerProcess> worker;
        std::string last;  // the last case that it has run to its end
    };

    void drive(std::unique_ptr<WorkerProcess> worker) noexcept {
        try {
            Reused reused{std::move(worker), {}};
            Reused reused_on_base;
            while (const std::optional<Job> job = next()) {
                std::vector<reports::CaseRecord> on_base;
                if (base_) {
                    on_base = attempt(*job, *base_, reused_on_base);
                    if (on_base.empty()) return;
                }
                std::vector<reports::CaseRecord> records = attempt(*job, target_, reused);
                if (records.empty()) return;
                if (base_ && !ask_base_again(*job, records, on_base, reused_on_base)) return;
                finish(*job, std::move(records), std::move(on_base));
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
        if (next_ == jobs_.size() || WaitForSingleObject(stop_, 0) == WAIT_OBJECT_0) return std::nullopt;
        const Job job = jobs_[next_++];
        observer_.started(job.index);
        return job;
    }

    // One try; two records where the first crashed in a worker that had run others and a fresh one did otherwise; none after a stop.
    std::vector<reports::CaseRecord> attempt(const Job& job, Side& side, Reused& reused) {
        if (cases_[job.index].own_process && !renews_) return only(once(job, *side.shelf.take()));
        if (reused.worker && reused.worker->has_ended()) {
            remark("a worker process ended by itself after " + reused.last);
            reused = {};
        }
        if (!reused.worker) reused.worker = WorkerProcess::start(side.command);
        const std::string before = std::exchange(reused.last, {});
        std::optional<reports::CaseRecord> record = once(job, reused);
        if (!record || record->verdict != reports::Verdict::crash || before.empty()) return only(std::move(record));

        reused.worker = WorkerProcess::start(side.command);
        std::optional<reports::CaseRecord> alone = once(job, reused);
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
    std::optional<reports::CaseRecord> once(const Job& job, Reused& reused) {
        const std::size_t before = reused.worker->answered();
        std::optional<reports::CaseRecord> record = once(job, *reused.worker);
        if (reused.worker->answered() > before) {
            reused.last = cases_[job.index].id;
        } else {
            reused = {};
        }
        return record;
    }

    // Nothing after a stop.
    std::optional<reports::CaseRecord> once(const Job& job, WorkerProcess& worker) {
        const CaseInfo& info = cases_[job.index];
        if (!worker.wait_ready(stop_)) return std::nullopt;
        const milliseconds limit = info.limit.count() > 0 ? info.limit : options_.timeout;
        // Whether tries differ is only known at the end, and then their trace is wanted.
        const bool keep_trace = options_.keep_traces || options_.repeat > 1;
        const auto start = steady_clock::now();
        const Answer answer = worker.ask({{"run", info.id}, {"keep_trace", keep_trace}}, limit, stop_);
        const auto wall = duration_cast<microseconds>(steady_clock::now() - start);
        switch (answer.end) {
            case Answer::End::answered:
                return record_of_answer(info, answer.message, wall);
            case Answer::End::stopped:
                return std::nullopt;
            default:
                // Whatever stops the run may have ended the worker as well.
                if (WaitForSingleObject(stop_, 0) == WAIT_OBJECT_0) return std::nullopt;
                return record_of_end(info, answer, limit, wall);
        }
    }

    void remark(const std::string& text) {
        const std::lock_guard lock(mutex_);
        observer_.remark(text);
    }

    static reports::CaseRecord combine_all(std::vector<std::vector<reports::CaseRecord>>&& by_attempt) {
        std::vector<reports::CaseRecord> all;
        for (std::vector<reports::CaseRecord>& one : by_attempt) std::ranges::move(one, std::back_inserter(all));
        by_attempt.clear();
        return combine(std::move(all));
    }

    void finish(const Job& job, std::vector<reports::CaseRecord> records, std::vector<reports::CaseRecord> on_base) {
        const std::lock_guard lock(mutex_);
        ++done_;
        Tries& tries = tries_[job.index];
        tries.by_attempt.resize(options_.repeat);
        tries.by_attempt[job.attempt] = std::move(records);
        tries.by_attempt_on_base.resize(options_.repeat);
        tries.by_attempt_on_base[job.attempt] = std::move(on_base);
        if (++tries.done < options_.repeat) return;
        reports::CaseRecord whole = combine_all(std::move(tries.by_attempt));
        if (base_) {
            reports::CaseRecord below = combine_all(std::move(tries.by_attempt_on_base));
            whole.base = reports::BaseOutcome{below.verdict, std::move(below.reason), std::move(below.observation)};
        }
        if (whole.verdict == reports::Verdict::pass && !options_.keep_traces) whole.trace = reports::Json::array();
        observer_.finished(job.index, std::move(whole));
    }

    const std::vector<CaseInfo>& cases_;
    const RunOptions& options_;
    const HANDLE stop_;
    RunObserver& observer_;
    const bool renews_;
    const std::vector<Job> jobs_;
    std::mutex mutex_;  // guards everything below, and the observer
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::vector<Tries> tries_;
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
