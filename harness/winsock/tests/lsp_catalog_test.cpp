// The synthetic catalog of hosted providers.
#include "harness/winsock/lsp/catalog.h"

#include "harness/winsock/reference/catalog.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace wcts::winsock::lsp {
namespace {

using ::testing::ElementsAre;

constexpr GUID kLower{1, 0, 0, {}};
constexpr GUID kUpper{2, 0, 0, {}};

std::vector<WSAPROTOCOL_INFOW> base() {
    std::vector<WSAPROTOCOL_INFOW> infos;
    for (const auto& protocol : reference::catalog()) infos.push_back(reference::describe(protocol));
    return infos;
}

Layer layer(const GUID& guid, bool ifs, std::vector<std::string> protocols = {}) {
    return {L"C:\\" + std::wstring(guid == kLower ? L"lower" : L"upper") + L".dll", guid, guid == kLower ? L"Lower" : L"Upper", ifs,
            std::move(protocols)};
}

std::vector<DWORD> chain_of(const Entry& entry) {
    const WSAPROTOCOLCHAIN& chain = entry.info.ProtocolChain;
    return {chain.ChainEntries, chain.ChainEntries + std::max(chain.ChainLen, 0)};
}

TEST(LspCatalog, ALayeredEntryNamesTheHiddenOneAndTheBase) {
    const std::vector<Layer> layers{layer(kLower, false, {"tcp4"})};
    const Catalog catalog(base(), L"C:\\base.exe", layers);
    ASSERT_EQ(catalog.entries().size(), base().size() + 2);
    const Entry& hidden = catalog.entries()[0];
    const Entry& layered = catalog.entries()[1];
    EXPECT_TRUE(hidden.hidden());
    EXPECT_EQ(hidden.info.ProviderId, kLower);
    EXPECT_NE(layered.info.ProviderId, kLower);
    EXPECT_EQ(catalog.find(kLower), &hidden);
    EXPECT_EQ(catalog.find(layered.info.ProviderId)->dll, L"C:\\lower.dll");
    EXPECT_THAT(chain_of(layered), ElementsAre(hidden.id(), 1001));
    EXPECT_FALSE(layered.ifs());
    EXPECT_TRUE(catalog.find(1001)->ifs());
    EXPECT_EQ(catalog.find(1001)->dll, L"C:\\base.exe");
    EXPECT_STREQ(layered.info.szProtocol, L"Lower over [Reference TCP/IP]");
}

TEST(LspCatalog, OfTwoLayersTheUpperNamesTheLowerAndTheBase) {
    const std::vector<Layer> layers{layer(kLower, true, {"tcp4"}), layer(kUpper, false)};
    const Catalog catalog(base(), L"C:\\base.exe", layers);
    EXPECT_EQ(catalog.top(), 2);
    const Entry* const tcp = catalog.choose(AF_INET, SOCK_STREAM, 0);
    ASSERT_NE(tcp, nullptr);
    EXPECT_EQ(tcp->layer, 2);
    const DWORD hidden = catalog.find(kUpper)->id();
    const Entry* const lower = catalog.find(tcp->info.ProtocolChain.ChainEntries[1]);
    ASSERT_NE(lower, nullptr);
    EXPECT_EQ(lower->layer, 1);
    EXPECT_TRUE(lower->ifs());
    EXPECT_FALSE(tcp->ifs());
    EXPECT_THAT(chain_of(*tcp), ElementsAre(hidden, lower->id(), 1001));
    // The lower one has nothing of UDP, so the upper one stands on the base there.
    EXPECT_THAT(chain_of(*catalog.choose(AF_INET, SOCK_DGRAM, 0)), ElementsAre(hidden, 1003));
}

TEST(LspCatalog, ChoosesAsSocketDoes) {
    const std::vector<Layer> layers{layer(kLower, true, {"tcp6"})};
    const Catalog catalog(base(), L"C:\\base.exe", layers);
    EXPECT_EQ(catalog.choose(AF_INET6, SOCK_STREAM, IPPROTO_TCP)->layer, 1);
    EXPECT_EQ(catalog.choose(AF_INET, SOCK_STREAM, IPPROTO_TCP)->layer, 0);
    EXPECT_EQ(catalog.choose(AF_INET, SOCK_STREAM, IPPROTO_UDP), nullptr);
    EXPECT_EQ(catalog.choose(AF_UNSPEC, SOCK_DGRAM, 0)->id(), 1003u);
    EXPECT_EQ(catalog.choose(AF_UNSPEC, 0, 0), nullptr);
}

TEST(LspCatalog, IdsAndProvidersAreUnique) {
    const std::vector<Layer> layers{layer(kLower, true), layer(kUpper, true)};
    const Catalog catalog(base(), L"C:\\base.exe", layers);
    for (const Entry& one : catalog.entries()) {
        EXPECT_EQ(std::ranges::count_if(catalog.entries(), [&](const Entry& other) { return other.id() == one.id(); }), 1);
        if (one.layer == 0) continue;
        EXPECT_EQ(
            std::ranges::count_if(catalog.entries(), [&](const Entry& other) { return other.info.ProviderId == one.info.ProviderId; }), 1);
    }
}

TEST(LspCatalog, EnumeratesAsWinsockDoes) {
    const auto infos = base();
    int error = 0;
    DWORD length = 0;
    EXPECT_EQ(enumerate(infos, nullptr, nullptr, &length, error), SOCKET_ERROR);
    EXPECT_EQ(error, WSAENOBUFS);
    EXPECT_EQ(length, infos.size() * sizeof(WSAPROTOCOL_INFOW));
    const INT udp[] = {IPPROTO_UDP, 0};
    std::vector<WSAPROTOCOL_INFOW> out(2);
    length = static_cast<DWORD>(out.size() * sizeof(WSAPROTOCOL_INFOW));
    EXPECT_EQ(enumerate(infos, udp, out.data(), &length, error), 2);
    EXPECT_EQ(out[0].dwCatalogEntryId, 1003u);
    EXPECT_EQ(enumerate(infos, nullptr, nullptr, nullptr, error), SOCKET_ERROR);
    EXPECT_EQ(error, WSAEFAULT);
}

}  // namespace
}  // namespace wcts::winsock::lsp
