#include "reports/strict_json.h"

#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using testing_support::message_of;

std::string refusal(std::string_view text) {
    return message_of([&] { static_cast<void>(parse_json(text)); });
}

TEST(ParseJson, HostileTextIsRefused) {
    EXPECT_EQ(refusal(std::string(100'000, '[')), "the JSON is nested deeper than 64 levels");
    std::string objects;
    for (int level = 0; level < 100; ++level) {
        objects += "{\"a\":";
    }
    EXPECT_EQ(refusal(objects), "the JSON is nested deeper than 64 levels");
    EXPECT_EQ(refusal(R"({"a":{"b":1,"c":2},"d":{"b":1,"b":2}})"), "the name \"b\" stands twice in one object");
    EXPECT_NE(refusal("[1e999]").find("not valid JSON"), std::string::npos);
    EXPECT_NE(refusal("[NaN]").find("not valid JSON"), std::string::npos);
    EXPECT_NE(refusal("[1] x").find("not valid JSON"), std::string::npos);
    EXPECT_NE(refusal("[\"\xff\"]").find("not valid JSON"), std::string::npos);
    EXPECT_NE(refusal(std::string_view("[\0]", 3)).find("not valid JSON"), std::string::npos);
    std::string names = "{";
    for (int name = 0; name <= 20'000; ++name) {
        names += "\"" + std::to_string(name) + "\":0,";
    }
    EXPECT_EQ(refusal(names + "\"z\":0}"), "an object has more than 20000 names");
}

TEST(ParseJson, SiblingsMayHaveTheSameNames) {
    EXPECT_EQ(parse_json(R"([{"a":{"a":1}},{"a":{"a":2}}])").size(), 2u);
}

TEST(Field, NumbersHaveTheirLimits) {
    const auto field = [](const Json& value) { return Field{value, "n"}; };
    const Json most = 9223372036854775807;
    const Json more = 9223372036854775808u;
    const Json negative = -1;
    const Json real = 1.0;
    EXPECT_EQ(field(most).count(), 9223372036854775807);
    EXPECT_EQ(message_of([&] { static_cast<void>(field(more).count()); }),
              "n: expected a whole number below 2^63, found 9223372036854775808");
    EXPECT_EQ(field(more).unsigned_number(), 9223372036854775808u);
    EXPECT_EQ(message_of([&] { static_cast<void>(field(negative).count()); }), "n: expected a whole number, 0 or more, found -1");
    EXPECT_EQ(message_of([&] { static_cast<void>(field(real).count()); }), "n: expected a whole number, 0 or more, found 1.0");
    EXPECT_EQ(message_of([&] { static_cast<void>(field(most).small_number()); }),
              "n: expected a whole number below 2^32, found 9223372036854775807");
}

TEST(Field, NamesInPathsAreEscaped) {
    const Json document{{"a\x1b", {{"b", Json::array({1})}}}};
    const Field inner = Field{document}.member("a\x1b").member("b").elements().front();
    EXPECT_EQ(inner.path(), "a\\x1b.b[0]");
    EXPECT_EQ(message_of([&] { static_cast<void>(inner.text()); }), "a\\x1b.b[0]: expected a string, found 1");
}

TEST(Field, UnknownAndMissingNames) {
    const Json document{{"a", 1}, {"b", 2}};
    EXPECT_EQ(message_of([&] { Field{document}.only({"a"}); }), "b: there is no such name in this format");
    EXPECT_EQ(message_of([&] { Field{document}.only({"a", "b", "c"}); }), "the document: \"c\" is missing");
    Field{document}.only({"a"}, {"b", "c"});
}

}  // namespace
}  // namespace wcts::reports
