// A run on one page of GitHub-flavoured Markdown, for the pages of a CI system.
#pragma once

#include "reports/outside/outcome.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace wcts::reports {

struct MarkdownStyle {
    std::string report = "report.json";  // how the report is called where the page is read
    std::string link;                    // where it can be had; empty: no link
    std::size_t most_rows = 50;          // of the table of what was unexpected; the rest is counted
};

// Counts, speed, what was unexpected (documented against observed, a line for each row and reason) and how to look closer. At most
// 150 KiB, whatever the report holds (GitHub takes 1 MiB). Nothing in a report becomes markup or a link to a page.
[[nodiscard]] std::string markdown_summary(const RunResult& run, const MarkdownStyle& style = {});

// Text that Markdown shows as it is, behind the beginning of a line: one line, also inside a cell of a table.
[[nodiscard]] std::string markdown_text(std::string_view text);

}  // namespace wcts::reports
