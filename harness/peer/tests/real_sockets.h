// Real sockets of the machine's own Winsock, for tests of the peers.
#pragma once

#include "harness/peer/endpoint.h"
#include "harness/peer/pattern.h"
#include "harness/peer/setup_failed.h"
#include "harness/winsock/system_winsock.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wcts::peer {

// Winsock started, and the system's table.
class RealSockets : public testing::Test {
protected:
    RealSockets() {
        WSADATA data{};
        EXPECT_EQ(table.WSAStartup(MAKEWORD(2, 2), &data), 0);
    }
    ~RealSockets() override { table.WSACleanup(); }

    Endpoint connected_to(const Address& address, int type, int protocol) {
        Endpoint socket(table, table.socket(address.get()->sa_family, type, protocol));
        EXPECT_TRUE(socket);
        EXPECT_EQ(table.connect(socket.get(), address.get(), address.length), 0);
        return socket;
    }

    // `count` bytes of the pattern from `position` on.
    static std::vector<char> pattern(std::size_t count, std::uint64_t position) {
        std::vector<char> bytes(count);
        fill_pattern(bytes, position);
        return bytes;
    }

    void send(Endpoint& socket, const std::vector<char>& bytes) {
        EXPECT_EQ(table.send(socket.get(), bytes.data(), static_cast<int>(bytes.size()), 0), static_cast<int>(bytes.size()));
    }

    winsock::SystemWinsock table;
};

// The text of the SetupFailed that `action` throws; a test failure and "" if it throws none.
template <typename Action>
std::string setup_failure(Action&& action) {
    try {
        action();
    } catch (const SetupFailed& failure) {
        return failure.what();
    }
    ADD_FAILURE() << "no SetupFailed was thrown";
    return {};
}

}  // namespace wcts::peer
