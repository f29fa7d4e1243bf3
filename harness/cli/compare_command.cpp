#include "harness/cli/commands.h"
#include "harness/cli/console.h"
#include "harness/cli/page.h"
#include "harness/run/errors.h"
#include "harness/run/selection.h"
#include "reports/comparison.h"
#include "reports/comparison_json.h"
#include "reports/comparison_text.h"
#include "reports/renames.h"
#include "reports/whole_file.h"

#include <optional>

namespace wcts::cli {

int compare_command(const Context& context, const CompareArguments& arguments) {
    if (arguments.reports.size() < 2) throw run::UsageError("compare needs at least two reports");
    reports::Comparer::Options options;
    if (!context.setup.renames.empty()) options.renames = reports::parse_renames(context.setup.renames);
    for (const std::filesystem::path& path : arguments.renames) options.renames.add(reports::load_renames(path));
    // Ids of old reports are not known beforehand, so that a filter that means nothing shows only where no case is left.
    if (!arguments.only.empty()) options.only = [filter = run::Filter(arguments.only)](std::string_view id) { return filter.chooses(id); };
    std::optional<reports::PageWriter> page;
    if (!arguments.html.empty()) {
        reports::check_place(arguments.html);
        page = page_writer(context.setup);
        options.on_case = page->hook();
    }
    reports::Comparer comparer(std::move(options));
    for (const std::filesystem::path& path : arguments.reports) comparer.add(path);
    const reports::Comparison comparison = comparer.finish();

    if (arguments.json) {
        context.out << reports::to_json(comparison).dump(1, ' ', false, reports::Json::error_handler_t::replace) << '\n';
    } else {
        const Terminal terminal = describe_terminal();
        reports::ComparisonStyle style;
        style.colour = terminal.colour;
        if (terminal.live) style.width = terminal.width;
        context.out << reports::comparison_text(comparison, style);
    }
    // What stands on standard output with --json is JSON alone.
    if (page) write_page(arguments.json ? context.err : context.out, arguments.html, *page, comparison);
    return comparison.differs() ? kExitUnexpected : kExitFine;
}

}  // namespace wcts::cli
