// The stream peer on real loopback, and over a mocked table for troubles of its own.
#include "harness/peer/stream_peer.h"

#include "harness/peer/setup_failed.h"
#include "harness/peer/tests/real_sockets.h"
#include "harness/winsock/mock_winsock.h"

#include <gmock/gmock.h>

#include <cstring>
#include <optional>

namespace wcts::peer {
namespace {

using namespace std::chrono_literals;
using testing::NiceMock;
using testing::Return;
using winsock::MockWinsock;

constexpr auto kLongTime = 10s;

TEST(ReceivedText, SaysHowMuchAndHowItEnded) {
    EXPECT_EQ(Received{}.text(), "0 bytes");
    EXPECT_EQ((Received{1, std::nullopt, false, 0}.text()), "1 byte");
    EXPECT_EQ((Received{65536, std::nullopt, false, 0}.text()), "65536 bytes in order");
    EXPECT_EQ((Received{16, 8, false, WSAECONNRESET}.text()), "16 bytes, wrong from 8 on, then WSAECONNRESET");
    EXPECT_EQ((Received{16, std::nullopt, true, 0}.text()), "16 bytes in order, then end");
}

// A peer that has accepted a client; one run for each family.
class StreamPeerTest : public RealSockets, public testing::WithParamInterface<int> {
protected:
    StreamPeerTest() {
        client = connected_to(peer.address(), SOCK_STREAM, IPPROTO_TCP);
        peer.accept(Deadline(kLongTime));
    }

