// A worker: runs the cases that a coordinator names, one after the other, in a process that may die of them.
#pragma once

#include "harness/run/case_source.h"

#include <cstdint>
#include <string>

namespace wcts::run {

// Inherited handles by value, as the coordinator passes them on the command line.
struct WorkerArguments {
    std::uint64_t read = 0;
    std::uint64_t write = 0;
    std::uint64_t coordinator = 0;
    std::uint64_t tell = 0;
    std::uint64_t last_call = 0;  // a section (shared_word.h); 0: none
    winsock::TargetChoice target;
};

// Serves the channel until it closes; returns the process's exit code. Takes over the process: see install_crash_guard.
[[nodiscard]] int serve(CaseSource& source, const winsock::TargetOpener& open, const WorkerArguments& arguments);

}  // namespace wcts::run
