// What changes when the program runs in GitHub Actions.
#pragma once

#include "harness/cli/commands.h"
#include "reports/outside/markdown.h"
#include "reports/outside/outcome.h"

#include <filesystem>
#include <string>

namespace wcts::cli {

struct GitHub {
    bool here = false;                   // GITHUB_ACTIONS is "true"
    std::filesystem::path step_summary;  // GITHUB_STEP_SUMMARY: a file to add Markdown to; empty: none
    std::string run_page;                // the page of this run, which has its artefacts; empty: not known
};

// From the environment.
[[nodiscard]] GitHub describe_github();

// The address from what GITHUB_SERVER_URL, GITHUB_REPOSITORY and GITHUB_RUN_ID say; empty unless they make a plain https address.
[[nodiscard]] std::string run_page(const std::string& server, const std::string& repository, const std::string& run);

// Calls the report by its file's name, and links to the run's page.
[[nodiscard]] reports::MarkdownStyle summary_style(const GitHub& github, const std::filesystem::path& report);

// In GitHub Actions: annotations on `out`, and the summary of the step. Elsewhere nothing. A summary that cannot be written is told on
// `err` and changes nothing else.
void tell_github(const Context& context, const reports::RunResult& result, const std::filesystem::path& report);

}  // namespace wcts::cli
