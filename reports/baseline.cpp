#include "reports/baseline.h"

#include "reports/case_id.h"
#include "reports/differential.h"
#include "reports/text.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace wcts::reports {

namespace {

bool matches(std::string_view pattern, std::string_view side) noexcept {
    return pattern == "*" || pattern == side;
}

// Where two observations first differ, as a sentence; nothing if they are equal but for the order of names.
std::optional<std::string> difference(const Json& expected, const Json& found) {
    if (expected == found) {
        return std::nullopt;
    }
    const Json patch = Json::diff(expected, found);
    if (patch.empty()) {
        return std::nullopt;
    }
    constexpr std::size_t kLongest = 60;
    const Json& step = patch.front();
    const std::string place = step.at("path").get<std::string>();
    const Json::json_pointer pointer{place};
    const bool added = step.at("op") == "add";
    const std::string was = added ? "nothing" : printable(compact(expected.at(pointer)), kLongest);
    const std::string is = step.contains("value") ? printable(compact(step.at("value")), kLongest) : "nothing";
    return "the observation differs at " + (place.empty() ? std::string{"its root"} : printable(place, 120)) + ": expected " + was +
           ", found " + is;
}

}  // namespace

Baseline::Baseline(Expectations expectations, std::string_view lab) : expectations_(std::make_shared<const Expectations>(std::move(expectations))) {
    const std::vector<Expectation>& entries = expectations_->entries;
    for (std::size_t index = 0; index < entries.size(); ++index) {
        if (!entries[index].lab.empty() && entries[index].lab != lab) {
            continue;
        }
        for (const std::string_view pattern : entries[index].cases) {
            const std::size_t slash = pattern.find('/');
            rows_[entries[index].row].push_back({pattern.substr(0, slash), pattern.substr(slash + 1), index});
        }
    }
}

const Expectation* Baseline::find(std::string_view id) const {
    const CaseName name = split_case_id(id);
    const auto row = rows_.find(name.row);
    if (row == rows_.end()) {
        return nullptr;
    }
    const auto line = std::ranges::find_if(
        row->second, [&name](const Line& entry) { return matches(entry.socket, name.socket) && matches(entry.path, name.path); });
    return line == row->second.end() ? nullptr : &expectations_->entries[line->entry];
}

std::optional<Unexpected> Baseline::judge(CaseRecord& record) const {
    const auto unexpected = [&record](Unexpected::Sort sort, std::string reason) {
        record.expected = false;
        const CaseName name = split_case_id(record.id);
        return Unexpected{
            sort, std::string{name.row}, {std::string{name.socket}, std::string{name.path}}, record.verdict, std::move(reason)};
    };
    record.expected = true;
    // What happens without the target as well is not the target's doing.
    if (record.verdict != Verdict::pass && behaves_as_base(record)) {
        return std::nullopt;
    }
    const Expectation* const entry = find(record.id);
    if (entry == nullptr) {
        if (record.verdict == Verdict::pass || record.verdict == Verdict::unsupported) {
            return std::nullopt;
        }
        const std::string base = record.base ? " (on the base: " + std::string{to_string(record.base->verdict)} + ")" : "";
        return unexpected(Unexpected::Sort::failure, record.reason + base);
    }
    // What is known to be flaky may pass, fail, and never end.
    const bool flaky = entry->verdict == Verdict::flaky;
    if (record.verdict == Verdict::pass && !flaky) {
        return unexpected(Unexpected::Sort::pass, "it passes, though the expectation file says " + std::string{to_string(entry->verdict)});
    }
    const bool same_verdict =
        record.verdict == entry->verdict ||
        (flaky && (record.verdict == Verdict::pass || record.verdict == Verdict::fail || record.verdict == Verdict::timeout));
    if (!same_verdict) {
        const std::string why = record.reason.empty() ? "" : ": " + record.reason;
        return unexpected(Unexpected::Sort::changed, "the expectation file says " + std::string{to_string(entry->verdict)} + why);
    }
    if (entry->observation && record.verdict == entry->verdict) {
        if (auto sentence = difference(*entry->observation, record.observation)) {
            return unexpected(Unexpected::Sort::changed, std::move(*sentence));
        }
    }
    return std::nullopt;
}

std::vector<Unexpected> Baseline::unmatched(std::span<const std::string> known, std::span<const std::string> selected) const {
    std::unordered_map<std::string_view, std::vector<CaseName>> known_rows;
    for (const std::string& id : known) {
        const CaseName name = split_case_id(id);
        known_rows[name.row].push_back(name);
    }
    std::unordered_set<std::string_view> selected_rows;
    for (const std::string& id : selected) {
        selected_rows.insert(split_case_id(id).row);
    }
    const bool everything = selected.size() >= known.size();
    std::vector<Unexpected> result;
    if (expectations_ == nullptr) {
        return result;
    }
    // In the order of the file.
    for (const Expectation& entry : expectations_->entries) {
        if (!everything && !selected_rows.contains(entry.row)) {
            continue;
        }
        const auto row = known_rows.find(entry.row);
        for (const std::string_view pattern : entry.cases) {
            const std::string_view socket = pattern.substr(0, pattern.find('/'));
            const std::string_view path = pattern.substr(pattern.find('/') + 1);
            const bool exists = row != known_rows.end() && std::ranges::any_of(row->second, [&](const CaseName& name) {
                                    return matches(socket, name.socket) && matches(path, name.path);
                                });
            if (!exists) {
                result.push_back({Unexpected::Sort::unmatched,
                                  entry.row,
                                  {std::string{socket}, std::string{path}},
                                  entry.verdict,
                                  row == known_rows.end() ? "the expectation file names a row that does not exist"
                                                          : "the expectation file names a kind that the row does not have"});
            }
        }
    }
    return result;
}

std::vector<Unexpected> apply(const Baseline& baseline, std::span<CaseRecord> cases, std::span<const std::string> known,
                              std::span<const std::string> selected) {
    std::vector<Unexpected> result;
    for (CaseRecord& record : cases) {
        if (auto unexpected = baseline.judge(record)) {
            result.push_back(std::move(*unexpected));
        }
    }
    for (Unexpected& unexpected : baseline.unmatched(known, selected)) {
        result.push_back(std::move(unexpected));
    }
    return result;
}

}  // namespace wcts::reports
