#include "harness/peer/address_text.h"

namespace wcts::peer {

std::string to_text(const Address& address) {
    char text[INET6_ADDRSTRLEN]{};
    ULONG length = sizeof(text);
    if (address.get()->sa_family == AF_INET) {
        const auto& in = reinterpret_cast<const sockaddr_in&>(address.storage);
        ::RtlIpv4AddressToStringExA(&in.sin_addr, in.sin_port, text, &length);
    } else if (address.get()->sa_family == AF_INET6) {
        const auto& in6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
        ::RtlIpv6AddressToStringExA(&in6.sin6_addr, in6.sin6_scope_id, in6.sin6_port, text, &length);
    }
    return text;
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
    ULONG scope = 0;
    if (::RtlIpv6StringToAddressExA(text.c_str(), &in6.sin6_addr, &scope, &in6.sin6_port) == 0 && in6.sin6_port != 0) {
        in6.sin6_family = AF_INET6;
        in6.sin6_scope_id = scope;
        address.length = sizeof(in6);
        return address;
    }
    return std::nullopt;
}

}  // namespace wcts::peer
