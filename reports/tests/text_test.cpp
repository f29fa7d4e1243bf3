#include "reports/text.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

TEST(Printable, NothingATerminalObeysIsLeft) {
    EXPECT_EQ(printable("plain, \xc3\xa4, \xe2\x82\xac, \xf0\x9f\x98\x80"), "plain, \xc3\xa4, \xe2\x82\xac, \xf0\x9f\x98\x80");
    EXPECT_EQ(printable("\x1b[31m\r\n\t\x7f"), "\\x1b[31m\\x0d\\x0a\\x09\\x7f");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m"),
              "\\x9b31m");  // a C1 control character
    EXPECT_EQ(printable("\xe2\x80\xae"
                        "abc"),
              "\\u{202e}abc");                                                           // right-to-left override
    EXPECT_EQ(printable("\xff\xc3\xe2\x82\xc0\xaf"), "\\xff\\xc3\\xe2\\x82\\xc0\\xaf");  // not UTF-8, and an overlong slash
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");                             // a surrogate
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, CutsBetweenCharacters) {
    EXPECT_EQ(printable("12345", 5), "12345");
    EXPECT_EQ(printable("123456", 5), "12...");
    EXPECT_EQ(printable("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 6), "\xc3\xa4...");
    EXPECT_EQ(printable("\x1b\x1b\x1b", 6), "\\x1...");
    for (std::size_t limit = 3; limit < 40; ++limit) {
        EXPECT_LE(printable("\xe2\x82\xac\x01\xf0\x9f\x98\x80 abc \xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82", limit).size(), limit);
    }
}

TEST(Timestamp, WritesAndKnowsItsForm) {
    using namespace std::chrono;
    EXPECT_EQ(timestamp(sys_days{year{2024} / 2 / 29} + hours{23} + minutes{5} + seconds{9} + milliseconds{999}), "2024-02-29T23:05:09Z");
    EXPECT_TRUE(is_timestamp("2024-02-29T23:05:09Z"));
    EXPECT_TRUE(is_timestamp("2024-02-29T23:05:09.123456Z"));
    for (const std::string_view text :
         {"", "Z", "2024-02-29T23:05:09", "2024-02-29 23:05:09Z", "2024-02-29T23:05:09.Z", "2024-02-29T23:05:09.1xZ",
          "2024-02-29T23:05:09+01:00", "2024-02-2xT23:05:09Z", "2024-02-29T23:05:09ZZ", "2023-02-29T23:05:09Z", "2024-13-01T23:05:09Z",
          "2024-02-29T24:05:09Z", "2024-02-29T23:60:09Z", "2024-02-29T23:05:60Z", "0000-02-29T23:05:09Z"}) {
        EXPECT_FALSE(is_timestamp(text)) << text;
    }
}

TEST(Timestamp, CountsMilliseconds) {
    EXPECT_EQ(unix_ms("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(unix_ms("1969-12-31T23:59:59.5Z"), -500);
    EXPECT_EQ(unix_ms("2024-05-01T12:00:41.25Z"), 1'714'564'841'250);
    EXPECT_EQ(unix_ms("2024-05-01T12:00:41.0019999999999999999Z"), 1'714'564'841'001);
    EXPECT_EQ(unix_ms("soon"), std::nullopt);
}

TEST(Text, CountedAndJoined) {
    EXPECT_EQ(counted(1, "case"), "1 case");
    EXPECT_EQ(counted(0, "case"), "0 cases");
    EXPECT_EQ(joined({"a", "b"}, ", "), "a, b");
    EXPECT_EQ(joined({}, ", "), "");
}

}  // namespace
}  // namespace wcts::reports
