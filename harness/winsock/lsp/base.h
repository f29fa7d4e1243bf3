// What hosted providers stand on at the very bottom: a Winsock, and how a packet with any status gets on one of its ports.
#pragma once

#include "harness/winsock/lsp/spi.h"
#include "harness/winsock/target.h"

#include <memory>
#include <string>

namespace wcts::winsock::lsp {

// An end as it is told to a port.
struct Packet {
    HANDLE port;
    ULONG_PTR key;
    OVERLAPPED* overlapped;
    DWORD bytes;
    int error;  // Winsock's; 0: success
};

class Base {
public:
    virtual ~Base() = default;

    // The target that the base is, with its peers, its clock and its lab.
    [[nodiscard]] virtual Target& target() = 0;
    [[nodiscard]] Winsock& winsock() { return target().winsock(); }
    // Its handles mean nothing to the kernel: calls of the kernel on them have to be led to the base.
    [[nodiscard]] virtual bool in_memory() const = 0;
    // Whether a handle can be one of those. Takes no lock: providers' threads ask when they end.
    [[nodiscard]] virtual bool may_be_own(HANDLE handle) const = 0;
    virtual bool post(const Packet& packet) = 0;
};

// "system" or "reference". Throws TargetError.
[[nodiscard]] std::unique_ptr<Base> open_base(const std::string& name);

}  // namespace wcts::winsock::lsp
