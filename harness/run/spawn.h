// Starting a worker's process with its channel.
#pragma once

#include "harness/run/handle.h"
#include "harness/run/shared_word.h"
#include "harness/run/worker_process.h"

namespace wcts::run {

struct Spawned {
    UniqueHandle job;  // holds the process and all that it starts; empty where the system allows none
    UniqueHandle process;
    UniqueHandle to_worker;    // write
    UniqueHandle from_worker;  // read, overlapped
    UniqueHandle tell;         // auto-reset event that asks for the trace so far
    SharedWord last_call;
};

// The process inherits its ends of the channel and nothing else, has no console and writes its stdout and stderr to NUL. Its job takes
// everything in it down when its last handle closes, that is when the coordinator ends in whatever way. Throws HarnessBroken. Any thread.
[[nodiscard]] Spawned spawn(const WorkerCommand& command);

// One argument, quoted so that the C runtime and CommandLineToArgvW read it back as it is.
[[nodiscard]] std::wstring quote_argument(const std::wstring& argument);

[[nodiscard]] std::wstring to_wide(const std::string& utf8);
[[nodiscard]] std::string to_utf8(const std::wstring& wide);

}  // namespace wcts::run
