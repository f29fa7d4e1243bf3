#include "reports/page_writer.h"

#include "page_file.h"

#include "reports/case_id.h"
#include "reports/page_tables.h"
#include "reports/report_json.h"
#include "reports/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace wcts::reports {

namespace {

// What the page's script takes for "none".
std::int64_t or_none(Ref ref) noexcept {
    return ref == kNone ? -1 : static_cast<std::int64_t>(ref);
}

// Gives each new value the next number.
template <typename Value>
class Numbered {
public:
    std::size_t number_of(const Value& value) {
        const auto [place, added] = numbers_.try_emplace(value, values_.size());
        if (added) {
            values_.push_back(value);
        }
        return place->second;
    }
    [[nodiscard]] const std::vector<Value>& values() const noexcept { return values_; }

private:
    std::vector<Value> values_;
    std::map<Value, std::size_t> numbers_;
};

void add_member(std::string& json, std::string_view name, const std::string& value) {
    json += (json.size() == 1 ? "\"" : ",\"") + std::string{name} + "\":" + value;
}

template <typename Items, typename Text>
std::string array_json(const Items& items, Text&& text_of) {
    std::string json = "[";
    for (const auto& item : items) {
        json += (json.size() == 1 ? "" : ",") + text_of(item);
    }
    return json + "]";
}

// A trace's entry without when it was: most calls of a run have few of these.
using Shape = std::array<std::uint32_t, 8>;

// A report's values as the page may show them.
Json shown(const Json& value) {
    if (value.is_string()) {
        return printable(value.get_ref<const std::string&>(), TextTable::kLongest);
    }
    if (value.is_array()) {
        Json result = Json::array();
        for (const Json& inner : value) {
            result.push_back(shown(inner));
        }
        return result;
    }
    if (value.is_object()) {
        Json result = Json::object();
        for (const auto& [name, inner] : value.items()) {
            result[printable(name, TextTable::kLongest)] = shown(inner);
        }
        return result;
    }
    return value;
}

std::string report_json(const ComparedReport& report) {
    Json summary = Json::array();
    for (const Verdict verdict : kAllVerdicts) {
        summary.push_back(report.summary[verdict]);
    }
    summary.push_back(report.summary.unexpected);
    Json json{{"name", report.name},
              {"platform", report.platform},
              {"suite", to_json(report.suite)},
              {"target", to_json(report.target)},
              {"about", to_json(report.about)},
              {"started", report.started},
              {"finished", report.finished},
              {"wall_ms", report.wall_ms},
              {"complete", report.complete},
              {"summary", std::move(summary)}};
    // The page does not show it, and it is long.
    json["about"].erase("catalog");
    return compact(shown(json));
}

}  // namespace

// The second data block, as far as it can be written while the reports are read.
struct PageWriter::State {
    struct Times {
        std::vector<std::int64_t> wall_us;  // one a case, -1 where the report lacks it
        std::vector<std::int64_t> call_us;
    };

    std::vector<Clause> clauses;
    RowWords words;

    std::vector<std::string> ids;  // in order of first appearance, as in Comparison::cases
    std::unordered_map<std::string, std::size_t> places;
    std::vector<std::vector<std::size_t>> kept;  // of each case: hashes of what it did where a trace is kept
    std::vector<Times> times;
    TextTable texts;
    ListTable lists;
    Numbered<Shape> shapes;
    std::string traces;    // [case, report, seq, t, end, took, shape, seq, ...], ...
    std::string attempts;  // [case, report, [[verdict, reason, observation, wall, call], ...]], ...
    std::unordered_map<std::string, std::vector<std::uint32_t>> words_of_row;

    void keep(std::size_t report, const std::string& id, const CaseRecord& record) {
        const auto [place, added] = places.try_emplace(id, ids.size());
        if (added) {
            ids.push_back(id);
            kept.emplace_back();
        }
        const std::size_t index = place->second;
        keep_times(report, index, record);
        const std::size_t what = std::hash<std::string>{}(std::string{to_string(record.verdict)} + compact(record.observation));
        if (!record.trace.empty() && std::ranges::find(kept[index], what) == kept[index].end()) {
            kept[index].push_back(what);
            keep_trace(report, index, record.trace);
        }
        if (record.attempts.size() > 1) {
            keep_attempts(report, index, record.attempts);
        }
        if (words) {
            if (const auto [row, is_new] = words_of_row.try_emplace(std::string{split_case_id(id).row}); is_new) {
                for (const std::string& line : words(record)) {
                    row->second.push_back(texts.number_of(line));
                }
            }
        }
    }

