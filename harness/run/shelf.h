// Workers started ahead, so that the start of a process overlaps with the cases that run.
#pragma once

#include "harness/run/worker_process.h"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace wcts::run {

class Shelf {
public:
    // Keeps up to `depth` workers ready, `wanted` in all. The command is copied.
    Shelf(const WorkerCommand& command, std::size_t depth, std::size_t wanted);
    ~Shelf();
    Shelf(const Shelf&) = delete;
    Shelf& operator=(const Shelf&) = delete;

    // A worker that has run nothing yet; one from the shelf, else one started now. Any thread. Throws HarnessBroken.
    [[nodiscard]] std::unique_ptr<WorkerProcess> take();

private:
    void fill();

    const WorkerCommand command_;
    const std::size_t depth_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<WorkerProcess>> ready_;
    std::size_t wanted_;  // how many takers are still to come
    bool closing_ = false;
    std::thread filler_;
};

}  // namespace wcts::run
