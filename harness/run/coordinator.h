// The coordinator: runs cases in worker processes, several at a time, and turns whatever happens to them into records.
//
// A case costs at most its own worker: one that crashes, hangs or ends its process gets that verdict, and the next case a new worker. A
// worker is reused as long as its cases behave; unless the target can be renewed between cases, those with `own_process` get one each, and
// one in which a case that `may_crash` has not passed is used no more. Any other crash in a worker that had run other cases before may be
// theirs: such a case is tried once more in a fresh worker, and is flaky when that does otherwise.
//
// Where the target says what it stands on (TargetInfo::base), each case runs on that first, in workers of its own, and its record tells both.
#pragma once

#include "harness/run/case_source.h"
#include "harness/run/selection.h"
#include "harness/run/worker_process.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wcts::run {

// Sixteen workers a core, since most cases wait most of the time: for time-outs, for ends that do not come, for a stream to be full. 32 at most.
[[nodiscard]] std::size_t default_jobs() noexcept;

struct RunOptions {
    WorkerCommand worker;
    std::size_t jobs = default_jobs();          // workers at a time, at least 1
    std::size_t repeat = 1;                     // tries of each case, at least 1
    std::optional<std::uint64_t> shuffle_seed;  // nothing: longest first
    std::chrono::milliseconds timeout{10'000};  // for cases without a limit of their own
    bool keep_traces = false;                   // of passing cases too
    bool until_different = false;               // no try is begun any more once a case has done otherwise than before
};

// Hears of the run as it goes on. Called on the coordinator's threads, one call at a time. What it throws stops the run and comes out of
// Coordinator::run.
class RunObserver {
public:
    virtual ~RunObserver() = default;

    // A try of a case begins. With repeats, more than one may be under way.
    virtual void started(std::size_t index) = 0;

    // All tries of a case are done.
    virtual void finished(std::size_t index, reports::CaseRecord record) = 0;

    // A case has done otherwise than in an earlier try, for the first time. `before`: the cases that its process had run before it.
    virtual void differed(std::size_t index, const std::vector<std::size_t>& before) {
        static_cast<void>(index);
        static_cast<void>(before);
    }

    // Something that belongs to no case for sure, in a sentence: a worker that ended by itself between two cases, for one.
    virtual void remark(const std::string& text) = 0;
};

enum class RunEnd { complete, stopped };

class Coordinator {
public:
    // `cases` outlives the coordinator. Throws HarnessBroken.
    Coordinator(const std::vector<CaseInfo>& cases, RunOptions options);
    ~Coordinator();
    Coordinator(const Coordinator&) = delete;
    Coordinator& operator=(const Coordinator&) = delete;

    // Asks a worker what the target is: the target is never loaded into this process. Throws winsock::TargetError and HarnessBroken.
    [[nodiscard]] reports::TargetInfo describe_target();

    // Runs the selected cases; blocks until all are done or a stop was requested. Throws HarnessBroken, winsock::TargetError and whatever
    // the observer throws. Call once.
    [[nodiscard]] RunEnd run(const std::vector<std::size_t>& selection, RunObserver& observer);

    // Ends the run soon: kills what is running, starts nothing more. Any thread, any time.
    void request_stop() noexcept;

private:
    class Run;

    const std::vector<CaseInfo>& cases_;
    const RunOptions options_;
    UniqueHandle stop_;                     // manual-reset event
    std::string base_;                      // what the target stands on, once it is described
    std::unique_ptr<WorkerProcess> first_;  // has described the target, and becomes the first driver's worker
};

}  // namespace wcts::run
