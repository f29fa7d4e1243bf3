#include "reports/renames.h"

#include "reports/strict_json.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using testing_support::message_of;

Renames of(const std::string& members) {
    return parse_renames(R"({"schema": "winsock-cts/renames/1", "renames": {)" + members + "}}");
}

TEST(Renames, AreFollowedToTheirEnd) {
    const Renames renames = of(R"("r.a": "r.b", "r.b": "r.c", "r.b/tcp4/iocp": "r.special/tcp4/iocp")");
    EXPECT_EQ(renames("r.a/udp4/poll"), "r.c/udp4/poll");
    EXPECT_EQ(renames("r.a/tcp4/iocp"), "r.special/tcp4/iocp") << "a case's own entry counts before its row's";
    EXPECT_EQ(renames("r.ab/udp4/poll"), "r.ab/udp4/poll");
    EXPECT_EQ(Renames{}("r.a/udp4/poll"), "r.a/udp4/poll");
}

TEST(Renames, LaterOnesCount) {
    Renames renames = of(R"("r.a": "r.b", "r.c": "r.d")");
    renames.add(of(R"("r.a": "r.e")"));
    EXPECT_EQ(renames("r.a/udp4/poll"), "r.e/udp4/poll");
    EXPECT_EQ(renames("r.c/udp4/poll"), "r.d/udp4/poll");
    EXPECT_NE(message_of([&] { renames.add(of(R"("r.d": "r.c")")); }).find("circle"), std::string::npos);
}

TEST(Renames, WhatIsNoneIsRefused) {
    const auto refused = [](const std::string& members, const std::string& said) {
        const std::string message = message_of([&] { static_cast<void>(of(members)); });
        EXPECT_NE(message.find(said), std::string::npos) << members << ": " << message;
    };
    refused(R"("r.a": "r.a")", "circle");
    refused(R"("r.a": "r.b", "r.b": "r.a")", "circle");
    refused(R"("r.a": "r.b", "r.b/tcp4/iocp": "r.a/tcp4/iocp")", "circle");
    refused(R"("r.a": 7)", "renames.r.a");
    refused(R"("r.a": "")", "renames.r.a");
    refused(R"("r.a": "r.b/tcp4/iocp")", "two ids");
    refused(R"("r.*": "s.*")", "two ids");
    refused(R"("r.a/tcp4": "r.b/tcp4")", "two ids");
    EXPECT_NE(message_of([] { static_cast<void>(parse_renames(R"({"schema": "winsock-cts/report/1"})")); }).find("winsock-cts/report/1"),
              std::string::npos);
}

}  // namespace
}  // namespace wcts::reports
