// What provider DLLs get instead of ws2_32's functions about the catalog, and of the loader's.
// Pages: WSCEnumProtocols, WSCGetProviderPath, WPUCompleteOverlappedRequest, LoadLibraryW, GetProcAddress, FreeLibrary.
#include "harness/winsock/lsp/host.h"
#include "harness/winsock/lsp/interception.h"
#include "harness/winsock/lsp/kernel_hooks.h"
#include "harness/winsock/lsp/upcalls.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>

namespace wcts::winsock::lsp {
namespace {

int WSPAPI enum_protocols(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length, LPINT lpErrno) {
    Host* const host = Host::current();
    if (host == nullptr) return ::WSCEnumProtocols(protocols, buffer, length, lpErrno);
    std::vector<WSAPROTOCOL_INFOW> infos;
    for (const Entry& entry : host->catalog().entries()) infos.push_back(entry.info);
    int error = 0;
    const int count = enumerate(infos, protocols, buffer, length, error);
    if (count == SOCKET_ERROR && lpErrno != nullptr) *lpErrno = error;
    return count;
}

int WSPAPI get_path(LPGUID provider, WCHAR* path, LPINT length, LPINT lpErrno) {
    if (Host::current() == nullptr) return ::WSCGetProviderPath(provider, path, length, lpErrno);
    return provider_path(provider, path, length, lpErrno);
}

// A DLL that a provider loads is a provider's.
template <typename Load>
HMODULE load(Load load_it) {
    if (Host::current() == nullptr) return load_it();
    const Interception interception;
    const HMODULE module = load_it();
    if (module != nullptr) {
        const DWORD error = ::GetLastError();
        redirect_imports(module);
        ::SetLastError(error);
    }
    return module;
}

HMODULE WINAPI load_library_a(LPCSTR name) {
    return load([&] { return ::LoadLibraryA(name); });
}

HMODULE WINAPI load_library_w(LPCWSTR name) {
    return load([&] { return ::LoadLibraryW(name); });
}

HMODULE WINAPI load_library_ex_a(LPCSTR name, HANDLE file, DWORD flags) {
    return load([&] { return ::LoadLibraryExA(name, file, flags); });
}

HMODULE WINAPI load_library_ex_w(LPCWSTR name, HANDLE file, DWORD flags) {
    return load([&] { return ::LoadLibraryExW(name, file, flags); });
}

BOOL WINAPI free_library(HMODULE module) {
    // The base provider is this very program.
    return module == ::GetModuleHandleW(nullptr) ? TRUE : ::FreeLibrary(module);
}

FARPROC WINAPI get_proc_address(HMODULE module, LPCSTR name) {
    // Below 0x10000 it is an ordinal.
    if (reinterpret_cast<ULONG_PTR>(name) < 0x10000) return ::GetProcAddress(module, name);
    static constexpr std::array<const wchar_t*, 4> kSystem{L"ws2_32.dll", L"kernel32.dll", L"kernelbase.dll", L"msvcrt.dll"};
    const bool of_the_system =
        std::any_of(kSystem.begin(), kSystem.end(), [module](const wchar_t* one) { return ::GetModuleHandleW(one) == module; });
    if (of_the_system)
        if (void* const function = replacement_of(name)) return reinterpret_cast<FARPROC>(function);
    return ::GetProcAddress(module, name);
}

std::span<const Replacement> replacements() {
    static const auto all = std::to_array<Replacement>({
        {"WSCEnumProtocols", code_of(enum_protocols)},
        {"WSCEnumProtocols32", code_of(enum_protocols)},
        {"WSCGetProviderPath", code_of(get_path)},
        {"WSCGetProviderPath32", code_of(get_path)},
        {"WPUCompleteOverlappedRequest", code_of(complete_overlapped_request)},
        {"LoadLibraryA", code_of(load_library_a)},
        {"LoadLibraryW", code_of(load_library_w)},
        {"LoadLibraryExA", code_of(load_library_ex_a)},
        {"LoadLibraryExW", code_of(load_library_ex_w)},
        {"FreeLibrary", code_of(free_library)},
        {"GetProcAddress", code_of(get_proc_address)},
    });
    return all;
}

}  // namespace

void* replacement_of(const char* name) {
    for (const std::span<const Replacement> list : {replacements(), kernel_replacements()})
        for (const Replacement& one : list)
            if (std::strcmp(one.name, name) == 0) return one.function;
    return nullptr;
}

}  // namespace wcts::winsock::lsp
