// The trace: what really happened in a case, recorded where it happens.
//
// A Recorder collects events from every thread of a case: each call into the target and into the peers' table (by TracedWinsock), each
// completion that came out (by the path drivers and completion routines), and notes of the case itself. Events hold names instead of handle
// and pointer values, so that two runs can be compared. Sequence numbers come from one counter: `begin` is drawn when a call starts, `end`
// when it has returned; an event between the two happened during the call. Times are nanoseconds since the recorder was made.
//
// Threads: every function may be called from any thread. Events are values; `events()` copies.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace wcts::winsock {

enum class Who { target, peer, harness };

std::string_view to_string(Who who) noexcept;

using Fields = std::vector<std::pair<std::string_view, std::string>>;

struct Event {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::int64_t time_ns = 0;
    std::int64_t duration_ns = 0;
    int thread = 0;  // 0 is the thread that made the recorder
    Who who = Who::harness;
    std::string_view what;  // a function's name, or "completion", "note", ... Points to static storage.
    Fields args;
    std::string result;
    int error = 0;  // the last error at once after a call that failed, else 0
    Fields out;     // what out-parameters held afterwards
    std::string note;  // "did not return" until the call has
};

class Recorder {
public:
    Recorder();

    // The next number of the one sequence.
    [[nodiscard]] std::uint64_t next() noexcept { return sequence_.fetch_add(1, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t now_ns() const noexcept;

    // Fills in the thread; drops events past kMost and counts them, since a target may complete without end.
    void add(Event event);

    // A call in two halves, so that one that never returns stands in the trace as well. `leave` takes what `enter` gave.
    [[nodiscard]] std::size_t enter(Event event);
    struct Left {
        std::uint64_t end = 0;
        std::int64_t duration_ns = 0;
        std::string result;
        int error = 0;
        Fields out;
    };
    void leave(std::size_t call, Left left);
    void note(Who who, std::string_view what, std::string text);

    // Names for handles and for memory ranges. A later name replaces an earlier one for the same value: handles are reused.
    void name_handle(std::uint64_t handle, std::string name);
    // "socket#2" for the second call with "socket".
    std::string number_handle(std::uint64_t handle, const std::string& family);
    void name_memory(const void* begin, std::size_t size, std::string name);
    [[nodiscard]] std::string handle_name(std::uint64_t handle) const;
    [[nodiscard]] std::string pointer_name(const void* pointer) const;

    [[nodiscard]] std::vector<Event> events() const;
    // The same without waiting for long, empty where a stopped thread holds the recorder: for a process that is about to end.
    [[nodiscard]] std::vector<Event> events_in_haste() const;
    [[nodiscard]] std::uint64_t dropped() const;
    // The time spent inside the target, over all threads.
    [[nodiscard]] std::int64_t target_ns() const noexcept { return target_ns_.load(std::memory_order_relaxed); }

    static constexpr std::size_t kMost = 20'000;

private:
    struct Memory {
        std::size_t size;
        std::string name;
    };

    int thread_index();
    static std::vector<Event> in_order(std::vector<Event> events);

    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::atomic<std::uint64_t> sequence_{0};
    std::atomic<std::int64_t> target_ns_{0};
    mutable std::timed_mutex mutex_;
    std::vector<Event> events_;
    std::uint64_t dropped_ = 0;
    std::vector<std::thread::id> threads_;
    std::map<std::uint64_t, std::string> handles_;
    std::map<std::string, int> counts_;
    std::map<std::uintptr_t, Memory> memory_;
};

}  // namespace wcts::winsock
