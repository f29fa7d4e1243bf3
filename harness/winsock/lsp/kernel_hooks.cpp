#include "harness/winsock/lsp/kernel_hooks.h"

#include "harness/winsock/lsp/files.h"
#include "harness/winsock/lsp/host.h"

#include <array>
#include <memory>

#include <process.h>

namespace wcts::winsock::lsp {
namespace {

// The base's table, where it lives in memory.
Winsock* in_memory() {
    Host* const host = Host::current();
    return host != nullptr && host->base().in_memory() ? &host->base().winsock() : nullptr;
}

// The same, if the call is about one of its handles. All others go to the kernel at once: a thread that ends, or the C run-time between two
// instructions, must not become a user of the base by closing an event of its own.
Winsock* owner_of(HANDLE handle) {
    Host* const host = Host::current();
    return host != nullptr && host->base().may_be_own(handle) ? &host->base().winsock() : nullptr;
}

Winsock* owner_of_any(const HANDLE* handles, DWORD count) {
    for (DWORD i = 0; i < count && i < MAXIMUM_WAIT_OBJECTS; ++i)
        if (Winsock* const base = owner_of(handles[i])) return base;
    return nullptr;
}

HANDLE WINAPI create_port(HANDLE file, HANDLE existing, ULONG_PTR key, DWORD threads) {
    Winsock* const base = in_memory();
    return base != nullptr ? base->CreateIoCompletionPort(file, existing, key, threads)
                           : ::CreateIoCompletionPort(file, existing, key, threads);
}

BOOL WINAPI get_packet(HANDLE port, LPDWORD bytes, PULONG_PTR key, LPOVERLAPPED* overlapped, DWORD milliseconds) {
    Winsock* const base = owner_of(port);
    if (base == nullptr) return ::GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds);
    const BOOL result = base->GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds);
    // The provider asks the kernel for the error.
    ::SetLastError(static_cast<DWORD>(base->WSAGetLastError()));
    return result;
}

BOOL WINAPI post_packet(HANDLE port, DWORD bytes, ULONG_PTR key, LPOVERLAPPED overlapped) {
    Winsock* const base = owner_of(port);
    return base != nullptr ? base->PostQueuedCompletionStatus(port, bytes, key, overlapped)
                           : ::PostQueuedCompletionStatus(port, bytes, key, overlapped);
}

BOOL WINAPI set_modes(HANDLE file, UCHAR flags) {
    Winsock* const base = owner_of(file);
    return base != nullptr ? base->SetFileCompletionNotificationModes(file, flags) : ::SetFileCompletionNotificationModes(file, flags);
}

BOOL WINAPI get_result(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) {
    Winsock* const base = in_memory();
    if (base == nullptr) return ::GetOverlappedResult(file, overlapped, bytes, wait);
    const BOOL result = base->GetOverlappedResult(file, overlapped, bytes, wait);
    ::SetLastError(static_cast<DWORD>(base->WSAGetLastError()));
    return result;
}

BOOL WINAPI cancel(HANDLE file) {
    Winsock* const base = owner_of(file);
    return base != nullptr ? base->CancelIo(file) : ::CancelIo(file);
}

BOOL WINAPI cancel_one(HANDLE file, LPOVERLAPPED overlapped) {
    Winsock* const base = owner_of(file);
    if (base == nullptr) return ::CancelIoEx(file, overlapped);
    const BOOL result = base->CancelIoEx(file, overlapped);
    ::SetLastError(static_cast<DWORD>(base->WSAGetLastError()));
    return result;
}

BOOL WINAPI close_handle(HANDLE handle) {
    Winsock* const base = owner_of(handle);
    return base != nullptr ? base->CloseHandle(handle) : ::CloseHandle(handle);
}

BOOL WINAPI duplicate_handle(HANDLE source_process, HANDLE source, HANDLE target_process, LPHANDLE target, DWORD access, BOOL inherit,
                             DWORD options) {
    Winsock* const base = owner_of(source);
    return base != nullptr ? base->DuplicateHandle(source_process, source, target_process, target, access, inherit, options)
                           : ::DuplicateHandle(source_process, source, target_process, target, access, inherit, options);
}

BOOL WINAPI read_handle(HANDLE file, LPVOID data, DWORD bytes, LPDWORD count, LPOVERLAPPED overlapped) {
    Winsock* const base = owner_of(file);
    return base != nullptr ? read_below(*base, {file, data, bytes, count, overlapped}) : ::ReadFile(file, data, bytes, count, overlapped);
}

BOOL WINAPI write_handle(HANDLE file, LPCVOID data, DWORD bytes, LPDWORD count, LPOVERLAPPED overlapped) {
    Winsock* const base = owner_of(file);
    return base != nullptr ? write_below(*base, {file, const_cast<void*>(data), bytes, count, overlapped})
                           : ::WriteFile(file, data, bytes, count, overlapped);
}

BOOL WINAPI set_event(HANDLE event) {
    Winsock* const base = owner_of(event);
    return base != nullptr ? base->WSASetEvent(event) : ::SetEvent(event);
}

BOOL WINAPI reset_event(HANDLE event) {
    Winsock* const base = owner_of(event);
    return base != nullptr ? base->WSAResetEvent(event) : ::ResetEvent(event);
}

DWORD WINAPI wait_one_ex(HANDLE handle, DWORD milliseconds, BOOL alertable) {
    Winsock* const base = owner_of(handle);
    return base != nullptr ? base->WaitForSingleObjectEx(handle, milliseconds, alertable)
                           : ::WaitForSingleObjectEx(handle, milliseconds, alertable);
}

