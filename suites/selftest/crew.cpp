#include "suites/selftest/crew.h"

#include "harness/run/errors.h"

#include <thread>
#include <utility>

namespace wcts::selftest {
namespace {

using std::chrono::milliseconds;

// Generous: a case that does not end on the faithful target is a finding, and must not be one by the load of the machine.
constexpr milliseconds kFaithfulLimit{20'000};

}  // namespace

void Crew::run(const std::vector<Task>& tasks, const Hear& hear) {
    next_ = 0;
    std::vector<std::thread> drivers;
    for (Worker& worker : workers_) drivers.emplace_back([&] { drive(worker, tasks, hear); });
    for (std::thread& driver : drivers) driver.join();
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void Crew::drive(Worker& worker, const std::vector<Task>& tasks, const Hear& hear) noexcept {
    try {
        for (;;) {
            const Task* task = nullptr;
            {
                const std::lock_guard lock(mutex_);
                if (next_ == tasks.size() || error_) return;
                task = &tasks[next_++];
            }
            const bool alone = apart_ && !task->fault.empty();
            if (alone) worker.reset();
            for (const std::size_t index : task->cases) {
                const Outcome outcome = ask(worker, *task, index);
                const std::lock_guard lock(mutex_);
                if (!hear(*task, index, outcome)) break;
            }
            if (alone) worker.reset();
        }
    } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
    }
}

Outcome Crew::ask(Worker& worker, const Task& task, std::size_t index) {
    const run::CaseInfo& info = cases_[index];
    if (!worker) {
        worker = run::WorkerProcess::start(command_);
        static_cast<void>(worker->wait_ready(nullptr));
    }
    const bool alone = info.endangers_process() && !worker->renews();
    if (alone && worker->answered() > 0) {
        worker = run::WorkerProcess::start(command_);
        static_cast<void>(worker->wait_ready(nullptr));
    }
    const milliseconds limit = task.fault.empty() ? kFaithfulLimit : limit_;
    const run::Answer answer =
        worker->ask({{"run", info.id}, {"keep_trace", false}, {"brief", true}, {"fault", task.fault}}, limit, nullptr);
    if (answer.end != run::Answer::End::answered || alone) worker.reset();
    switch (answer.end) {
        case run::Answer::End::answered:
            break;
        case run::Answer::End::timed_out:
            return {"timeout", "it had not ended after " + std::to_string(limit.count()) + " ms"};
        case run::Answer::End::died:
            return {"crash", "its process ended"};
        default:
            return {"harness-error", "its answer was too long"};
    }
    if (answer.message.contains("refused")) return {"refused", answer.message["refused"].get<std::string>()};
    if (!answer.message.contains("done")) throw run::HarnessBroken("a worker gave no answer for " + info.id);
    const auto& done = answer.message["done"];
    return {done.value("verdict", ""), done.value("reason", "")};
}

}  // namespace wcts::selftest
