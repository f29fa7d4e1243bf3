// The coordinator's view of one worker: start it, ask it something within a time limit, learn how that ended.
#pragma once

#include "harness/run/handle.h"
#include "harness/run/shared_word.h"
#include "harness/winsock/target.h"
#include "reports/report.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wcts::run {

// How workers are started, the same for all of one run.
struct WorkerCommand {
    std::wstring exe;                                // full path
    std::vector<std::wstring> arguments{L"worker"};  // before those that name the channel and the target
    winsock::TargetChoice target;
    // In bytes: a case that records without end must not take the coordinator's memory with it.
    std::size_t longest_answer = 64u * 1024 * 1024;
};

// The exe of this very process, with the subcommand `worker`. Throws HarnessBroken.
[[nodiscard]] WorkerCommand this_exe(winsock::TargetChoice target);

// How a question to a worker ended.
struct Answer {
    enum class End {
        answered,   // `message` is what it said
        timed_out,  // the limit passed; the worker has been killed
        died,       // the process ended; `exit_code` (nothing: it closed the channel and lives), and `crash` where it could still speak
        too_long,   // it said more than WorkerCommand::longest_answer; the worker has been killed
        stopped,    // the stop event was set; the worker has been killed
    };
    End end = End::answered;
    reports::Json message;
    std::optional<std::uint32_t> exit_code;
    std::optional<reports::Json> crash;
    reports::Json trace = reports::Json::array();  // what the case did until it crashed or hung, where that could be told
    reports::Json stacks = reports::Json::array();  // of a hang, as in channel.h; empty where they could not be told
    winsock::LastCall last_call;                    // into the target, of a worker that did not answer
};

// Not thread-safe: one thread drives one worker. Destroying it kills the process and whatever that has started.
class WorkerProcess {
public:
    // Starts the process and returns at once, while it still opens its target. Throws HarnessBroken. Any thread.
    [[nodiscard]] static std::unique_ptr<WorkerProcess> start(const WorkerCommand& command);

    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    // Waits until the worker can take questions. False when `stop` was set meanwhile. Throws winsock::TargetError when it cannot open
    // the target, WorkerLost when it ends before, HarnessBroken when it says nothing within 60 s.
    [[nodiscard]] bool wait_ready(HANDLE stop);

    // Whether its target can be renewed between cases, so that none needs a process of its own. Once it is ready.
    [[nodiscard]] bool renews() const noexcept { return renews_; }

    // Sends one message and waits for its answer. After anything but `answered` the worker is of no more use.
    [[nodiscard]] Answer ask(const reports::Json& message, std::chrono::milliseconds limit, HANDLE stop);

    // How many questions it has answered.
    [[nodiscard]] std::size_t answered() const noexcept { return answered_; }

    // Whether the last case left the process such that no other should run in it.
    [[nodiscard]] bool spent() const noexcept { return spent_; }

    [[nodiscard]] bool has_ended() const noexcept { return WaitForSingleObject(process_.get(), 0) == WAIT_OBJECT_0; }

private:
    WorkerProcess() = default;

    enum class Event { line, died, timed_out, too_long, stopped };
    Event next_line(std::string& line, std::chrono::steady_clock::time_point deadline, HANDLE stop);
    Event await_end();
    bool take_line(std::string& line);
    bool start_read();
    bool finish_read();
    void collect_last_words(Answer& answer, std::chrono::milliseconds limit);
    void kill() noexcept;

    UniqueHandle job_;
    UniqueHandle process_;
    UniqueHandle to_worker_;
    UniqueHandle from_worker_;  // overlapped
    UniqueHandle read_event_;
    UniqueHandle tell_;
    OVERLAPPED read_{};
    bool reading_ = false;
    std::vector<char> chunk_;
    std::string pending_;
    std::size_t scanned_ = 0;  // the start of pending_ that is known to hold no newline
    std::size_t longest_ = 0;
    std::size_t answered_ = 0;
    bool ready_ = false;
    bool renews_ = false;
    bool spent_ = false;
    SharedWord last_call_;
};

}  // namespace wcts::run
