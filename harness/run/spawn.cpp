#include "harness/run/spawn.h"

#include "harness/run/errors.h"
#include "harness/winsock/start_process.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <system_error>

namespace wcts::run {

namespace {

[[noreturn]] void broken(const std::string& what) {
    const auto error = static_cast<int>(GetLastError());
    throw HarnessBroken("cannot " + what + ": " + std::system_category().message(error));
}

SECURITY_ATTRIBUTES inheritable() {
    SECURITY_ATTRIBUTES attributes{};
    attributes.nLength = sizeof attributes;
    attributes.bInheritHandle = TRUE;
    return attributes;
}

// The reading end is overlapped, so that one wait covers an answer, the end of the process, the time limit and the user's Ctrl-C. Only
// named pipes can do that; this one takes no second client, and none from another machine.
void make_answer_pipe(UniqueHandle& read, UniqueHandle& write) {
    static std::atomic<unsigned> count{0};
    LARGE_INTEGER now{};
    QueryPerformanceCounter(&now);
    const std::wstring name = L"\\\\.\\pipe\\winsock-cts-" + std::to_wstring(GetCurrentProcessId()) + L"-" + std::to_wstring(++count) +
                              L"-" + std::to_wstring(now.QuadPart);
    read = UniqueHandle(CreateNamedPipeW(name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                         PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, 64 * 1024, 64 * 1024, 0, nullptr));
    if (!read) broken("create a worker's channel");
    SECURITY_ATTRIBUTES attributes = inheritable();
    write = UniqueHandle(CreateFileW(name.c_str(), GENERIC_WRITE, 0, &attributes, OPEN_EXISTING, 0, nullptr));
    if (!write) broken("open a worker's channel");
}

// PROC_THREAD_ATTRIBUTE_JOB_LIST, which headers show only when they are told that Windows 10 is the oldest system.
constexpr DWORD_PTR kJobList = 0x0002000D;

// What a new process starts with: the handles that it inherits (all others stay here, also those of workers that start at the same time),
// and the job that it is born in.
class StartAttributes {
public:
    StartAttributes(std::vector<HANDLE> handles, HANDLE job) : handles_(std::move(handles)), job_(job) {
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 2, 0, &size);
        memory_.resize(size);
        if (!InitializeProcThreadAttributeList(get(), 2, 0, &size)) broken("prepare a worker's start");
        if (!UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(), handles_.size() * sizeof(HANDLE),
                                       nullptr, nullptr)) {
            DeleteProcThreadAttributeList(get());
            broken("prepare a worker's start");
        }
        born_in_job_ = job_ != nullptr && UpdateProcThreadAttribute(get(), 0, kJobList, &job_, sizeof job_, nullptr, nullptr);
    }
    StartAttributes(const StartAttributes&) = delete;
    StartAttributes& operator=(const StartAttributes&) = delete;
    ~StartAttributes() { DeleteProcThreadAttributeList(get()); }

    LPPROC_THREAD_ATTRIBUTE_LIST get() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data()); }

    // False where the system is older than Windows 10.
    [[nodiscard]] bool born_in_job() const noexcept { return born_in_job_; }

private:
    // Windows keeps pointers to these two until the process has started.
    std::vector<HANDLE> handles_;
    HANDLE job_;
    std::vector<std::uint8_t> memory_;
    bool born_in_job_ = false;
};

UniqueHandle make_kill_job() {
    UniqueHandle job(CreateJobObjectW(nullptr, nullptr));
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (job && !SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits)) job.reset();
    return job;
}

PROCESS_INFORMATION create_process(const WorkerCommand& command, const std::wstring& line, STARTUPINFOEXW& startup) {
    PROCESS_INFORMATION started{};
    const bool does = winsock::start_process([&] {
        // The callee may write into it.
        std::wstring own_line = line;
        return CreateProcessW(command.exe.c_str(), own_line.data(), nullptr, nullptr, TRUE, DETACHED_PROCESS | EXTENDED_STARTUPINFO_PRESENT,
                              nullptr, nullptr, &startup.StartupInfo, &started);
    });
    if (!does) broken("start a worker process from " + to_utf8(command.exe));
    return started;
}

std::wstring number(HANDLE handle) {
    return std::to_wstring(static_cast<std::uint64_t>(reinterpret_cast<ULONG_PTR>(handle)));
}

}  // namespace

