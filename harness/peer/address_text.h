// Addresses as people and labs write them: "127.0.0.1:4711", "[::1]:4711".
#pragma once

#include "harness/peer/endpoint.h"

#include <optional>
#include <string>

namespace wcts::peer {

// Empty for an address of another family than AF_INET and AF_INET6.
[[nodiscard]] std::string to_text(const Address& address);

// Nothing where the text is no address of the two forms, or lacks its port.
[[nodiscard]] std::optional<Address> address_from(const std::string& text);

}  // namespace wcts::peer
