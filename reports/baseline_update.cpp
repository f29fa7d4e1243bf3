#include "reports/baseline_update.h"

#include "reports/baseline.h"
#include "reports/case_id.h"
#include "reports/strict_json.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace wcts::reports {

namespace {

// Bytes [begin, end) of a text.
struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

// The root's array "entries" in a text that is known to be JSON: between its brackets, and each element.
struct Place {
    Range inside;
    std::vector<Range> elements;
};

std::optional<Place> find_entries(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    std::optional<Place> place;
    std::string_view last_string;
    std::string_view name;  // of the root's member that is being read
    int depth = 0;
    bool inside_element = false;
    std::size_t solid_end = 0;  // behind the last byte that is no blank
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (kBlank.find(c) != std::string_view::npos) {
            continue;
        }
        if (place && place->inside.end == 0 && depth == 2) {
            if (c == ',' || c == ']') {
                if (inside_element) {
                    place->elements.back().end = solid_end;
                }
                inside_element = false;
                place->inside.end = c == ']' ? at : 0;
            } else if (!inside_element) {
                inside_element = true;
                place->elements.push_back({at, 0});
            }
        }
        if (c == '"') {
            const std::size_t begin = at + 1;
            for (++at; text[at] != '"'; ++at) {
                at += text[at] == '\\' ? 1u : 0u;
            }
            last_string = text.substr(begin, at - begin);
        } else if (c == ':' && depth == 1) {
            name = last_string;
        } else if (c == '{' || c == '[') {
            ++depth;
            if (depth == 2 && name == "entries") {
                place = Place{{at + 1, 0}, {}};
            }
        } else if (c == '}' || c == ']') {
            --depth;
        }
        solid_end = at + 1;
    }
    return place;
}

bool matches(std::string_view pattern, const CaseName& name) noexcept {
    const std::size_t slash = pattern.find('/');
    const auto side = [](std::string_view one, std::string_view other) { return one == "*" || one == other; };
    return side(pattern.substr(0, slash), name.socket) && side(pattern.substr(slash + 1), name.path);
}

std::string kind_of(const CaseName& name) {
    return std::string{name.socket} + "/" + std::string{name.path};
}

// Such a case says nothing of the platform.
bool says_nothing(const CaseRecord& record) noexcept {
    return record.verdict == Verdict::not_run || record.verdict == Verdict::harness_error;
}

class Update {
public:
    Update(const Expectations& before, const Report& report, std::span<const std::string> known) : before_(before), report_(report) {
        for (const CaseRecord& record : report.cases) {
            seen_[split_case_id(record.id).row].push_back(&record);
        }
        for (const std::string& id : known) {
            known_[split_case_id(id).row].push_back(split_case_id(id));
        }
    }

    // What becomes of one entry: its kinds that stay; nothing where it stays as it is.
    std::optional<std::vector<std::string>> kinds_that_stay(const Expectation& entry) {
        const auto row = seen_.find(entry.row);
        const bool of_another_run = !entry.lab.empty() && entry.lab != report_.target.lab;
        if (of_another_run || row == seen_.end()) {
            return std::nullopt;
        }
        const Baseline alone{{before_.system, before_.version, {entry}}, report_.target.lab};
        bool all_stay = true;
        std::vector<std::string> stay;
        for (const std::string& pattern : entry.cases) {
            std::vector<std::string> of_pattern;
            std::unordered_set<std::string> seen_here;
            bool whole = true;
            for (const CaseRecord* const record : row->second) {
                const CaseName name = split_case_id(record->id);
                if (!matches(pattern, name)) {
                    continue;
                }
                seen_here.insert(kind_of(name));
                CaseRecord judged = judgeable(*record);
                if (says_nothing(*record) || !alone.judge(judged)) {
                    of_pattern.push_back(kind_of(name));
                    named_.insert(record->id);
                } else {
                    whole = false;
                    former_[record->id] = &entry;
                }
            }
            if (whole) {
                stay.push_back(pattern);
                continue;
            }
            all_stay = false;
            // What the run did not put to the test stays as well.
            for (const CaseName& name : known_[entry.row]) {
                if (matches(pattern, name) && !seen_here.contains(kind_of(name))) {
                    of_pattern.push_back(kind_of(name));
                }
            }
            stay.insert(stay.end(), of_pattern.begin(), of_pattern.end());
        }
        return all_stay ? std::nullopt : std::optional{stay};
    }