std::wstring quote_argument(const std::wstring& argument) {
    if (!argument.empty() && argument.find_first_of(L" \t\n\v\"") == std::wstring::npos) return argument;
    std::wstring quoted = L"\"";
    std::size_t backslashes = 0;
    for (const wchar_t c : argument) {
        if (c == L'\\') {
            ++backslashes;
            continue;
        }
        // Backslashes count double only before a quote.
        quoted.append(c == L'"' ? 2 * backslashes + 1 : backslashes, L'\\');
        backslashes = 0;
        quoted += c;
    }
    quoted.append(2 * backslashes, L'\\');
    return quoted + L'"';
}

std::wstring to_wide(const std::string& utf8) {
    const int size = static_cast<int>(utf8.size());
    std::wstring wide(static_cast<std::size_t>(MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, nullptr, 0)), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, wide.data(), static_cast<int>(wide.size()));
    return wide;
}

std::string to_utf8(const std::wstring& wide) {
    const int size = static_cast<int>(wide.size());
    std::string utf8(static_cast<std::size_t>(WideCharToMultiByte(CP_UTF8, 0, wide.data(), size, nullptr, 0, nullptr, nullptr)), '\0');
    WideCharToMultiByte(CP_UTF8, 0, wide.data(), size, utf8.data(), static_cast<int>(utf8.size()), nullptr, nullptr);
    return utf8;
}

WorkerCommand this_exe(winsock::TargetChoice target) {
    std::wstring path(32768, L'\0');
    path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
    if (path.empty()) broken("find this program's own path");
    WorkerCommand command;
    command.exe = std::move(path);
    command.target = std::move(target);
    return command;
}

Spawned spawn(const WorkerCommand& command) {
    SECURITY_ATTRIBUTES attributes = inheritable();
    Spawned spawned;
    UniqueHandle worker_read;
    UniqueHandle worker_write;
    {
        HANDLE read = nullptr;
        HANDLE write = nullptr;
        if (!CreatePipe(&read, &write, &attributes, 64 * 1024)) broken("create a worker's channel");
        worker_read = UniqueHandle(read);
        spawned.to_worker = UniqueHandle(write);
        SetHandleInformation(write, HANDLE_FLAG_INHERIT, 0);
    }
    make_answer_pipe(spawned.from_worker, worker_write);
    spawned.tell = UniqueHandle(CreateEventW(&attributes, FALSE, FALSE, nullptr));
    HANDLE self = nullptr;
    if (!spawned.tell || !DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &self, SYNCHRONIZE, TRUE, 0)) {
        broken("prepare a worker's start");
    }
    const UniqueHandle coordinator(self);
    const UniqueHandle nul(
        CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &attributes, OPEN_EXISTING, 0, nullptr));
    if (!nul) broken("open NUL");

    spawned.last_call = SharedWord::make();

    std::wstring line = quote_argument(command.exe);
    for (const std::wstring& argument : command.arguments) line += L' ' + quote_argument(argument);
    line += L" --read " + number(worker_read.get()) + L" --write " + number(worker_write.get()) + L" --coordinator " +
            number(coordinator.get()) + L" --tell " + number(spawned.tell.get()) + L" --target " + quote_argument(to_wide(command.target.target));
    if (spawned.last_call.section() != nullptr) line += L" --last-call " + number(spawned.last_call.section());
    if (!command.target.fault.empty()) line += L" --fault " + quote_argument(to_wide(command.target.fault));
    if (!command.target.lab.empty()) line += L" --lab " + quote_argument(to_wide(command.target.lab));
    if (!command.target.base.empty()) line += L" --base " + quote_argument(to_wide(command.target.base));
    if (!command.target.lsp_guid.empty()) line += L" --lsp-guid " + quote_argument(to_wide(command.target.lsp_guid));

    spawned.job = make_kill_job();
    std::vector<HANDLE> handles{worker_read.get(), worker_write.get(), coordinator.get(), spawned.tell.get(), nul.get()};
    if (spawned.last_call.section() != nullptr) handles.push_back(spawned.last_call.section());
    StartAttributes attributes_of_start(std::move(handles), spawned.job.get());
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = nul.get();
    startup.StartupInfo.hStdOutput = nul.get();
    startup.StartupInfo.hStdError = nul.get();
    startup.lpAttributeList = attributes_of_start.get();
    const PROCESS_INFORMATION started = create_process(command, line, startup);
    CloseHandle(started.hThread);
    spawned.process = UniqueHandle(started.hProcess);
    // Where neither way works (Windows 7 inside an outer job), the worker's own watch on its coordinator remains.
    if (!attributes_of_start.born_in_job() && spawned.job) AssignProcessToJobObject(spawned.job.get(), started.hProcess);
    return spawned;
}

}  // namespace wcts::run