    StreamPeer peer{table, GetParam()};
    Endpoint client;
};

TEST_P(StreamPeerTest, ListensOnLoopbackAlone) {
    const Address address = peer.connection().local_address();
    if (GetParam() == AF_INET) {
        EXPECT_EQ(reinterpret_cast<const sockaddr_in*>(address.get())->sin_addr.s_addr, ::htonl(INADDR_LOOPBACK));
    } else {
        const in6_addr loopback_address = reinterpret_cast<const sockaddr_in6*>(address.get())->sin6_addr;
        EXPECT_TRUE(IN6_IS_ADDR_LOOPBACK(&loopback_address));
    }
}

TEST_P(StreamPeerTest, ReadsWhatIsWantedAndNoMore) {
    send(client, pattern(100, 0));
    const Received half = peer.read(60, Deadline(kLongTime));
    EXPECT_EQ(half.text(), "60 bytes in order");
    EXPECT_EQ(peer.read(100, Deadline(kLongTime)).text(), "100 bytes in order");
}

TEST_P(StreamPeerTest, ReadsToTheEnd) {
    send(client, pattern(1000, 0));
    client.close();
    EXPECT_EQ(peer.read(~std::uint64_t{0}, Deadline(kLongTime)).text(), "1000 bytes in order, then end");
}

TEST_P(StreamPeerTest, FindsTheFirstWrongByteAcrossReads) {
    auto bytes = pattern(100, 0);
    bytes[70] = static_cast<char>(~bytes[70]);
    bytes[90] = static_cast<char>(~bytes[90]);
    send(client, bytes);
    EXPECT_EQ(peer.read(64, Deadline(kLongTime)).text(), "64 bytes in order");
    EXPECT_EQ(peer.read(100, Deadline(kLongTime)).first_wrong, 70u);
    send(client, pattern(10, 100));
    EXPECT_EQ(peer.read(110, Deadline(kLongTime)).text(), "110 bytes, wrong from 70 on");
}

// Wine shuts a socket down before it resets it, so that a reader may see an end there.
MATCHER(IsReset, "") {
    return arg.error == WSAECONNRESET || arg.end_of_stream;
}

TEST_P(StreamPeerTest, AResetEndsTheReading) {
    send(client, pattern(8, 0));
    EXPECT_EQ(peer.read(8, Deadline(kLongTime)).bytes, 8u);
    client.close_with_reset();
    EXPECT_THAT(peer.read(~std::uint64_t{0}, Deadline(kLongTime)), IsReset());
}

TEST_P(StreamPeerTest, ADeadlineIsNoEnd) {
    const Received nothing = peer.read(1, Deadline(1ms));
    EXPECT_EQ(nothing.text(), "0 bytes");
    EXPECT_FALSE(nothing.end_of_stream);
    EXPECT_EQ(nothing.error, 0);
}

TEST_P(StreamPeerTest, ReadsOnAThreadOfItsOwn) {
    peer.start_reading();
    constexpr std::size_t kMuch = 4u << 20;  // far beyond what an unread stream takes
    send(client, pattern(kMuch, 0));
    EXPECT_EQ(peer.wait_for(kMuch, Deadline(kLongTime)).text(), "4194304 bytes in order");
    send(client, pattern(3, kMuch));
    EXPECT_EQ(peer.read(kMuch + 3, Deadline(kLongTime)).bytes, kMuch + 3) << "read() waits for the thread";
    client.close();
    EXPECT_TRUE(peer.wait_for(~std::uint64_t{0}, Deadline(kLongTime)).end_of_stream);
}

TEST_P(StreamPeerTest, AResetEndsTheThread) {
    peer.start_reading();
    client.close_with_reset();
    EXPECT_THAT(peer.wait_for(1, Deadline(kLongTime)), IsReset());
}

TEST_P(StreamPeerTest, GoesWhileItsThreadStillReads) {
    std::optional<StreamPeer> other;
    other.emplace(table, GetParam());
    Endpoint second = connected_to(other->address(), SOCK_STREAM, IPPROTO_TCP);
    other->accept(Deadline(kLongTime));
    other->start_reading();
    other.reset();
    char byte = 0;
    EXPECT_LE(table.recv(second.get(), &byte, 1, 0), 0) << "its connection is closed with it";
}

TEST_P(StreamPeerTest, SendsThePatternPieceByPiece) {
    peer.send_pattern(10, Deadline(kLongTime));
    peer.send_pattern(20, Deadline(kLongTime));
    std::vector<char> got(30);
    int done = 0;
    while (done < 30) {
        const int count = table.recv(client.get(), got.data() + done, 30 - done, 0);
        ASSERT_GT(count, 0);
        done += count;
    }
    EXPECT_EQ(find_mismatch(got, 0), std::nullopt);
}

TEST_P(StreamPeerTest, SaysThatTheTargetDoesNotRead) {
    EXPECT_EQ(setup_failure([&] { peer.send_pattern(64u << 20, Deadline(50ms)); }), "peer: the target did not read in time");
}

TEST_P(StreamPeerTest, ResetsOnDemand) {
    peer.connection().close_with_reset();
    char byte = 0;
    EXPECT_LE(table.recv(client.get(), &byte, 1, 0), 0);
    const Deadline deadline(kLongTime);
    while (table.send(client.get(), &byte, 1, 0) == 1 && !deadline.passed()) {
    }
    EXPECT_FALSE(deadline.passed());
}

TEST_P(StreamPeerTest, SaysThatNobodyConnected) {
    StreamPeer lonely(table, GetParam());
    EXPECT_EQ(setup_failure([&] { lonely.accept(Deadline(1ms)); }), "peer: no connection arrived in time");
}

INSTANTIATE_TEST_SUITE_P(Families, StreamPeerTest, testing::Values(AF_INET, AF_INET6),
                         [](const auto& family) { return family.param == AF_INET ? "tcp4" : "tcp6"; });

// A table on which everything succeeds but what the test says.
class StreamPeerTroubles : public testing::Test {
protected:
    StreamPeerTroubles() {
        ON_CALL(table, socket).WillByDefault(Return(SOCKET{0x44}));
        ON_CALL(table, accept).WillByDefault(Return(SOCKET{0x48}));
        ON_CALL(table, select).WillByDefault(Return(1));
        ON_CALL(table, WSAGetLastError).WillByDefault(Return(WSAENOBUFS));
    }

    void accept(StreamPeer& peer) { peer.accept(Deadline(kLongTime)); }

    NiceMock<MockWinsock> table;
};

TEST_F(StreamPeerTroubles, OfTheListener) {
    const auto make = [this] { StreamPeer peer(table, AF_INET); };
    EXPECT_CALL(table, listen).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure(make), "peer: listen failed with WSAENOBUFS");
    EXPECT_CALL(table, bind).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure(make), "peer: bind failed with WSAENOBUFS");
    EXPECT_CALL(table, socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)).WillOnce(Return(INVALID_SOCKET));
    EXPECT_EQ(setup_failure(make), "peer: socket failed with WSAENOBUFS");
}

