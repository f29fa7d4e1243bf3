#include "harness/cli/page.h"

#include "harness/cli/clauses.h"
#include "harness/cli/console.h"
#include "reports/text.h"
#include "reports/whole_file.h"

#include <string_view>
#include <unordered_map>
#include <utility>

namespace wcts::cli {

namespace {

reports::RowWords words_of(const run::CaseSource& source) {
    std::unordered_map<std::string_view, std::string_view> hashes;
    for (const run::CaseInfo& info : source.cases()) hashes.emplace(info.id, info.row_hash);
    return [&source, hashes = std::move(hashes)](const reports::CaseRecord& record) {
        const auto own = hashes.find(record.id);
        if (own == hashes.end() || own->second != record.row_hash) return std::vector<std::string>{};
        std::vector<std::string> lines = source.describe(record.id);
        // The kind, which differs from case to case of the row.
        std::erase_if(lines, [](const std::string& line) { return line.starts_with("on: "); });
        return lines;
    };
}

}  // namespace

reports::PageWriter page_writer(const Setup& setup) {
    return reports::PageWriter(all_clauses(setup.spec), words_of(setup.source));
}

void write_page(std::ostream& said, const std::filesystem::path& path, const reports::PageWriter& writer,
                const reports::Comparison& comparison) {
    reports::write_whole_file(path, writer.text(comparison));
    said << "page: " << reports::printable(native_path(path)) << '\n' << std::flush;
}

void write_page(const Context& context, const std::filesystem::path& path, const reports::Report& report) {
    reports::PageWriter writer = page_writer(context.setup);
    reports::Comparer comparer({.renames = {}, .only = {}, .on_case = writer.hook()});
    comparer.add("report", report);
    write_page(context.out, path, writer, comparer.finish(1));
}

int show_command(const Context& context, const ShowArguments& arguments) {
    reports::check_place(arguments.html);
    reports::PageWriter writer = page_writer(context.setup);
    reports::Comparer comparer({.renames = {}, .only = {}, .on_case = writer.hook()});
    comparer.add(arguments.report);
    write_page(context.out, arguments.html, writer, comparer.finish(1));
    return kExitFine;
}

}  // namespace wcts::cli
