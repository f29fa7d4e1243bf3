#include "harness/winsock/library_winsock.h"

#include "harness/winsock/target.h"

#include <string>
#include <string_view>

namespace wcts::winsock {
namespace {

std::string quoted(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return "'" + std::string(text.begin(), text.end()) + "'";
}

std::string why_not_loaded(DWORD error) {
    switch (error) {
        case ERROR_MOD_NOT_FOUND:
            return "the file, or a DLL that it needs, was not found";
        case ERROR_BAD_EXE_FORMAT:
            return "it is no DLL of this program's architecture";
        case ERROR_DLL_INIT_FAILED:
            return "its DllMain failed";
        default:
            return "LoadLibraryExW failed with error " + std::to_string(error);
    }
}

// Looks names up in the DLL, for kernel calls in kernel32 as well, and collects what is missing.
class Exports {
public:
    explicit Exports(HMODULE library) : library_(library) {}

    template <typename Function>
    void find(Function& function, std::string_view home, const char* name) {
        FARPROC found = ::GetProcAddress(library_, name);
        if (found == nullptr && home == "kernel32") found = ::GetProcAddress(::GetModuleHandleW(L"kernel32.dll"), name);
        if (found == nullptr) {
            if (!missing_.empty()) missing_ += ", ";
            missing_ += name;
            return;
        }
        function = reinterpret_cast<Function>(reinterpret_cast<void*>(found));
    }

    [[nodiscard]] const std::string& missing() const { return missing_; }

private:
    HMODULE library_;
    std::string missing_;
};

}  // namespace

LibraryWinsock::LibraryWinsock(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) throw TargetError("library target: there is no file " + quoted(path));

    const HMODULE library =
        ::LoadLibraryExW(path.c_str(), nullptr, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (library == nullptr) throw TargetError("library target: cannot load " + quoted(path) + ": " + why_not_loaded(::GetLastError()));

    Exports exports(library);
#define WCTS_CALL(library, result, name, params, args) exports.find(table_.name, #library, #name);
#include "harness/winsock/call_list.inc"
    exports.find(get_last_error_, "ws2_32", "WSAGetLastError");
    exports.find(set_last_error_, "ws2_32", "WSASetLastError");
    if (!exports.missing().empty()) throw TargetError("library target: " + quoted(path) + " does not export " + exports.missing());
}

#define WCTS_CALL(library, result, name, params, args) \
    result LibraryWinsock::name params { return table_.name args; }
#include "harness/winsock/call_list.inc"

int LibraryWinsock::WSAGetLastError() {
    return get_last_error_();
}

void LibraryWinsock::WSASetLastError(int iError) {
    set_last_error_(iError);
}

}  // namespace wcts::winsock
