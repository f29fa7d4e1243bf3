// What a DLL says of itself in its headers, read from the file: nothing of it runs.
// Source: "PE Format" of the Windows developer documentation.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

namespace wcts::winsock::lsp {

struct PeFile {
    std::uint16_t machine = 0;  // IMAGE_FILE_MACHINE_*
    bool is_dll = false;
    std::set<std::string> exports;  // by name
    std::set<std::string> imports;  // by name, whatever the DLL
};

// Throws TargetError with a sentence about `path` when there is no file, or none of this form.
[[nodiscard]] PeFile read_pe_file(const std::filesystem::path& path);

// "x64", "x86", "arm64", or the number.
[[nodiscard]] std::string machine_name(std::uint16_t machine);
// This program's.
[[nodiscard]] std::uint16_t own_machine();

}  // namespace wcts::winsock::lsp
