#include "reports/journal_text.h"

#include "reports/report_json.h"
#include "reports/text.h"

namespace wcts::reports {

std::string journal_head(const Report& report) {
    return "{\"schema\":" + compact(report.schema) + ",\n\"suite\":" + compact(to_json(report.suite)) +
           ",\n\"target\":" + compact(to_json(report.target)) + ",\n\"platform\":" + compact(to_json(report.platform)) +
           ",\n\"started\":" + compact(report.started) + "," + std::string{kJournalCases};
}

std::string journal_line(const CaseRecord& record, bool first) {
    return (first ? "\n" : "\n,") + compact(to_json(record));
}

std::string journal_tail(const Summary& so_far) {
    return "\n],\n\"finished\":\"\",\"wall_ms\":0,\"complete\":false,\"summary\":" + compact(to_json(so_far)) + ",\"coverage\":{}}\n";
}

}  // namespace wcts::reports
