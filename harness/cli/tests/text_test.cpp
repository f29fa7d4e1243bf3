// What the commands that start no process print, word for word.
#include "harness/cli/main.h"
#include "harness/run/testing/fake_setup.h"

#include <gmock/gmock.h>

#include <sstream>

namespace wcts::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Printed {
    int exit_code = 0;
    std::string out;
    std::string err;
};

Printed call(const std::vector<std::string>& arguments) {
    run::testing::FakeSource source;
    const Setup setup = run::testing::fake_setup(source);
    std::ostringstream out;
    std::ostringstream err;
    const int exit_code = main(setup, arguments, out, err);
    return {exit_code, out.str(), err.str()};
}

TEST(List, PrintsIdsInOrder) {
    const Printed printed = call({"list", "turns.d*", "hangs", "-hangs.spin"});
    EXPECT_EQ(printed.exit_code, kExitFine);
    EXPECT_EQ(printed.out,
              "hangs.sleep/tcp4/blocking\n"
              "hangs.suspended/tcp4/blocking\n"
              "turns.damages/tcp4/blocking\n"
              "turns.damaged/tcp4/blocking\n");
    EXPECT_EQ(printed.err, "");
}

TEST(List, PrintsClauses) {
    EXPECT_EQ(call({"list", "slow", "--clauses"}).out, "slow.wait/tcp4/blocking\n    Fake.clause.wait\n");
}

TEST(List, PrintsRowsWithTheirKinds) {
    EXPECT_EQ(call({"list", "slow", "--kinds"}).out, "slow.wait  claims about wait\n    tcp4  blocking\n");
}

TEST(List, PrintsJson) {
    const auto listed = reports::Json::parse(call({"list", "hangs.suspended", "slow", "--json"}).out);
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0], (reports::Json{{"id", "hangs.suspended/tcp4/blocking"},
                                        {"suite", "hangs"},
                                        {"function", "WSASend"},
                                        {"claim", "claims about suspended"},
                                        {"clauses", {"Fake.clause.suspended"}},
                                        {"code", nullptr},
                                        {"kind", {{"socket", "tcp4"}, {"path", "blocking"}}},
                                        {"row_hash", "0123456789abcdef"},
                                        {"provoked_by", "loopback"},
                                        {"lab", nullptr},
                                        {"own_process", true},
                                        {"may_crash", false},
                                        {"limit_ms", 400}}));
    EXPECT_EQ(listed[1].at("limit_ms"), nullptr);
}

TEST(Explain, TellsTheRow) {
    const Printed printed = call({"explain", "bad.fail"});
    EXPECT_EQ(printed.exit_code, kExitFine);
    EXPECT_EQ(printed.out,
              "bad.fail/tcp4/blocking\n"
              "\n"
              "claim     claims about fail\n"
              "function  WSASend\n"
              "on        tcp4, blocking\n"
              "needs     loopback\n"
              "\n"
              "The row\n"
              "    arrange: nothing\n"
              "    call: bad.fail/tcp4/blocking\n"
              "    expect: a pass\n"
              "\n"
              "Clauses\n"
              "    Fake.clause.fail (must)\n"
              "        A failing case fails.\n"
              "\n"
              "To run it alone\n"
              "    winsock-cts run bad.fail/tcp4/blocking\n");
}

TEST(Explain, TellsOfAProcessOfItsOwn) {
    const Printed printed = call({"explain", "hangs.suspended"});
    EXPECT_THAT(printed.out, HasSubstr("process   its own, since it changes it or may hang\nlimit     400 ms\n"));
}

TEST(Explain, WantsOneCase) {
    EXPECT_EQ(call({"explain", "hangs"}).err, "winsock-cts: 'hangs' means 3 cases; name one, such as hangs.spin/tcp4/blocking\n");
    EXPECT_EQ(call({"explain", "nothing"}).err, "winsock-cts: there is no case 'nothing'; 'list' shows what there is\n");
    EXPECT_EQ(call({"explain", "nothing"}).exit_code, kExitUsage);
}

TEST(Errors, AreOneSentenceAndExitCodeTwo) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
        {{"list", "no*thing"}, "winsock-cts: filter 'no*thing' matches no case; 'list' shows what there is\n"},
        {{"run", "plain", "--shard", "3/2"}, "winsock-cts: '3/2' is not a shard; it is written i/n, from 1/n to n/n\n"},
        {{"run", "plain", "--seed", "3"}, "winsock-cts: --seed has no effect without --shuffle\n"},
        {{"explain", "bad.fail", "--report", "no-such-file.json"}, "winsock-cts: cannot read no-such-file.json: no such file\n"},
        {{"coverage", "no-such-file.json"}, "winsock-cts: cannot read no-such-file.json: no such file\n"},
        {{"verify", "no-such-file.json"}, "winsock-cts: cannot read no-such-file.json: no such file\n"},
        {{"baseline", "no-such-file.json"}, "winsock-cts: cannot read no-such-file.json: no such file\n"},
    };
    for (const auto& [arguments, text] : wrong) {
        const Printed printed = call(arguments);
        EXPECT_EQ(printed.exit_code, kExitUsage) << text;
        EXPECT_EQ(printed.err, text);
        EXPECT_EQ(printed.out, "") << text;
    }
}

TEST(Errors, OfTheGrammarAreToldToo) {
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{{},
                                                                                           {"frobnicate"},
                                                                                           {"run", "--bogus"},
                                                                                           {"run", "--jobs", "0"},
                                                                                           {"run", "--repeat", "x"},
                                                                                           {"run", "--trace", "some"},
                                                                                           {"explain"},
                                                                                           {"coverage"},
                                                                                           {"verify"},
                                                                                           {"list", "--json", "--kinds"}}) {
        const Printed printed = call(arguments);
        EXPECT_EQ(printed.exit_code, kExitUsage) << ::testing::PrintToString(arguments);
        EXPECT_NE(printed.err, "");
        EXPECT_EQ(printed.out, "");
    }
}

TEST(Help, ShowsWhatThereIsAndNothingInternal) {
    const Printed printed = call({"--help"});
    EXPECT_EQ(printed.exit_code, kExitFine);
    for (const char* command : {"run", "list", "explain", "coverage", "verify", "baseline", "echo"}) {
        EXPECT_THAT(printed.out, HasSubstr(std::string("\n  ") + command + " "));
    }
    EXPECT_THAT(printed.out, ::testing::Not(HasSubstr("worker ")));
    EXPECT_THAT(call({"--version"}).out, StartsWith("winsock-cts 0.0.0-test\n"));
}

TEST(ExtraCommands, GetTheirArgumentsUnparsed) {
    EXPECT_EQ(call({"echo", "--gtest_filter=-x", "-y"}).exit_code, 0);
    EXPECT_EQ(call({"echo"}).exit_code, 2);
}

}  // namespace
}  // namespace wcts::cli
