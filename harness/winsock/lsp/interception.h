// Redirects imports of provider DLLs: what an LSP asks ws2_32 and the loader must be answered by the host.
//
// Imports are found by name in every import descriptor, whatever DLL they are bound to, and in the delay-load ones. Only DLLs that are not
// of the system are touched, and never this program. What is redirected stays redirected; without a host the replacements do what the
// originals do.
#pragma once

#include "harness/winsock/lsp/spi.h"

#include <filesystem>
#include <string>

namespace wcts::winsock::lsp {

struct Replacement {
    const char* name;
    void* function;
};

// The replacement of an imported function, or nullptr.
[[nodiscard]] void* replacement_of(const char* name);

// Redirects what `module` imports. How many imports were changed; those that are redirected already do not count.
std::size_t redirect_imports(HMODULE module);

// As long as one lives, DLLs that this thread or any other loads are redirected before their DllMain runs (where the system tells of a load
// before that; otherwise load_provider does it at once afterwards).
class Interception {
public:
    Interception();
    ~Interception();
    Interception(const Interception&) = delete;
    Interception& operator=(const Interception&) = delete;

private:
    void* cookie_ = nullptr;
};

// By full path only, and redirected. nullptr: see GetLastError.
[[nodiscard]] HMODULE load_provider(const std::filesystem::path& path);

// In words, for a user.
[[nodiscard]] std::string why_not_loaded(DWORD error);

// For a Replacement.
template <typename Function>
[[nodiscard]] void* code_of(Function* function) noexcept {
    return reinterpret_cast<void*>(function);
}

}  // namespace wcts::winsock::lsp
