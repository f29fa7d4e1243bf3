#include "harness/winsock/lsp/catalog.h"

#include "harness/winsock/memory.h"

#include <algorithm>
#include <cstring>

namespace wcts::winsock::lsp {
namespace {

// The base and the layered entries have identities of their own, the same in every run. Made for this purpose; the last field counts.
constexpr GUID kBaseProvider{0x7d1f2c60, 0x5a0b, 0x4c0e, {0x9b, 0x55, 0x77, 0x63, 0x74, 0x73, 0x00, 0x00}};
constexpr GUID kLayeredEntry{0x7d1f2c61, 0x5a0b, 0x4c0e, {0x9b, 0x55, 0x77, 0x63, 0x74, 0x73, 0x00, 0x00}};

GUID entry_guid(int layer, std::size_t index) {
    GUID guid = kLayeredEntry;
    guid.Data4[6] = static_cast<unsigned char>(layer);
    guid.Data4[7] = static_cast<unsigned char>(index);
    return guid;
}

void set_name(WSAPROTOCOL_INFOW& info, std::wstring text) {
    if (text.size() > WSAPROTOCOL_LEN) text.resize(WSAPROTOCOL_LEN);
    std::fill(std::begin(info.szProtocol), std::end(info.szProtocol), L'\0');
    std::copy(text.begin(), text.end(), info.szProtocol);
}

Entry hidden_entry(const Layer& layer, int number, DWORD id) {
    Entry entry;
    entry.dll = layer.dll;
    entry.layer = number;
    entry.info.dwProviderFlags = PFL_HIDDEN;
    entry.info.dwServiceFlags1 = layer.ifs ? XP1_IFS_HANDLES : 0;
    entry.info.ProviderId = layer.guid;
    entry.info.dwCatalogEntryId = id;
    entry.info.ProtocolChain.ChainLen = LAYERED_PROTOCOL;
    entry.info.iVersion = 2;
    set_name(entry.info, layer.name);
    return entry;
}

Entry layered_entry(const Layer& layer, int number, DWORD id, DWORD hidden_id, const Entry& below, std::size_t index) {
    Entry entry = below;
    entry.dll = layer.dll;
    entry.layer = number;
    entry.info.ProviderId = entry_guid(number, index);
    entry.info.dwCatalogEntryId = id;
    if (!layer.ifs) entry.info.dwServiceFlags1 &= ~DWORD{XP1_IFS_HANDLES};
    WSAPROTOCOLCHAIN& chain = entry.info.ProtocolChain;
    chain = {};
    chain.ChainEntries[0] = hidden_id;
    chain.ChainEntries[1] = below.id();
    chain.ChainLen = 2;
    const WSAPROTOCOLCHAIN& under = below.info.ProtocolChain;
    for (int i = 1; under.ChainLen > 1 && i < under.ChainLen && chain.ChainLen < MAX_PROTOCOL_CHAIN; ++i)
        chain.ChainEntries[chain.ChainLen++] = under.ChainEntries[i];
    set_name(entry.info, layer.name + L" over [" + below.info.szProtocol + L"]");
    return entry;
}

bool wants(const Layer& layer, const WSAPROTOCOL_INFOW& info) {
    return layer.protocols.empty() ||
           std::find(layer.protocols.begin(), layer.protocols.end(), protocol_name(info)) != layer.protocols.end();
}

}  // namespace

std::string protocol_name(const WSAPROTOCOL_INFOW& info) {
    const bool v4 = info.iAddressFamily == AF_INET;
    if (v4 || info.iAddressFamily == AF_INET6) {
        if (info.iSocketType == SOCK_STREAM && info.iProtocol == IPPROTO_TCP) return v4 ? "tcp4" : "tcp6";
        if (info.iSocketType == SOCK_DGRAM && info.iProtocol == IPPROTO_UDP) return v4 ? "udp4" : "udp6";
    }
    return std::to_string(info.iAddressFamily) + "/" + std::to_string(info.iSocketType) + "/" + std::to_string(info.iProtocol);
}

Catalog::Catalog(std::span<const WSAPROTOCOL_INFOW> base, const std::filesystem::path& base_dll, std::span<const Layer> layers)
    : top_(static_cast<int>(layers.size())) {
    std::vector<Entry> below;  // of each protocol the one that the next layer stands on
    DWORD next_id = 1000;
    for (const WSAPROTOCOL_INFOW& info : base) {
        if (info.ProtocolChain.ChainLen != BASE_PROTOCOL) continue;
        Entry entry{info, base_dll, 0};
        // Its handles are the kernel's: the base's own, as far as an LSP can tell.
        entry.info.dwServiceFlags1 |= XP1_IFS_HANDLES;
        if (entry.info.ProviderId == GUID{}) entry.info.ProviderId = kBaseProvider;
        next_id = std::max(next_id, entry.id() + 1);
        below.push_back(entry);
    }
    entries_ = below;
    int number = 0;
    for (const Layer& layer : layers) {
        ++number;
        const DWORD hidden_id = next_id++;
        std::vector<Entry> own{hidden_entry(layer, number, hidden_id)};
        std::size_t index = 0;
        for (Entry& under : below) {
            if (!wants(layer, under.info)) continue;
            under = layered_entry(layer, number, next_id++, hidden_id, under, index++);
            own.push_back(under);
        }
        entries_.insert(entries_.begin(), own.begin(), own.end());
    }
}

const Entry* Catalog::find(DWORD id) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [id](const Entry& entry) { return entry.id() == id; });
    return found == entries_.end() ? nullptr : &*found;
}