DWORD WINAPI wait_one(HANDLE handle, DWORD milliseconds) {
    return wait_one_ex(handle, milliseconds, FALSE);
}

DWORD WINAPI wait_many_ex(DWORD count, const HANDLE* handles, BOOL all, DWORD milliseconds, BOOL alertable) {
    Winsock* const base = owner_of_any(handles, count);
    return base != nullptr ? base->WSAWaitForMultipleEvents(count, handles, all, milliseconds, alertable)
                           : ::WaitForMultipleObjectsEx(count, handles, all, milliseconds, alertable);
}

DWORD WINAPI wait_many(DWORD count, const HANDLE* handles, BOOL all, DWORD milliseconds) {
    return wait_many_ex(count, handles, all, milliseconds, FALSE);
}

DWORD WINAPI sleep_ex(DWORD milliseconds, BOOL alertable) {
    // Zero gives the processor away, and is no wait.
    Winsock* const base = milliseconds == 0 && !alertable ? nullptr : in_memory();
    return base != nullptr ? base->SleepEx(milliseconds, alertable) : ::SleepEx(milliseconds, alertable);
}

void WINAPI sleep(DWORD milliseconds) {
    sleep_ex(milliseconds, FALSE);
}

DWORD WINAPI queue_apc(PAPCFUNC function, HANDLE thread, ULONG_PTR data) {
    Winsock* const base = in_memory();
    return base != nullptr ? base->QueueUserAPC(function, thread, data) : ::QueueUserAPC(function, thread, data);
}

// A clock that stands still while anybody is busy has to know of a provider's threads.
template <typename Entry>
struct Begin {
    Entry entry;
    void* parameter;
    const Clock* clock;
};

DWORD WINAPI run_thread(void* context) {
    const std::unique_ptr<Begin<LPTHREAD_START_ROUTINE>> begin(static_cast<Begin<LPTHREAD_START_ROUTINE>*>(context));
    begin->clock->thread_begins();
    const auto entry = begin->entry;
    void* const parameter = begin->parameter;
    return entry(parameter);
}

HANDLE WINAPI create_thread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack, LPTHREAD_START_ROUTINE entry, LPVOID parameter, DWORD flags,
                            LPDWORD id) {
    Host* const host = Host::current();
    // One that starts suspended may never run.
    if (host == nullptr || !host->base().in_memory() || (flags & CREATE_SUSPENDED) != 0)
        return ::CreateThread(attributes, stack, entry, parameter, flags, id);
    const Clock& clock = host->base().target().clock();
    auto begin = std::make_unique<Begin<LPTHREAD_START_ROUTINE>>(Begin<LPTHREAD_START_ROUTINE>{entry, parameter, &clock});
    clock.expect_thread();
    const HANDLE thread = ::CreateThread(attributes, stack, &run_thread, begin.get(), flags, id);
    if (thread == nullptr) {
        clock.thread_begins();
    } else {
        static_cast<void>(begin.release());  // run_thread owns it
    }
    return thread;
}

using CEntry = unsigned(__stdcall*)(void*);

unsigned __stdcall run_c_thread(void* context) {
    const std::unique_ptr<Begin<CEntry>> begin(static_cast<Begin<CEntry>*>(context));
    begin->clock->thread_begins();
    const auto entry = begin->entry;
    void* const parameter = begin->parameter;
    return entry(parameter);
}

std::uintptr_t __cdecl begin_c_thread(void* security, unsigned stack, CEntry entry, void* parameter, unsigned flags, unsigned* id) {
    Host* const host = Host::current();
    if (host == nullptr || !host->base().in_memory() || (flags & CREATE_SUSPENDED) != 0)
        return ::_beginthreadex(security, stack, entry, parameter, flags, id);
    const Clock& clock = host->base().target().clock();
    auto begin = std::make_unique<Begin<CEntry>>(Begin<CEntry>{entry, parameter, &clock});
    clock.expect_thread();
    const auto thread = ::_beginthreadex(security, stack, &run_c_thread, begin.get(), flags, id);
    if (thread == 0) {
        clock.thread_begins();
    } else {
        static_cast<void>(begin.release());  // run_c_thread owns it
    }
    return thread;
}

}  // namespace

std::span<const Replacement> kernel_replacements() {
    static const auto all = std::to_array<Replacement>({
        {"CreateIoCompletionPort", code_of(create_port)},
        {"GetQueuedCompletionStatus", code_of(get_packet)},
        {"PostQueuedCompletionStatus", code_of(post_packet)},
        {"SetFileCompletionNotificationModes", code_of(set_modes)},
        {"GetOverlappedResult", code_of(get_result)},
        {"CancelIo", code_of(cancel)},
        {"CancelIoEx", code_of(cancel_one)},
        {"CloseHandle", code_of(close_handle)},
        {"DuplicateHandle", code_of(duplicate_handle)},
        {"ReadFile", code_of(read_handle)},
        {"WriteFile", code_of(write_handle)},
        {"SetEvent", code_of(set_event)},
        {"ResetEvent", code_of(reset_event)},
        {"WaitForSingleObject", code_of(wait_one)},
        {"WaitForSingleObjectEx", code_of(wait_one_ex)},
        {"WaitForMultipleObjects", code_of(wait_many)},
        {"WaitForMultipleObjectsEx", code_of(wait_many_ex)},
        {"Sleep", code_of(sleep)},
        {"SleepEx", code_of(sleep_ex)},
        {"QueueUserAPC", code_of(queue_apc)},
        {"CreateThread", code_of(create_thread)},
        {"_beginthreadex", code_of(begin_c_thread)},
    });
    return all;
}

}  // namespace wcts::winsock::lsp
