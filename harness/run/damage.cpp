#include "harness/run/damage.h"

#include "harness/run/thread_count.h"

namespace wcts::run {

namespace {

constexpr std::size_t kManyHandles = 1'000;
constexpr std::array<DWORD, 3> kStandardHandles{STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

// The place in the process's table that the next handle takes. Asking for their number is a stub in Wine.
std::size_t place_of_next_handle() noexcept {
    const HANDLE probe = CreateEventW(nullptr, FALSE, FALSE, nullptr);
    if (probe == nullptr) return ~std::size_t{0};
    CloseHandle(probe);
    return reinterpret_cast<std::size_t>(probe) / 4;
}

std::array<HANDLE, 3> standard_handles() noexcept {
    return {GetStdHandle(kStandardHandles[0]), GetStdHandle(kStandardHandles[1]), GetStdHandle(kStandardHandles[2])};
}

bool is_open(HANDLE handle) noexcept {
    DWORD flags = 0;
    return GetHandleInformation(handle, &flags) != FALSE;
}

}  // namespace

ProcessState::ProcessState() noexcept
    : next_handle_(place_of_next_handle()),
      threads_(thread_count()),
      priority_class_(GetPriorityClass(GetCurrentProcess())),
      priority_(GetThreadPriority(GetCurrentThread())),
      standard_(standard_handles()) {}

std::vector<std::string> ProcessState::damage_since() const {
    std::vector<std::string> damage;
    if (place_of_next_handle() > next_handle_ + kManyHandles) damage.push_back("many handles left open");
    if (GetPriorityClass(GetCurrentProcess()) != priority_class_) damage.push_back("the process's priority changed");
    if (GetThreadPriority(GetCurrentThread()) != priority_) damage.push_back("the calling thread's priority changed");
    bool lost = false;
    const std::array<HANDLE, 3> now = standard_handles();
    for (std::size_t i = 0; i < now.size(); ++i) lost = lost || now[i] != standard_[i] || !is_open(now[i]);
    if (lost) damage.push_back("the standard handles replaced or closed");
    return damage;
}

bool ProcessState::has_more_threads() const noexcept {
    return thread_count() > threads_;
}

}  // namespace wcts::run
