// Writing for other tools: what `run` and `export` have in common.
#pragma once

#include "harness/cli/commands.h"
#include "reports/outside/outcome.h"

namespace wcts::cli {

// Before anything else is done: ReportError for a place where no file can be made, UsageError for a file that is named twice.
void check_outside(const OutsideFiles& files, const std::filesystem::path& report, const std::filesystem::path& html = {});

// Writes those that are wanted and tells where. One that cannot be written does not keep the others from it; then it throws ReportError.
void write_outside(const Context& context, const OutsideFiles& files, const reports::RunResult& result,
                   const std::filesystem::path& report);

}  // namespace wcts::cli
