#include "reports/replace_file.h"

#include "reports/report_error.h"
#include "reports/text.h"

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

namespace wcts::reports {

void replace_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::path temporary = path;
    temporary += ".new";
    const auto give_up = [&](const std::string& why) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw ReportError("cannot write " + path_text(path) + ": " + why);
    };
    if (std::filesystem::is_directory(path)) {
        throw ReportError("cannot write " + path_text(path) + ": it is a folder");
    }
    errno = 0;
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) {
        give_up(errno == 0 ? "the write failed" : std::generic_category().message(errno));
    }
    std::error_code error;
    std::filesystem::rename(temporary, path, error);
    if (error) {
        give_up(error.message());
    }
}

}  // namespace wcts::reports
