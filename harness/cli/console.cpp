#include "harness/cli/console.h"

#include "harness/run/spawn.h"
#include "harness/winsock/platform.h"

#include <fcntl.h>
#include <io.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

namespace wcts::cli {

std::string environment(const wchar_t* name) {
    std::wstring value(256, L'\0');
    for (;;) {
        const DWORD length = GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size()));
        const bool fits = length < value.size();
        value.resize(length);
        if (fits) return run::to_utf8(value);
    }
}

std::vector<std::string> arguments_of(int count, const wchar_t* const* arguments) {
    std::vector<std::string> texts;
    for (int i = 1; i < count; ++i) texts.push_back(run::to_utf8(arguments[i]));
    return texts;
}

void prepare_output() {
    _setmode(_fileno(stdout), _O_BINARY);
    _setmode(_fileno(stderr), _O_BINARY);
    SetConsoleOutputCP(CP_UTF8);
}

void mark_end(int code) {
    const std::string path = environment(L"WINSOCK_CTS_END");
    if (!path.empty()) std::ofstream(std::filesystem::path(run::to_wide(path))) << code << '\n';
}

Terminal describe_terminal() {
    Terminal terminal;
    const HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
    if (environment(L"WINSOCK_CTS_TTY") == "1") {
        terminal.live = true;
    } else if (DWORD mode = 0; GetConsoleMode(out, &mode)) {
        // Windows 10 and later; older consoles get plain lines.
        terminal.live = SetConsoleMode(out, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
    }
    if (CONSOLE_SCREEN_BUFFER_INFO info{}; GetConsoleScreenBufferInfo(out, &info) && info.dwSize.X > 0) {
        terminal.width = static_cast<std::size_t>(info.dwSize.X);
    } else if (const std::string columns = environment(L"COLUMNS"); !columns.empty()) {
        const int width = std::atoi(columns.c_str());
        if (width > 0) terminal.width = static_cast<std::size_t>(width);
    }
    terminal.colour = terminal.live && environment(L"NO_COLOR").empty();
    return terminal;
}

std::string native_path(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::path whole = std::filesystem::absolute(path, error);
    if (error) whole = path;
    // Exported by Wine's kernel32 only.
    using ToUnix = char*(CDECL*)(LPCWSTR);
    const FARPROC function = GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_unix_file_name");
    if (const auto to_unix = reinterpret_cast<ToUnix>(reinterpret_cast<void*>(function))) {
        if (char* unix_path = to_unix(whole.c_str())) {
            std::string text = unix_path;
            HeapFree(GetProcessHeap(), 0, unix_path);
            return text;
        }
    }
    return run::to_utf8(whole.make_preferred().wstring());
}

}  // namespace wcts::cli
