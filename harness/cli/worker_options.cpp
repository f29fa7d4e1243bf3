#include "harness/cli/worker_options.h"

#include <CLI/CLI.hpp>

namespace wcts::cli {

void add_worker_options(CLI::App& command, run::WorkerArguments& into) {
    command.add_option("--read", into.read)->required();
    command.add_option("--write", into.write)->required();
    command.add_option("--coordinator", into.coordinator)->required();
    command.add_option("--tell", into.tell)->required();
    command.add_option("--last-call", into.last_call);
    command.add_option("--target", into.target.target)->required();
    command.add_option("--fault", into.target.fault);
    command.add_option("--lab", into.target.lab);
    command.add_option("--base", into.target.base);
    command.add_option("--lsp-guid", into.target.lsp_guid);
}

}  // namespace wcts::cli
