// The soak finds nothing wrong on the reference, and finds what goes wrong once among many sends.
#include "suites/soak/soak_command.h"

#include "harness/run/errors.h"
#include "harness/winsock/target.h"

#include <gmock/gmock.h>

#include <sstream>
#include <string>
#include <vector>

namespace wcts::soak {
namespace {

using ::testing::HasSubstr;

struct Outcome {
    int code;
    std::string text;
};

Outcome soak(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--target", "reference"});
    std::ostringstream out;
    const int code = command(arguments, out);
    return {code, out.str()};
}

TEST(Soak, FindsNothingWrongOnTheReference) {
    const Outcome outcome = soak({"--operations", "20000"});
    EXPECT_EQ(outcome.code, 0) << outcome.text;
    EXPECT_THAT(outcome.text, HasSubstr("over 48 connections at once on reference"));
    EXPECT_THAT(outcome.text, HasSubstr("every operation ended once, every byte arrived once, in order, as it was sent"));
    EXPECT_THAT(outcome.text, HasSubstr("a bare loop of the same calls: "));
}

TEST(Soak, FindsWhatShowsOnceInManySends) {
    struct Rare {
        std::string fault;
        std::string words;
    };
    // Only one connection in six has packets, so that theirs strike more often.
    for (const auto& [fault, words] : {Rare{"data-altered@5000", "not"}, Rare{"data-sent-twice@5000", "not"}, Rare{"count-one-too-few@5000", "bytes"},
                                       Rare{"packet-lost@300", "never came"},
                                       Rare{"packet-told-as-failure@300", "ended with"}}) {
        const Outcome outcome = soak({"--operations", "20000", "--fault", "rarely-" + fault});
        EXPECT_EQ(outcome.code, 1) << fault << '\n' << outcome.text;
        EXPECT_THAT(outcome.text, HasSubstr(words)) << fault;
        EXPECT_THAT(outcome.text, ::testing::Not(HasSubstr("after 0 operations"))) << fault << ": it shows at once";
    }
}

TEST(Soak, CannotFindWhatOneBufferCannotShow) {
    const Outcome outcome = soak({"--operations", "20000", "--fault", "rarely-buffers-in-reverse@5000"});
    EXPECT_EQ(outcome.code, 0) << outcome.text;
}

TEST(Soak, RefusesWhatItDoesNotKnow) {
    EXPECT_THROW(soak({"--operations", "0"}), run::UsageError);
    EXPECT_THROW(soak({"--fault", "rarely-data-altered"}), winsock::TargetError);
    EXPECT_THROW(soak({"--fault", "rarely-no-such-fault@5"}), winsock::TargetError);
}

}  // namespace
}  // namespace wcts::soak
