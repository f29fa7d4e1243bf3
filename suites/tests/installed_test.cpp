// What is said about the entries of an installed LSP, on catalogs that are made up.
#include "suites/provider/installed.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wcts::provider {
namespace {

constexpr const wchar_t* kLsp = L"C:\\Windows\\System32\\their.dll";
constexpr const wchar_t* kBase = L"C:\\Windows\\System32\\mswsock.dll";
constexpr DWORD kOwn = 1001;

InstalledEntry entry(DWORD id, int family, int type, int protocol, const wchar_t* dll, std::vector<DWORD> chain) {
    InstalledEntry made;
    made.dll = dll;
    made.info.dwCatalogEntryId = id;
    made.info.ProviderId.Data1 = id;
    made.info.iAddressFamily = family;
    made.info.iSocketType = type;
    made.info.iProtocol = protocol;
    made.info.ProtocolChain.ChainLen = static_cast<int>(chain.size());
    for (std::size_t i = 0; i < chain.size() && i < MAX_PROTOCOL_CHAIN; ++i) made.info.ProtocolChain.ChainEntries[i] = chain[i];
    return made;
}

// An LSP over TCP of both families, as it should be installed.
std::vector<InstalledEntry> sound() {
    InstalledEntry own = entry(kOwn, AF_INET, SOCK_STREAM, IPPROTO_TCP, kLsp, {});
    own.info.dwProviderFlags = PFL_HIDDEN;
    return {entry(1002, AF_INET, SOCK_STREAM, IPPROTO_TCP, kLsp, {kOwn, 1}),
            entry(1003, AF_INET6, SOCK_STREAM, IPPROTO_TCP, kLsp, {kOwn, 2}), own, entry(1, AF_INET, SOCK_STREAM, IPPROTO_TCP, kBase, {1}),
            entry(2, AF_INET6, SOCK_STREAM, IPPROTO_TCP, kBase, {2})};
}

std::string verdict(const std::vector<InstalledEntry>& catalog) {
    return chains_at_fault(entries_of(catalog, kLsp), catalog);
}

TEST(InstalledEntries, AreFoundByTheFileWhateverItsCase) {
    EXPECT_EQ(entries_of(sound(), kLsp).size(), 3u);
    EXPECT_EQ(entries_of(sound(), L"c:\\windows\\SYSTEM32\\Their.dll").size(), 3u);
    EXPECT_TRUE(entries_of(sound(), L"C:\\Windows\\System32\\other.dll").empty());
}

TEST(InstalledEntries, AreSoundAsTheyShouldBeInstalled) {
    EXPECT_EQ(verdict(sound()), "nothing");
    EXPECT_EQ(covered_in_one_family(protocols_of(entries_of(sound(), kLsp))), "none");
}

TEST(InstalledEntries, EachNeedAGuidOfTheirOwn) {
    auto catalog = sound();
    catalog[1].info.ProviderId = catalog[0].info.ProviderId;
    EXPECT_EQ(verdict(catalog), "two entries have the same GUID");
}

TEST(InstalledEntries, NeedAHiddenEntryThatTheirChainsBeginWith) {
    auto catalog = sound();
    catalog[2].info.dwProviderFlags = 0;
    EXPECT_EQ(verdict(catalog), "the LSP's own entry is not hidden (PFL_HIDDEN)");
    catalog = sound();
    catalog[0].info.ProtocolChain.ChainEntries[0] = 1;
    EXPECT_EQ(verdict(catalog), "a chain does not begin with the LSP's own hidden entry");
}

TEST(InstalledEntries, LeadToABaseOfTheirOwnProtocol) {
    auto catalog = sound();
    catalog[0].info.ProtocolChain.ChainEntries[1] = 77;
    EXPECT_EQ(verdict(catalog), "a chain ends with an entry that is not in the catalog");
    catalog[0].info.ProtocolChain.ChainEntries[1] = 1003;
    EXPECT_EQ(verdict(catalog), "a chain does not end with a base protocol");
    catalog[0].info.ProtocolChain.ChainEntries[1] = 2;
    EXPECT_EQ(verdict(catalog), "a chain ends with the base of another protocol");
    catalog[0].info.ProtocolChain.ChainLen = MAX_PROTOCOL_CHAIN + 1;
    EXPECT_EQ(verdict(catalog), "a chain is longer than MAX_PROTOCOL_CHAIN");
}

TEST(InstalledEntries, AreNoLayersWithoutALayeredOne) {
    auto catalog = sound();
    catalog.erase(catalog.begin(), catalog.begin() + 2);
    EXPECT_EQ(verdict(catalog), "it has no layered entry");
}

TEST(InstalledEntries, CoverBothVersionsOfIpOrTellWhichDoNot) {
    auto catalog = sound();
    catalog.erase(catalog.begin() + 1);
    EXPECT_EQ(covered_in_one_family(protocols_of(entries_of(catalog, kLsp))), "tcp");
    EXPECT_EQ(covered_in_one_family({"tcp4", "udp6"}), "tcp, udp");
}

// Of this machine, whatever it is.
TEST(MachineCatalog, HoldsTheBaseProtocols) {
    const auto catalog = machine_catalog(CatalogOf::this_program);
    const auto is_tcp = [](const InstalledEntry& one) {
        return one.info.ProtocolChain.ChainLen == BASE_PROTOCOL && one.info.iAddressFamily == AF_INET && one.info.iProtocol == IPPROTO_TCP;
    };
    EXPECT_TRUE(std::any_of(catalog.begin(), catalog.end(), is_tcp));
    EXPECT_TRUE(entries_of(catalog, kLsp).empty());
}

}  // namespace
}  // namespace wcts::provider
