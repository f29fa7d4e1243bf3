#include "harness/winsock/lsp/interception.h"

#include <delayimp.h>

#include <cstring>
#include <string_view>

namespace wcts::winsock::lsp {
namespace {

// ntdll, undocumented in headers; page: LdrRegisterDllNotification.
struct UnicodeString {
    USHORT length;
    USHORT capacity;
    PWSTR buffer;
};
struct DllNotification {
    ULONG flags;
    const UnicodeString* full_name;
    const UnicodeString* base_name;
    void* base;
    ULONG size;
};
constexpr ULONG kLoaded = 1;
using Notify = void(CALLBACK*)(ULONG reason, const DllNotification* data, void* context);
using Register = LONG(NTAPI*)(ULONG flags, Notify notify, void* context, void** cookie);
using Unregister = LONG(NTAPI*)(void* cookie);

template <typename Function>
Function find(const char* name) {
    return reinterpret_cast<Function>(reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), name)));
}

bool is_of_the_system(HMODULE module) {
    wchar_t path[MAX_PATH + 1] = {};
    wchar_t folder[MAX_PATH + 1] = {};
    ::GetModuleFileNameW(module, path, MAX_PATH);
    const UINT length = ::GetWindowsDirectoryW(folder, MAX_PATH);
    return length > 0 && ::_wcsnicmp(path, folder, length) == 0 && (path[length] == L'\\' || path[length] == L'/');
}

class Image {
public:
    explicit Image(HMODULE module) : base_(reinterpret_cast<char*>(module)) {
        const auto* const dos = reinterpret_cast<const IMAGE_DOS_HEADER*>(base_);
        headers_ = reinterpret_cast<const IMAGE_NT_HEADERS*>(base_ + dos->e_lfanew);
    }
    template <typename T>
    [[nodiscard]] T* at(ULONG_PTR offset) const {
        return reinterpret_cast<T*>(base_ + offset);
    }
    [[nodiscard]] DWORD directory(std::size_t index) const {
        const auto& optional = headers_->OptionalHeader;
        return index < optional.NumberOfRvaAndSizes ? optional.DataDirectory[index].VirtualAddress : 0;
    }

private:
    char* base_;
    const IMAGE_NT_HEADERS* headers_;
};

bool write(ULONG_PTR& place, ULONG_PTR value) {
    DWORD before = 0;
    if (!::VirtualProtect(&place, sizeof(place), PAGE_READWRITE, &before)) return false;
    place = value;
    ::VirtualProtect(&place, sizeof(place), before, &before);
    return true;
}

// One table of names and the table of addresses beside it.
std::size_t redirect_thunks(const Image& image, DWORD names_at, DWORD addresses_at) {
    std::size_t changed = 0;
    const auto* name = image.at<IMAGE_THUNK_DATA>(names_at);
    auto* address = image.at<IMAGE_THUNK_DATA>(addresses_at);
    for (; name->u1.AddressOfData != 0; ++name, ++address) {
        if (IMAGE_SNAP_BY_ORDINAL(name->u1.Ordinal)) continue;
        // Not bound yet: the loader would write over it.
        if (address->u1.Function == name->u1.AddressOfData) continue;
        const auto* const by_name = image.at<const IMAGE_IMPORT_BY_NAME>(static_cast<ULONG_PTR>(name->u1.AddressOfData));
        const auto function = reinterpret_cast<ULONG_PTR>(replacement_of(by_name->Name));
        if (function == 0 || address->u1.Function == function) continue;
        // Of the same width as the member, whatever its type is called.
        static_assert(sizeof(address->u1.Function) == sizeof(ULONG_PTR));
        if (write(*reinterpret_cast<ULONG_PTR*>(&address->u1.Function), function)) ++changed;
    }
    return changed;
}

void CALLBACK loaded(ULONG reason, const DllNotification* data, void*) {
    if (reason == kLoaded) redirect_imports(static_cast<HMODULE>(data->base));
}

}  // namespace

std::size_t redirect_imports(HMODULE module) {
    if (module == nullptr || module == ::GetModuleHandleW(nullptr) || is_of_the_system(module)) return 0;
    const Image image(module);
    std::size_t changed = 0;
    if (const DWORD at = image.directory(IMAGE_DIRECTORY_ENTRY_IMPORT)) {
        for (const auto* one = image.at<const IMAGE_IMPORT_DESCRIPTOR>(at); one->Name != 0; ++one) {
            // Some linkers leave out the table of names, and then nothing tells what an address was.
            if (one->OriginalFirstThunk != 0) changed += redirect_thunks(image, one->OriginalFirstThunk, one->FirstThunk);
        }
    }
    if (const DWORD at = image.directory(IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT)) {
        for (const auto* one = image.at<const ImgDelayDescr>(at); one->rvaDLLName != 0; ++one) {
            if ((one->grAttrs & 1) != 0) changed += redirect_thunks(image, one->rvaINT, one->rvaIAT);
        }
    }
    return changed;
}

Interception::Interception() {
    if (const auto add = find<Register>("LdrRegisterDllNotification")) add(0, &loaded, nullptr, &cookie_);
}

Interception::~Interception() {
    const auto remove = find<Unregister>("LdrUnregisterDllNotification");
    if (remove != nullptr && cookie_ != nullptr) remove(cookie_);
}

HMODULE load_provider(const std::filesystem::path& path) {
    const HMODULE module = ::LoadLibraryExW(path.c_str(), nullptr, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (module != nullptr) redirect_imports(module);
    return module;
}

std::string why_not_loaded(DWORD error) {
    switch (error) {
        case ERROR_MOD_NOT_FOUND:
            return "a DLL that it needs was not found";
        case ERROR_PROC_NOT_FOUND:
            return "a function that it imports was not found";
        case ERROR_BAD_EXE_FORMAT:
            return "it, or a DLL that it needs, is no DLL of this program's architecture";
        case ERROR_DLL_INIT_FAILED:
            return "its DllMain failed";
        default:
            return "LoadLibraryExW failed with error " + std::to_string(error);
    }
}

}  // namespace wcts::winsock::lsp
