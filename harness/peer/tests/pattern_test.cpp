#include "harness/peer/pattern.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace wcts::peer {
namespace {

constexpr std::uint64_t kFar = (std::uint64_t{1} << 40) + 5;

std::vector<char> pattern(std::size_t count, std::uint64_t position) {
    std::vector<char> bytes(count);
    fill_pattern(bytes, position);
    return bytes;
}

TEST(Pattern, IsTheSameByteByByteAndAtOnce) {
    for (const std::uint64_t position :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{8}, std::uint64_t{4095}, kFar}) {
        for (const std::size_t count : {0u, 1u, 7u, 8u, 9u, 15u, 64u, 1001u}) {
            const auto bytes = pattern(count, position);
            for (std::size_t i = 0; i < count; ++i)
                ASSERT_EQ(static_cast<std::uint8_t>(bytes[i]), pattern_byte(position + i))
                    << count << " bytes at " << position << ", byte " << i;
        }
    }
}

TEST(Pattern, HoldsEveryValueAboutAsOften) {
    std::array<int, 256> times{};
    for (const char byte : pattern(256 * 256, 0)) ++times[static_cast<unsigned char>(byte)];
    for (std::size_t value = 0; value < times.size(); ++value) {
        EXPECT_GT(times[value], 128) << value;
        EXPECT_LT(times[value], 512) << value;
    }
}

TEST(Pattern, PiecesOfTwoPlacesDiffer) {
    const std::string whole(pattern(1 << 16, 0).data(), 1 << 16);
    for (const std::size_t at : {0u, 1u, 100u, 4096u, 60'000u}) EXPECT_EQ(whole.find(whole.substr(at, 8)), at);
}

TEST(FindMismatch, FindsNothingInThePatternItself) {
    for (const std::size_t count : {0u, 1u, 4095u, 4096u, 4097u, 100'000u}) {
        EXPECT_EQ(find_mismatch(pattern(count, 0), 0), std::nullopt) << count;
        EXPECT_EQ(find_mismatch(pattern(count, kFar), kFar), std::nullopt) << count;
    }
}

TEST(FindMismatch, FindsTheVeryByte) {
    constexpr std::size_t kCount = 9000;  // more than two of its own pieces
    for (const std::uint64_t position : {std::uint64_t{0}, std::uint64_t{3}, kFar}) {
        auto bytes = pattern(kCount, position);
        for (const std::size_t at : {0u, 1u, 7u, 8u, 4095u, 4096u, 4097u, 8191u, 8192u, 8999u}) {
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
            EXPECT_EQ(find_mismatch(bytes, position), at) << position;
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
        }
    }
}

TEST(FindMismatch, FindsTheFirstOfSeveral) {
    auto bytes = pattern(64, 0);
    for (const std::size_t at : {40u, 17u, 63u}) bytes[at] = static_cast<char>(~bytes[at]);
    EXPECT_EQ(find_mismatch(bytes, 0), 17u);
}

TEST(FindMismatch, SeesAnotherPlace) {
    EXPECT_TRUE(find_mismatch(pattern(16, 0), 1).has_value());
    EXPECT_TRUE(find_mismatch(pattern(16, kFar), 5).has_value());
}

TEST(FindMismatch, LooksThroughMegabytes) {
    constexpr std::size_t kBig = 8u << 20;
    auto bytes = pattern(kBig, 3);
    EXPECT_EQ(find_mismatch(bytes, 3), std::nullopt);
    bytes[kBig - 1] = static_cast<char>(~bytes[kBig - 1]);
    EXPECT_EQ(find_mismatch(bytes, 3), kBig - 1);
}

}  // namespace
}  // namespace wcts::peer
