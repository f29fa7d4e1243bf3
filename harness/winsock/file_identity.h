// What identifies a DLL in a report: its version resource and its hash.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace wcts::winsock {

// "10.0.19041.1" of the file's version resource; empty where there is none.
[[nodiscard]] std::string file_version(const std::filesystem::path& path);

// Lower-case hex; empty where the file cannot be read.
[[nodiscard]] std::string file_sha256(const std::filesystem::path& path);

// The path of a DLL in the system folder (not loaded by this).
[[nodiscard]] std::filesystem::path system_library(std::string_view name);

}  // namespace wcts::winsock
