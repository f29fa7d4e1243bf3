#include "harness/expect/evidence.h"

#include "harness/winsock/platform.h"

#include <algorithm>

namespace wcts::expect {

bool Indication::contradicts(const Operation& operation) const {
    if (via != Via::port || !operation.settled) return false;
    return (status == 0) != (operation.status == 0) || (status == 0 && bytes != operation.bytes);
}

bool Operation::pending() const {
    return result == SOCKET_ERROR && error == WSA_IO_PENDING;
}

std::optional<std::string> Evidence::fact(std::string_view name) const {
    const auto found = std::find_if(facts.begin(), facts.end(), [&](const auto& fact) { return fact.first == name; });
    if (found == facts.end()) return std::nullopt;
    return found->second;
}

std::uint64_t Evidence::bytes_sent() const {
    std::uint64_t sum = arranged_bytes;
    for (const Operation& operation : operations)
        if (operation.sends && operation.succeeded()) sum += operation.bytes;
    return sum;
}

}  // namespace wcts::expect
