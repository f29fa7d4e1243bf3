#include "reports/report_reader.h"

#include "reports/journal_text.h"
#include "reports/text.h"

#include <algorithm>
#include <optional>

namespace wcts::reports {

namespace {

// One line of a journal as a case, or nothing if it is not whole.
std::optional<CaseRecord> whole_case(std::string_view line) {
    if (line.starts_with(',')) {
        line.remove_prefix(1);
    }
    try {
        const Json json = parse_json(line);
        return case_from(Field{json});
    } catch (const ReportError&) {
        return std::nullopt;
    }
}

// The whole cases of a journal whose end is torn; nothing if the text is no journal at all.
std::optional<ReportFile> recover(std::string_view text) {
    const std::size_t marker = text.find(kJournalCases);
    if (marker == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t begin = marker + kJournalCases.size();
    ReportFile file;
    try {
        // A sealed report has a name in its head that the tail repeats, so a sealed report cut short does not pass for a journal.
        file = report_file_from(parse_json(std::string{text.substr(0, begin)} + journal_tail({})));
    } catch (const ReportError&) {
        return std::nullopt;
    }
    std::string_view rest = text.substr(begin);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty()) {
            continue;
        }
        auto record = whole_case(line);
        if (!record) {
            break;
        }
        file.summary.add(*record);
        file.report.cases.push_back(std::move(*record));
    }
    file.torn = true;
    return file;
}

}  // namespace

ReportFile parse_report(std::string_view text) {
    Json document;
    try {
        document = parse_json(text);
    } catch (const ReportError&) {
        if (auto file = recover(text)) {
            return std::move(*file);
        }
        throw;
    }
    return report_file_from(document);
}

ReportFile read_report_file(const std::filesystem::path& path) {
    const std::string text = read_text_file(path);
    try {
        return parse_report(text);
    } catch (const ReportError& error) {
        throw ReportError(path_text(path) + ": " + error.what());
    }
}

Report read_report(const std::filesystem::path& path) {
    return read_report_file(path).report;
}

}  // namespace wcts::reports
