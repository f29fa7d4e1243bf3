// Writes a file whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace wcts::reports {

// Writes `text` beside `path` and renames it over it. ReportError names the file and the reason; what was there before stays as it was
// then, and nothing is left beside it.
void replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace wcts::reports
