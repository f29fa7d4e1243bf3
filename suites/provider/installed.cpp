#include "suites/provider/installed.h"

#include "fixtures/scene/scene.h"
#include "harness/winsock/lsp/catalog.h"

#include <ws2spi.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace wcts::provider {
namespace {

template <typename Function>
Function find(const char* name) {
    const HMODULE module = ::GetModuleHandleW(L"ws2_32.dll");
    return module == nullptr ? nullptr : reinterpret_cast<Function>(reinterpret_cast<void*>(::GetProcAddress(module, name)));
}

using Enumerate = int(WSPAPI*)(LPINT, LPWSAPROTOCOL_INFOW, LPDWORD, LPINT);
using GetPath = int(WSPAPI*)(LPGUID, WCHAR*, LPINT, LPINT);
using GetInfo = int(WSPAPI*)(LPGUID, int, PBYTE, std::size_t*, DWORD, LPINT);

std::filesystem::path path_of(GetPath get, GUID provider) {
    std::array<wchar_t, 32 * 1024> path{};
    INT length = static_cast<INT>(path.size());
    INT error = 0;
    if (get(&provider, path.data(), &length, &error) != 0) return {};
    std::array<wchar_t, 32 * 1024> expanded{};
    ::ExpandEnvironmentStringsW(path.data(), expanded.data(), static_cast<DWORD>(expanded.size()));
    return expanded.data();
}

bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
    return !a.empty() && ::CompareStringOrdinal(a.c_str(), -1, b.c_str(), -1, TRUE) == CSTR_EQUAL;
}

const InstalledEntry* find_entry(const std::vector<InstalledEntry>& catalog, DWORD id) {
    const auto found = std::ranges::find_if(catalog, [id](const InstalledEntry& one) { return one.info.dwCatalogEntryId == id; });
    return found == catalog.end() ? nullptr : &*found;
}

bool same_guid(const GUID& a, const GUID& b) {
    return std::memcmp(&a, &b, sizeof(a)) == 0;
}

// Nothing: a chain as it should be.
std::string fault_of_chain(const InstalledEntry& entry, const std::vector<InstalledEntry>& entries,
                           const std::vector<InstalledEntry>& catalog) {
    const WSAPROTOCOLCHAIN& chain = entry.info.ProtocolChain;
    if (chain.ChainLen > MAX_PROTOCOL_CHAIN) return "a chain is longer than MAX_PROTOCOL_CHAIN";
    const InstalledEntry* const first = find_entry(entries, chain.ChainEntries[0]);
    if (first == nullptr || !first->hidden()) return "a chain does not begin with the LSP's own hidden entry";
    const InstalledEntry* const last = find_entry(catalog, chain.ChainEntries[chain.ChainLen - 1]);
    if (last == nullptr) return "a chain ends with an entry that is not in the catalog";
    if (last->info.ProtocolChain.ChainLen != BASE_PROTOCOL) return "a chain does not end with a base protocol";
    if (last->info.iProtocol != entry.info.iProtocol || last->info.iAddressFamily != entry.info.iAddressFamily)
        return "a chain ends with the base of another protocol";
    return {};
}

}  // namespace

std::vector<InstalledEntry> machine_catalog(CatalogOf which) {
    const bool other = which == CatalogOf::programs_of_32_bits;
    const auto enumerate = find<Enumerate>(other ? "WSCEnumProtocols32" : "WSCEnumProtocols");
    const auto get_path = find<GetPath>(other ? "WSCGetProviderPath32" : "WSCGetProviderPath");
    if (enumerate == nullptr || get_path == nullptr)
        throw scene::Unsupported("only 64-bit programs on 64-bit Windows see a second catalog, that of 32-bit programs");
    INT error = 0;
    DWORD size = 0;
    enumerate(nullptr, nullptr, &size, &error);
    std::vector<WSAPROTOCOL_INFOW> infos(size / sizeof(WSAPROTOCOL_INFOW) + 1);
    size = static_cast<DWORD>(infos.size() * sizeof(WSAPROTOCOL_INFOW));
    const int count = enumerate(nullptr, infos.data(), &size, &error);
    if (count == SOCKET_ERROR) throw SetupFailed("WSCEnumProtocols", error);
    std::vector<InstalledEntry> entries;
    for (int i = 0; i < count; ++i) {
        const WSAPROTOCOL_INFOW& info = infos[static_cast<std::size_t>(i)];
        entries.push_back({info, path_of(get_path, info.ProviderId)});
    }
    return entries;
}

std::vector<InstalledEntry> entries_of(const std::vector<InstalledEntry>& catalog, const std::filesystem::path& dll) {
    std::vector<InstalledEntry> entries;
    std::ranges::copy_if(catalog, std::back_inserter(entries), [&](const InstalledEntry& one) { return same_file(one.dll, dll); });
    return entries;
}

std::string chains_at_fault(const std::vector<InstalledEntry>& entries, const std::vector<InstalledEntry>& catalog) {
    for (const InstalledEntry& entry : entries) {
        const auto twins = std::ranges::count_if(
            catalog, [&](const InstalledEntry& other) { return same_guid(other.info.ProviderId, entry.info.ProviderId); });
        if (twins > 1) return "two entries have the same GUID";
        if (entry.hidden() && (entry.info.dwProviderFlags & PFL_HIDDEN) == 0) return "the LSP's own entry is not hidden (PFL_HIDDEN)";
        if (!entry.layered()) continue;
        if (std::string fault = fault_of_chain(entry, entries, catalog); !fault.empty()) return fault;
    }
    return std::ranges::any_of(entries, &InstalledEntry::layered) ? "nothing" : "it has no layered entry";
}

std::set<std::string> protocols_of(const std::vector<InstalledEntry>& entries) {
    std::set<std::string> names;
    for (const InstalledEntry& entry : entries)
        if (entry.layered()) names.insert(winsock::lsp::protocol_name(entry.info));
    return names;
}

std::string covered_in_one_family(const std::set<std::string>& protocols) {
    std::string alone;
    for (const char* const name : {"tcp", "udp"}) {
        if (protocols.contains(std::string(name) + "4") == protocols.contains(std::string(name) + "6")) continue;
        alone += (alone.empty() ? "" : ", ") + std::string(name);
    }
    return alone.empty() ? "none" : alone;
}

std::optional<DWORD> categories_of(const GUID& provider) {
    constexpr int kLspCategories = 0;  // ProviderInfoLspCategories
    const auto get = find<GetInfo>("WSCGetProviderInfo");
    GUID id = provider;
    DWORD categories = 0;
    std::size_t size = sizeof(categories);
    INT error = 0;
    if (get == nullptr || get(&id, kLspCategories, reinterpret_cast<PBYTE>(&categories), &size, 0, &error) != 0) return std::nullopt;
    return categories;
}

}  // namespace wcts::provider