    void keep_times(std::size_t report, std::size_t index, const CaseRecord& record) {
        times.resize(std::max(times.size(), report + 1));
        Times& its = times[report];
        its.wall_us.resize(std::max(its.wall_us.size(), index + 1), -1);
        its.call_us.resize(std::max(its.call_us.size(), index + 1), -1);
        its.wall_us[index] = record.wall_us;
        its.call_us[index] = record.call_us;
    }

    std::uint32_t text_at(const Json& entry, const char* name) {
        const auto member = entry.find(name);
        return member == entry.end() ? 0 : texts.number_of(member->is_string() ? member->get<std::string>() : compact(*member));
    }

    std::uint32_t list_at(const Json& entry, const char* name) {
        const auto member = entry.find(name);
        return member == entry.end() ? 0 : flattened(*member, texts, lists);
    }

    void keep_trace(std::size_t report, std::size_t index, const Json& trace) {
        std::vector<std::int64_t> numbers{static_cast<std::int64_t>(index), static_cast<std::int64_t>(report)};
        for (const Json& entry : trace) {
            if (!entry.is_object()) {
                continue;
            }
            const auto number_at = [&entry](const char* name) {
                const auto member = entry.find(name);
                return member != entry.end() && member->is_number_integer() ? member->get<std::int64_t>() : std::int64_t{-1};
            };
            const Shape shape{text_at(entry, "thread"), text_at(entry, "who"),   text_at(entry, "what"), list_at(entry, "args"),
                              text_at(entry, "result"), text_at(entry, "error"), list_at(entry, "out"),  text_at(entry, "note")};
            for (const char* name : {"seq", "t_us", "end", "took_us"}) {
                numbers.push_back(number_at(name));
            }
            numbers.push_back(static_cast<std::int64_t>(shapes.number_of(shape)));
        }
        traces += (traces.empty() ? "" : ",") + numbers_json(numbers);
    }

    void keep_attempts(std::size_t report, std::size_t index, const std::vector<Attempt>& tries) {
        attempts += (attempts.empty() ? "[" : ",[") + std::to_string(index) + "," + std::to_string(report) + "," +
                    array_json(tries,
                               [this](const Attempt& attempt) {
                                   return numbers_json(std::array<std::int64_t, 5>{
                                       static_cast<std::int64_t>(attempt.verdict), texts.number_of(attempt.reason),
                                       flattened(attempt.observation, texts, lists), attempt.wall_us, attempt.call_us});
                               }) +
                    "]";
    }

    // `rows`: their ids in the order of the first data block.
    [[nodiscard]] std::string details_json(const std::vector<std::string>& rows) const {
        std::string json = "{";
        add_member(json, "texts", texts.json());
        add_member(json, "lists", lists.json());
        const auto padded = [this](std::vector<std::int64_t> numbers) {
            numbers.resize(ids.size(), -1);
            return numbers_json(numbers);
        };
        add_member(json, "wall", array_json(times, [&](const Times& its) { return padded(its.wall_us); }));
        add_member(json, "call", array_json(times, [&](const Times& its) { return padded(its.call_us); }));
        add_member(json, "shapes", array_json(shapes.values(), numbers_json<Shape>));
        add_member(json, "traces", "[" + traces + "]");
        add_member(json, "attempts", "[" + attempts + "]");
        std::string lines;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto its = words_of_row.find(rows[row]);
            if (its != words_of_row.end() && !its->second.empty()) {
                std::vector<std::size_t> numbers{row};
                numbers.insert(numbers.end(), its->second.begin(), its->second.end());
                lines += (lines.empty() ? "" : ",") + numbers_json(numbers);
            }
        }
        add_member(json, "words", "[" + lines + "]");
        return json + "}";
    }
};

