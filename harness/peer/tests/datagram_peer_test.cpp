// The datagram peer on real loopback, and over a mocked table for troubles of its own.
#include "harness/peer/datagram_peer.h"

#include "harness/peer/setup_failed.h"
#include "harness/peer/tests/real_sockets.h"
#include "harness/winsock/mock_winsock.h"

#include <gmock/gmock.h>

namespace wcts::peer {
namespace {

using namespace std::chrono_literals;
using testing::NiceMock;
using testing::Return;
using winsock::MockWinsock;

constexpr auto kLong = 10s;

class DatagramPeerTest : public RealSockets, public testing::WithParamInterface<int> {
protected:
    DatagramPeerTest() : sender(connected_to(peer.address(), SOCK_DGRAM, IPPROTO_UDP)) {}

    DatagramPeer peer{table, GetParam()};
    Endpoint sender;
};

TEST_P(DatagramPeerTest, ReceivesEachByItself) {
    send(sender, pattern(16, 0));
    send(sender, pattern(3, 16));
    auto got = peer.receive(Deadline(kLong));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->bytes, 16u);
    EXPECT_FALSE(got->truncated);
    EXPECT_EQ(find_mismatch(got->data, 0), std::nullopt);
    got = peer.receive(Deadline(kLong));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->bytes, 3u);
    EXPECT_EQ(find_mismatch(got->data, 16), std::nullopt);
}

TEST_P(DatagramPeerTest, AnEmptyDatagramIsOneToo) {
    send(sender, {});
    const auto got = peer.receive(Deadline(kLong));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->bytes, 0u);
    EXPECT_TRUE(got->data.empty());
    EXPECT_FALSE(peer.receive(Deadline(1ms)));
}

TEST_P(DatagramPeerTest, ReceivesTheLargestWhole) {
    send(sender, pattern(65'507, 0));
    const auto got = peer.receive(Deadline(kLong));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->bytes, 65'507u);
    EXPECT_FALSE(got->truncated);
    EXPECT_EQ(find_mismatch(got->data, 0), std::nullopt);
}

TEST_P(DatagramPeerTest, HasRoomForAWholeCase) {
    for (std::uint64_t i = 0; i < 256; ++i) send(sender, pattern(64, 64 * i));
    for (std::uint64_t i = 0; i < 256; ++i) {
        const auto got = peer.receive(Deadline(kLong));
        ASSERT_TRUE(got) << i;
        EXPECT_EQ(find_mismatch(got->data, 64 * i), std::nullopt);
    }
}

TEST_P(DatagramPeerTest, SeesWrongBytes) {
    send(sender, pattern(16, 1));
    const auto got = peer.receive(Deadline(kLong));
    ASSERT_TRUE(got);
    EXPECT_TRUE(find_mismatch(got->data, 0));
}

TEST_P(DatagramPeerTest, NothingByTheDeadlineIsNoDatagram) {
    EXPECT_FALSE(peer.receive(Deadline(1ms)));
}

TEST_P(DatagramPeerTest, SendsThePatternToAnAddress) {
    Endpoint receiver = Endpoint::bound(table, GetParam(), SOCK_DGRAM, IPPROTO_UDP);
    peer.send_pattern(24, receiver.local_address());
    ASSERT_TRUE(receiver.wait(Endpoint::Ready::read, Deadline(kLong)));
    std::vector<char> got(100);
    ASSERT_EQ(table.recv(receiver.get(), got.data(), 100, 0), 24);
    got.resize(24);
    EXPECT_EQ(find_mismatch(got, 0), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Families, DatagramPeerTest, testing::Values(AF_INET, AF_INET6),
                         [](const auto& family) { return family.param == AF_INET ? "udp4" : "udp6"; });

class DatagramPeerTroubles : public testing::Test {
protected:
    DatagramPeerTroubles() {
        ON_CALL(table, socket).WillByDefault(Return(SOCKET{0x44}));
        ON_CALL(table, WSAGetLastError).WillByDefault(Return(WSAENOBUFS));
    }

    NiceMock<MockWinsock> table;
};

TEST_F(DatagramPeerTroubles, OfItsMaking) {
    const auto make = [this] { DatagramPeer peer(table, AF_INET6); };
    EXPECT_CALL(table, setsockopt).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure(make), "peer: setsockopt failed with WSAENOBUFS");
    EXPECT_CALL(table, ioctlsocket).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure(make), "peer: ioctlsocket failed with WSAENOBUFS");
    EXPECT_CALL(table, bind).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure(make), "peer: bind failed with WSAENOBUFS");
    EXPECT_CALL(table, socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP)).WillOnce(Return(INVALID_SOCKET));
    EXPECT_EQ(setup_failure(make), "peer: socket failed with WSAENOBUFS");
}

TEST_F(DatagramPeerTroubles, OfReceiving) {
    DatagramPeer peer(table, AF_INET);
    EXPECT_CALL(table, recv).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure([&] { peer.receive(Deadline(kLong)); }), "peer: recv failed with WSAENOBUFS");
}

TEST_F(DatagramPeerTroubles, ADatagramBeyondItsRoomIsCutAndSaysSo) {
    DatagramPeer peer(table, AF_INET);
    ON_CALL(table, WSAGetLastError).WillByDefault(Return(WSAEMSGSIZE));
    EXPECT_CALL(table, recv).WillOnce(Return(SOCKET_ERROR));
    const auto got = peer.receive(Deadline(kLong));
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->truncated);
    EXPECT_EQ(got->bytes, 128u * 1024);
}

TEST_F(DatagramPeerTroubles, OfSending) {
    DatagramPeer peer(table, AF_INET);
    EXPECT_CALL(table, sendto).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure([&] { peer.send_pattern(1, loopback(AF_INET)); }), "peer: sendto failed with WSAENOBUFS");
}

}  // namespace
}  // namespace wcts::peer
