#include "harness/winsock/memory.h"

#include "harness/winsock/platform.h"

#include <cstdint>

namespace wcts::winsock {

bool readable(const void* pointer, std::size_t size) noexcept {
    if (pointer == nullptr || size == 0) return false;
    auto at = reinterpret_cast<std::uintptr_t>(pointer);
    const std::uintptr_t end = at + size;
    if (end < at) return false;
    while (at < end) {
        MEMORY_BASIC_INFORMATION info{};
        if (::VirtualQuery(reinterpret_cast<const void*>(at), &info, sizeof(info)) == 0) return false;
        constexpr DWORD kNotReadable = PAGE_NOACCESS | PAGE_GUARD | PAGE_EXECUTE;
        if (info.State != MEM_COMMIT || (info.Protect & kNotReadable) != 0) return false;
        at = reinterpret_cast<std::uintptr_t>(info.BaseAddress) + info.RegionSize;
    }
    return true;
}

}  // namespace wcts::winsock
