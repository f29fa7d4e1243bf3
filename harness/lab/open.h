// The labs that a command line can name. `reference` has one of its own, which is not opened here.
#pragma once

#include "harness/lab/lab.h"

#include <memory>
#include <string_view>

namespace wcts::lab {

inline constexpr std::string_view kKnownLabs = "'netns' and 'command:COMMAND'";

// Nothing where there is no such lab. Throws LabError where this machine cannot have it.
[[nodiscard]] std::unique_ptr<Lab> open_lab(std::string_view name);

}  // namespace wcts::lab
