#include "harness/winsock/number.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace wcts::winsock {
namespace {

TEST(Number, IsAllOfTheText) {
    EXPECT_EQ(whole_number<std::uint16_t>("65535"), 65535);
    for (const char* text : {"", "65536", "-1", "1 ", " 1", "0x1", "one"}) EXPECT_EQ(whole_number<std::uint16_t>(text), std::nullopt) << text;
}

}  // namespace
}  // namespace wcts::winsock
