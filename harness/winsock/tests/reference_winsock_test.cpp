// What the reference provider does that no row of a suite looks at: its own target, its lab, and the neighbours of WSASend.
#include "harness/lab/lab.h"
#include "harness/winsock/target.h"
#include "reports/report.h"

#include <gtest/gtest.h>

#include <string>

namespace wcts::winsock {
namespace {

class ReferenceTest : public testing::Test {
protected:
    void SetUp() override {
        WSADATA data{};
        ASSERT_EQ(us.WSAStartup(MAKEWORD(2, 2), &data), 0);
        ASSERT_EQ(peer.WSAStartup(MAKEWORD(2, 2), &data), 0);
    }

    static sockaddr_in loopback() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.S_un.S_addr = 0x0100007F;
        return address;
    }
    static sockaddr* any(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

    SOCKET listening(sockaddr_in& address) {
        const SOCKET listener = peer.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        address = loopback();
        EXPECT_EQ(peer.bind(listener, any(address), sizeof(address)), 0);
        EXPECT_EQ(peer.listen(listener, 5), 0);
        int length = sizeof(address);
        EXPECT_EQ(peer.getsockname(listener, any(address), &length), 0);
        return listener;
    }

    // A connection: ours and the peer's end.
    std::pair<SOCKET, SOCKET> connection() {
        sockaddr_in address{};
        const SOCKET listener = listening(address);
        const SOCKET ours = us.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        EXPECT_EQ(us.connect(ours, any(address), sizeof(address)), 0);
        return {ours, peer.accept(listener, nullptr, nullptr)};
    }

    std::unique_ptr<Target> target = open_target("reference");
    Winsock& us = target->winsock();
    Winsock& peer = target->trusted();
};

TEST_F(ReferenceTest, SaysWhatItIs) {
    EXPECT_EQ(target->describe().kind, "reference");
    EXPECT_TRUE(target->exports("WSASend"));
    EXPECT_FALSE(target->exports("WSANothing"));
    EXPECT_NE(target->lab(), nullptr);
}

TEST_F(ReferenceTest, IsANewProcessOnceRenewed) {
    const auto [ours, theirs] = connection();
    ASSERT_TRUE(target->renew());
    EXPECT_EQ(us.closesocket(ours), SOCKET_ERROR);
    EXPECT_EQ(us.WSAGetLastError(), WSANOTINITIALISED);
    WSADATA data{};
    ASSERT_EQ(us.WSAStartup(MAKEWORD(2, 2), &data), 0);
    EXPECT_EQ(us.closesocket(ours), SOCKET_ERROR);
    EXPECT_EQ(us.WSAGetLastError(), WSAENOTSOCK);
}

TEST_F(ReferenceTest, BytesGoBothWays) {
    const auto [ours, theirs] = connection();
    char data[8] = {};
    EXPECT_EQ(us.send(ours, "there", 5, 0), 5);
    EXPECT_EQ(peer.recv(theirs, data, sizeof(data), 0), 5);
    EXPECT_EQ(peer.send(theirs, "back", 4, 0), 4);
    EXPECT_EQ(us.recv(ours, data, sizeof(data), MSG_PEEK), 4);
    EXPECT_EQ(us.recv(ours, data, sizeof(data), 0), 4);
    EXPECT_EQ(std::string(data, 4), "back");
    EXPECT_EQ(peer.closesocket(theirs), 0);
    EXPECT_EQ(us.recv(ours, data, sizeof(data), 0), 0);
}

TEST_F(ReferenceTest, SocketsOfAnotherProcessAreNone) {
    const auto [ours, theirs] = connection();
    EXPECT_EQ(us.send(theirs, "x", 1, 0), SOCKET_ERROR);
    EXPECT_EQ(us.WSAGetLastError(), WSAENOTSOCK);
}

TEST_F(ReferenceTest, NobodyListensNobodyIsConnected) {
    sockaddr_in address{};
    const SOCKET listener = listening(address);
    ASSERT_EQ(peer.closesocket(listener), 0);
    const SOCKET ours = us.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    EXPECT_EQ(us.connect(ours, any(address), sizeof(address)), SOCKET_ERROR);
    EXPECT_EQ(us.WSAGetLastError(), WSAECONNREFUSED);
}

int CALLBACK reject(LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR) {
    return CF_REJECT;
}

TEST_F(ReferenceTest, AConditionFunctionMayReject) {
    sockaddr_in address{};
    const SOCKET listener = listening(address);
    const SOCKET ours = us.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    ASSERT_EQ(us.connect(ours, any(address), sizeof(address)), 0);
    EXPECT_EQ(peer.WSAAccept(listener, nullptr, nullptr, &reject, 0), INVALID_SOCKET);
    EXPECT_EQ(peer.WSAGetLastError(), WSAECONNREFUSED);
    EXPECT_EQ(us.send(ours, "x", 1, 0), SOCKET_ERROR);
    EXPECT_EQ(us.WSAGetLastError(), WSAECONNRESET);
}

TEST_F(ReferenceTest, ADescriptorSharesItsSocket) {
    const auto [ours, theirs] = connection();
    WSAPROTOCOL_INFOW info{};
    ASSERT_EQ(us.WSADuplicateSocketW(ours, ::GetCurrentProcessId(), &info), 0);
    const SOCKET second = us.WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0);
    ASSERT_NE(second, INVALID_SOCKET);
    EXPECT_NE(second, ours);
    EXPECT_EQ(us.closesocket(ours), 0);
    EXPECT_EQ(us.send(second, "x", 1, 0), 1);
    char byte = 0;
    EXPECT_EQ(peer.recv(theirs, &byte, 1, 0), 1);
}

TEST_F(ReferenceTest, ReceiveTimeOutsActOnBlockingCalls) {
    const auto [ours, theirs] = connection();
    const DWORD time = 60'000;
    ASSERT_EQ(us.setsockopt(ours, SOL_SOCKET, SO_RCVTIMEO, reinterpret_cast<const char*>(&time), sizeof(time)), 0);
    char byte = 0;
    EXPECT_EQ(us.recv(ours, &byte, 1, 0), SOCKET_ERROR);
    EXPECT_EQ(us.WSAGetLastError(), WSAETIMEDOUT);
}

TEST_F(ReferenceTest, NetworkEventsAreRecordedOnce) {
    const auto [ours, theirs] = connection();
    const HANDLE event = us.WSACreateEvent();
    ASSERT_EQ(us.WSAEventSelect(ours, event, FD_READ | FD_CLOSE), 0);
    ASSERT_EQ(peer.send(theirs, "x", 1, 0), 1);
    EXPECT_EQ(us.WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), DWORD{WSA_WAIT_EVENT_0});
    WSANETWORKEVENTS events{};
    ASSERT_EQ(us.WSAEnumNetworkEvents(ours, event, &events), 0);
    EXPECT_EQ(events.lNetworkEvents, FD_READ);
    ASSERT_EQ(us.WSAEnumNetworkEvents(ours, event, &events), 0);
    EXPECT_EQ(events.lNetworkEvents, 0);
    ASSERT_EQ(peer.closesocket(theirs), 0);
    ASSERT_EQ(us.WSAEnumNetworkEvents(ours, event, &events), 0);
    EXPECT_EQ(events.lNetworkEvents, FD_CLOSE);
}

TEST_F(ReferenceTest, TheLabHealsWhatItCut) {
    const auto [ours, theirs] = connection();
    sockaddr_in address{};
    int length = sizeof(address);
    ASSERT_EQ(us.getsockname(ours, any(address), &length), 0);
    const auto port = static_cast<unsigned>((address.sin_port & 0xFF) << 8 | address.sin_port >> 8);
    target->lab()->apply({lab::Verb::cut, "127.0.0.1:" + std::to_string(port)});
    EXPECT_EQ(us.send(ours, "x", 1, 0), 1);
    u_long waiting = 0;
    ASSERT_EQ(peer.ioctlsocket(theirs, static_cast<long>(FIONREAD), &waiting), 0);
    EXPECT_EQ(waiting, 0u);
    target->lab()->apply({lab::Verb::heal});
    ASSERT_EQ(peer.ioctlsocket(theirs, static_cast<long>(FIONREAD), &waiting), 0);
    EXPECT_EQ(waiting, 1u);
    EXPECT_THROW(target->lab()->apply({lab::Verb::abort, "127.0.0.1:1"}), lab::LabError);
}

}  // namespace
}  // namespace wcts::winsock
