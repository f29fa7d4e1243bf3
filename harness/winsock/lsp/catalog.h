// The synthetic catalog that hosted providers see: the base's entries, and for each LSP a hidden entry and one layered entry a protocol.
// Pages: WSCInstallProviderAndChains, WSAPROTOCOL_INFOW, WSAPROTOCOLCHAIN.
#pragma once

#include "harness/winsock/lsp/spi.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::winsock::lsp {

// One LSP as it would have been installed.
struct Layer {
    std::filesystem::path dll;
    GUID guid{};                         // the one that it looks for itself by
    std::wstring name;                   // for szProtocol
    bool ifs = false;                    // its handles are the kernel's own
    std::vector<std::string> protocols;  // "tcp4", ...; empty: every one of the base
};

struct Entry {
    WSAPROTOCOL_INFOW info{};
    std::filesystem::path dll;
    int layer = 0;  // 0: the base; 1: the LSP that stands on it; ...

    [[nodiscard]] DWORD id() const { return info.dwCatalogEntryId; }
    [[nodiscard]] bool hidden() const { return info.ProtocolChain.ChainLen == LAYERED_PROTOCOL; }
    [[nodiscard]] bool ifs() const { return (info.dwServiceFlags1 & XP1_IFS_HANDLES) != 0; }
};

// "tcp4", "udp6", ... or "family/type/protocol" in numbers for those without a short name.
[[nodiscard]] std::string protocol_name(const WSAPROTOCOL_INFOW& info);

class Catalog {
public:
    Catalog() = default;
    // `base` as the base itself enumerates it; of it only base protocols count. `layers` from the base upwards. `base_dll` is where the
    // base's WSPStartup is.
    Catalog(std::span<const WSAPROTOCOL_INFOW> base, const std::filesystem::path& base_dll, std::span<const Layer> layers);

    // In catalog order: the top LSP's entries first, the base's last.
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] const Entry* find(DWORD id) const;
    // Any entry with this ProviderId.
    [[nodiscard]] const Entry* find(const GUID& provider) const;
    // As ws2_32 chooses for socket(): the first that is not hidden. nullptr: none.
    [[nodiscard]] const Entry* choose(int family, int type, int protocol) const;
    [[nodiscard]] int top() const { return top_; }

private:
    std::vector<Entry> entries_;
    int top_ = 0;
};

// WSCEnumProtocols and WSAEnumProtocolsW on a list of entries: how many there are, or SOCKET_ERROR and the error.
int enumerate(std::span<const WSAPROTOCOL_INFOW> from, const INT* protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length, int& error);

}  // namespace wcts::winsock::lsp
