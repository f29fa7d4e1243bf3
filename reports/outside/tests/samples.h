// Runs for the tests of the writers: one of each sort that a CI system may be shown.
#pragma once

#include "reports/baseline.h"
#include "reports/report.h"

#include <string>
#include <vector>

namespace wcts::reports::samples {

struct Run {
    std::string name;
    Report report;
    std::vector<Unexpected> unexpected;
};

// "green": passes, known deviations and skips only. "red": passes, fails, crashes, hangs, flakes, and more, expected and not. "cut-off": ended
// in the middle. "empty": no case. "hostile": strings that are markup, control a terminal, are no UTF-8 or are huge.
[[nodiscard]] std::vector<Run> runs();

}  // namespace wcts::reports::samples
