#include "harness/cli/outside.h"

#include "harness/cli/console.h"
#include "harness/cli/github.h"
#include "harness/run/errors.h"
#include "reports/outside/ctrf.h"
#include "reports/outside/junit.h"
#include "reports/outside/markdown.h"
#include "reports/report_error.h"
#include "reports/text.h"
#include "reports/whole_file.h"

#include <array>
#include <optional>
#include <system_error>

namespace wcts::cli {

namespace {

bool are_one(const std::filesystem::path& one, const std::filesystem::path& other) {
    std::error_code error;
    if (std::filesystem::equivalent(one, other, error)) return true;
    return std::filesystem::absolute(one, error).lexically_normal() == std::filesystem::absolute(other, error).lexically_normal();
}

}  // namespace

void check_outside(const OutsideFiles& files, const std::filesystem::path& report, const std::filesystem::path& html) {
    const std::array all{report, html, files.junit, files.ctrf, files.summary};
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all[i].empty()) continue;
        for (std::size_t j = 0; j < i; ++j) {
            if (!all[j].empty() && are_one(all[i], all[j])) {
                throw run::UsageError("two files cannot have one name: " + reports::path_text(all[i]));
            }
        }
        reports::check_place(all[i]);
    }
}

void write_outside(const Context& context, const OutsideFiles& files, const reports::RunResult& result,
                   const std::filesystem::path& report) {
    std::optional<reports::ReportError> failure;
    const auto write = [&](const char* name, const std::filesystem::path& path, const auto& text) {
        if (path.empty()) return;
        try {
            reports::write_whole_file(path, text());
            context.out << name << ": " << reports::printable(native_path(path)) << '\n' << std::flush;
        } catch (const reports::ReportError& error) {
            if (!failure) failure = error;
        }
    };
    write("junit", files.junit, [&] { return reports::junit_xml(result); });
    write("ctrf", files.ctrf, [&] { return reports::ctrf_json(result); });
    write("summary", files.summary, [&] { return reports::markdown_summary(result, summary_style(describe_github(), report)); });
    if (failure) throw *failure;
}

}  // namespace wcts::cli
