#include "reports/comparison_text.h"

#include "reports/case_id.h"
#include "reports/summary_text.h"
#include "reports/text.h"

#include <algorithm>
#include <span>
#include <vector>

namespace wcts::reports {

namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kPlain = "\x1b[0m";

// The longest cell is "unsupported b".
constexpr std::size_t kCellWidth = 13;
constexpr std::size_t kLeastLeft = 24;
constexpr std::size_t kGap = 2;

// "A" ... "Z", then "A1", "B1", ...
std::string column_letter(std::size_t index) {
    return std::string(1, static_cast<char>('A' + index % 26)) + (index < 26 ? "" : std::to_string(index / 26));
}

std::string behaviour_letter(std::size_t index) {
    return std::string(1, static_cast<char>('a' + index % 26)) + (index < 26 ? "" : std::to_string(index / 26));
}

std::string_view colour_of(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::pass:
            return kGreen;
        case Verdict::fail:
        case Verdict::timeout:
        case Verdict::crash:
            return kRed;
        default:
            return kYellow;
    }
}

class Table {
public:
    Table(const Comparison& comparison, const ComparisonStyle& style)
        : comparison_(comparison), style_(style), width_(std::max<std::size_t>(style.width, 40)) {
        choose_heads();
    }

    std::string operator()() {
        tell_reports();
        tell_counts();
        tell_differences();
        return std::move(text_);
    }

private:
    [[nodiscard]] std::string coloured(std::string_view colour, const std::string& text) const {
        return style_.colour ? std::string{colour} + text + std::string{kPlain} : text;
    }

    // The columns are headed by the reports' names where these are short enough for the width, else by letters.
    void choose_heads() {
        std::vector<std::string> names;
        std::size_t longest = kCellWidth;
        for (const std::vector<std::size_t>& column : comparison_.columns) {
            names.push_back(printable(comparison_.reports[column.front()].name, 40) + (column.size() > 1 ? " =" : ""));
            longest = std::max(longest, names.back().size());
        }
        constexpr std::size_t kComfortable = 44;
        if (kComfortable + names.size() * (longest + kGap) <= width_) {
            heads_ = std::move(names);
            cell_width_ = longest;
        } else {
            for (std::size_t index = 0; index < names.size(); ++index) {
                heads_.push_back(column_letter(index));
            }
        }
        const std::size_t cells = heads_.size() * (cell_width_ + kGap);
        left_width_ = cells + kLeastLeft <= width_ ? width_ - cells : 0;
    }

    void tell_reports() {
        text_ += counted(comparison_.reports.size(), "report") + ", " + counted(comparison_.cases.size(), "case") + "\n";
        std::size_t longest = 0;
        for (const ComparedReport& report : comparison_.reports) {
            longest = std::max(longest, printable(report.name, 40).size());
        }
        for (std::size_t column = 0; column < comparison_.columns.size(); ++column) {
            bool first = true;
            for (const std::size_t index : comparison_.columns[column]) {
                const ComparedReport& report = comparison_.reports[index];
                std::size_t cases = 0;
                for (const std::size_t count : report.summary.counts) {
                    cases += count;
                }
                std::string line = "  " + padded(first ? column_letter(column) : "=", 3) + padded(printable(report.name, 40), longest) +
                                   "  " + printable(report.platform, 100) + ", " + counted(cases, "case");
                line += report.complete ? "" : coloured(kYellow, ", a run that was cut off");
                text_ += line + "\n";
                first = false;
            }
        }
    }

    static std::string changes(const ComparisonCounts& counts) {
        std::vector<std::string> parts;
        const auto add = [&](Documented documented, std::string_view words) {
            if (counts[documented] != 0) {
                parts.push_back(std::to_string(counts[documented]) + " " + std::string{words});
            }
        };
        add(Documented::some, "documented on one side");
        add(Documented::none, "documented on neither");
        add(Documented::all, "documented on both");
        add(Documented::not_judged, "not judged on one");
        return joined(parts, ", ");
    }

    void tell_counts() {
        const ComparisonCounts& counts = comparison_.counts;
        std::vector<std::string> parts;
        for (const Status status : kAllStatuses) {
            std::string part = std::to_string(counts[status]) + " " + std::string{to_string(status)};
            if (status == Status::changed && counts[status] != 0) {
                part += " (" + changes(counts) + ")";
            }
            if (status == Status::same || counts[status] != 0) {
                parts.push_back(std::move(part));
            }
        }
        text_ += joined(parts, ", ") + "\n";
    }

    void tell_differences() {
        if (comparison_.differences.empty()) {
            text_ += coloured(kGreen, "No differences.") + "\n";
            return;
        }
        const Difference* previous = nullptr;
        const std::size_t shown = std::min(comparison_.differences.size(), style_.most_rows);
        for (const Difference& difference : std::span{comparison_.differences}.first(shown)) {
            if (previous == nullptr || previous->function != difference.function) {
                text_ += "\n" + head_line(difference.function) + "\n";
            }
            if (previous == nullptr || previous->function != difference.function || previous->clause != difference.clause) {
                text_ += coloured(kBold, printable(difference.clause.empty() ? "no clause" : difference.clause, width_)) + "\n";
            }
            tell(difference);
            previous = &difference;
        }
        if (shown < comparison_.differences.size()) {
            text_ += "and " + std::to_string(comparison_.differences.size() - shown) + " more lines like these (--json has all)\n";
        }
    }