namespace {

// The first data block: all that lists and matrices show.
class MainBlock {
public:
    MainBlock(const Comparison& comparison, std::span<const Clause> spec) : comparison_(comparison) {
        for (const Clause& clause : spec) {
            clause_of(clause.id) = {texts_.number_of(clause.kind), texts_.number_of(clause.text)};
        }
        for (const CaseFacts& facts : comparison.facts) {
            add_facts(facts);
        }
        for (const ComparedCase& each : comparison.cases) {
            add_case(each);
        }
    }

    [[nodiscard]] const std::vector<std::string>& rows() const noexcept { return rows_.values(); }

    [[nodiscard]] std::string json() {
        std::string json = "{";
        add_member(json, "reports", array_json(comparison_.reports, report_json));
        add_member(json, "columns", array_json(comparison_.columns, numbers_json<std::vector<std::size_t>>));
        add_member(json, "clauses", clauses_json());
        add_member(json, "facts", "[" + facts_ + "]");
        add_member(json, "rows", texts_json(rows_.values()));
        add_member(json, "sockets", texts_json(sockets_.values()));
        add_member(json, "paths", texts_json(paths_.values()));
        add_member(json, "cases", cases_json());
        add_member(json, "behaviours", array_json(comparison_.behaviours, [this](const Behaviour& each) { return behaviour_json(each); }));
        add_member(json, "cells", cells_json());
        add_member(json, "differences", array_json(comparison_.differences, [this](const Difference& each) { return difference_json(each); }));
        // Last, when all are known.
        add_member(json, "texts", texts_.json());
        add_member(json, "lists", lists_.json());
        return json + "}";
    }

private:
    struct ClauseTexts {
        std::uint32_t kind = 0;
        std::uint32_t text = 0;
    };

    ClauseTexts& clause_of(const std::string& id) {
        const std::size_t number = clauses_.number_of(id);
        clause_texts_.resize(std::max(clause_texts_.size(), number + 1));
        return clause_texts_[number];
    }

    std::uint32_t text_of(Ref ref) {
        return texts_.number_of(comparison_.text(ref));
    }

    void add_facts(const CaseFacts& facts) {
        std::vector<std::size_t> clauses;
        for (const std::string& id : facts.clauses) {
            clause_of(id);
            clauses.push_back(clauses_.number_of(id));
        }
        facts_ += facts_.empty() ? "[" : ",[";
        for (const std::string* text : {&facts.suite, &facts.function, &facts.claim, &facts.code, &facts.provoked_by}) {
            facts_ += std::to_string(texts_.number_of(*text)) + ",";
        }
        facts_ += numbers_json(clauses) + "]";
    }

    void add_case(const ComparedCase& each) {
        const CaseName name = split_case_id(each.id);
        case_rows_.push_back(rows_.number_of(std::string{name.row}));
        case_sockets_.push_back(sockets_.number_of(std::string{name.socket}));
        case_paths_.push_back(paths_.number_of(std::string{name.path}));
    }

    template <typename Value, typename Get>
    [[nodiscard]] std::string column_json(Get&& get) const {
        std::vector<Value> numbers;
        numbers.reserve(comparison_.cases.size());
        for (const ComparedCase& each : comparison_.cases) {
            numbers.push_back(get(each));
        }
        return numbers_json(numbers);
    }

    std::string texts_json(const std::vector<std::string>& names) {
        return array_json(names, [this](const std::string& name) { return std::to_string(texts_.number_of(name)); });
    }

    std::string clauses_json() {
        std::string json = "[";
        for (std::size_t number = 0; number < clause_texts_.size(); ++number) {
            const ClauseTexts& its = clause_texts_[number];
            json += (number == 0 ? "" : ",") +
                    numbers_json(std::array{texts_.number_of(clauses_.values()[number]), its.kind, its.text});
        }
        return json + "]";
    }

    [[nodiscard]] std::string cases_json() const {
        std::string json = "{";
        add_member(json, "row", numbers_json(case_rows_));
        add_member(json, "socket", numbers_json(case_sockets_));
        add_member(json, "path", numbers_json(case_paths_));
        add_member(json, "facts", column_json<std::int64_t>([](const ComparedCase& each) { return or_none(each.facts); }));
        add_member(json, "status", column_json<int>([](const ComparedCase& each) { return static_cast<int>(each.status); }));
        add_member(json, "documented", column_json<int>([](const ComparedCase& each) { return static_cast<int>(each.documented); }));
        add_member(json, "row_changed", places_json([](const ComparedCase& each) { return each.row_changed; }));
        return json + "}";
    }

