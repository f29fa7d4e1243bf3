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
    const std::vector<std::pair<std::string, std::string>> faults{
        {"data-altered", "not"}, {"data-sent-twice", "not"}, {"count-one-too-few", "bytes"}, {"buffers-in-reverse", ""}};
    for (const auto& [fault, words] : faults) {
        const Outcome outcome = soak({"--operations", "20000", "--fault", "rarely-" + fault + "@5000"});
        // One that a single buffer cannot show is none that a soak could find.
        EXPECT_EQ(outcome.code, fault == "buffers-in-reverse" ? 0 : 1) << fault << '\n' << outcome.text;
        EXPECT_THAT(outcome.text, HasSubstr(words)) << fault;
    }
}

TEST(Soak, RefusesWhatItDoesNotKnow) {
    EXPECT_THROW(soak({"--operations", "0"}), run::UsageError);
    EXPECT_THROW(soak({"--fault", "rarely-data-altered"}), winsock::TargetError);
    EXPECT_THROW(soak({"--fault", "rarely-no-such-fault@5"}), winsock::TargetError);
}

}  // namespace
}  // namespace wcts::soak
