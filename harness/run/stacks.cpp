#include "harness/run/stacks.h"

#include "harness/run/handle.h"

#include <psapi.h>
#include <tlhelp32.h>

#include <array>
#include <cstdio>

namespace wcts::run {

namespace {

constexpr std::size_t kMostFrames = 32;
constexpr std::size_t kMostThreads = 64;

struct Addresses {
    std::array<ULONG_PTR, kMostFrames> at{};
    std::size_t count = 0;
};

// Only what needs no escaping inside a JSON string.
void copy_plain(char* to, std::size_t room, const wchar_t* from) noexcept {
    std::size_t i = 0;
    for (; i + 1 < room && from[i] != L'\0'; ++i) {
        const wchar_t c = from[i];
        const bool plain = (c >= L'a' && c <= L'z') || (c >= L'A' && c <= L'Z') || (c >= L'0' && c <= L'9') || c == L'.' || c == L'-';
        to[i] = plain ? static_cast<char>(c) : '_';
    }
    to[i] = '\0';
}

// Of a thread that is stopped. Leaf functions have no unwind data; their return address lies on top of the stack.
void walk(CONTEXT& context, Addresses& found) noexcept {
#ifdef _WIN64
    while (context.Rip != 0 && found.count < kMostFrames) {
        found.at[found.count++] = static_cast<ULONG_PTR>(context.Rip);
        DWORD64 image = 0;
        PRUNTIME_FUNCTION function = RtlLookupFunctionEntry(context.Rip, &image, nullptr);
        if (function == nullptr) {
            SIZE_T read = 0;
            DWORD64 back = 0;
            if (!ReadProcessMemory(GetCurrentProcess(), reinterpret_cast<void*>(context.Rsp), &back, sizeof back, &read)) return;
            context.Rip = back;
            context.Rsp += sizeof back;
            continue;
        }
        void* handler_data = nullptr;
        DWORD64 frame = 0;
        RtlVirtualUnwind(UNW_FLAG_NHANDLER, image, context.Rip, function, &context, &handler_data, &frame, nullptr);
    }
#else
    struct Frame {
        ULONG_PTR next;
        ULONG_PTR back;
    } frame{context.Ebp, context.Eip};
    while (frame.back != 0 && found.count < kMostFrames) {
        found.at[found.count++] = frame.back;
        SIZE_T read = 0;
        if (!ReadProcessMemory(GetCurrentProcess(), reinterpret_cast<void*>(frame.next), &frame, sizeof frame, &read)) return;
    }
#endif
}

Addresses addresses_of(DWORD thread) noexcept {
    Addresses found;
    const UniqueHandle handle(OpenThread(THREAD_SUSPEND_RESUME | THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION, FALSE, thread));
    if (!handle || SuspendThread(handle.get()) == static_cast<DWORD>(-1)) return found;
    CONTEXT context{};
    context.ContextFlags = CONTEXT_FULL;
    if (GetThreadContext(handle.get(), &context)) walk(context, found);
    ResumeThread(handle.get());
    return found;
}

std::vector<DWORD> other_threads(DWORD first) {
    std::vector<DWORD> threads{first};
    const UniqueHandle snapshot(CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0));
    THREADENTRY32 entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Thread32First(snapshot.get(), &entry); more && threads.size() < kMostThreads;
         more = Thread32Next(snapshot.get(), &entry)) {
        if (entry.th32OwnerProcessID != GetCurrentProcessId() || entry.th32ThreadID == GetCurrentThreadId()) continue;
        if (entry.th32ThreadID != first) threads.push_back(entry.th32ThreadID);
    }
    return threads;
}

std::string frame_text(ULONG_PTR address) {
    char module[64];
    const ULONG_PTR base = find_module(reinterpret_cast<const void*>(address), module, sizeof module);
    char text[100];
    std::snprintf(text, sizeof text, "%s%s0x%llX", module, module[0] == '\0' ? "" : "+",
                  static_cast<unsigned long long>(module[0] == '\0' ? address : address - base));
    return text;
}

}  // namespace

ULONG_PTR find_module(const void* address, char* name, std::size_t room) noexcept {
    name[0] = '\0';
    MEMORY_BASIC_INFORMATION region{};
    if (VirtualQuery(address, &region, sizeof region) == 0 || region.Type != MEM_IMAGE) return 0;
    wchar_t path[MAX_PATH + 1];
    const DWORD length = GetMappedFileNameW(GetCurrentProcess(), region.AllocationBase, path, MAX_PATH);
    if (length != 0 && length < MAX_PATH) {
        path[length] = L'\0';
        const wchar_t* base = path;
        for (const wchar_t* c = path; *c != L'\0'; ++c) {
            if (*c == L'\\' || *c == L'/') base = c + 1;
        }
        copy_plain(name, room, base);
    }
    return reinterpret_cast<ULONG_PTR>(region.AllocationBase);
}

std::vector<Stack> stacks_of_others(DWORD first) {
    std::vector<Stack> stacks;
    for (const DWORD thread : other_threads(first)) {
        const Addresses addresses = addresses_of(thread);
        Stack stack{thread, {}};
        for (std::size_t i = 0; i < addresses.count; ++i) stack.frames.push_back(frame_text(addresses.at[i]));
        if (!stack.frames.empty()) stacks.push_back(std::move(stack));
    }
    return stacks;
}

}  // namespace wcts::run
