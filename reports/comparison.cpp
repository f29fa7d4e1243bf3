#include "reports/comparison.h"

#include "reports/case_id.h"
#include "reports/report_reader.h"
#include "reports/text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

namespace wcts::reports {

// Not in the unnamed namespace: Comparer::State has members of these.
namespace comparing {

// Texts, each once.
class Interner {
public:
    Ref operator()(std::string text) {
        const auto [place, is_new] = refs_.try_emplace(std::move(text), static_cast<Ref>(refs_.size()));
        return place->second;
    }

    [[nodiscard]] std::vector<std::string> release() {
        std::vector<std::string> texts(refs_.size());
        while (!refs_.empty()) {
            auto node = refs_.extract(refs_.begin());
            texts[node.mapped()] = std::move(node.key());
        }
        return texts;
    }

private:
    std::unordered_map<std::string, Ref> refs_;
};

// Values, each once.
template <typename Value>
class Table {
public:
    Ref operator()(Value value) {
        const auto [place, is_new] = refs_.try_emplace(std::move(value), static_cast<Ref>(refs_.size()));
        return place->second;
    }

    [[nodiscard]] std::vector<Value> values() const {
        std::vector<Value> result(refs_.size());
        for (const auto& [value, ref] : refs_) {
            result[ref] = value;
        }
        return result;
    }

private:
    std::map<Value, Ref> refs_;
};

}  // namespace comparing

namespace {

// One line, with the names of objects sorted: equal for values that differ in the order of names alone.
std::string canonical(const Json& value) {
    return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool is_told_by_observation(Verdict verdict) noexcept {
    return verdict == Verdict::pass || verdict == Verdict::fail || verdict == Verdict::flaky;
}

bool is_judged(Verdict verdict) noexcept {
    return is_told_by_observation(verdict) || verdict == Verdict::timeout || verdict == Verdict::crash;
}

std::string architecture_of(const PlatformInfo& platform) {
    return platform.process_architecture == platform.machine_architecture
               ? platform.process_architecture
               : platform.process_architecture + " on " + platform.machine_architecture;
}

// The last `parts` parts of a path, without ".json".
std::string short_name(const std::filesystem::path& path, std::size_t parts) {
    std::filesystem::path name = path.filename();
    if (name.extension() == ".json") {
        name = name.stem();
    }
    std::filesystem::path folder = path.parent_path();
    for (; parts > 1 && !folder.filename().empty(); --parts) {
        name = folder.filename() / name;
        folder = folder.parent_path();
    }
    const std::u8string text = name.generic_u8string();
    return {text.begin(), text.end()};
}

std::vector<std::string> unlike_names(const std::vector<std::filesystem::path>& paths) {
    constexpr std::size_t kMostParts = 4;
    std::vector<std::string> names(paths.size());
    for (std::size_t index = 0; index < paths.size(); ++index) {
        std::size_t parts = 1;
        const auto is_taken = [&] {
            return std::ranges::count_if(
                       paths, [&](const auto& other) { return short_name(other, parts) == short_name(paths[index], parts); }) > 1;
        };
        while (parts < kMostParts && is_taken()) {
            ++parts;
        }
        names[index] = short_name(paths[index], parts);
    }
    for (std::size_t index = 0; index < names.size(); ++index) {
        const std::string name = names[index];
        for (int number = 2; std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(index), names[index]) !=
                             names.begin() + static_cast<std::ptrdiff_t>(index);
             ++number) {
            names[index] = name + " (" + std::to_string(number) + ")";
        }
    }
    return names;
}

// Decides what has become of a case.
class Judge {
public:
    explicit Judge(const std::vector<Behaviour>& behaviours) : behaviours_(behaviours) {}

    void operator()(ComparedCase& compared) const {
        std::vector<Ref> there;
        for (const Cell& cell : compared.cells) {
            if (cell.there() && std::ranges::find(there, cell.behaviour) == there.end()) {
                there.push_back(cell.behaviour);
            }
        }
        if (differ(there)) {
            compared.status = Status::changed;
            compared.documented = documented(there);
        } else if (std::ranges::any_of(there, [this](Ref ref) { return behaviours_[ref].verdict == Verdict::flaky; })) {
            compared.status = Status::flaky;
        } else if (!compared.cells.front().there()) {
            compared.status = Status::added;
        } else if (!std::ranges::all_of(compared.cells, &Cell::there)) {
            compared.status = Status::gone;
        }
    }

private:
    // What has been seen of it: the behaviour itself, or that of each try.
    [[nodiscard]] std::span<const Ref> seen(const Ref& ref) const {
        const std::vector<Ref>& tries = behaviours_[ref].tries;
        return tries.empty() ? std::span{&ref, 1} : std::span{tries};
    }

    // Whether two of them have nothing in common.
    [[nodiscard]] bool differ(const std::vector<Ref>& refs) const {
        for (std::size_t one = 0; one < refs.size(); ++one) {
            for (std::size_t other = one + 1; other < refs.size(); ++other) {
                const auto left = seen(refs[one]);
                const auto right = seen(refs[other]);
                if (std::ranges::find_first_of(left, right) == left.end()) {
                    return true;
                }
            }
        }
        return false;
    }

