// What a case leaves of its process: a target may spoil more than its own case, and the next one must not pay for it.
#pragma once

#include "harness/winsock/platform.h"

#include <array>
#include <string>
#include <vector>

namespace wcts::run {

// For the thread that runs the cases.
class ProcessState {
public:
    // Takes the process down as it is.
    ProcessState() noexcept;

    // What is worse than it was then, a phrase each that is the same every time ("many handles left open"). None of this comes about by
    // what Winsock is asked to do, so it is the target's doing.
    [[nodiscard]] std::vector<std::string> damage_since() const;

    // Whether threads run that did not then: they may still act when another case runs.
    [[nodiscard]] bool has_more_threads() const noexcept;

private:
    std::size_t next_handle_;
    long threads_;
    DWORD priority_class_;
    int priority_;
    std::array<HANDLE, 3> standard_;
};

}  // namespace wcts::run
