#include "harness/run/testing/paths.h"

#include "harness/winsock/platform.h"

#include <atomic>
#include <string>
#include <system_error>

namespace wcts::run::testing {

std::filesystem::path fixture_exe() {
    std::wstring self(32768, L'\0');
    self.resize(GetModuleFileNameW(nullptr, self.data(), static_cast<DWORD>(self.size())));
    return std::filesystem::path(self).parent_path() / L"run-fixture.exe";
}

TemporaryFolder::TemporaryFolder() {
    static std::atomic<unsigned> count{0};
    path_ = std::filesystem::temp_directory_path() /
            (L"winsock-cts-test-" + std::to_wstring(GetCurrentProcessId()) + L"-" + std::to_wstring(++count));
    std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace wcts::run::testing
