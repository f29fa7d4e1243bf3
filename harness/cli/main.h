// The command line: one exe, its subcommands and their exit codes. It knows no suite; what it works on comes in `Setup`.
#pragma once

#include "harness/run/case_source.h"

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::cli {

inline constexpr int kExitFine = 0;        // nothing unexpected
inline constexpr int kExitUnexpected = 1;  // unexpected results
inline constexpr int kExitUsage = 2;       // usage or input error
inline constexpr int kExitBroken = 3;      // the harness or the test bed is broken, or the run was stopped

// A file that is carried inside the exe.
struct TextFile {
    std::string_view name;  // "wine-8.0.json"
    std::string_view text;
};

// A subcommand that is provided elsewhere. It gets every argument behind its name, unparsed, and returns the exit code.
struct ExtraCommand {
    std::string summary;  // one line for --help; empty: not shown there
    std::function<int(const std::vector<std::string>& arguments)> run;
};

// Everything referred to outlives the call of main().
struct Setup {
    run::CaseSource& source;
    std::string_view version;
    std::string_view commit;             // empty when not known
    std::vector<TextFile> spec;          // clauses: fixtures/spec
    std::vector<TextFile> expectations;  // known deviations: fixtures/expectations
    std::map<std::string, ExtraCommand> commands;
    std::string_view renames{};  // old and new ids of cases: fixtures/renames.json; empty: none
    winsock::TargetOpener open = winsock::open_plain_target;  // in each worker
    std::string targets = "system, reference, library:PATH, lsp:PATH[,PATH...] or catalog:ID";  // what `open` knows, for the help text
    // The names of the faults that turn the case's row red; empty where none is known. For `explain`.
    std::function<std::vector<std::string>(std::string_view case_id)> killers{};
};

// The program: arguments as wmain() has them, output to stdout and stderr. Returns the exit code. Catches everything.
[[nodiscard]] int main(const Setup& setup, int count, const wchar_t* const* arguments);

// The same with everything given, for tests. `arguments` are without the program's name.
[[nodiscard]] int main(const Setup& setup, const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace wcts::cli
