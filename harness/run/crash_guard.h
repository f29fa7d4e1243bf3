// The worker's last words: what is said when a case takes the process down, or when it hangs.
#pragma once

#include "harness/winsock/platform.h"

#include <string>

namespace wcts::run {

class CaseSource;

// What the guard needs to know; all of it outlives the process's last case.
struct GuardSetup {
    HANDLE channel = nullptr;      // the worker's writing end
    HANDLE coordinator = nullptr;  // signalled when the coordinator's process ends
    HANDLE tell = nullptr;         // auto-reset event: the coordinator wants to hear the trace so far
    CaseSource* source = nullptr;
};

// Installs, for the whole process and for good: no error boxes, no debugger and no Ctrl-C, an unhandled-exception filter and handlers for
// abort() and std::terminate() that name the crash on the channel and end the process, and a thread that ends the process when the
// coordinator is gone (a hung case cannot see its channel close) and answers `tell`. Call once, on the thread that runs the cases. Throws
// std::system_error.
void install_crash_guard(const GuardSetup& setup);

}  // namespace wcts::run
