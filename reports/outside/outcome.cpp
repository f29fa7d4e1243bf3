#include "reports/outside/outcome.h"

#include "reports/case_id.h"
#include "reports/case_text.h"
#include "reports/text.h"

#include <algorithm>

namespace wcts::reports {

namespace {

constexpr std::size_t kLongestMessage = 1000;
constexpr std::size_t kLongestLine = 1000;
constexpr std::size_t kLongestDetails = std::size_t{16} << 10;

}  // namespace

Outcome outcome_of(const CaseRecord& record) noexcept {
    switch (record.verdict) {
        case Verdict::pass:
            return record.expected ? Outcome::passed : Outcome::failed;
        case Verdict::unsupported:
            return record.expected ? Outcome::skipped : Outcome::failed;
        case Verdict::not_run:
            return record.expected ? Outcome::skipped : Outcome::broken;
        case Verdict::fail:
        case Verdict::flaky:
            return record.expected ? Outcome::known : Outcome::failed;
        case Verdict::setup_failed:
        case Verdict::harness_error:
        case Verdict::timeout:
        case Verdict::crash:
            break;
    }
    return record.expected ? Outcome::known : Outcome::broken;
}

RunResult::RunResult(const Report& report, std::span<const Unexpected> unexpected) : report_(&report), unexpected_(unexpected) {
    for (const Unexpected& one : unexpected) {
        if (one.sort == Unexpected::Sort::unmatched) {
            unmatched_.push_back(&one);
        } else {
            by_case_.emplace(case_id(one.row, one.kind), &one);
        }
    }
    for (const CaseRecord& record : report.cases) {
        ++counts_[static_cast<std::size_t>(outcome_of(record))];
    }
}

std::string RunResult::message(const CaseRecord& record) const {
    std::string text = record.reason;
    if (const auto place = by_case_.find(record.id); place != by_case_.end() && !place->second->reason.empty()) {
        text = place->second->reason;
    }
    if (text.empty() && record.verdict == Verdict::pass && !record.expected) {
        text = "it passes, though a known deviation was expected";
    }
    return printable(text, kLongestMessage);
}

bool RunResult::green() const noexcept {
    return report_->complete && unmatched_.empty() && count(Outcome::failed) == 0 && count(Outcome::broken) == 0;
}

std::string entry_name(const Unexpected& unmatched) {
    return printable(case_id(unmatched.row, unmatched.kind), 300);
}

std::string details_of(const CaseRecord& record) {
    std::string text = "claim: " + printable(record.claim, kLongestLine) + "\nclauses: ";
    text += printable(joined(record.clauses, ", "), kLongestLine) + "\n";
    for (const std::string& line : case_lines(record)) {
        text += printable(line, kLongestLine) + "\n";
        if (text.size() > kLongestDetails - kLongestLine) {
            return text + "... (the report has the rest)\n";
        }
    }
    return text;
}

std::string platform_text(const PlatformInfo& platform) {
    std::string text = platform.wine ? "Wine " + *platform.wine
                                     : platform.os + ", build " + std::to_string(platform.build) + "." + std::to_string(platform.ubr);
    text += ", " + platform.process_architecture;
    if (platform.machine_architecture != platform.process_architecture) {
        text += " on " + platform.machine_architecture;
    }
    return printable(text, 300);
}

}  // namespace wcts::reports
