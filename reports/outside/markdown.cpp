#include "reports/outside/markdown.h"

#include "reports/case_id.h"
#include "reports/summary.h"
#include "reports/summary_text.h"
#include "reports/text.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace wcts::reports {

namespace {

constexpr std::size_t kLongestCell = 300;

std::string cell(std::string_view text) {
    return markdown_text(printable(text, kLongestCell));
}

std::string headline(const RunResult& run) {
    if (!run.report().complete) {
        return "the run was cut off";
    }
    return run.green() ? "nothing unexpected" : counted(run.unexpected().size(), "unexpected result");
}

std::string about(const Report& report) {
    std::string text = cell(platform_text(report.platform)) + " · target " + cell(report.target.kind);
    if (!report.target.lab.empty()) {
        text += " · lab " + cell(report.target.lab);
    }
    text += " · suite " + cell(report.suite.version);
    if (!report.suite.commit.empty()) {
        text += " (" + cell(std::string_view{report.suite.commit}.substr(0, 12)) + ")";
    }
    return text + "\n";
}

std::string counts_table(const Report& report) {
    const Summary summary = summarise(report.cases);
    Summary red;
    for (const CaseRecord& record : report.cases) {
        if (!record.expected) {
            red.add(record);
        }
    }
    std::string text = "| verdict | cases | of them unexpected |\n| --- | ---: | ---: |\n";
    for (const Verdict verdict : kAllVerdicts) {
        if (summary[verdict] != 0) {
            text += "| " + std::string{to_string(verdict)} + " | " + std::to_string(summary[verdict]) + " | " +
                    std::to_string(red[verdict]) + " |\n";
        }
    }
    return text;
}

std::string surprises(const RunResult& run, const MarkdownStyle& style) {
    std::unordered_map<std::string_view, const CaseRecord*> of_row;
    for (const CaseRecord& record : run.report().cases) {
        of_row.emplace(split_case_id(record.id).row, &record);
    }
    std::string text = "\n### Unexpected\n\n| cases | documented | observed |\n| --- | --- | --- |\n";
    const std::vector<UnexpectedGroup> groups = grouped(run.unexpected());
    const std::size_t shown = std::min(groups.size(), style.most_rows);
    for (std::size_t index = 0; index < shown; ++index) {
        const UnexpectedGroup& group = groups[index];
        const auto record = of_row.find(group.first.row);
        std::string documented;
        if (record != of_row.end()) {
            documented = cell(record->second->claim);
            if (record->second->code) {
                documented += " (" + cell(*record->second->code) + ")";
            }
        }
        text += "| **" + cell(group.first.row) + "**<br>" + cell(kinds_text(group.kinds)) + " (" + size_text(group) + ") | " + documented +
                " | **" + std::string{word_of(group.first)} + "**" + (group.first.reason.empty() ? "" : ": " + cell(group.first.reason)) +
                " |\n";
    }
    if (groups.size() > shown) {
        text += "\n… and " + counted(groups.size() - shown, "more line") + " like these.\n";
    }
    return text;
}

std::string closer_look(const RunResult& run, const MarkdownStyle& style) {
    std::string report = cell(style.report);
    if (!style.link.empty()) {
        report = "[" + report + "](" + style.link + ")";
    }
    std::string text = "\nEvery call and every completion is in " + report;
    const auto red = std::ranges::find_if(run.report().cases, [](const CaseRecord& record) { return !record.expected; });
    if (red != run.report().cases.end()) {
        text += "; one case in words: winsock-cts explain " + cell(red->id) + " --report " + cell(style.report);
    }
    return text + "\n";
}

}  // namespace

std::string markdown_text(std::string_view text) {
    // A backslash before any of these makes it an ordinary character: "&" would begin an entity, "#" and "@" what GitHub makes links of,
    // ":" an address or a picture. What means something at the beginning of a line only is left alone.
    constexpr std::string_view kMarkup = "\\`*_[]<>#|~&$@:";
    std::string result;
    for (const char character : printable(text)) {
        const bool www = character == '.' && !result.empty() && (result.back() == 'w' || result.back() == 'W');
        if (www || kMarkup.find(character) != std::string_view::npos) {
            result += '\\';
        }
        result += character;
    }
    return result;
}

std::string markdown_summary(const RunResult& run, const MarkdownStyle& style) {
    const Report& report = run.report();
    std::string text = "## Winsock conformance: " + headline(run) + "\n\n" + about(report) + "\n" + counts_table(report) + "\n" +
                       markdown_text(speed_text(report)) + ".\n";
    if (run.count(Outcome::known) != 0) {
        text += counted(run.count(Outcome::known), "known deviation") + ", as expected.\n";
    }
    if (!run.unexpected().empty()) {
        text += surprises(run, style);
    }
    return text + closer_look(run, style);
}

}  // namespace wcts::reports
