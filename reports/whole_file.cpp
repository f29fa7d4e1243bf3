#include "reports/whole_file.h"

#include "reports/report_error.h"
#include "reports/text.h"

#include <cerrno>
#include <fstream>
#include <ios>
#include <string>
#include <system_error>

namespace wcts::reports {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw ReportError("cannot write " + path_text(path) + ": " + why);
}

std::filesystem::path temporary_of(std::filesystem::path path) {
    path += ".writing";
    return path;
}

// Throws after having removed what it made.
void write_to(const std::filesystem::path& file_name, std::string_view text, const std::filesystem::path& meant) {
    errno = 0;
    std::ofstream file(file_name, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) {
        const std::string why = errno == 0 ? "the write failed" : std::generic_category().message(errno);
        std::error_code ignored;
        std::filesystem::remove(file_name, ignored);
        refuse(meant, why);
    }
}

}  // namespace

void check_place(const std::filesystem::path& path) {
    if (!path.has_filename()) {
        refuse(path, "it names a folder");
    }
    std::error_code error;
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    if (!std::filesystem::is_directory(folder, error)) {
        refuse(path, "there is no folder " + path_text(folder));
    }
    const auto status = std::filesystem::status(path, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        refuse(path, "something that is no ordinary file has this name");
    }
    const auto temporary = temporary_of(path);
    write_to(temporary, {}, path);
    std::filesystem::remove(temporary, error);
}

void write_whole_file(const std::filesystem::path& path, std::string_view text) {
    check_place(path);
    const auto temporary = temporary_of(path);
    write_to(temporary, text, path);
    std::error_code error;
    std::filesystem::rename(temporary, path, error);
    if (error) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        refuse(path, error.message());
    }
}

void append_to_file(const std::filesystem::path& path, std::string_view text) {
    errno = 0;
    std::ofstream file(path, std::ios::binary | std::ios::app);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) {
        refuse(path, errno == 0 ? "the write failed" : std::generic_category().message(errno));
    }
}

}  // namespace wcts::reports
