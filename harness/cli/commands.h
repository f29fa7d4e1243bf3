// The subcommands, one function each: options as parsed, exit code back. They throw run::UsageError, winsock::TargetError,
// reports::ReportError and run::HarnessBroken; main() turns those into one line on stderr and exit code 2 or 3.
#pragma once

#include "harness/cli/main.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace wcts::cli {

struct Context {
    const Setup& setup;
    const std::vector<std::string>& arguments;  // as given, for the report
    std::ostream& out;
    std::ostream& err;
};

// What other tools read, beside the report; empty: not wanted.
struct OutsideFiles {
    std::filesystem::path junit;
    std::filesystem::path ctrf;
    std::filesystem::path summary;
};

struct RunArguments {
    std::vector<std::string> filters;
    std::string target = "system";
    std::string fault;
    std::string lab;
    std::string base;      // of an lsp target; empty: system
    std::string lsp_guid;  // likewise; empty: the LSP's manifest or export names it
    std::size_t jobs = 0;  // 0: sixteen a core, 32 at most
    std::size_t repeat = 0;  // 0: once, or until something differs
    bool until_different = false;
    bool shuffle = false;
    std::optional<std::uint64_t> seed;  // nothing: drawn anew
    std::string shard;                  // "i/n"; empty: all
    std::filesystem::path costs;        // a report whose times make the shards equal; empty: all cases count the same
    double timeout_s = 10;
    std::string expect = "auto";  // a file, "none" or "auto"
    std::filesystem::path report = "report.json";
    std::filesystem::path html;  // the page; empty: not wanted
    std::string trace;  // "all"; empty: red, flaky and singly named cases; "few": of those one for each row, verdict and observation
    OutsideFiles outside;
};
int run_command(const Context& context, const RunArguments& arguments);

struct ListArguments {
    std::vector<std::string> filters;
    bool clauses = false;
    bool kinds = false;
    bool json = false;
};
int list_command(const Context& context, const ListArguments& arguments);

struct ExplainArguments {
    std::string name;
    std::filesystem::path report;  // empty: none
};
int explain_command(const Context& context, const ExplainArguments& arguments);

struct ShowArguments {
    std::filesystem::path report;
    std::filesystem::path html;
};
int show_command(const Context& context, const ShowArguments& arguments);

struct CompareArguments {
    std::vector<std::filesystem::path> reports;
    std::vector<std::string> only;               // filters as for run; empty: every case
    std::vector<std::filesystem::path> renames;  // files; the exe's own count as well
    bool json = false;
    std::filesystem::path html;  // the page of the comparison; empty: not wanted
};
// Exit code kExitUnexpected: the reports differ.
int compare_command(const Context& context, const CompareArguments& arguments);
struct ExportArguments {
    std::filesystem::path report;
    OutsideFiles outside;  // at least one
};
int export_command(const Context& context, const ExportArguments& arguments);
// The machine's Winsock catalog.
int catalog_command(const Context& context, bool as_json);

struct ReproArguments {
    std::vector<std::string> names;  // at least one
    std::filesystem::path report;  // empty: run the cases, and no others
    std::string target = "system";  // where they run then
    std::filesystem::path output;  // of one case a file, and empty means standard output; of several a folder
};
// A case for which no program can be made does not keep the others from theirs.
int repro_command(const Context& context, const ReproArguments& arguments);

int coverage_command(const Context& context, const std::vector<std::filesystem::path>& reports);
int verify_command(const Context& context, const std::filesystem::path& report);
// Joins the reports of all shards of one run; writes `report` in one step or not at all.
int merge_command(const Context& context, const std::vector<std::filesystem::path>& parts, const std::filesystem::path& report);
struct BaselineArguments {
    std::filesystem::path report;
    std::filesystem::path update;  // the expectation file to bring up to date; empty: print what the run needs
};
int baseline_command(const Context& context, const BaselineArguments& arguments);

}  // namespace wcts::cli
