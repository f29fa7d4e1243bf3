#include "harness/winsock/trace.h"

#include <algorithm>

namespace wcts::winsock {
namespace {

constexpr std::string_view kInside = "did not return";

}  // namespace

std::string_view to_string(Who who) noexcept {
    switch (who) {
        case Who::target:
            return "target";
        case Who::peer:
            return "peer";
        case Who::harness:
            break;
    }
    return "case";
}

Recorder::Recorder() {
    threads_.push_back(std::this_thread::get_id());
    events_.reserve(64);
}

std::int64_t Recorder::now_ns() const noexcept {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start_).count();
}

int Recorder::thread_index() {
    const auto self = std::this_thread::get_id();
    const auto found = std::find(threads_.begin(), threads_.end(), self);
    const auto index = static_cast<int>(found - threads_.begin());
    if (found == threads_.end()) threads_.push_back(self);
    return index;
}

void Recorder::add(Event event) {
    if (event.who == Who::target) target_ns_.fetch_add(event.duration_ns, std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    if (events_.size() >= kMost) {
        ++dropped_;
        return;
    }
    event.thread = thread_index();
    events_.push_back(std::move(event));
}

std::size_t Recorder::enter(Event event) {
    event.note = kInside;
    const std::lock_guard lock(mutex_);
    if (events_.size() >= kMost) {
        ++dropped_;
        return kMost;
    }
    event.thread = thread_index();
    events_.push_back(std::move(event));
    return events_.size() - 1;
}

void Recorder::leave(std::size_t call, Left left) {
    const std::lock_guard lock(mutex_);
    if (call >= events_.size()) return;
    Event& event = events_[call];
    if (event.who == Who::target) target_ns_.fetch_add(left.duration_ns, std::memory_order_relaxed);
    event.end = left.end;
    event.duration_ns = left.duration_ns;
    event.result = std::move(left.result);
    event.error = left.error;
    event.out = std::move(left.out);
    event.note.clear();
}

void Recorder::note(Who who, std::string_view what, std::string text) {
    Event event;
    event.begin = event.end = next();
    event.time_ns = now_ns();
    event.who = who;
    event.what = what;
    event.note = std::move(text);
    add(std::move(event));
}

void Recorder::name_handle(std::uint64_t handle, std::string name) {
    const std::lock_guard lock(mutex_);
    handles_[handle] = std::move(name);
}

std::string Recorder::number_handle(std::uint64_t handle, const std::string& family) {
    const std::lock_guard lock(mutex_);
    std::string name = family + "#" + std::to_string(++counts_[family]);
    handles_[handle] = name;
    return name;
}

void Recorder::name_memory(const void* begin, std::size_t size, std::string name) {
    const std::lock_guard lock(mutex_);
    memory_[reinterpret_cast<std::uintptr_t>(begin)] = {size, std::move(name)};
}

std::string Recorder::handle_name(std::uint64_t handle) const {
    // INVALID_SOCKET, INVALID_HANDLE_VALUE and the pseudo handle of the current process are one value.
    if (handle == ~std::uint64_t{0}) return "INVALID";
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(handle);
    if (found != handles_.end()) return found->second;
    return handle == 0 ? "NULL" : "unknown handle";
}

std::string Recorder::pointer_name(const void* pointer) const {
    if (pointer == nullptr) return "NULL";
    const auto address = reinterpret_cast<std::uintptr_t>(pointer);
    const std::lock_guard lock(mutex_);
    auto after = memory_.upper_bound(address);
    if (after != memory_.begin()) {
        const auto& [begin, memory] = *std::prev(after);
        if (address - begin < memory.size) {
            return address == begin ? memory.name : memory.name + "+" + std::to_string(address - begin);
        }
    }
    return "pointer";
}

std::vector<Event> Recorder::in_order(std::vector<Event> events) {
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.begin < b.begin; });
    return events;
}

std::vector<Event> Recorder::events() const {
    const std::lock_guard lock(mutex_);
    return in_order(events_);
}

std::vector<Event> Recorder::events_in_haste() const {
    const std::unique_lock lock(mutex_, std::chrono::milliseconds(50));
    return lock ? in_order(events_) : std::vector<Event>{};
}

std::uint64_t Recorder::dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

}  // namespace wcts::winsock
