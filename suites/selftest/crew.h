// Worker processes that are asked for one case under one fault at a time.
#pragma once

#include "harness/run/case_source.h"
#include "harness/run/worker_process.h"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace wcts::selftest {

// Cases under one fault; the faithful target has no fault. The two numbers are the asker's own.
struct Task {
    std::string fault;
    std::size_t fault_index = 0;
    std::size_t row = 0;
    std::vector<std::size_t> cases;
    bool to_the_end = true;
};

struct Outcome {
    std::string verdict;  // as in reports; "refused" where the target cannot be opened with the fault
    std::string reason;
};

// Threads: run() blocks its caller, one call at a time.
class Crew {
public:
    // `limit` is for a case under a fault. `cases` outlives the crew.
    Crew(const std::vector<run::CaseInfo>& cases, run::WorkerCommand command, std::size_t jobs, std::chrono::milliseconds limit)
        : cases_(cases), command_(std::move(command)), limit_(limit), workers_(jobs) {}

    // A fault may leave something behind in its process: each task with one gets a process of its own.
    void keep_faults_apart() { apart_ = true; }

    // Asks all tasks; `hear` is called for each case, one call at a time, and says whether the task goes on. What it throws ends the run
    // and comes out here. Throws run::HarnessBroken.
    using Hear = std::function<bool(const Task&, std::size_t index, const Outcome&)>;
    void run(const std::vector<Task>& tasks, const Hear& hear);

private:
    using Worker = std::unique_ptr<run::WorkerProcess>;

    void drive(Worker& worker, const std::vector<Task>& tasks, const Hear& hear) noexcept;
    Outcome ask(Worker& worker, const Task& task, std::size_t index);

    const std::vector<run::CaseInfo>& cases_;
    const run::WorkerCommand command_;
    const std::chrono::milliseconds limit_;
    bool apart_ = false;
    std::vector<Worker> workers_;  // kept from one phase to the next
    std::mutex mutex_;             // guards what follows, and `hear`
    std::size_t next_ = 0;
    std::exception_ptr error_;
};

}  // namespace wcts::selftest
