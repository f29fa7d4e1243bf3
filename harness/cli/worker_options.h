// The command line of a worker, as run::spawn() writes it: for every program and subcommand that is started in that way.
#pragma once

#include "harness/run/worker.h"

namespace CLI {
class App;
}

namespace wcts::cli {

// `into` outlives the parsing.
void add_worker_options(CLI::App& command, run::WorkerArguments& into);

}  // namespace wcts::cli
