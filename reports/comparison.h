// N reports side by side: what each case did in each of them. Cases are compared by id and by what was observed, never by totals.
//
// The model of `compare` (comparison_text.h, comparison_json.h) and of the page. Values own what they hold; nothing refers to the reports.
// Memory: what reports have in common is kept once (`texts`, `behaviours`, `facts`), a case of one report takes 12 bytes, and traces are
// not kept at all: whoever wants them takes them from the hook while the report is read.
#pragma once

#include "reports/renames.h"
#include "reports/report.h"
#include "reports/report_json.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {

// An index into one of Comparison's tables.
using Ref = std::uint32_t;
inline constexpr Ref kNone = UINT32_MAX;

// What a case did: two cases behave alike if and only if they have the same Behaviour. Of verdicts that no observation makes (timeout,
// crash, unsupported, setup-failed, harness-error, not-run) the verdict is all, as in expectation files.
struct Behaviour {
    Verdict verdict = Verdict::not_run;
    Ref observation = kNone;  // into Comparison::texts: JSON on one line, names sorted. kNone: none, or it does not count
    std::vector<Ref> tries;   // of a flaky case: the different behaviours of its tries, ascending, into Comparison::behaviours

    auto operator<=>(const Behaviour&) const = default;
};

// One case in one report.
struct Cell {
    Ref behaviour = kNone;  // kNone: the report does not have the case
    Ref reason = kNone;     // into Comparison::texts: the report's own sentence; kNone: it says nothing
    bool expected = true;

    [[nodiscard]] bool there() const noexcept { return behaviour != kNone; }
};

enum class Status {
    same,
    changed,  // two reports that have it show different behaviour
    added,    // it behaves alike wherever it is, and the first report lacks it
    gone,     // it behaves alike wherever it is, and a report after the first lacks it
    flaky,    // in some report its tries differed, and no two reports are shown to differ: they have an observation in common
};

// Of a changed case: on how many sides of the difference the documentation is kept ([pass]).
enum class Documented {
    some,        // one side passes, another does not: somebody gained or lost a promise
    none,        // both sides depart from the documentation, in different ways
    all,         // both sides pass: the documentation permits both
    not_judged,  // those that were judged agree; a side is unsupported, setup-failed, harness-error or not-run
};

// "same", "changed", "new", "gone", "flaky"; "one-side", "neither", "both-sides", "not-judged".
[[nodiscard]] std::string_view to_string(Status status) noexcept;
[[nodiscard]] std::string_view to_string(Documented documented) noexcept;

inline constexpr std::array kAllStatuses{Status::same, Status::changed, Status::added, Status::gone, Status::flaky};
inline constexpr std::array kAllDocumented{Documented::some, Documented::none, Documented::all, Documented::not_judged};

// What a case's row says of itself, as in the last report that has the case.
struct CaseFacts {
    std::string suite;
    std::string function;
    std::string claim;
    std::vector<std::string> clauses;
    std::string code;  // empty: none
    std::string provoked_by;

    auto operator<=>(const CaseFacts&) const = default;
};

struct ComparedCase {
    std::string id;     // as renamed
    Ref facts = kNone;  // into Comparison::facts
    Status status = Status::same;
    Documented documented = Documented::all;  // says something of a changed case only
    bool row_changed = false;                 // reports differ in the row's hash: the case itself may ask for something else
    std::vector<Cell> cells;                  // one a report
};

// Cases of one row that differ in the same way.
struct Difference {
    Status status = Status::changed;  // never `same`
    Documented documented = Documented::all;
    std::string function;
    std::string clause;  // the first one of the row, its main promise; all are in its facts
    std::string row;
    Ref facts = kNone;
    bool row_changed = false;        // of one of the cases
    std::vector<Ref> behaviours;     // one a report, kNone where it lacks the cases
    std::vector<std::size_t> cases;  // into Comparison::cases, ascending
};

// What a report says of itself. Its cases are in Comparison::cases.
struct ComparedReport {
    std::string name;      // short and unlike the others': the file's name without ".json", with as much of the path as is needed
    std::string platform;  // "Wine 8.0, x86_64", "Windows 10.0.19045.4291, x86"; a target other than the system's and a lab are added
    SuiteInfo suite;
    TargetInfo target;
    PlatformInfo about;
    std::string started;
    std::string finished;
    std::int64_t wall_ms = 0;
    bool complete = false;  // false: the run was cut off, so that cases may be gone for that reason alone
    Summary summary;        // counted, of the cases that are compared
};

struct ComparisonCounts {
    std::array<std::size_t, kAllStatuses.size()> by_status{};
    std::array<std::size_t, kAllDocumented.size()> changed{};  // of the changed ones

    [[nodiscard]] std::size_t operator[](Status status) const noexcept { return by_status[static_cast<std::size_t>(status)]; }
    [[nodiscard]] std::size_t operator[](Documented documented) const noexcept { return changed[static_cast<std::size_t>(documented)]; }
};

struct Comparison {
    std::vector<ComparedReport> reports;  // in the order in which they were added
    std::vector<ComparedCase> cases;      // in the order of the first report, then what is new in the second, ...
    // Reports that behave alike in every case are one column: indexes of reports, in their order.
    std::vector<std::vector<std::size_t>> columns;
    // By function, then by clause, in order of first appearance; then in the order of the cases.
    std::vector<Difference> differences;
    ComparisonCounts counts;

    std::vector<std::string> texts;  // observations and reasons, each once; as they stood in the report: escape what is shown
    std::vector<Behaviour> behaviours;
    std::vector<CaseFacts> facts;

    [[nodiscard]] const Behaviour& behaviour(Ref ref) const { return behaviours[ref]; }
    // Empty for kNone.
    [[nodiscard]] std::string_view text(Ref ref) const { return ref == kNone ? std::string_view{} : std::string_view{texts[ref]}; }
    // The reason that goes with what `report` shows of a difference: its first case's.
    [[nodiscard]] std::string_view reason(const Difference& difference, std::size_t report) const;
    // Whether anything is changed, new or gone. A flaky case is no difference.
    [[nodiscard]] bool differs() const noexcept { return counts[Status::same] + counts[Status::flaky] != cases.size(); }
};

// Reads one report at a time and keeps what is compared. One thread.
class Comparer {
public:
    struct Options {
        Renames renames;
        // Which cases count, by their id as renamed; empty: all.
        std::function<bool(std::string_view id)> only;
        // Is handed each case that counts, whole and with its trace, while its report is read; `report` counts from 0, `id` is as renamed.
        // Nothing of it is kept here. What it throws ends the comparison.
        std::function<void(std::size_t report, const std::string& id, const CaseRecord& record)> on_case;
    };
    Comparer();
    explicit Comparer(Options options);
    ~Comparer();
    Comparer(Comparer&&) noexcept;
    Comparer& operator=(Comparer&&) noexcept;

    // Reads a file as read_report_file() does; a run that was cut off counts with what it has. Throws ReportError, also for an id that
    // stands twice in one report (after renaming); after that the comparer is of no use.
    void add(const std::filesystem::path& path);

    // The same with a report in memory, under this name.
    void add(const std::string& name, const Report& report);

    // Ends the reading. ReportError when fewer than `least` reports were added, and when no case is left (`only` matched none).
    [[nodiscard]] Comparison finish(std::size_t least = 2);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wcts::reports
