#include "harness/run/worker_process.h"

#include "harness/run/channel.h"
#include "harness/run/errors.h"
#include "harness/run/spawn.h"
#include "harness/winsock/target.h"

#include <algorithm>
#include <cstdio>

namespace wcts::run {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStartLimit{60'000};
constexpr milliseconds kLastWords{1'000};  // between "I crash" and the end of the process
constexpr milliseconds kTraceLimit{1'000};  // for a hung worker to tell its trace and its stacks
constexpr DWORD kChunk = 64 * 1024;

std::uint32_t exit_code_of(HANDLE process) {
    DWORD code = 0;
    GetExitCodeProcess(process, &code);
    return code;
}

}  // namespace

std::unique_ptr<WorkerProcess> WorkerProcess::start(const WorkerCommand& command) {
    Spawned spawned = spawn(command);
    std::unique_ptr<WorkerProcess> worker(new WorkerProcess);
    worker->job_ = std::move(spawned.job);
    worker->process_ = std::move(spawned.process);
    worker->to_worker_ = std::move(spawned.to_worker);
    worker->from_worker_ = std::move(spawned.from_worker);
    worker->tell_ = std::move(spawned.tell);
    worker->last_call_ = std::move(spawned.last_call);
    worker->read_event_ = UniqueHandle(CreateEventW(nullptr, TRUE, FALSE, nullptr));
    if (!worker->read_event_) throw HarnessBroken("cannot create an event for a worker's channel");
    worker->chunk_.resize(kChunk);
    worker->longest_ = command.longest_answer;
    return worker;
}

WorkerProcess::~WorkerProcess() {
    kill();
    if (reading_) {
        // The read's buffer is ours until it has ended.
        CancelIo(from_worker_.get());
        DWORD ignored = 0;
        GetOverlappedResult(from_worker_.get(), &read_, &ignored, TRUE);
    }
}

void WorkerProcess::kill() noexcept {
    if (process_) TerminateProcess(process_.get(), 3);
    if (job_) TerminateJobObject(job_.get(), 3);
}

bool WorkerProcess::wait_ready(HANDLE stop) {
    if (ready_) return true;
    std::string line;
    switch (next_line(line, steady_clock::now() + kStartLimit, stop)) {
        case Event::stopped:
            return false;
        case Event::timed_out:
            throw HarnessBroken("a worker process did not come up within 60 s");
        case Event::died: {
            char text[100];
            std::snprintf(text, sizeof text, "a worker process ended with exit code 0x%X before it could run a case",
                          static_cast<unsigned>(exit_code_of(process_.get())));
            throw WorkerLost(text);
        }
        case Event::too_long:
        case Event::line:
            break;
    }
    const reports::Json message = reports::Json::parse(line, nullptr, false);
    if (message.is_object() && message.contains("refused")) throw winsock::TargetError(message["refused"].get<std::string>());
    if (!message.is_object() || !message.contains("ready")) {
        throw HarnessBroken("a worker process could not open the target: " + line);
    }
    ready_ = true;
    renews_ = message.value("renews", false);
    return true;
}

Answer WorkerProcess::ask(const reports::Json& message, milliseconds limit, HANDLE stop) {
    Answer answer;
    const auto deadline = steady_clock::now() + limit;
    // When this fails the process is gone, and so says next_line.
    write_all(to_worker_.get(), to_line(message));
    std::string line;
    const Event event = next_line(line, deadline, stop);
    if (event == Event::line) {
        answer.message = reports::Json::parse(line, nullptr, false);
        if (answer.message.is_object() && !answer.message.contains("crash")) {
            ++answered_;
            spent_ = answer.message.value("spent", false);
            return answer;
        }
        if (answer.message.is_object()) answer.crash = answer.message["crash"];
        answer.end = Answer::End::died;
        collect_last_words(answer, kLastWords);
    } else if (event == Event::died) {
        answer.end = Answer::End::died;
    } else if (event == Event::timed_out) {
        answer.end = Answer::End::timed_out;
        SetEvent(tell_.get());
        collect_last_words(answer, kTraceLimit);
    } else {
        answer.end = event == Event::too_long ? Answer::End::too_long : Answer::End::stopped;
    }
    if (answer.end == Answer::End::died && WaitForSingleObject(process_.get(), 0) == WAIT_OBJECT_0) {
        answer.exit_code = exit_code_of(process_.get());
    }
    kill();
    answer.last_call = winsock::meaning_of(last_call_.value());
    return answer;
}

// After a crash until the process has ended, after a timeout until the stacks have come.
void WorkerProcess::collect_last_words(Answer& answer, milliseconds limit) {
    const bool hung = answer.end == Answer::End::timed_out;
    const auto deadline = steady_clock::now() + limit;
    std::string line;
    while (next_line(line, deadline, nullptr) == Event::line) {
        reports::Json message = reports::Json::parse(line, nullptr, false);
        if (!message.is_object()) continue;
        if (message.contains("stacks")) answer.stacks = std::move(message["stacks"]);
        if (hung && !answer.stacks.empty()) return;
        if (message.contains("done")) message = reports::Json(message["done"]);  // finished just too late
        if (message.contains("trace")) answer.trace = std::move(message["trace"]);
    }
}

bool WorkerProcess::take_line(std::string& line) {
    const std::size_t end = pending_.find('\n', scanned_);
    if (end == std::string::npos) {
        scanned_ = pending_.size();
        return false;
    }
    line.assign(pending_, 0, end);
    pending_.erase(0, end + 1);
    scanned_ = 0;
    return true;
}

// False when the channel is closed.
bool WorkerProcess::start_read() {
    if (reading_) return true;
    read_ = OVERLAPPED{};
    read_.hEvent = read_event_.get();
    reading_ = ReadFile(from_worker_.get(), chunk_.data(), kChunk, nullptr, &read_) || GetLastError() == ERROR_IO_PENDING;
    return reading_;
}

// Takes what a read that has ended brought; false when it brought the end of the channel.
bool WorkerProcess::finish_read() {
    DWORD read = 0;
    reading_ = false;
    if (!GetOverlappedResult(from_worker_.get(), &read_, &read, FALSE)) return false;
    pending_.append(chunk_.data(), read);
    return true;
}

WorkerProcess::Event WorkerProcess::next_line(std::string& line, steady_clock::time_point deadline, HANDLE stop) {
    for (;;) {
        if (take_line(line)) return Event::line;
        if (pending_.size() > longest_) return Event::too_long;
        // The channel closes a moment before the process ends, unless a case has closed it by handle value.
        if (!start_read()) return await_end();
        const HANDLE handles[] = {read_event_.get(), process_.get(), stop};
        const DWORD count = stop == nullptr ? 2 : 3;
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
        const DWORD which = WaitForMultipleObjects(count, handles, FALSE, static_cast<DWORD>(std::clamp<long long>(left, 0, 0x7fffffff)));
        if (which == WAIT_OBJECT_0) {
            if (!finish_read()) return await_end();
        } else if (which == WAIT_OBJECT_0 + 1) {
            // What the process wrote before its end may still lie in the pipe.
            if (WaitForSingleObject(read_event_.get(), 100) != WAIT_OBJECT_0 || !finish_read()) return Event::died;
        } else {
            return which == WAIT_OBJECT_0 + 2 ? Event::stopped : Event::timed_out;
        }
    }
}

WorkerProcess::Event WorkerProcess::await_end() {
    WaitForSingleObject(process_.get(), static_cast<DWORD>(kLastWords.count()));
    return Event::died;
}

}  // namespace wcts::run