TEST_F(StreamPeerTroubles, ALostListenerIsClosed) {
    EXPECT_CALL(table, listen).WillOnce(Return(SOCKET_ERROR));
    EXPECT_CALL(table, closesocket(SOCKET{0x44}));
    setup_failure([this] { StreamPeer peer(table, AF_INET); });
}

TEST_F(StreamPeerTroubles, OfAccepting) {
    StreamPeer peer(table, AF_INET);
    EXPECT_CALL(table, select).WillOnce(Return(SOCKET_ERROR)).WillRepeatedly(Return(1));
    EXPECT_EQ(setup_failure([&] { accept(peer); }), "peer: select failed with WSAENOBUFS");
    EXPECT_CALL(table, accept).WillOnce(Return(INVALID_SOCKET)).WillRepeatedly(Return(SOCKET{0x48}));
    EXPECT_EQ(setup_failure([&] { accept(peer); }), "peer: accept failed with WSAENOBUFS");
    EXPECT_CALL(table, ioctlsocket).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure([&] { accept(peer); }), "peer: ioctlsocket failed with WSAENOBUFS");
}

TEST_F(StreamPeerTroubles, OfItsAddressAndOptions) {
    StreamPeer peer(table, AF_INET);
    EXPECT_CALL(table, getsockname).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure([&] { static_cast<void>(peer.address()); }), "peer: getsockname failed with WSAENOBUFS");
    EXPECT_CALL(table, setsockopt).WillRepeatedly(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure([&] { peer.set_receive_buffer(4096); }), "peer: setsockopt failed with WSAENOBUFS");
    accept(peer);
    EXPECT_EQ(setup_failure([&] { peer.connection().close_with_reset(); }), "peer: setsockopt(SO_LINGER) failed with WSAENOBUFS");
}

TEST_F(StreamPeerTroubles, OfSending) {
    StreamPeer peer(table, AF_INET);
    accept(peer);
    EXPECT_CALL(table, send).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(setup_failure([&] { peer.send_pattern(1, Deadline(kLongTime)); }), "peer: send failed with WSAENOBUFS");
}

TEST_F(StreamPeerTroubles, OfTheReadingThreadAreToldToWhoWaits) {
    StreamPeer peer(table, AF_INET);
    accept(peer);
    ON_CALL(table, recv).WillByDefault(Return(SOCKET_ERROR));
    ON_CALL(table, WSAGetLastError).WillByDefault(Return(WSAEWOULDBLOCK));
    ON_CALL(table, select).WillByDefault(Return(SOCKET_ERROR));
    peer.start_reading();
    EXPECT_EQ(setup_failure([&] { peer.wait_for(1, Deadline(kLongTime)); }), "peer: select failed with WSAEWOULDBLOCK");
}

TEST_F(StreamPeerTroubles, AResetIsAskedForByLingeringForNoTime) {
    StreamPeer peer(table, AF_INET);
    accept(peer);
    const testing::InSequence in_this_order;
    EXPECT_CALL(table, setsockopt(SOCKET{0x48}, SOL_SOCKET, SO_LINGER, testing::_, static_cast<int>(sizeof(linger))))
        .WillOnce([](SOCKET, int, int, const char* value, int) {
            linger option{};
            std::memcpy(&option, value, sizeof(option));
            EXPECT_EQ(option.l_onoff, 1);
            EXPECT_EQ(option.l_linger, 0);
            return 0;
        });
    EXPECT_CALL(table, closesocket(SOCKET{0x48}));
    peer.connection().close_with_reset();
    EXPECT_CALL(table, closesocket(testing::_)).Times(0);
}

TEST_F(StreamPeerTroubles, AnErrorOfTheStreamIsAFactAndNoTrouble) {
    StreamPeer peer(table, AF_INET);
    accept(peer);
    EXPECT_CALL(table, recv).WillOnce(Return(SOCKET_ERROR));
    EXPECT_EQ(peer.read(1, Deadline(kLongTime)).text(), "0 bytes, then WSAENOBUFS");
}

}  // namespace
}  // namespace wcts::peer
