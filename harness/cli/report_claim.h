// One report path belongs to one run at a time: two that write the same journal would lose each other's cases.
#pragma once

#include "harness/run/handle.h"

#include <filesystem>

namespace wcts::cli {

// Locks `<report>.partial` until it is destroyed, or the process ends in whatever way. What a killed run left there is no hindrance.
class ReportClaim {
public:
    // Throws reports::ReportError where the report cannot be at this place, or another run has it.
    explicit ReportClaim(const std::filesystem::path& report);

private:
    run::UniqueHandle journal_;
};

}  // namespace wcts::cli
