#include "harness/lab/command_lab.h"

#include "harness/lab/words.h"

#include <winsock2.h>

#include <windows.h>

#include <array>
#include <system_error>
#include <utility>
#include <vector>

namespace wcts::lab {
namespace {

constexpr DWORD kDone = 0;
constexpr DWORD kUnable = 3;
// How much of a command's output is kept; a sentence is far shorter.
constexpr std::size_t kKept = 4096;
constexpr DWORD kLook_ms = 10;

class Handle {
public:
    Handle() = default;
    explicit Handle(HANDLE handle) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
    Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Handle() {
        if (handle_ != nullptr) ::CloseHandle(handle_);
    }
    [[nodiscard]] HANDLE get() const { return handle_; }

private:
    HANDLE handle_ = nullptr;
};

[[noreturn]] void fail(const std::string& what) {
    const auto error = static_cast<int>(::GetLastError());
    throw LabError("cannot " + what + ": " + std::system_category().message(error));
}

std::wstring wide(const std::string& utf8) {
    const int size = static_cast<int>(utf8.size());
    std::wstring text(static_cast<std::size_t>(::MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, nullptr, 0)), L'\0');
    ::MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, text.data(), static_cast<int>(text.size()));
    return text;
}

// One of the command's two streams.
struct Stream {
    Handle read;
    Handle write;
    std::string text;

    Stream() {
        SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
        HANDLE ends[2]{};
        if (!::CreatePipe(&ends[0], &ends[1], &attributes, 0)) fail("create a pipe for the lab's command");
        read = Handle(ends[0]);
        write = Handle(ends[1]);
        ::SetHandleInformation(read.get(), HANDLE_FLAG_INHERIT, 0);
    }

    // What is there now, without waiting; what is too much is read and dropped.
    void drain() {
        std::array<char, 1024> piece{};
        DWORD there = 0;
        DWORD count = 0;
        while (::PeekNamedPipe(read.get(), nullptr, 0, nullptr, &there, nullptr) && there > 0 &&
               ::ReadFile(read.get(), piece.data(), static_cast<DWORD>(piece.size()), &count, nullptr) && count > 0) {
            if (text.size() < kKept) text.append(piece.data(), count);
        }
    }

    [[nodiscard]] std::string first_line() const { return text.substr(0, text.find_first_of("\r\n")); }
};

// Only the three streams are inherited: a socket of the case that came along would live on in the command.
class StartAttributes {
public:
    explicit StartAttributes(std::vector<HANDLE> handles) : handles_(std::move(handles)) {
        SIZE_T size = 0;
        ::InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        memory_.resize(size);
        if (!::InitializeProcThreadAttributeList(get(), 1, 0, &size)) fail("prepare the start of the lab's command");
        if (!::UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(), handles_.size() * sizeof(HANDLE),
                                         nullptr, nullptr)) {
            ::DeleteProcThreadAttributeList(get());
            fail("prepare the start of the lab's command");
        }
    }
    ~StartAttributes() { ::DeleteProcThreadAttributeList(get()); }
    StartAttributes(const StartAttributes&) = delete;
    StartAttributes& operator=(const StartAttributes&) = delete;

    [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data()); }

private:
    std::vector<HANDLE> handles_;
    std::vector<unsigned char> memory_;
};

Handle start(const std::wstring& line, const Stream& out, const Stream& err) {
    SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    const Handle nul(::CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &attributes, OPEN_EXISTING, 0, nullptr));
    StartAttributes start_attributes({nul.get(), out.write.get(), err.write.get()});
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof(startup);
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = nul.get();
    startup.StartupInfo.hStdOutput = out.write.get();
    startup.StartupInfo.hStdError = err.write.get();
    startup.lpAttributeList = start_attributes.get();
    PROCESS_INFORMATION started{};
    std::wstring writable = line;
    if (!::CreateProcessW(nullptr, writable.data(), nullptr, nullptr, TRUE, CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT, nullptr, nullptr,
                          &startup.StartupInfo, &started))
        fail("start the lab's command");
    ::CloseHandle(started.hThread);
    return Handle(started.hProcess);
}

}  // namespace

CommandLab::CommandLab(std::string command, std::chrono::milliseconds patience) : command_(std::move(command)), patience_(patience) {}

std::optional<std::string> CommandLab::unable(Verb) const {
    return std::nullopt;
}

std::string CommandLab::apply(const Request& request) {
    Stream out;
    Stream err;
    const Handle process = start(wide(command_ + " " + line_of(request)), out, err);
    const auto end = std::chrono::steady_clock::now() + patience_;
    while (::WaitForSingleObject(process.get(), kLook_ms) == WAIT_TIMEOUT) {
        out.drain();
        err.drain();
        if (std::chrono::steady_clock::now() < end) continue;
        ::TerminateProcess(process.get(), 1);
        throw LabError("the lab's command did not end within " + std::to_string(patience_.count()) + " ms");
    }
    out.drain();
    err.drain();
    DWORD code = 0;
    ::GetExitCodeProcess(process.get(), &code);
    const std::string reason = err.first_line();
    if (code == kDone) return out.first_line();
    if (code == kUnable) throw Unable(reason.empty() ? "the lab's command cannot do this, and does not say why" : reason);
    throw LabError("the lab's command ended with exit code " + std::to_string(code) + (reason.empty() ? "" : ": " + reason));
}

}  // namespace wcts::lab
