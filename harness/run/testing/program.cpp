#include "harness/run/testing/program.h"

#include "harness/run/spawn.h"
#include "harness/winsock/start_process.h"

#include <tlhelp32.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace wcts::run::testing {

namespace {

UniqueHandle create_for_child(const std::filesystem::path& path) {
    SECURITY_ATTRIBUTES attributes{};
    attributes.nLength = sizeof attributes;
    attributes.bInheritHandle = TRUE;
    return UniqueHandle(
        CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, &attributes, CREATE_ALWAYS, 0, nullptr));
}

std::string read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments) {
    const UniqueHandle out = create_for_child(file("out.txt"));
    const UniqueHandle err = create_for_child(file("err.txt"));
    std::wstring line = quote_argument(fixture_exe().wstring());
    for (const std::string& argument : arguments) line += L' ' + quote_argument(to_wide(argument));
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdOutput = out.get();
    startup.hStdError = err.get();
    PROCESS_INFORMATION started{};
    const bool does = winsock::start_process([&] {
        std::wstring own_line = line;
        return CreateProcessW(fixture_exe().c_str(), own_line.data(), nullptr, nullptr, TRUE, DETACHED_PROCESS, nullptr,
                              folder_.path().c_str(), &startup, &started);
    });
    if (!does) {
        throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), "run-fixture.exe");
    }
    CloseHandle(started.hThread);
    process_ = UniqueHandle(started.hProcess);
    id_ = started.dwProcessId;
}

Program::~Program() {
    kill();
}

std::uint32_t Program::wait() {
    // Seconds at the most, also on a loaded machine: whatever takes longer hangs, and the test must say so before Meson ends them all.
    if (WaitForSingleObject(process_.get(), 90'000) != WAIT_OBJECT_0) {
        throw std::runtime_error("run-fixture.exe did not end within 90 s; it has " + std::to_string(children().size()) +
                                 " child processes, and printed: " + out() + err());
    }
    DWORD code = 0;
    GetExitCodeProcess(process_.get(), &code);
    return code;
}

void Program::kill() {
    TerminateProcess(process_.get(), 99);
    WaitForSingleObject(process_.get(), 10'000);
}

std::string Program::out() const {
    return read_all(file("out.txt"));
}
std::string Program::err() const {
    return read_all(file("err.txt"));
}

std::vector<std::uint32_t> Program::children() const {
    std::vector<std::uint32_t> found;
    const UniqueHandle snapshot(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Process32FirstW(snapshot.get(), &entry); more; more = Process32NextW(snapshot.get(), &entry)) {
        if (entry.th32ParentProcessID == id_) found.push_back(entry.th32ProcessID);
    }
    return found;
}

}  // namespace wcts::run::testing
