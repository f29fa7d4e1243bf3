// Writes the sample documents for the schema test: write-samples FOLDER. Names begin with good-/bad- and report-/expectations-/comparison-.
#include "reports/baseline.h"
#include "reports/comparison_json.h"
#include "reports/report_json.h"
#include "reports/report_writer.h"
#include "reports/tests/samples.h"
#include "reports/text.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace {

using namespace wcts::reports;

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) {
        throw std::runtime_error("cannot write " + path_text(path));
    }
}

void write_all(const std::filesystem::path& folder, const std::string& prefix, const std::vector<samples::Sample>& list) {
    for (const samples::Sample& sample : list) {
        write(folder / (prefix + sample.name + ".json"), compact(sample.document));
    }
}

// The writer's own files at three moments: just begun, with cases, sealed.
void write_journals(const std::filesystem::path& folder) {
    const Report report = samples::a_report();
    ReportWriter begun(folder / "good-report-begun.json", report);
    ReportWriter killed(folder / "good-report-killed.json", report);
    ReportWriter sealed(folder / "good-report-sealed.json", report);
    for (const CaseRecord& record : report.cases) {
        killed.append(record);
        sealed.append(record);
    }
    sealed.seal(report);
}

void write_comparisons(const std::filesystem::path& folder) {
    const std::vector<Report> reports = samples::reports_to_compare();
    const auto compare = [](const Report& one, const Report& other) {
        Comparer comparer;
        comparer.add("one", one);
        comparer.add("other", other);
        return compact(to_json(comparer.finish()));
    };
    write(folder / "good-comparison-different.json", compare(reports[0], reports[1]));
    write(folder / "good-comparison-equal.json", compare(reports[0], reports[0]));
    write(folder / "good-comparison-verdicts.json", compare(samples::a_report(), reports[0]));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: write-samples FOLDER\n";
        return 2;
    }
    try {
        const std::filesystem::path folder{argv[1]};
        write_all(folder, "good-report-", samples::good_reports());
        write_all(folder, "bad-report-", samples::bad_reports());
        write_all(folder, "good-expectations-", samples::good_expectation_files());
        write_all(folder, "bad-expectations-", samples::bad_expectation_files());
        write_journals(folder);
        write_comparisons(folder);
        Expectations expectations = expectations_from(samples::an_expectation_file());
        write(folder / "good-expectations-laid-out.json", to_text(expectations));
        // What propose() makes is refused until someone has written down the evidence.
        expectations.entries = propose(samples::a_report().cases);
        write(folder / "bad-expectations-proposed.json", to_text(expectations));
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