    [[nodiscard]] bool is_kept(Ref ref) const {
        return std::ranges::all_of(seen(ref), [this](Ref one) { return behaviours_[one].verdict == Verdict::pass; });
    }

    [[nodiscard]] Documented documented(std::vector<Ref> refs) const {
        std::erase_if(refs, [this](Ref ref) { return !is_judged(behaviours_[ref].verdict); });
        if (!differ(refs)) {
            return Documented::not_judged;
        }
        const auto kept = std::ranges::count_if(refs, [this](Ref ref) { return is_kept(ref); });
        if (kept == 0) {
            return Documented::none;
        }
        return kept == std::ssize(refs) ? Documented::all : Documented::some;
    }

    const std::vector<Behaviour>& behaviours_;
};

std::vector<std::vector<std::size_t>> merged_columns(const std::vector<ComparedCase>& cases, std::size_t reports) {
    std::vector<std::vector<std::size_t>> columns;
    for (std::size_t report = 0; report < reports; ++report) {
        const auto same = std::ranges::find_if(columns, [&](const std::vector<std::size_t>& column) {
            return std::ranges::all_of(cases, [&](const ComparedCase& compared) {
                return compared.cells[column.front()].behaviour == compared.cells[report].behaviour;
            });
        });
        if (same == columns.end()) {
            columns.push_back({report});
        } else {
            same->push_back(report);
        }
    }
    return columns;
}

std::vector<Difference> grouped(const std::vector<ComparedCase>& cases, const std::vector<CaseFacts>& facts) {
    std::vector<Difference> differences;
    std::map<std::pair<std::string_view, std::vector<Ref>>, std::size_t> places;
    for (std::size_t index = 0; index < cases.size(); ++index) {
        const ComparedCase& compared = cases[index];
        if (compared.status == Status::same) {
            continue;
        }
        std::vector<Ref> behaviours;
        for (const Cell& cell : compared.cells) {
            behaviours.push_back(cell.behaviour);
        }
        const std::string_view row = split_case_id(compared.id).row;
        const auto [place, is_new] = places.try_emplace({row, behaviours}, differences.size());
        if (is_new) {
            const CaseFacts& about = facts[compared.facts];
            differences.push_back({compared.status,
                                   compared.documented,
                                   about.function,
                                   about.clauses.empty() ? "" : about.clauses.front(),
                                   std::string{row},
                                   compared.facts,
                                   false,
                                   std::move(behaviours),
                                   {}});
        }
        differences[place->second].cases.push_back(index);
        differences[place->second].row_changed = differences[place->second].row_changed || compared.row_changed;
    }
    std::unordered_map<std::string_view, std::size_t> functions;
    std::unordered_map<std::string_view, std::size_t> clauses;
    for (const Difference& difference : differences) {
        functions.try_emplace(difference.function, functions.size());
        clauses.try_emplace(difference.clause, clauses.size());
    }
    std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::size_t>> order;
    for (std::size_t index = 0; index < differences.size(); ++index) {
        order.push_back({{functions[differences[index].function], clauses[differences[index].clause]}, index});
    }
    std::ranges::sort(order);
    std::vector<Difference> result;
    for (const auto& [group, index] : order) {
        result.push_back(std::move(differences[index]));
    }
    return result;
}

}  // namespace

std::string_view to_string(Status status) noexcept {
    switch (status) {
        case Status::same:
            return "same";
        case Status::changed:
            return "changed";
        case Status::added:
            return "new";
        case Status::gone:
            return "gone";
        case Status::flaky:
            break;
    }
    return "flaky";
}

std::string_view to_string(Documented documented) noexcept {
    switch (documented) {
        case Documented::some:
            return "one-side";
        case Documented::none:
            return "neither";
        case Documented::all:
            return "both-sides";
        case Documented::not_judged:
            break;
    }
    return "not-judged";
}

std::string_view Comparison::reason(const Difference& difference, std::size_t report) const {
    return text(cases[difference.cases.front()].cells[report].reason);
}

std::string platform_text(const PlatformInfo& platform, const TargetInfo& target) {
    std::string text =
        platform.wine ? "Wine " + *platform.wine : platform.os + " " + std::to_string(platform.build) + "." + std::to_string(platform.ubr);
    text += ", " + architecture_of(platform);
    if (target.kind != "system") {
        text += ", " + target.kind + (target.path.empty() ? "" : ":" + target.path);
    }
    return text + (target.lab.empty() ? "" : ", lab " + target.lab);
}

struct Comparer::State {
    explicit State(Options given) : options(std::move(given)) {}

    // What is known of a case before its status.
    struct Entry {
        ComparedCase compared;
        Ref row_hash = kNone;
    };

