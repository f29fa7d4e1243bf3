#include "reports/report.h"

#include <gtest/gtest.h>

#include <array>

namespace wcts::reports {
namespace {

TEST(Verdict, EverySpellingReadsBack) {
    constexpr std::array kAll{Verdict::pass,    Verdict::fail,  Verdict::unsupported, Verdict::setup_failed, Verdict::harness_error,
                              Verdict::timeout, Verdict::crash, Verdict::not_run,     Verdict::flaky};
    for (const Verdict verdict : kAll) {
        EXPECT_EQ(parse_verdict(to_string(verdict)), verdict) << to_string(verdict);
    }
    EXPECT_EQ(to_string(Verdict::setup_failed), "setup-failed");
}

TEST(Verdict, OtherSpellingsAreRefused) {
    for (const std::string_view text : {"", "Pass", "setup_failed", "pass ", "xpass"}) {
        EXPECT_EQ(parse_verdict(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace wcts::reports
