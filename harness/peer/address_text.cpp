#include "harness/peer/address_text.h"

#include "harness/winsock/number.h"

// Without RtlIpv6AddressToStringEx and RtlIpv6StringToAddressEx, which Wine 5.0.3 does not have.
namespace wcts::peer {

std::string to_text(const Address& address) {
    char text[INET6_ADDRSTRLEN]{};
    if (address.get()->sa_family == AF_INET) {
        const auto& in = reinterpret_cast<const sockaddr_in&>(address.storage);
        ::inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
        return text + (":" + std::to_string(ntohs(in.sin_port)));
    }
    if (address.get()->sa_family == AF_INET6) {
        const auto& in6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
        ::inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof(text));
        const std::string scope = in6.sin6_scope_id != 0 ? "%" + std::to_string(in6.sin6_scope_id) : "";
        return "[" + (text + scope) + "]:" + std::to_string(ntohs(in6.sin6_port));
    }
    return {};
}

std::optional<Address> address_from(const std::string& text) {
    Address address;
    auto& in = reinterpret_cast<sockaddr_in&>(address.storage);
    if (::RtlIpv4StringToAddressExA(text.c_str(), TRUE, &in.sin_addr, &in.sin_port) == 0 && in.sin_port != 0) {
        in.sin_family = AF_INET;
        address.length = sizeof(in);
        return address;
    }
    address = {};
    auto& in6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    const std::size_t close = text.find("]:");
    if (close == std::string::npos || text.front() != '[') return std::nullopt;
    const std::string host = text.substr(1, close - 1);
    const std::size_t percent = host.find('%');
    const auto scope =
        percent == std::string::npos ? std::optional<ULONG>{0} : winsock::whole_number<ULONG>(std::string_view(host).substr(percent + 1));
    const auto port = winsock::whole_number<std::uint16_t>(std::string_view(text).substr(close + 2));
    if (scope && port && *port != 0 && ::inet_pton(AF_INET6, host.substr(0, percent).c_str(), &in6.sin6_addr) == 1) {
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(*port);
        in6.sin6_scope_id = *scope;
        address.length = sizeof(in6);
        return address;
    }
    return std::nullopt;
}

}  // namespace wcts::peer
