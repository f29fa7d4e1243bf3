#include "harness/winsock/memory.h"

#include "harness/winsock/platform.h"

#include <cstdint>

namespace wcts::winsock {
namespace {

bool all_pages(const void* pointer, std::size_t size, bool (*allowed)(DWORD protection)) noexcept {
    if (pointer == nullptr || size == 0) return false;
    auto at = reinterpret_cast<std::uintptr_t>(pointer);
    const std::uintptr_t end = at + size;
    if (end < at) return false;
    while (at < end) {
        MEMORY_BASIC_INFORMATION info{};
        if (::VirtualQuery(reinterpret_cast<const void*>(at), &info, sizeof(info)) == 0) return false;
        if (info.State != MEM_COMMIT || !allowed(info.Protect)) return false;
        at = reinterpret_cast<std::uintptr_t>(info.BaseAddress) + info.RegionSize;
    }
    return true;
}

}  // namespace

bool readable(const void* pointer, std::size_t size) noexcept {
    return all_pages(pointer, size, [](DWORD protection) {
        constexpr DWORD kNotReadable = PAGE_NOACCESS | PAGE_GUARD | PAGE_EXECUTE;
        return (protection & kNotReadable) == 0;
    });
}

bool writable(const void* pointer, std::size_t size) noexcept {
    return all_pages(pointer, size, [](DWORD protection) {
        constexpr DWORD kWritable = PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
        return (protection & PAGE_GUARD) == 0 && (protection & kWritable) != 0;
    });
}

}  // namespace wcts::winsock
