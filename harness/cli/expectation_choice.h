// Which known deviations a run is judged by: what `--expect` names.
#pragma once

#include "harness/cli/main.h"
#include "reports/expectations.h"

#include <optional>
#include <string>
#include <vector>

namespace wcts::cli {

// What an expectation file calls this platform: {"wine", "8.0"} or {"windows", "10.0.<build>"}.
struct PlatformName {
    std::string system;
    std::string version;
    std::string arch;  // of the process
};
[[nodiscard]] PlatformName name_of(const reports::PlatformInfo& platform);

// Whether a file is for this platform: the same system, the same architecture if it names one, and a version that is the platform's or a
// leading part of it.
[[nodiscard]] bool is_for(const reports::Expectations& file, const PlatformName& platform);

struct ChosenExpectations {
    std::string name;  // a file's name for the user; empty: none
    std::optional<reports::Expectations> expectations;
};

// "none", a file (read at once), or "auto": of those carried in the exe the one for this platform, or none. On Wine that is the one whose
// version is the platform's or a leading part of it ("8.0" for 8.0.2), on Windows likewise with "10.0.<build>"; the longest wins, and of
// two as long the one that is for this architecture alone. Throws reports::ReportError.
[[nodiscard]] ChosenExpectations choose_expectations(const std::string& expect, const std::vector<TextFile>& carried,
                                                     const reports::PlatformInfo& platform);

}  // namespace wcts::cli
