// What the program knows of where its output goes, and of paths as the user writes them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace wcts::cli {

// An environment variable as UTF-8; empty where there is none.
[[nodiscard]] std::string environment(const wchar_t* name);

// What wmain() is given, as UTF-8, without the program's name.
[[nodiscard]] std::vector<std::string> arguments_of(int count, const wchar_t* const* arguments);

// Output bytes go out as they are (no CRLF), and a console shows them as UTF-8. Call once, before anything is written.
void prepare_output();

// Shows the launcher that the program came to its end in order: writes `code` to the file that WINSOCK_CTS_END names, if any. A Wine that
// cannot run the program at all ends with exit code 0 and no output, which would look like a run with nothing unexpected.
void mark_end(int code);

struct Terminal {
    bool live = false;    // lines can be rewritten with ANSI sequences
    bool colour = false;  // live, and NO_COLOR is not set
    std::size_t width = 80;
};

// Whether stdout is a terminal. Under Wine that cannot be seen from inside: WINSOCK_CTS_TTY=1, set by the launcher, says so.
[[nodiscard]] Terminal describe_terminal();

// The path in the form that the user's shell takes: absolute, and a Unix path under Wine. UTF-8.
[[nodiscard]] std::string native_path(const std::filesystem::path& path);

}  // namespace wcts::cli
