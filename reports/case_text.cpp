#include "reports/case_text.h"

#include "reports/differential.h"
#include "reports/text.h"
#include "reports/trace.h"

#include <algorithm>

namespace wcts::reports {

namespace {

std::string verdict_text(Verdict verdict, const std::string& reason) {
    return std::string{to_string(verdict)} + (reason.empty() ? "" : ": " + printable(reason));
}

std::string times_text(std::int64_t wall_us, std::int64_t call_us) {
    return std::to_string(wall_us) + " us, " + std::to_string(call_us) + " us of them inside the target";
}

void add_indented(std::vector<std::string>& lines, const std::string& text) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back("  " + printable(text.substr(begin, end - begin)));
        begin = end + 1;
    }
}

}  // namespace

std::vector<std::string> case_lines(const CaseRecord& record) {
    std::vector<std::string> lines;
    lines.push_back(printable(record.id));
    lines.push_back("verdict: " + verdict_text(record.verdict, record.reason) + (record.expected ? " (expected)" : " (not expected)"));
    if (record.base) {
        lines.push_back("on the base: " + verdict_text(record.base->verdict, record.base->reason) +
                        (behaves_as_base(record) ? " (the same)" : ""));
    }
    lines.push_back("time: " + times_text(record.wall_us, record.call_us));
    for (std::size_t index = 0; index < record.attempts.size(); ++index) {
        const Attempt& attempt = record.attempts[index];
        lines.push_back("attempt " + std::to_string(index + 1) + ": " + verdict_text(attempt.verdict, attempt.reason) + "; " +
                        times_text(attempt.wall_us, attempt.call_us));
    }
    if (!record.observation.empty()) {
        lines.emplace_back("observation:");
        add_indented(lines, record.observation.dump(2, ' ', false, Json::error_handler_t::replace));
    }
    if (record.trace.empty()) {
        lines.emplace_back("trace: not kept (a passing case keeps it with --trace all, or when it is named alone)");
    } else {
        lines.emplace_back("trace:");
        for (const std::string& line : trace_lines(record.trace)) {
            lines.push_back("  " + line);
        }
    }
    return lines;
}

}  // namespace wcts::reports