    // Entries for the cases that no entry names any more. Call after kinds_that_stay() for each entry.
    std::vector<Expectation> new_entries() const {
        // Cases whose former entries differ become entries of their own, so that each can quote its own.
        std::vector<std::pair<const Expectation*, std::vector<CaseRecord>>> groups;
        for (const CaseRecord& record : report_.cases) {
            if (named_.contains(record.id)) {
                continue;
            }
            const auto found = former_.find(record.id);
            const Expectation* const former = found == former_.end() ? nullptr : found->second;
            auto group = std::ranges::find(groups, former, &std::pair<const Expectation*, std::vector<CaseRecord>>::first);
            if (group == groups.end()) {
                group = groups.insert(groups.end(), {former, {}});
            }
            group->second.push_back(judgeable(record));
        }
        std::vector<Expectation> entries;
        for (const auto& [former, cases] : groups) {
            for (Expectation& entry : propose(cases, report_.target.lab)) {
                if (former != nullptr) {
                    entry.evidence += " The entry before it (" + former->cause + ") said: " + former->evidence;
                }
                entries.push_back(std::move(entry));
            }
        }
        return entries;
    }

private:
    // What a judgement needs of a record; traces are long.
    static CaseRecord judgeable(const CaseRecord& record) {
        CaseRecord copy;
        copy.id = record.id;
        copy.kind = record.kind;
        copy.verdict = record.verdict;
        copy.reason = record.reason;
        copy.provoked_by = record.provoked_by;
        copy.observation = record.observation;
        return copy;
    }

    const Expectations& before_;
    const Report& report_;
    std::unordered_map<std::string_view, std::vector<const CaseRecord*>> seen_;
    std::unordered_map<std::string_view, std::vector<CaseName>> known_;
    std::unordered_set<std::string_view> named_;  // cases that an entry still names
    std::unordered_map<std::string_view, const Expectation*> former_;
};

// One entry of the new file: its text, and the row, behind which new entries of that row go.
struct Piece {
    std::string row;
    std::string text;
};

}  // namespace

BaselineUpdate update_expectations(std::string_view text, const Report& report, std::span<const std::string> known) {
    const Expectations before = parse_expectations(text, ToBeWritten::allowed);
    const std::optional<Place> place = find_entries(text);
    if (!place || place->elements.size() != before.entries.size()) {
        throw ReportError("the name \"entries\" must be written without escapes");
    }
    BaselineUpdate result;
    Update update{before, report, known};
    std::vector<Piece> pieces;
    for (std::size_t index = 0; index < before.entries.size(); ++index) {
        const Expectation& entry = before.entries[index];
        const auto kinds = update.kinds_that_stay(entry);
        if (!kinds) {
            pieces.push_back({entry.row, std::string{place->elements[index].of(text)}});
            ++result.kept;
        } else if (kinds->empty()) {
            ++result.dropped;
        } else {
            Expectation narrowed = entry;
            narrowed.cases = *kinds;
            pieces.push_back({entry.row, to_text(narrowed)});
            ++result.narrowed;
        }
    }
    for (const Expectation& entry : update.new_entries()) {
        const auto last = std::find_if(pieces.rbegin(), pieces.rend(), [&entry](const Piece& piece) { return piece.row == entry.row; });
        pieces.insert(last == pieces.rend() ? pieces.end() : last.base(), {entry.row, to_text(entry)});
        ++result.added;
    }
    if (result.narrowed + result.dropped + result.added == 0) {
        result.text = text;
        return result;
    }
    result.text = text.substr(0, place->inside.begin);
    for (const Piece& piece : pieces) {
        result.text += (&piece == &pieces.front() ? "\n    " : ",\n    ") + piece.text;
    }
    result.text += (pieces.empty() ? "" : "\n  ") + std::string{text.substr(place->inside.end)};
    return result;
}

}  // namespace wcts::reports