    Ref behaviour_of(Verdict verdict, const Json& observation, std::vector<Ref> tries = {}) {
        const bool counts = is_told_by_observation(verdict) && !observation.empty() && tries.empty();
        return behaviours(Behaviour{verdict, counts ? texts(canonical(observation)) : kNone, std::move(tries)});
    }

    Ref behaviour_of(const CaseRecord& record) {
        std::vector<Ref> tries;
        if (record.verdict == Verdict::flaky) {
            for (const Attempt& attempt : record.attempts) {
                tries.push_back(behaviour_of(attempt.verdict, attempt.observation));
            }
            std::ranges::sort(tries);
            const auto doubles = std::ranges::unique(tries);
            tries.erase(doubles.begin(), doubles.end());
        }
        return behaviour_of(record.verdict, record.observation, std::move(tries));
    }

    void add(const CaseRecord& record) {
        std::string id = options.renames(record.id);
        if (options.only && !options.only(id)) {
            return;
        }
        const std::size_t report = reports.size();
        const auto [place, is_new] = index_of.try_emplace(id, entries.size());
        if (is_new) {
            Entry entry;
            entry.compared.id = id;
            entries.push_back(std::move(entry));
        }
        Entry& entry = entries[place->second];
        if (entry.compared.cells.size() > report) {
            const std::string renamed = id == record.id ? "" : ", as which it knows " + printable(record.id, 120) + " by a rename";
            throw ReportError("the case " + printable(id, 120) + " stands twice in one report" + renamed);
        }
        entry.compared.cells.resize(report + 1);
        Cell& cell = entry.compared.cells.back();
        cell.behaviour = behaviour_of(record);
        cell.reason = record.reason.empty() ? kNone : texts(record.reason);
        cell.expected = record.expected;
        summary.add(record);
        entry.compared.facts =
            facts(CaseFacts{record.suite, record.function, record.claim, record.clauses, record.code.value_or(""), record.provoked_by});
        const Ref hash = hashes(record.row_hash);
        entry.compared.row_changed = entry.compared.row_changed || (entry.row_hash != kNone && entry.row_hash != hash);
        entry.row_hash = hash;
        if (options.on_case) {
            options.on_case(report, id, record);
        }
    }

    void end_report(const std::filesystem::path& path, const Report& head) {
        paths.push_back(path);
        reports.push_back({"", platform_text(head.platform, head.target), head.suite, head.target, head.platform, head.started,
                           head.finished, head.wall_ms, head.complete, std::exchange(summary, {})});
    }

    Options options;
    std::vector<std::filesystem::path> paths;
    std::vector<ComparedReport> reports;
    std::vector<Entry> entries;
    std::unordered_map<std::string, std::size_t> index_of;
    Summary summary;  // of the report that is being read
    comparing::Interner texts;
    comparing::Interner hashes;
    comparing::Table<Behaviour> behaviours;
    comparing::Table<CaseFacts> facts;
};

Comparer::Comparer() : Comparer(Options{}) {}
Comparer::Comparer(Options options) : state_(std::make_unique<State>(std::move(options))) {}
Comparer::~Comparer() = default;
Comparer::Comparer(Comparer&&) noexcept = default;
Comparer& Comparer::operator=(Comparer&&) noexcept = default;

void Comparer::add(const std::filesystem::path& path) {
    const ReportFile file = read_report_file(path, [this](CaseRecord&& record) { state_->add(record); });
    state_->end_report(path, file.report);
}

void Comparer::add(const std::string& name, const Report& report) {
    for (const CaseRecord& record : report.cases) {
        state_->add(record);
    }
    state_->end_report(std::filesystem::path{std::u8string{name.begin(), name.end()}}, report);
}

Comparison Comparer::finish(std::size_t least) {
    State& state = *state_;
    if (state.reports.size() < least) {
        throw ReportError("at least " + counted(least, "report") + " must be given, and there is " +
                          counted(state.reports.size(), "report"));
    }
    if (state.entries.empty()) {
        throw ReportError(state.options.only ? "no case is left to compare: the filter means none" : "the reports have no case");
    }
    Comparison result;
    result.reports = std::move(state.reports);
    const std::vector<std::string> names = unlike_names(state.paths);
    for (std::size_t index = 0; index < names.size(); ++index) {
        result.reports[index].name = names[index];
    }
    result.texts = state.texts.release();
    result.behaviours = state.behaviours.values();
    result.facts = state.facts.values();
    const Judge judge{result.behaviours};
    result.cases.reserve(state.entries.size());
    for (State::Entry& entry : state.entries) {
        ComparedCase& compared = result.cases.emplace_back(std::move(entry.compared));
        compared.cells.resize(result.reports.size());
        judge(compared);
        ++result.counts.by_status[static_cast<std::size_t>(compared.status)];
        if (compared.status == Status::changed) {
            ++result.counts.changed[static_cast<std::size_t>(compared.documented)];
        }
    }
    result.columns = merged_columns(result.cases, result.reports.size());
    result.differences = grouped(result.cases, result.facts);
    return result;
}

}  // namespace wcts::reports
