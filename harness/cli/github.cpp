#include "harness/cli/github.h"

#include "harness/cli/console.h"
#include "harness/run/spawn.h"
#include "reports/outside/annotations.h"
#include "reports/report_error.h"
#include "reports/text.h"
#include "reports/whole_file.h"

namespace wcts::cli {

std::string run_page(const std::string& server, const std::string& repository, const std::string& run) {
    constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:";
    if (!server.starts_with("https://") || repository.empty() || run.empty()) return {};
    std::string page = server + "/" + repository + "/actions/runs/" + run;
    return page.find_first_not_of(kPlain) == std::string::npos ? page : std::string();
}

GitHub describe_github() {
    GitHub github;
    github.here = environment(L"GITHUB_ACTIONS") == "true";
    if (github.here) {
        github.step_summary = std::filesystem::path(run::to_wide(environment(L"GITHUB_STEP_SUMMARY")));
        github.run_page = run_page(environment(L"GITHUB_SERVER_URL"), environment(L"GITHUB_REPOSITORY"), environment(L"GITHUB_RUN_ID"));
    }
    return github;
}

reports::MarkdownStyle summary_style(const GitHub& github, const std::filesystem::path& report) {
    reports::MarkdownStyle style;
    style.report = reports::path_text(report.filename());
    style.link = github.run_page;
    return style;
}

void tell_github(const Context& context, const reports::RunResult& result, const std::filesystem::path& report) {
    const GitHub github = describe_github();
    if (!github.here) return;
    context.out << reports::github_annotations(result) << std::flush;
    if (github.step_summary.empty()) return;
    try {
        reports::append_to_file(github.step_summary, reports::markdown_summary(result, summary_style(github, report)) + "\n");
    } catch (const reports::ReportError& error) {
        context.err << "winsock-cts: the step's summary: " << error.what() << '\n' << std::flush;
    }
}

}  // namespace wcts::cli
