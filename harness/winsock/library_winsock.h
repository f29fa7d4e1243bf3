// A DLL that exports the Winsock API, loaded by full path: `--target library:PATH`.
//
// The functions of ws2_32 come from the DLL; those that it does not export make the constructor fail with all their names, so that a wrong
// DLL is told at once and not by a crash in the middle. The kernel's calls come from the DLL where it exports them and from kernel32
// otherwise. The DLL is never unloaded: its threads and callbacks may outlive any moment that we could choose.
#pragma once

#include "harness/winsock/winsock.h"

#include <filesystem>

namespace wcts::winsock {

class LibraryWinsock final : public Winsock {
public:
    // `path` is absolute. Throws TargetError (target.h) when the file is missing, is no DLL of this architecture, or lacks exports.
    explicit LibraryWinsock(const std::filesystem::path& path);

#define WCTS_CALL(library, result, name, params, args) result name params override;
#include "harness/winsock/call_list.inc"

    int WSAGetLastError() override;
    void WSASetLastError(int iError) override;

private:
    struct Table {
#define WCTS_CALL(library, result, name, params, args) decltype(&::name) name;
#include "harness/winsock/call_list.inc"
    };

    Table table_{};
    decltype(&::WSAGetLastError) get_last_error_ = nullptr;
    decltype(&::WSASetLastError) set_last_error_ = nullptr;
};

}  // namespace wcts::winsock
