// The lab of Linux network namespaces, for Wine: tools/lab/netns.py does the work, on the other end of a TCP connection inside the
// namespace. The launcher starts both and names the port in WINSOCK_CTS_LAB_PORT.
//
// The connection is made with the first request, so that cases that ask for nothing run in a process in which the lab has not called
// WSAStartup. It lasts as long as the object: the server undoes whatever was asked for when it ends.
#pragma once

#include "harness/lab/lab.h"

#include <cstdint>
#include <memory>

namespace wcts::lab {

class NetnsLab final : public Lab {
public:
    // Throws LabError where the launcher has started none.
    [[nodiscard]] static std::unique_ptr<NetnsLab> from_environment();

    explicit NetnsLab(std::uint16_t port);
    ~NetnsLab() override;
    NetnsLab(const NetnsLab&) = delete;
    NetnsLab& operator=(const NetnsLab&) = delete;

    [[nodiscard]] std::optional<std::string> unable(Verb verb) const override;
    std::string apply(const Request& request) override;

private:
    class Connection;

    std::uint16_t port_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace wcts::lab
