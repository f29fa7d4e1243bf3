#include "reports/verify.h"

#include "reports/case_id.h"
#include "reports/coverage.h"
#include "reports/differential.h"
#include "reports/text.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace wcts::reports {

namespace {

constexpr std::size_t kMostProblems = 100;

class Problems {
public:
    void add(std::string sentence) {
        if (++count_ <= kMostProblems) {
            list_.push_back(std::move(sentence));
        }
    }
    void add(const CaseRecord& record, const std::string& sentence) { add(printable(record.id, 200) + ": " + sentence); }

    [[nodiscard]] std::vector<std::string> take() && {
        if (count_ > kMostProblems) {
            list_.push_back("and " + counted(count_ - kMostProblems, "more problem"));
        }
        return std::move(list_);
    }

private:
    std::vector<std::string> list_;
    std::size_t count_ = 0;
};

void check_case(const CaseRecord& record, Problems& problems) {
    const CaseName name = split_case_id(record.id);
    if (name.row.empty() || name.socket != record.kind.socket || name.path != record.kind.path) {
        problems.add(record, "the id is not the row's name with the kind " + printable(record.kind.socket + "/" + record.kind.path, 80));
    }
    if (record.verdict == Verdict::not_run) {
        problems.add(record, "it did not run");
    }
    if (record.verdict == Verdict::fail || record.verdict == Verdict::flaky) {
        if (record.observation.empty()) {
            problems.add(record, "it has the verdict " + std::string{to_string(record.verdict)} + " and no observation");
        }
        if (record.trace.empty()) {
            problems.add(record, "it has the verdict " + std::string{to_string(record.verdict)} + " and no trace");
        }
    }
    if (record.verdict == Verdict::pass && breaks_rules(record)) {
        problems.add(record, "it passed, and rules were broken in it");
    }
    if (record.verdict == Verdict::flaky && record.attempts.size() < 2) {
        problems.add(record, "it is flaky and does not keep two attempts");
    }
    std::int64_t last_seq = -1;
    for (const Json& entry : record.trace) {
        const std::int64_t seq = entry.value("seq", std::int64_t{-1});
        if (seq <= last_seq) {
            problems.add(record, "the trace's sequence numbers do not rise");
            break;
        }
        last_seq = seq;
    }
}

void check_summary(const ReportFile& file, Problems& problems) {
    const Summary counted_now = summarise(file.report.cases);
    for (const Verdict verdict : kAllVerdicts) {
        if (counted_now[verdict] != file.summary[verdict]) {
            problems.add("the summary says " + std::to_string(file.summary[verdict]) + " " + std::string{to_string(verdict)} +
                         ", and the cases say " + std::to_string(counted_now[verdict]));
        }
    }
    if (counted_now.unexpected != file.summary.unexpected) {
        problems.add("the summary says " + std::to_string(file.summary.unexpected) + " unexpected, and the cases say " +
                     std::to_string(counted_now.unexpected));
    }
}

void check_coverage(const Report& report, Problems& problems) {
    std::unordered_map<std::string_view, const CaseRecord*> cases;
    for (const CaseRecord& record : report.cases) {
        cases.emplace(record.id, &record);
    }
    for (const auto& [clause, coverage] : report.coverage) {
        const std::string name = "coverage of " + printable(clause, 200);
        bool judged = false;
        for (const std::string& id : coverage.cases) {
            const auto place = cases.find(id);
            if (place == cases.end()) {
                problems.add(name + ": there is no case " + printable(id, 200));
            } else {
                judged = judged || was_judged(place->second->verdict);
            }
        }
        if (coverage.state == "covered" && !judged) {
            problems.add(name + ": covered, and no case of it was judged");
        }
        if (coverage.state != "covered" && judged) {
            problems.add(name + ": " + coverage.state + ", and a case of it was judged");
        }
        if (coverage.state != "covered" && coverage.reason.empty()) {
            problems.add(name + ": " + coverage.state + " without a reason");
        }
    }
}

}  // namespace

std::vector<std::string> verify(const ReportFile& file) {
    const Report& report = file.report;
    Problems problems;
    if (file.torn) {
        problems.add("the file ends in the middle of a write");
    }
    if (!report.complete) {
        problems.add("the run was cut off: complete is false");
    }
    if (report.complete && report.cases.empty()) {
        problems.add("there is no case in it");
    }
    std::unordered_set<std::string_view> ids;
    for (const CaseRecord& record : report.cases) {
        if (!ids.insert(record.id).second) {
            problems.add(record, "the id stands twice");
        }
        check_case(record, problems);
        if (record.base.has_value() == report.target.base.empty()) {
            problems.add(record, report.target.base.empty() ? "it tells of a base, and the target has none" : "it does not tell what the base did");
        }
    }
    check_summary(file, problems);
    check_coverage(report, problems);
    if (file.digest && *file.digest != digest_of(report.cases)) {
        problems.add("the digest is " + *file.digest + ", and the cases have " + digest_of(report.cases));
    }
    return std::move(problems).take();
}

}  // namespace wcts::reports
