#include "harness/winsock/reference/catalog.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace wcts::winsock::reference {
namespace {

constexpr DWORD kTcp = XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE | XP1_EXPEDITED_DATA;
constexpr DWORD kUdp = XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED;
constexpr DWORD kMessages = XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_MESSAGE_ORIENTED | XP1_PARTIAL_MESSAGE;

// Protocol numbers of RFC 3692, for experiments: no real transport is meant.
constexpr int kExperiment = 253;
constexpr int kOtherExperiment = 254;

// UDP's largest payloads: 65,535 less the headers, and over IPv6 less the UDP header alone.
constexpr std::array<Protocol, 9> kCatalog{{
    {1001, AF_INET, SOCK_STREAM, IPPROTO_TCP, kTcp, 0, L"Reference TCP/IP"},
    {1002, AF_INET6, SOCK_STREAM, IPPROTO_TCP, kTcp, 0, L"Reference TCP/IPv6"},
    {1003, AF_INET, SOCK_DGRAM, IPPROTO_UDP, kUdp, 65'507, L"Reference UDP/IP"},
    {1004, AF_INET6, SOCK_DGRAM, IPPROTO_UDP, kUdp, 65'527, L"Reference UDP/IPv6"},
    {1005, AF_INET, SOCK_SEQPACKET, kExperiment, kMessages, 32'768, L"Reference messages with parts"},
    {1006, AF_INET, SOCK_STREAM, kExperiment, kTcp & ~DWORD{XP1_EXPEDITED_DATA}, 0, L"Reference stream without urgent data"},
    {1007, AF_INET, SOCK_DGRAM, kOtherExperiment, kUdp | XP1_UNI_RECV, 65'507, L"Reference datagrams that are only received"},
    {1008, AF_INET, SOCK_DGRAM, kExperiment, kUdp | XP1_UNI_SEND, 65'507, L"Reference datagrams that are only sent"},
    {1009, AF_INET, SOCK_SEQPACKET, kOtherExperiment, kMessages & ~DWORD{XP1_PARTIAL_MESSAGE}, 32'768, L"Reference messages without parts"},
}};

}  // namespace

std::span<const Protocol> catalog() {
    return kCatalog;
}

const Protocol* find_protocol(int family, int type, int protocol, int& error) {
    const auto any = [](const auto& test) { return std::any_of(kCatalog.begin(), kCatalog.end(), test); };
    error = WSAEAFNOSUPPORT;
    if (family == AF_UNSPEC && protocol == 0) error = WSAEINVAL;
    if (!any([&](const Protocol& p) { return p.family == family; })) return nullptr;
    error = WSAESOCKTNOSUPPORT;
    if (type != 0 && !any([&](const Protocol& p) { return p.family == family && p.type == type; })) return nullptr;
    error = WSAEPROTONOSUPPORT;
    if (protocol != 0 && !any([&](const Protocol& p) { return p.family == family && p.protocol == protocol; })) return nullptr;
    error = WSAEPROTOTYPE;
    const auto found = std::find_if(kCatalog.begin(), kCatalog.end(), [&](const Protocol& p) {
        return p.family == family && (type == 0 || p.type == type) && (protocol == 0 || p.protocol == protocol);
    });
    return found == kCatalog.end() ? nullptr : &*found;
}

const Protocol* find_protocol(DWORD id) {
    const auto found = std::find_if(kCatalog.begin(), kCatalog.end(), [id](const Protocol& p) { return p.id == id; });
    return found == kCatalog.end() ? nullptr : &*found;
}

WSAPROTOCOL_INFOW describe(const Protocol& protocol) {
    WSAPROTOCOL_INFOW info{};
    info.dwServiceFlags1 = protocol.service_flags;
    info.dwProviderFlags = PFL_MATCHES_PROTOCOL_ZERO;
    info.dwCatalogEntryId = protocol.id;
    info.ProtocolChain.ChainLen = BASE_PROTOCOL;
    info.iVersion = 2;
    info.iAddressFamily = protocol.family;
    info.iMaxSockAddr = protocol.family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    info.iMinSockAddr = info.iMaxSockAddr;
    info.iSocketType = protocol.type;
    info.iProtocol = protocol.protocol;
    info.dwMessageSize = protocol.most_bytes;
    const std::wstring_view name = protocol.name;
    std::copy(name.begin(), name.end(), info.szProtocol);
    return info;
}

}  // namespace wcts::winsock::reference
