// What is known of an LSP before it runs: its GUID, its protocols, and of which sort it is.
//
// The GUID comes from --lsp-guid, or from the manifest, or from the export GetLspGuid. The manifest is "NAME.dll.json" beside the DLL:
//
//     {"guid": "a1b2c3d4-0000-0000-0000-000000000000", "protocols": ["tcp4", "udp4"], "ifs": true, "name": "My LSP"}
//
// and each of its members may be absent. Without "ifs" the imports tell: an LSP that completes overlapped operations itself is a non-IFS
// one.
#pragma once

#include "harness/winsock/lsp/catalog.h"

#include <filesystem>
#include <optional>
#include <string_view>

namespace wcts::winsock::lsp {

// "a1b2c3d4-...", with or without braces. Nothing where it is none.
[[nodiscard]] std::optional<GUID> parse_guid(std::string_view text);
// Lower case, without braces.
[[nodiscard]] std::string guid_text(const GUID& guid);

// `guid` as --lsp-guid gives it, or empty. Reads the DLL's headers and its manifest, and loads it only for its GUID. Throws TargetError
// where it cannot be an LSP for this program, and where nothing names its GUID.
[[nodiscard]] Layer describe_layer(const std::filesystem::path& dll, std::string_view guid);

}  // namespace wcts::winsock::lsp
