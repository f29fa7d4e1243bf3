#include "harness/winsock/reference/address.h"

#include "harness/winsock/memory.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace wcts::winsock::reference {
namespace {

constexpr std::uint16_t network_order(std::uint16_t port) {
    return static_cast<std::uint16_t>(port << 8 | port >> 8);
}

constexpr std::array<std::uint8_t, 16> kBeyond4{198, 51, 100, 1};
constexpr std::array<std::uint8_t, 16> kBeyond6{0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
constexpr std::uint16_t kDiscardPort = 9;

constexpr int length_of(int family) {
    return family == AF_INET6 ? static_cast<int>(sizeof(sockaddr_in6)) : static_cast<int>(sizeof(sockaddr_in));
}

}  // namespace

Address Address::any(int family) {
    Address address;
    address.family = family;
    return address;
}

Address Address::loopback(int family, std::uint16_t port) {
    Address address;
    address.family = family;
    address.port = port;
    if (family == AF_INET6) {
        address.bytes[15] = 1;
    } else {
        address.bytes = {127, 0, 0, 1};
    }
    return address;
}

Address Address::beyond(int family) {
    return {family, family == AF_INET6 ? kBeyond6 : kBeyond4, kDiscardPort};
}

std::optional<Address> Address::parse(int family, std::string_view text) {
    if (text == "localhost") return loopback(family, 0);
    if (family == AF_INET6) {
        if (text == "::1") return loopback(family, 0);
        if (text == "::") return any(family);
        return std::nullopt;
    }
    Address address = any(family);
    unsigned part[4] = {};
    char rest = 0;
    if (std::sscanf(std::string(text).c_str(), "%3u.%3u.%3u.%3u%c", &part[0], &part[1], &part[2], &part[3], &rest) != 4) return std::nullopt;
    for (std::size_t i = 0; i < 4; ++i) {
        if (part[i] > 255) return std::nullopt;
        address.bytes[i] = static_cast<std::uint8_t>(part[i]);
    }
    return address;
}

bool Address::is_any() const {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool Address::is_loopback() const {
    return family == AF_INET6 ? bytes == loopback(family, 0).bytes : bytes[0] == 127;
}

bool Address::is_beyond() const {
    return bytes == beyond(family).bytes;
}

bool Address::is_broadcast() const {
    constexpr std::array<std::uint8_t, 3> kAll{255, 255, 255};
    return family == AF_INET && (bytes[0] == 127 || bytes[0] == 255) && std::equal(kAll.begin(), kAll.end(), bytes.begin() + 1);
}

std::string Address::text() const {
    if (family == AF_INET6) {
        const std::string_view host = is_any() ? "::" : is_loopback() ? "::1" : "2001:db8::1";
        return "[" + std::string(host) + "]:" + std::to_string(port);
    }
    std::string host;
    for (std::size_t i = 0; i < 4; ++i) host += (i == 0 ? "" : ".") + std::to_string(bytes[i]);
    return host + ":" + std::to_string(port);
}

ReadAddress read_address(const sockaddr* name, int length, int family) {
    if (length < length_of(family) || !readable(name, static_cast<std::size_t>(length_of(family)))) return {{}, WSAEFAULT};
    if (name->sa_family != family) return {{}, WSAEAFNOSUPPORT};
    ReadAddress read;
    read.address.family = family;
    if (family == AF_INET6) {
        const auto& in6 = *reinterpret_cast<const sockaddr_in6*>(name);
        std::memcpy(read.address.bytes.data(), &in6.sin6_addr, 16);
        read.address.port = network_order(in6.sin6_port);
    } else {
        const auto& in = *reinterpret_cast<const sockaddr_in*>(name);
        std::memcpy(read.address.bytes.data(), &in.sin_addr, 4);
        read.address.port = network_order(in.sin_port);
    }
    return read;
}

bool can_hold_address(sockaddr* name, int* length, int family) {
    const int needed = length_of(family);
    return writable(length, sizeof(int)) && *length >= needed && writable(name, static_cast<std::size_t>(needed));
}

int write_address(const Address& address, sockaddr* name, int* length) {
    const int needed = length_of(address.family);
    if (!can_hold_address(name, length, address.family)) return WSAEFAULT;
    std::memset(name, 0, static_cast<std::size_t>(needed));
    name->sa_family = static_cast<ADDRESS_FAMILY>(address.family);
    if (address.family == AF_INET6) {
        auto& in6 = *reinterpret_cast<sockaddr_in6*>(name);
        std::memcpy(&in6.sin6_addr, address.bytes.data(), 16);
        in6.sin6_port = network_order(address.port);
    } else {
        auto& in = *reinterpret_cast<sockaddr_in*>(name);
        std::memcpy(&in.sin_addr, address.bytes.data(), 4);
        in.sin_port = network_order(address.port);
    }
    *length = needed;
    return 0;
}

}  // namespace wcts::winsock::reference