const Entry* Catalog::find(const GUID& provider) const {
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.info.ProviderId == provider; });
    return found == entries_.end() ? nullptr : &*found;
}

const Entry* Catalog::choose(int family, int type, int protocol) const {
    // socket.error.WSAEINVAL.unspecified
    if (family == AF_UNSPEC && type == 0 && protocol == 0) return nullptr;
    const auto fits = [&](const Entry& entry) {
        const WSAPROTOCOL_INFOW& info = entry.info;
        if (entry.hidden() || (info.dwProviderFlags & PFL_HIDDEN) != 0) return false;
        if (family != AF_UNSPEC && info.iAddressFamily != family) return false;
        if (type != 0 && info.iSocketType != type) return false;
        if (protocol == 0) return (info.dwProviderFlags & PFL_MATCHES_PROTOCOL_ZERO) != 0;
        return info.iProtocol == protocol;
    };
    const auto found = std::find_if(entries_.begin(), entries_.end(), fits);
    return found == entries_.end() ? nullptr : &*found;
}

int enumerate(std::span<const WSAPROTOCOL_INFOW> from, const INT* protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length, int& error) {
    if (!writable(length, sizeof(DWORD))) {
        error = WSAEFAULT;
        return SOCKET_ERROR;
    }
    std::vector<WSAPROTOCOL_INFOW> chosen;
    for (const WSAPROTOCOL_INFOW& info : from) {
        bool wanted = protocols == nullptr;
        for (const INT* one = protocols; !wanted && one != nullptr && readable(one, sizeof(INT)) && *one != 0; ++one)
            wanted = *one == info.iProtocol;
        if (wanted) chosen.push_back(info);
    }
    const auto needed = static_cast<DWORD>(chosen.size() * sizeof(WSAPROTOCOL_INFOW));
    if (*length < needed || (needed > 0 && !writable(buffer, needed))) {
        error = *length < needed ? WSAENOBUFS : WSAEFAULT;
        *length = needed;
        return SOCKET_ERROR;
    }
    std::copy(chosen.begin(), chosen.end(), buffer);
    *length = needed;
    return static_cast<int>(chosen.size());
}

}  // namespace wcts::winsock::lsp
