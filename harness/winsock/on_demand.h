// Functions of DLLs that few cases need and that are slow to load: user32 costs a process as much as all the rest of its start on Wine, and
// workers are many. Not for functions under test.
#pragma once

#include "harness/winsock/platform.h"

namespace wcts::winsock {

// The function of that name in a DLL of the system, which stays loaded. Any thread. Null where there is no such DLL or function.
//
//     const auto post = on_demand<decltype(::PostMessageW)>(L"user32.dll", "PostMessageW");
template <typename Function>
[[nodiscard]] Function* on_demand(const wchar_t* library, const char* name) noexcept {
    const HMODULE module = ::LoadLibraryW(library);
    if (module == nullptr) return nullptr;
    return reinterpret_cast<Function*>(reinterpret_cast<void*>(::GetProcAddress(module, name)));
}

}  // namespace wcts::winsock
