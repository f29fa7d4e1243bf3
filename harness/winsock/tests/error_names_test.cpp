#include "harness/winsock/error_names.h"

#include "harness/winsock/platform.h"

#include <gtest/gtest.h>

namespace wcts::winsock {
namespace {

TEST(ErrorNames, NameWhatTheSuiteMeets) {
    EXPECT_EQ(error_name(WSAENOTSOCK), "WSAENOTSOCK");
    EXPECT_EQ(error_name(WSA_IO_PENDING), "WSA_IO_PENDING");
    EXPECT_EQ(error_name(WSA_OPERATION_ABORTED), "WSA_OPERATION_ABORTED");
    EXPECT_EQ(error_name(WSAECONNRESET), "WSAECONNRESET");
}

TEST(ErrorNames, NoErrorIsZero) {
    EXPECT_EQ(error_name(0), "0");
}

TEST(ErrorNames, ACodeWithoutAName) {
    EXPECT_EQ(error_name(123456), "error 123456");
    EXPECT_EQ(error_name(-1), "error -1");
}

TEST(ErrorNames, CodesByName) {
    EXPECT_EQ(error_code("WSAESHUTDOWN"), WSAESHUTDOWN);
    EXPECT_EQ(error_code("WSA_IO_PENDING"), WSA_IO_PENDING);
    EXPECT_EQ(error_code("WSAENOSUCHTHING"), std::nullopt);
    EXPECT_EQ(error_code(""), std::nullopt);
}

TEST(ErrorNames, LeadBothWays) {
    int named = 0;
    for (int code = 1; code < 20'000; ++code) {
        const std::string name = error_name(code);
        if (name.starts_with("error ")) continue;
        ++named;
        EXPECT_EQ(error_code(name), code) << name;
    }
    EXPECT_GT(named, 60);
}

}  // namespace
}  // namespace wcts::winsock
