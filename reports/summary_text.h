// What `run` says at its end.
#pragma once

#include "reports/baseline.h"
#include "reports/report.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {

struct SummaryStyle {
    bool colour = false;             // ANSI colours
    std::size_t most_rows = 40;      // of unexpected results; the rest is counted
    std::size_t longest_line = 240;  // in bytes, without colours
};

// Speed, counts by verdict, known deviations, and what was unexpected, grouped by row with kinds merged. Ends with a newline; printable but
// for the colours.
[[nodiscard]] std::string summary_text(const Report& report, std::span<const Unexpected> unexpected, const SummaryStyle& style = {});

// "4067 cases in 51.1 s, 79.6 cases/s, 78.4 % of the cases' time inside the target".
[[nodiscard]] std::string speed_text(const Report& report);

// Unexpected things of one row that have everything but the kind in common.
struct UnexpectedGroup {
    Unexpected first;
    std::vector<Kind> kinds;
};

// In the order of first appearance.
[[nodiscard]] std::vector<UnexpectedGroup> grouped(std::span<const Unexpected> unexpected);

// "fail", "unexpected pass", "unmatched": what kind of surprise it is.
[[nodiscard]] std::string_view word_of(const Unexpected& unexpected) noexcept;

// "1 case", "3 entries": how many cases, or lines of an expectation file.
[[nodiscard]] std::string size_text(const UnexpectedGroup& group);

// What a report alone tells: its cases that are marked as not expected. Unmatched entries stand in no report.
[[nodiscard]] std::vector<Unexpected> unexpected_in(const Report& report);

// "tcp4,tcp6 x event-wait,iocp; udp4 x iocp": sockets with the same paths are merged; order of first appearance.
[[nodiscard]] std::string kinds_text(std::span<const Kind> kinds);

}  // namespace wcts::reports
