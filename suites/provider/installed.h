// What the machine's own Winsock catalog holds of an LSP, where it is installed.
//
// Pages: WSCEnumProtocols, WSCEnumProtocols32, WSCGetProviderPath, WSCGetProviderPath32, WSCGetProviderInfo, WSAPROTOCOLCHAIN.
#pragma once

#include "harness/winsock/platform.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace wcts::provider {

struct InstalledEntry {
    WSAPROTOCOL_INFOW info{};
    std::filesystem::path dll;  // environment variables expanded

    [[nodiscard]] bool hidden() const { return info.ProtocolChain.ChainLen == LAYERED_PROTOCOL; }
    [[nodiscard]] bool layered() const { return info.ProtocolChain.ChainLen > BASE_PROTOCOL; }
};

// A 64-bit Windows has two; a program sees its own, and a 64-bit one the other's as well.
enum class CatalogOf { this_program, programs_of_32_bits };

// Throws Unsupported where this machine has no such catalog.
[[nodiscard]] std::vector<InstalledEntry> machine_catalog(CatalogOf which);

// The entries whose provider is this file. Layered entries name their LSP's DLL, too.
[[nodiscard]] std::vector<InstalledEntry> entries_of(const std::vector<InstalledEntry>& catalog, const std::filesystem::path& dll);

// What is wrong with the chains of an LSP's entries, as a sentence; "nothing". `catalog` is all that they may lead to.
[[nodiscard]] std::string chains_at_fault(const std::vector<InstalledEntry>& entries, const std::vector<InstalledEntry>& catalog);

// The protocols of its layered entries, "tcp4" or "family/type/protocol".
[[nodiscard]] std::set<std::string> protocols_of(const std::vector<InstalledEntry>& entries);

// The protocols that are covered in one version of IP only; "none".
[[nodiscard]] std::string covered_in_one_family(const std::set<std::string>& protocols);

// The LSP_CATEGORIES of a provider; nothing where the machine cannot say.
[[nodiscard]] std::optional<DWORD> categories_of(const GUID& provider);

}  // namespace wcts::provider
