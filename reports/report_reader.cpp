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

// The whole cases of a journal whose end is torn; nothing if the text is no journal at all. The first `handed` cases were handed over
// before the tear was seen.
std::optional<ReportFile> recover(std::string_view text, std::size_t handed, const CaseSink& sink) {
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
    std::size_t found = 0;
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
        if (found++ >= handed) {
            sink(std::move(*record));
        }
    }
    if (found < handed) {
        return std::nullopt;
    }
    file.torn = true;
    return file;
}

// Hands the cases over while the text is read.
class Reading {
public:
    explicit Reading(const CaseSink& sink) : sink_(sink) {}

    ReportFile operator()(std::string_view text) {
        Json rest;
        try {
            rest = parse_json(text, {"cases", [this](std::size_t index, const Json& element) { take(index, element); },
                                     [this](std::string_view name, const Json& value) { look_at_version(name, value); }});
        } catch (const ReportError&) {
            if (final_) {
                throw;
            }
            if (auto file = recover(text, handed_, sink_)) {
                return std::move(*file);
            }
            throw;
        }
        ReportFile file = report_file_from(rest);
        if (bad_case_) {
            throw *bad_case_;
        }
        if (too_early_) {
            for (CaseRecord& record : report_file_from(parse_json(text)).report.cases) {
                sink_(std::move(record));
            }
        }
        return file;
    }

private:
    void look_at_version(std::string_view name, const Json& value) {
        if (name == "schema") {
            final_ = true;
            require_report_schema(Field{value, "schema"}.text());
            final_ = false;
            version_known_ = true;
        }
    }

    void take(std::size_t index, const Json& element) {
        // A file whose names were sorted has its cases before its version. They are read again when the version is known.
        too_early_ = too_early_ || !version_known_;
        if (too_early_ || bad_case_) {
            return;
        }
        CaseRecord record;
        try {
            record = case_from(Field{element, "cases[" + std::to_string(index) + "]"});
        } catch (const ReportError& error) {
            // Told once it is known that the text is whole: a line that is torn is none.
            bad_case_ = error;
            return;
        }
        ++handed_;
        final_ = true;
        sink_(std::move(record));
        final_ = false;
    }

    const CaseSink& sink_;
    std::size_t handed_ = 0;
    bool version_known_ = false;
    bool too_early_ = false;
    bool final_ = false;  // what is thrown now says nothing of a tear
    std::optional<ReportError> bad_case_;
};

}  // namespace

ReportFile parse_report(std::string_view text, const CaseSink& sink) {
    return Reading{sink}(text);
}

ReportFile parse_report(std::string_view text) {
    std::vector<CaseRecord> cases;
    ReportFile file = parse_report(text, [&cases](CaseRecord&& record) { cases.push_back(std::move(record)); });
    file.report.cases = std::move(cases);
    return file;
}

ReportFile read_report_file(const std::filesystem::path& path, const CaseSink& sink) {
    const std::string text = read_text_file(path);
    try {
        return parse_report(text, sink);
    } catch (const ReportError& error) {
        throw ReportError(path_text(path) + ": " + error.what());
    }
}

ReportFile read_report_file(const std::filesystem::path& path) {
    std::vector<CaseRecord> cases;
    ReportFile file = read_report_file(path, [&cases](CaseRecord&& record) { cases.push_back(std::move(record)); });
    file.report.cases = std::move(cases);
    return file;
}

Report read_report(const std::filesystem::path& path) {
    return read_report_file(path).report;
}

}  // namespace wcts::reports