    template <typename Test>
    [[nodiscard]] std::string places_json(Test&& test) const {
        std::vector<std::size_t> places;
        for (std::size_t index = 0; index < comparison_.cases.size(); ++index) {
            if (test(comparison_.cases[index])) {
                places.push_back(index);
            }
        }
        return numbers_json(places);
    }

    std::string behaviour_json(const Behaviour& behaviour) {
        std::uint32_t list = 0;
        if (behaviour.observation != kNone) {
            const Json observation = Json::parse(comparison_.text(behaviour.observation), nullptr, false);
            list = flattened(observation, texts_, lists_);
        }
        return "[" + std::to_string(static_cast<int>(behaviour.verdict)) + "," + std::to_string(list) + "," + numbers_json(behaviour.tries) + "]";
    }

    std::string cells_json() {
        std::string json = "[";
        for (std::size_t report = 0; report < comparison_.reports.size(); ++report) {
            const auto cell = [report](const ComparedCase& each) -> const Cell& { return each.cells[report]; };
            std::string its = "{";
            add_member(its, "behaviour", column_json<std::int64_t>([&](const ComparedCase& each) { return or_none(cell(each).behaviour); }));
            add_member(its, "reason", column_json<std::uint32_t>([&](const ComparedCase& each) { return text_of(cell(each).reason); }));
            add_member(its, "unexpected", places_json([&](const ComparedCase& each) { return cell(each).there() && !cell(each).expected; }));
            json += (report == 0 ? "" : ",") + its + "}";
        }
        return json + "]";
    }

    std::string difference_json(const Difference& difference) {
        std::string json = "{";
        add_member(json, "status", std::to_string(static_cast<int>(difference.status)));
        add_member(json, "documented", std::to_string(static_cast<int>(difference.documented)));
        add_member(json, "function", std::to_string(texts_.number_of(difference.function)));
        add_member(json, "clause", std::to_string(texts_.number_of(difference.clause)));
        add_member(json, "row", std::to_string(texts_.number_of(difference.row)));
        add_member(json, "row_changed", difference.row_changed ? "true" : "false");
        add_member(json, "behaviours", array_json(difference.behaviours, [](Ref ref) { return std::to_string(or_none(ref)); }));
        add_member(json, "cases", numbers_json(difference.cases));
        return json + "}";
    }

    const Comparison& comparison_;
    TextTable texts_;
    ListTable lists_;
    Numbered<std::string> clauses_, rows_, sockets_, paths_;
    std::vector<ClauseTexts> clause_texts_;
    std::string facts_;
    std::vector<std::size_t> case_rows_, case_sockets_, case_paths_;
};

std::string data_block(std::string_view id, std::string_view json) {
    return "<script type=\"application/json\" id=\"" + std::string{id} + "\">" + for_script(json) + "</script>\n";
}

}  // namespace

PageWriter::PageWriter(std::vector<Clause> clauses, RowWords words) : state_(std::make_unique<State>()) {
    state_->clauses = std::move(clauses);
    state_->words = std::move(words);
}

PageWriter::~PageWriter() = default;
PageWriter::PageWriter(PageWriter&&) noexcept = default;
PageWriter& PageWriter::operator=(PageWriter&&) noexcept = default;

std::function<void(std::size_t, const std::string&, const CaseRecord&)> PageWriter::hook() {
    return [state = state_.get()](std::size_t report, const std::string& id, const CaseRecord& record) { state->keep(report, id, record); };
}

std::string PageWriter::text(const Comparison& comparison) const {
    if (!std::ranges::equal(comparison.cases, state_->ids, {}, &ComparedCase::id)) {
        throw std::logic_error("a page of another comparison than the one it was told of");
    }
    MainBlock main(comparison, state_->clauses);
    constexpr std::string_view kPlace = "@DATA@";
    const std::string_view page = page_file::files().front().text;
    const std::size_t place = page.find(kPlace);
    return std::string{page.substr(0, place)} + data_block("data", main.json()) + data_block("details", state_->details_json(main.rows())) +
           std::string{page.substr(place + kPlace.size())};
}

}  // namespace wcts::reports
