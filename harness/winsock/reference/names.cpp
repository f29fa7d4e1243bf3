// Pages: getaddrinfo, freeaddrinfo. Numbers only: there is nobody to ask in this network.
#include "harness/winsock/memory.h"
#include "harness/winsock/number.h"
#include "harness/winsock/reference/reference_winsock.h"

#include <cstddef>
#include <string_view>

namespace wcts::winsock::reference {
namespace {

// One result, and what it points to.
struct Result {
    addrinfo info{};
    sockaddr_storage address{};
};

std::optional<std::uint16_t> port_of(const char* service) {
    return service == nullptr ? std::uint16_t{0} : winsock::whole_number<std::uint16_t>(service);
}

}  // namespace

int ReferenceWinsock::getaddrinfo(const char* pNodeName, const char* pServiceName, const addrinfo* pHints, addrinfo** ppResult) {
    const Turn turn(scheduler());
    if (startups_ == 0) return WSANOTINITIALISED;
    if (!writable(ppResult, sizeof(*ppResult))) return WSAEFAULT;
    *ppResult = nullptr;
    if (pNodeName == nullptr && pServiceName == nullptr) return WSAHOST_NOT_FOUND;
    const addrinfo hints = pHints != nullptr ? *pHints : addrinfo{};
    const auto port = port_of(pServiceName);
    if (!port) return WSATYPE_NOT_FOUND;
    addrinfo** next = ppResult;
    for (const int family : {AF_INET6, AF_INET}) {
        if (hints.ai_family != AF_UNSPEC && hints.ai_family != family) continue;
        std::optional<Address> address;
        if (pNodeName != nullptr) {
            address = Address::parse(family, pNodeName);
        } else {
            address = (hints.ai_flags & AI_PASSIVE) != 0 ? Address::any(family) : Address::loopback(family, 0);
        }
        if (!address) continue;
        address->port = *port;
        auto result = std::make_unique<Result>();
        int length = sizeof(result->address);
        if (write_address(*address, reinterpret_cast<sockaddr*>(&result->address), &length) != 0) return WSA_NOT_ENOUGH_MEMORY;
        result->info.ai_family = family;
        result->info.ai_socktype = hints.ai_socktype;
        result->info.ai_protocol = hints.ai_protocol;
        result->info.ai_addrlen = static_cast<std::size_t>(length);
        result->info.ai_addr = reinterpret_cast<sockaddr*>(&result->address);
        *next = &result->info;
        next = &result.release()->info.ai_next;  // freeaddrinfo owns it
    }
    return *ppResult == nullptr ? WSAHOST_NOT_FOUND : 0;
}

void ReferenceWinsock::freeaddrinfo(addrinfo* pAddrInfo) {
    while (pAddrInfo != nullptr) {
        static_assert(offsetof(Result, info) == 0);
        const std::unique_ptr<Result> owned(reinterpret_cast<Result*>(pAddrInfo));
        pAddrInfo = pAddrInfo->ai_next;
    }
}

}  // namespace wcts::winsock::reference