    std::string head_line(const std::string& function) const {
        const std::string left = printable(function.empty() ? "no function" : function, left_width_ == 0 ? width_ : left_width_ - kGap);
        std::string line = coloured(kBold, left) + (left_width_ == 0 ? "\n    " : std::string(left_width_ - left.size(), ' '));
        for (const std::string& head : heads_) {
            const bool last = &head == &heads_.back();
            line += coloured(kBold, head) + (last ? "" : std::string(cell_width_ - head.size() + kGap, ' '));
        }
        return line;
    }

    // The behaviours of a difference in the order of the columns. A verdict needs a letter where its line has something to tell.
    struct Shown {
        Ref behaviour;
        std::string letter;
        std::size_t report;  // the first that shows it
    };

    std::vector<Shown> behaviours_of(const Difference& difference) const {
        std::vector<Shown> result;
        for (const std::vector<std::size_t>& column : comparison_.columns) {
            const Ref ref = difference.behaviours[column.front()];
            if (ref != kNone && std::ranges::find(result, ref, &Shown::behaviour) == result.end()) {
                result.push_back({ref, {}, column.front()});
            }
        }
        const auto passes = std::ranges::count_if(
            result, [this](const Shown& one) { return comparison_.behaviour(one.behaviour).verdict == Verdict::pass; });
        std::size_t next = 0;
        for (Shown& one : result) {
            // One pass is as documented, and that is in the clause.
            const bool is_plain = comparison_.behaviour(one.behaviour).verdict == Verdict::pass && passes == 1;
            if (!is_plain && !told(difference, one).empty()) {
                one.letter = behaviour_letter(next++);
            }
        }
        return result;
    }

    std::string told(const Difference& difference, const Shown& one) const {
        const Behaviour& behaviour = comparison_.behaviour(one.behaviour);
        std::string text = printable(comparison_.reason(difference, one.report));
        if (behaviour.verdict == Verdict::pass || text.empty()) {
            text += (text.empty() ? "" : "; ") + printable(comparison_.text(behaviour.observation));
        }
        return text;
    }

    void tell(const Difference& difference) {
        const std::vector<Shown> behaviours = behaviours_of(difference);
        std::string left = "  " + printable(difference.row, 100);
        if (left_width_ == 0 || left.size() + kGap > left_width_) {
            text_ += left + "\n";
            left.clear();
        }
        text_ += padded(left, left_width_ == 0 ? 4 : left_width_);
        for (const std::vector<std::size_t>& column : comparison_.columns) {
            const bool last = &column == &comparison_.columns.back();
            text_ += cell(difference.behaviours[column.front()], behaviours, last) + (last ? "\n" : std::string(kGap, ' '));
        }
        text_ += coloured(kDim, printable(kinds_line(difference), width_)) + "\n";
        for (const Shown& one : behaviours) {
            if (!one.letter.empty()) {
                text_ += printable("      " + one.letter + "  " + told(difference, one), width_ + width_ / 2) + "\n";
            }
        }
    }

    std::string cell(Ref ref, const std::vector<Shown>& behaviours, bool last) const {
        const std::size_t width = last ? 0 : cell_width_;
        if (ref == kNone) {
            return padded("-", width);
        }
        const Verdict verdict = comparison_.behaviour(ref).verdict;
        const auto shown = std::ranges::find(behaviours, ref, &Shown::behaviour);
        std::string text = verdict == Verdict::pass ? "[pass]" : std::string{to_string(verdict)};
        text += shown->letter.empty() ? "" : " " + shown->letter;
        const std::size_t rest = width > text.size() ? width - text.size() : 0;
        return coloured(colour_of(verdict), text) + std::string(rest, ' ');
    }

    std::string kinds_line(const Difference& difference) const {
        std::vector<Kind> kinds;
        for (const std::size_t index : difference.cases) {
            const CaseName name = split_case_id(comparison_.cases[index].id);
            kinds.push_back({std::string{name.socket}, std::string{name.path}});
        }
        std::string line = "      " + counted(kinds.size(), "case");
        if (difference.status != Status::changed) {
            line += ", " + std::string{to_string(difference.status)};
        }
        line += difference.row_changed ? ", the row itself was changed" : "";
        return line + ": " + kinds_text(kinds);
    }

    const Comparison& comparison_;
    const ComparisonStyle& style_;
    std::size_t width_;
    std::size_t cell_width_ = kCellWidth;
    std::size_t left_width_ = 0;  // 0: rows stand on a line of their own
    std::vector<std::string> heads_;
    std::string text_;
};

}  // namespace

std::string comparison_text(const Comparison& comparison, const ComparisonStyle& style) {
    return Table{comparison, style}();
}

}  // namespace wcts::reports
