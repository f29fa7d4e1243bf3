// Brings an expectation file up to date with a run, and leaves alone what the run says nothing of.
#pragma once

#include "reports/expectations.h"
#include "reports/report.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace wcts::reports {

struct BaselineUpdate {
    std::string text;          // the file as it must be; the same bytes where nothing changed
    std::size_t kept = 0;      // entries as they were: what they say was seen, or was not put to the test
    std::size_t narrowed = 0;  // entries that lost some of their cases
    std::size_t dropped = 0;   // entries that hold no more
    std::size_t added = 0;     // entries for what no other says, to be looked at: see kToBeWritten
};

// `text` is an expectation file; entries of it may still be to be written. The entries that hold keep their bytes, also those for another
// lab and those of rows and kinds that the report does not have. What the run shows anew stands behind its row's other entries, or at the
// end; its evidence is still to be written, and quotes what the entry before it said of the same case. `known`: the ids of all cases there
// are, for entries with a "*". Throws ReportError for a text that is no expectation file.
[[nodiscard]] BaselineUpdate update_expectations(std::string_view text, const Report& report, std::span<const std::string> known);

}  // namespace wcts::reports
