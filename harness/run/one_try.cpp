#include "harness/run/one_try.h"

#include "harness/run/outcome.h"

namespace wcts::run {

std::optional<reports::CaseRecord> try_once(WorkerProcess& worker, const CaseInfo& info, std::chrono::milliseconds timeout,
                                            bool keep_trace, HANDLE stop) {
    using std::chrono::steady_clock;
    const std::chrono::milliseconds limit = info.limit_or(timeout);
    const auto start = steady_clock::now();
    const Answer answer = worker.ask({{"run", info.id}, {"keep_trace", keep_trace}}, limit, stop);
    const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
    switch (answer.end) {
        case Answer::End::answered:
            return record_of_answer(info, answer.message, wall);
        case Answer::End::stopped:
            return std::nullopt;
        default:
            // Whatever stops the run may have ended the worker as well.
            if (stop != nullptr && WaitForSingleObject(stop, 0) == WAIT_OBJECT_0) return std::nullopt;
            return record_of_end(info, answer, limit, wall);
    }
}

}  // namespace wcts::run
