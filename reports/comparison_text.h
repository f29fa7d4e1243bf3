// A comparison for a terminal.
#pragma once

#include "reports/comparison.h"

#include <cstddef>
#include <string>

namespace wcts::reports {

struct ComparisonStyle {
    bool colour = false;          // ANSI colours
    std::size_t width = 100;      // of a line, in bytes, without colours; at least 40 are used
    std::size_t most_rows = 400;  // differences that are shown; the rest is counted
};

// The reports, the counts, and a table of the differences by function and clause: a row a difference, a column for each set of reports that
// behave alike throughout. Behaviours of one difference that are not alike have letters, told below it. Ends with a newline; printable but
// for the colours.
[[nodiscard]] std::string comparison_text(const Comparison& comparison, const ComparisonStyle& style = {});

}  // namespace wcts::reports
