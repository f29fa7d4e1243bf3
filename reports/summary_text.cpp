#include "reports/summary_text.h"

#include "reports/case_id.h"
#include "reports/differential.h"
#include "reports/summary.h"
#include "reports/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace wcts::reports {

namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string with_point(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", number);
    return text.data();
}

std::string counts_line(const Summary& summary) {
    std::vector<std::string> parts;
    for (const Verdict verdict : kAllVerdicts) {
        if (summary[verdict] != 0) {
            parts.push_back(std::to_string(summary[verdict]) + " " + std::string{to_string(verdict)});
        }
    }
    return parts.empty() ? "" : "  " + joined(parts, ", ") + "\n";
}

std::string group_line(const UnexpectedGroup& group, std::size_t limit) {
    std::string line = "  " + printable(group.first.row, 100) + "  " + printable(kinds_text(group.kinds), 100) + " (" + size_text(group) +
                       "): " + std::string{word_of(group.first)};
    if (!group.first.reason.empty()) {
        line += ": " + printable(group.first.reason);
    }
    return printable(line, limit) + "\n";
}

}  // namespace

std::string kinds_text(std::span<const Kind> kinds) {
    struct Merged {
        std::vector<std::string> sockets;
        std::vector<std::string> paths;
    };
    std::vector<Merged> by_socket;
    for (const Kind& kind : kinds) {
        auto place = std::ranges::find_if(by_socket, [&kind](const Merged& merged) { return merged.sockets.front() == kind.socket; });
        if (place == by_socket.end()) {
            by_socket.push_back({{kind.socket}, {}});
            place = std::prev(by_socket.end());
        }
        place->paths.push_back(kind.path);
    }
    std::vector<Merged> result;
    for (Merged& merged : by_socket) {
        const auto same = std::ranges::find_if(result, [&merged](const Merged& other) {
            return other.paths.size() == merged.paths.size() && std::ranges::is_permutation(other.paths, merged.paths);
        });
        if (same == result.end()) {
            result.push_back(std::move(merged));
        } else {
            same->sockets.push_back(merged.sockets.front());
        }
    }
    std::vector<std::string> parts;
    for (const Merged& merged : result) {
        parts.push_back(joined(merged.sockets, ",") + " x " + joined(merged.paths, ","));
    }
    return joined(parts, "; ");
}

std::vector<Unexpected> unexpected_in(const Report& report) {
    std::vector<Unexpected> result;
    for (const CaseRecord& record : report.cases) {
        if (!record.expected) {
            const auto sort = record.verdict == Verdict::pass ? Unexpected::Sort::pass : Unexpected::Sort::failure;
            result.push_back({sort, std::string{split_case_id(record.id).row}, record.kind, record.verdict, record.reason});
        }
    }
    return result;
}

std::vector<UnexpectedGroup> grouped(std::span<const Unexpected> unexpected) {
    std::vector<UnexpectedGroup> groups;
    std::unordered_map<std::string, std::size_t> places;
    for (const Unexpected& one : unexpected) {
        const std::string key =
            std::to_string(static_cast<int>(one.sort)) + "\n" + std::string{to_string(one.verdict)} + "\n" + one.row + "\n" + one.reason;
        const auto [place, is_new] = places.try_emplace(key, groups.size());
        if (is_new) {
            groups.push_back({one, {}});
        }
        groups[place->second].kinds.push_back(one.kind);
    }
    return groups;
}

std::string_view word_of(const Unexpected& unexpected) noexcept {
    switch (unexpected.sort) {
        case Unexpected::Sort::pass:
            return "unexpected pass";
        case Unexpected::Sort::unmatched:
            return "unmatched";
        case Unexpected::Sort::changed:
        case Unexpected::Sort::failure:
            break;
    }
    return to_string(unexpected.verdict);
}

std::string size_text(const UnexpectedGroup& group) {
    if (group.first.sort != Unexpected::Sort::unmatched) {
        return counted(group.kinds.size(), "case");
    }
    return group.kinds.size() == 1 ? "1 entry" : std::to_string(group.kinds.size()) + " entries";
}

std::string speed_text(const Report& report) {
    std::int64_t wall_us = 0;
    std::int64_t call_us = 0;
    for (const CaseRecord& record : report.cases) {
        wall_us += record.wall_us;
        call_us += record.call_us;
    }
    const double seconds = static_cast<double>(report.wall_ms) / 1000.0;
    std::string line = counted(report.cases.size(), "case") + " in " + with_point(seconds) + " s";
    if (report.wall_ms > 0) {
        line += ", " + with_point(static_cast<double>(report.cases.size()) / seconds) + " cases/s";
    }
    if (wall_us > 0) {
        line += ", " + with_point(100.0 * static_cast<double>(call_us) / static_cast<double>(wall_us)) +
                " % of the cases' time inside the target";
    }
    return line;
}

std::string summary_text(const Report& report, std::span<const Unexpected> unexpected, const SummaryStyle& style) {
    const auto coloured = [&style](std::string_view colour, const std::string& text) {
        return style.colour ? std::string{colour} + text + std::string{kPlain} : text;
    };
    const Summary summary = summarise(report.cases);
    std::string text = report.complete ? "" : coloured(kRed, "The run was cut off.") + "\n";
    text += speed_text(report) + "\n" + counts_line(summary);
    if (const auto differential = differential_of(report.cases)) {
        text += "  " + differential_text(*differential) + "\n";
    }
    const auto known = std::ranges::count_if(report.cases, [](const CaseRecord& record) {
        return record.expected && record.verdict != Verdict::pass && record.verdict != Verdict::unsupported && !behaves_as_base(record);
    });
    if (known != 0) {
        text += "  " + counted(static_cast<std::size_t>(known), "known deviation") + ", as expected\n";
    }
    if (unexpected.empty()) {
        return text + coloured(kGreen, "Nothing unexpected.") + "\n";
    }
    text += coloured(kRed, "Unexpected: " + std::to_string(unexpected.size())) + "\n";
    const std::vector<UnexpectedGroup> groups = grouped(unexpected);
    for (std::size_t index = 0; index < std::min(groups.size(), style.most_rows); ++index) {
        text += group_line(groups[index], style.longest_line);
    }
    if (groups.size() > style.most_rows) {
        text += "  and " + std::to_string(groups.size() - style.most_rows) + " more lines like these\n";
    }
    return text;
}

}  // namespace wcts::reports
