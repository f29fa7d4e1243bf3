// Whether a report can be relied on: nothing missing, nothing that contradicts itself.
#pragma once

#include "reports/report_json.h"

#include <string>
#include <vector>

namespace wcts::reports {

// Sentences, printable; empty if the report is sound. What the strict reader refuses never comes this far. Checked are:
// the run came to its end; every case ran; ids are unique and agree with the kind; the summary is the recount; a failure shows an
// observation and a trace (a timeout or crash may lack both); a flaky case keeps its attempts; coverage names cases of this report and says
// why a clause is not covered; the digest. After 100 problems only their number goes on.
[[nodiscard]] std::vector<std::string> verify(const ReportFile& file);

}  // namespace wcts::reports
