// Where the tests find their programs, and where they may write.
#pragma once

#include <filesystem>

namespace wcts::run::testing {

// run-fixture.exe beside the running program.
[[nodiscard]] std::filesystem::path fixture_exe();

// A folder of its own below the system's temporary folder; gone with the value.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace wcts::run::testing
