// An address and port of the reference network: loopback, wildcard, and what lies behind the lab's router.
#pragma once

#include "harness/winsock/platform.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wcts::winsock::reference {

struct Address {
    int family = AF_UNSPEC;
    std::array<std::uint8_t, 16> bytes{};  // the first four for AF_INET
    std::uint16_t port = 0;                // host order

    [[nodiscard]] static Address any(int family);
    [[nodiscard]] static Address loopback(int family, std::uint16_t port);
    // Behind the lab's router (RFC 5737, RFC 3849: addresses for documentation).
    [[nodiscard]] static Address beyond(int family);
    // Numbers only, "localhost" apart. Nothing where it is none.
    [[nodiscard]] static std::optional<Address> parse(int family, std::string_view text);

    [[nodiscard]] bool is_any() const;
    [[nodiscard]] bool is_loopback() const;
    [[nodiscard]] bool is_beyond() const;
    // Of the loopback network, or of whatever network there is.
    [[nodiscard]] bool is_broadcast() const;
    // "127.0.0.1:4711", "[::1]:4711"
    [[nodiscard]] std::string text() const;

    friend auto operator<=>(const Address&, const Address&) = default;
};

// From a caller's memory, which is looked at before it is read. The error is WSAEFAULT or WSAEAFNOSUPPORT.
struct ReadAddress {
    Address address;
    int error = 0;
};
[[nodiscard]] ReadAddress read_address(const sockaddr* name, int length, int family);

// Whether a caller's memory takes an address of the family.
[[nodiscard]] bool can_hold_address(sockaddr* name, int* length, int family);

// To a caller's memory; WSAEFAULT where it cannot be, or is too small. 0 when done.
[[nodiscard]] int write_address(const Address& address, sockaddr* name, int* length);

}  // namespace wcts::winsock::reference
