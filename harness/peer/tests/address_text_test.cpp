#include "harness/peer/address_text.h"

#include <gtest/gtest.h>

namespace wcts::peer {
namespace {

std::string there_and_back(const std::string& text) {
    const auto address = address_from(text);
    return address ? to_text(*address) : "no address";
}

TEST(AddressText, ReadsWhatItWrites) {
    for (const char* text : {"127.0.0.1:4711", "10.0.0.1:1", "[::1]:65535", "[fd00::1:2]:80", "[fe80::1%7]:80"}) EXPECT_EQ(there_and_back(text), text);
}

TEST(AddressText, IsAnAddressThatSocketsTake) {
    const auto four = address_from("127.0.0.1:4711");
    ASSERT_TRUE(four);
    EXPECT_EQ(four->get()->sa_family, AF_INET);
    EXPECT_EQ(four->length, static_cast<int>(sizeof(sockaddr_in)));
    EXPECT_EQ(reinterpret_cast<const sockaddr_in&>(four->storage).sin_port, htons(4711));
    const auto six = address_from("[::1]:4711");
    ASSERT_TRUE(six);
    EXPECT_EQ(six->get()->sa_family, AF_INET6);
    EXPECT_EQ(six->length, static_cast<int>(sizeof(sockaddr_in6)));
    EXPECT_EQ(reinterpret_cast<const sockaddr_in6&>(six->storage).sin6_port, htons(4711));
}

TEST(AddressText, RefusesWhatIsNone) {
    for (const char* text : {"", "localhost:80", "127.0.0.1", "127.0.0.1:0", "::1", "[::1]", "[::1]:0", "1.2.3:4", "127.0.0.1:70000", "127.0.0.1:80 "})
        EXPECT_EQ(there_and_back(text), "no address") << text;
    EXPECT_EQ(to_text(Address{}), "");
}

}  // namespace
}  // namespace wcts::peer
