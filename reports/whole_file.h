// Files that are written whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace wcts::reports {

// Throws ReportError unless an ordinary file can be made or replaced there: the folder is there and can be written, and nothing else has
// the name. Leaves everything as it was. For what takes long to make: a wrong path shows before, not after.
void check_place(const std::filesystem::path& path);

// Writes a temporary file beside it and renames it over `path`, so that readers see the old text or the new one. Throws ReportError; then
// what was there before is still there, and nothing else.
void write_whole_file(const std::filesystem::path& path, std::string_view text);

// Adds to the end of a file that others write too; makes it where there is none. Throws ReportError.
void append_to_file(const std::filesystem::path& path, std::string_view text);

}  // namespace wcts::reports
