#include "harness/peer/address_text.h"

// Wine 5.0.3 has neither RtlIpv6AddressToStringEx nor RtlIpv6StringToAddressExA: a call of either ends the process.
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
    const std::wstring wide(text.begin(), text.end());
    ULONG scope = 0;
    if (::RtlIpv6StringToAddressExW(wide.c_str(), &in6.sin6_addr, &scope, &in6.sin6_port) == 0 && in6.sin6_port != 0) {
        in6.sin6_family = AF_INET6;
        in6.sin6_scope_id = scope;
        address.length = sizeof(in6);
        return address;
    }
    return std::nullopt;
}

}  // namespace wcts::peer
