#include "harness/run/crash_guard.h"

#include "harness/run/case_source.h"
#include "harness/run/channel.h"
#include "harness/run/stacks.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>

namespace wcts::run {

namespace {

// Reachable from handlers that take no argument.
GuardSetup guard;
HANDLE trace_wanted = nullptr;  // a crashed thread wants the watching thread to send the trace
HANDLE trace_sent = nullptr;
HANDLE watch_begun = nullptr;
DWORD case_thread = 0;
LONG crashed = 0;

// From here on the heap, the stack and any lock may be broken: fixed buffers, no allocation, no loader lock.

// Says `text`, lets the watching thread add the trace if it still can, and ends the process. Later crashes of other threads wait here.
[[noreturn]] void die(const char* text, UINT exit_code) noexcept {
    if (InterlockedExchange(&crashed, 1) != 0) Sleep(INFINITE);
    write_all(guard.channel, text);
    SetEvent(trace_wanted);
    WaitForSingleObject(trace_sent, 500);
    TerminateProcess(GetCurrentProcess(), exit_code);
    for (;;) Sleep(INFINITE);
}

LONG WINAPI on_unhandled(EXCEPTION_POINTERS* info) {
    const EXCEPTION_RECORD& record = *info->ExceptionRecord;
    char module[64];
    const ULONG_PTR base = find_module(record.ExceptionAddress, module, sizeof module);
    const auto address = reinterpret_cast<ULONG_PTR>(record.ExceptionAddress);
    const bool access = record.ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record.NumberParameters >= 2;
    const char* how = !access                               ? ""
                      : record.ExceptionInformation[0] == 0 ? "reading"
                      : record.ExceptionInformation[0] == 1 ? "writing"
                                                            : "executing";
    char text[400];
    std::snprintf(text, sizeof text,
                  "{\"crash\":{\"exception\":\"0x%08lX\",\"module\":\"%s\",\"offset\":\"0x%llX\",\"address\":\"0x%llX\","
                  "\"access\":\"%s\",\"of\":\"0x%llX\"}}\n",
                  record.ExceptionCode, module, static_cast<unsigned long long>(base == 0 ? 0 : address - base),
                  static_cast<unsigned long long>(address), how,
                  static_cast<unsigned long long>(access ? record.ExceptionInformation[1] : 0));
    die(text, record.ExceptionCode);
}

void on_abort(int) {
    die("{\"crash\":{\"what\":\"abort() was called\"}}\n", 3);
}

[[noreturn]] void on_terminate() {
    die("{\"crash\":{\"what\":\"std::terminate() was called: an exception that nothing caught\"}}\n", 3);
}

// Ctrl-C is the coordinator's to act on. Under Wine a terminal sends it to every process of the group, with a console or without.
BOOL WINAPI on_control(DWORD) {
    return TRUE;
}

reports::Json stacks_as_json() {
    reports::Json all = reports::Json::array();
    for (const Stack& stack : stacks_of_others(case_thread)) {
        all.push_back({{"thread", stack.thread == case_thread ? std::string("case") : "other " + std::to_string(all.size())}, {"frames", stack.frames}});
    }
    return all;
}

DWORD WINAPI watch(void*) {
    SetEvent(watch_begun);
    const HANDLE handles[] = {guard.coordinator, trace_wanted, guard.tell};
    for (;;) {
        const DWORD which = WaitForMultipleObjects(3, handles, FALSE, INFINITE);
        if (which == WAIT_OBJECT_0) TerminateProcess(GetCurrentProcess(), 3);
        if (which == WAIT_FAILED) TerminateProcess(GetCurrentProcess(), kHandlesLost);
        write_all(guard.channel, to_line({{"trace", guard.source->trace_so_far()}}));
        SetEvent(trace_sent);
        if (which == WAIT_OBJECT_0 + 2) write_all(guard.channel, to_line({{"stacks", stacks_as_json()}}));
    }
}

HANDLE new_event() {
    const HANDLE event = CreateEventW(nullptr, FALSE, FALSE, nullptr);
    if (event == nullptr) throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), "CreateEvent");
    return event;
}

}  // namespace

void install_crash_guard(const GuardSetup& setup) {
    guard = setup;
    case_thread = GetCurrentThreadId();
    trace_wanted = new_event();
    trace_sent = new_event();
    watch_begun = new_event();
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
#ifdef _MSC_VER
    _set_abort_behavior(0, _WRITE_ABORT_MSG | _CALL_REPORTFAULT);
    _set_error_mode(_OUT_TO_STDERR);
#endif
    std::signal(SIGABRT, on_abort);
    std::set_terminate(on_terminate);
    SetUnhandledExceptionFilter(on_unhandled);
    SetConsoleCtrlHandler(on_control, TRUE);
    // Room for the filter after a stack overflow of the thread that runs the cases.
    ULONG guarantee = 64 * 1024;
    SetThreadStackGuarantee(&guarantee);
    const HANDLE thread = CreateThread(nullptr, 0, watch, nullptr, 0, nullptr);
    if (thread == nullptr) throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), "CreateThread");
    CloseHandle(thread);
    // Begun later, it would count as one that the first case left behind.
    WaitForSingleObject(watch_begun, INFINITE);
}

}  // namespace wcts::run
