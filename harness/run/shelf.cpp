#include "harness/run/shelf.h"

#include "harness/run/errors.h"

namespace wcts::run {

Shelf::Shelf(const WorkerCommand& command, std::size_t depth, std::size_t wanted) : command_(command), depth_(depth), wanted_(wanted) {
    if (depth_ > 0 && wanted_ > 0) filler_ = std::thread([this] { fill(); });
}

Shelf::~Shelf() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    changed_.notify_all();
    if (filler_.joinable()) filler_.join();
}

std::unique_ptr<WorkerProcess> Shelf::take() {
    {
        const std::lock_guard lock(mutex_);
        if (wanted_ > 0) --wanted_;
        if (!ready_.empty()) {
            // The oldest has had the most time to come up.
            std::unique_ptr<WorkerProcess> worker = std::move(ready_.front());
            ready_.erase(ready_.begin());
            changed_.notify_all();
            return worker;
        }
    }
    return WorkerProcess::start(command_);
}

void Shelf::fill() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return closing_ || wanted_ == 0 || (ready_.size() < depth_ && ready_.size() < wanted_); });
        if (closing_ || wanted_ == 0) return;
        lock.unlock();
        std::unique_ptr<WorkerProcess> worker;
        try {
            worker = WorkerProcess::start(command_);
        } catch (const HarnessBroken&) {
            // Whoever wants a worker starts one, and meets the error where it can be told.
            return;
        }
        lock.lock();
        ready_.push_back(std::move(worker));
    }
}

}  // namespace wcts::run
