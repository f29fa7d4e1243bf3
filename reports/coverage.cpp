#include "reports/coverage.h"

#include "reports/summary.h"
#include "reports/text.h"

#include <algorithm>
#include <unordered_map>

namespace wcts::reports {

namespace {

// Different sentences of unsupported cases that are shown; more would say no more.
constexpr std::size_t kMostSentences = 3;

std::string no_case(const Clause& clause) {
    std::string reason = "no case of this run names it";
    if (clause.induce == "network") {
        reason += "; it needs a network that can fail";
    } else if (clause.induce == "winsock-1.1") {
        reason += "; it needs WSAStartup(1.1) and a blocking hook";
    } else if (clause.induce == "resource") {
        reason += "; it needs resources at their limit";
    }
    return reason;
}

std::string not_judged(std::span<const CaseRecord* const> cases) {
    Summary summary;
    for (const CaseRecord* const record : cases) {
        summary.add(*record);
    }
    std::vector<std::string> parts;
    for (const Verdict verdict : kAllVerdicts) {
        if (summary[verdict] != 0) {
            parts.push_back(std::to_string(summary[verdict]) + " " + std::string{to_string(verdict)});
        }
    }
    return "not judged by its " + counted(cases.size(), "case") + ": " + joined(parts, ", ");
}

std::string why_unsupported(std::span<const CaseRecord* const> cases) {
    std::vector<std::string> sentences;
    for (const CaseRecord* const record : cases) {
        if (std::ranges::find(sentences, record->reason) == sentences.end()) {
            sentences.push_back(record->reason);
        }
        if (sentences.size() > kMostSentences) {
            sentences.back() = "...";
            break;
        }
    }
    return joined(sentences, "; ");
}

ClauseCoverage clause_coverage(const Clause& clause, std::span<const CaseRecord* const> cases) {
    ClauseCoverage result;
    const auto judged = [](const CaseRecord* record) { return was_judged(record->verdict); };
    const bool covered = std::ranges::any_of(cases, judged);
    for (const CaseRecord* const record : cases) {
        if (!covered || judged(record)) {
            result.cases.push_back(record->id);
        }
    }
    if (covered) {
        result.state = "covered";
    } else if (cases.empty()) {
        result.state = "open";
        result.reason = no_case(clause);
    } else if (std::ranges::all_of(cases, [](const CaseRecord* record) { return record->verdict == Verdict::unsupported; })) {
        result.state = "unreachable";
        result.reason = why_unsupported(cases);
    } else {
        result.state = "open";
        result.reason = not_judged(cases);
    }
    return result;
}

int rank(const ClauseCoverage& coverage) noexcept {
    if (coverage.state == "covered") {
        return 3;
    }
    if (coverage.state == "unreachable") {
        return 1;
    }
    return coverage.cases.empty() ? 0 : 2;
}

}  // namespace

bool was_judged(Verdict verdict) noexcept {
    return verdict == Verdict::pass || verdict == Verdict::fail || verdict == Verdict::flaky || verdict == Verdict::crash;
}

Coverage coverage_of(std::span<const Clause> clauses, std::span<const CaseRecord> cases) {
    std::unordered_map<std::string_view, std::vector<const CaseRecord*>> by_clause;
    for (const CaseRecord& record : cases) {
        for (const std::string& clause : record.clauses) {
            std::vector<const CaseRecord*>& records = by_clause[clause];
            // A row that names a clause twice is one case of it.
            if (records.empty() || records.back() != &record) {
                records.push_back(&record);
            }
        }
    }
    Coverage coverage;
    for (const Clause& clause : clauses) {
        if (wants_case(clause)) {
            coverage[clause.id] = clause_coverage(clause, by_clause[clause.id]);
        }
    }
    return coverage;
}

Coverage merge(std::span<const Coverage> runs) {
    Coverage result;
    for (const Coverage& run : runs) {
        for (const auto& [clause, found] : run) {
            const auto [place, is_new] = result.try_emplace(clause, found);
            if (is_new) {
                continue;
            }
            ClauseCoverage& so_far = place->second;
            const int before = rank(so_far);
            const int now = rank(found);
            if (now > before) {
                so_far = found;
            } else if (now == before) {
                so_far.cases.insert(so_far.cases.end(), found.cases.begin(), found.cases.end());
                std::ranges::sort(so_far.cases);
                // Not std::ranges::unique: Clang 14 cannot compile what that returns.
                const auto doubles = std::unique(so_far.cases.begin(), so_far.cases.end());
                so_far.cases.erase(doubles, so_far.cases.end());
            }
        }
    }
    return result;
}

CoverageTotals totals_of(const Coverage& coverage) noexcept {
    CoverageTotals totals;
    for (const auto& [clause, found] : coverage) {
        (found.state == "covered" ? totals.covered : found.state == "unreachable" ? totals.unreachable : totals.open) += 1;
    }
    return totals;
}

std::string coverage_text(const Coverage& coverage, std::span<const Clause> clauses) {
    struct Line {
        std::string id;
        std::string kind;
        const ClauseCoverage* found;
    };
    std::vector<Line> lines;
    for (const Clause& clause : clauses) {
        if (const auto place = coverage.find(clause.id); place != coverage.end()) {
            lines.push_back({clause.id, clause.kind, &place->second});
        }
    }
    for (const auto& [id, found] : coverage) {
        if (std::ranges::none_of(clauses, [&id = id](const Clause& clause) { return clause.id == id; })) {
            lines.push_back({id, "", &found});
        }
    }
    std::string text;
    std::string open;
    for (const Line& line : lines) {
        const std::string count = std::to_string(line.found->cases.size());
        text += padded(line.found->state, 11) + "  " + (clauses.empty() ? "" : padded(line.kind, 4) + "  ") +
                std::string(count.size() < 5 ? 5 - count.size() : 0, ' ') + count + "  " + printable(line.id, 100);
        if (line.found->state == "unreachable") {
            text += ": " + printable(line.found->reason, 300);
        } else if (line.found->state == "open") {
            open += "  " + printable(line.id, 100) + ": " + printable(line.found->reason, 300) + "\n";
        }
        text += "\n";
    }
    const CoverageTotals totals = totals_of(coverage);
    text += "\n" + counted(coverage.size(), "clause") + ": " + std::to_string(totals.covered) + " covered, " +
            std::to_string(totals.unreachable) + " unreachable, " + std::to_string(totals.open) + " open\n";
    return open.empty() ? text : text + "\nOpen:\n" + open;
}

}  // namespace wcts::reports
