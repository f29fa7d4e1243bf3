#include "reports/expectations.h"

#include "reports/strict_json.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

#include <random>

namespace wcts::reports {
namespace {

using testing_support::message_of;
using testing_support::TemporaryFolder;
using testing_support::write_file;

TEST(Expectations, Load) {
    const Expectations file = expectations_from(samples::an_expectation_file());
    EXPECT_EQ(file.system, "wine");
    EXPECT_EQ(file.version, "8.0");
    ASSERT_EQ(file.entries.size(), 2u);
    EXPECT_EQ(file.entries[0].cases, (std::vector<std::string>{"tcp4/iocp", "tcp6/*"}));
    EXPECT_EQ(file.entries[1].verdict, Verdict::timeout);
    EXPECT_EQ(file.entries[1].observation, std::nullopt);
}

TEST(Expectations, TheLaidOutTextReadsBack) {
    for (const samples::Sample& sample : samples::good_expectation_files()) {
        const std::string text = to_text(expectations_from(sample.document));
        EXPECT_EQ(compact(parse_json(text)), compact(sample.document)) << text;
    }
    EXPECT_EQ(to_text(expectations_from(samples::an_expectation_file())), R"({
  "schema": "winsock-cts/expectations/1",
  "platform": { "wine": "8.0" },
  "entries": [
    {
      "row": "wsasend.sd-send",
      "cases": ["tcp4/iocp", "tcp6/*"],
      "verdict": "fail",
      "observation": {"calls": [{"call": "WSASend", "result": 0}]},
      "cause": "bug",
      "evidence": "Wine's WSASend does not look at the shutdown state."
    },
    {
      "row": "wsasend.hang",
      "cases": ["*/iocp"],
      "verdict": "timeout",
      "cause": "unverified",
      "evidence": "Seen once."
    }
  ]
}
)");
}

TEST(Expectations, EveryFaultIsRefusedByItsPlace) {
    for (const samples::Sample& sample : samples::bad_expectation_files()) {
        const std::string message = message_of([&] { static_cast<void>(expectations_from(sample.document)); });
        EXPECT_NE(message.find(sample.place), std::string::npos) << sample.name << ": " << message;
    }
}

TEST(Expectations, OverlapsAreRefused) {
    const auto overlap = [](const char* one, const char* other) {
        Json document = samples::an_expectation_file();
        document["entries"][0]["cases"] = {one};
        document["entries"][1]["row"] = "wsasend.sd-send";
        document["entries"][1]["cases"] = {other};
        return message_of([&] { static_cast<void>(expectations_from(document)); });
    };
    EXPECT_EQ(overlap("tcp4/iocp", "tcp4/iocp"),
              "entries[1].cases[0]: \"tcp4/iocp\" of the row wsasend.sd-send is already named by entries[0].cases[0] (\"tcp4/iocp\")");
    EXPECT_NE(overlap("tcp4/*", "tcp4/iocp"), "");
    EXPECT_NE(overlap("tcp4/*", "*/iocp"), "");
    // Entries for two labs never meet in one run; one for every run meets both.
    Json labs = samples::an_expectation_file_of_labs();
    EXPECT_EQ(expectations_from(labs).entries.size(), 2u);
    labs["entries"][1]["lab"] = "netns";
    EXPECT_NE(message_of([&] { static_cast<void>(expectations_from(labs)); }), "");
    labs["entries"][1].erase("lab");
    EXPECT_NE(message_of([&] { static_cast<void>(expectations_from(labs)); }), "");
    Json apart = samples::an_expectation_file();
    apart["entries"][1]["row"] = "wsasend.sd-send";
    apart["entries"][1]["cases"] = {"tcp4/poll", "udp4/*"};
    EXPECT_EQ(expectations_from(apart).entries.size(), 2u);
}

TEST(Expectations, FilesAreNamed) {
    const TemporaryFolder folder;
    write_file(folder / "wine.json", "{");
    EXPECT_NE(message_of([&] { static_cast<void>(load_expectations(folder / "wine.json")); }).find("wine.json: not valid JSON"),
              std::string::npos);
    EXPECT_NE(message_of([&] { static_cast<void>(load_expectations(folder / "no.json")); }).find("no.json: no such file"),
              std::string::npos);
}

TEST(Expectations, AnyByteMayBeWrong) {
    const std::string good = compact(samples::an_expectation_file());
    std::mt19937 random(2);  // NOLINT: the same bytes on every run
    for (int round = 0; round < 3000; ++round) {
        std::string text = good;
        text[random() % text.size()] = static_cast<char>(random() % 128);
        text.erase(random() % text.size(), random() % 3);
        try {
            static_cast<void>(to_text(parse_expectations(text)));
        } catch (const ReportError&) {
            continue;
        }
    }
}

TEST(Propose, EqualDeviationsBecomeOneEntry) {
    std::vector<CaseRecord> cases{
        samples::a_case("r.one/tcp4/iocp", Verdict::fail),
        samples::a_case("r.one/tcp6/iocp", Verdict::fail),
        samples::a_case("r.one/udp4/iocp", Verdict::fail),
        samples::a_case("r.two/tcp4/iocp", Verdict::timeout),
        samples::a_case("r.two/tcp6/iocp", Verdict::crash),
        samples::a_case("r.two/udp4/iocp", Verdict::timeout),
        samples::a_case("r.three/tcp4/iocp"),
        samples::a_case("r.three/tcp6/iocp", Verdict::unsupported),
        samples::a_case("r.four/tcp4/iocp", Verdict::harness_error),
    };
    cases[2].observation["more"] = 1;
    cases[3].observation = {{"so far", 1}};
    const std::vector<Expectation> entries = propose(cases);
    ASSERT_EQ(entries.size(), 4u);
    EXPECT_EQ(entries[0].row, "r.one");
    EXPECT_EQ(entries[0].cases, (std::vector<std::string>{"tcp4/iocp", "tcp6/iocp"}));
    EXPECT_EQ(entries[0].observation, cases[0].observation);
    EXPECT_EQ(entries[0].cause, "unverified");
    EXPECT_EQ(entries[0].evidence, kToBeWritten);
    EXPECT_EQ(entries[1].cases, std::vector<std::string>{"udp4/iocp"});
    EXPECT_EQ(entries[2].verdict, Verdict::timeout);
    EXPECT_EQ(entries[2].observation, std::nullopt);
    EXPECT_EQ(entries[2].cases, (std::vector<std::string>{"tcp4/iocp", "udp4/iocp"}));
    EXPECT_EQ(entries[3].verdict, Verdict::crash);
}

TEST(Propose, WhatALabProvokedHoldsForThatLab) {
    std::vector<CaseRecord> cases{samples::a_case("r.one/tcp4/iocp", Verdict::fail), samples::a_case("r.two/tcp4/iocp", Verdict::fail)};
    cases[1].provoked_by = "lab";
    const std::vector<Expectation> entries = propose(cases, "netns");
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].lab, "");
    EXPECT_EQ(entries[1].lab, "netns");
}

}  // namespace
}  // namespace wcts::reports
