// Documents for the tests. The unit tests show them to the readers here, and the schema test shows the same ones to the JSON Schemas.
#pragma once

#include "reports/report.h"

#include <string>
#include <vector>

namespace wcts::reports::samples {

// A case that passed, with the kind taken from the id.
[[nodiscard]] CaseRecord a_case(const std::string& id, Verdict verdict = Verdict::pass);

// A sealed run with each verdict that a sound report may hold; verify() finds nothing in it.
[[nodiscard]] Report a_report();

[[nodiscard]] Json an_expectation_file();
// The same case twice, once for each of two labs.
[[nodiscard]] Json an_expectation_file_of_labs();

// Three runs, the first and the last alike: what changed with the documentation kept on one side, on neither and on both, what is new, gone and
// flaky.
[[nodiscard]] std::vector<Report> reports_to_compare();

struct Sample {
    std::string name;
    Json document;
    std::string place;  // of what is wrong, as the reader names it; empty for what only verify() and the schema refuse
};

[[nodiscard]] std::vector<Sample> good_reports();
[[nodiscard]] std::vector<Sample> bad_reports();
[[nodiscard]] std::vector<Sample> good_expectation_files();
[[nodiscard]] std::vector<Sample> bad_expectation_files();

}  // namespace wcts::reports::samples
