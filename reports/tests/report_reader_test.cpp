#include "reports/report_reader.h"

#include "reports/journal_text.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

#include <random>

namespace wcts::reports {
namespace {

using testing_support::message_of;
using testing_support::TemporaryFolder;
using testing_support::write_file;

std::string journal_of(const Report& report) {
    std::string text = journal_head(report);
    for (const CaseRecord& record : report.cases) {
        text += journal_line(record, &record == &report.cases.front());
    }
    return text + journal_tail(summarise(report.cases));
}

TEST(ReportReader, AJournalCutAnywhereKeepsItsWholeCases) {
    Report report = samples::a_report();
    report.cases.resize(3);
    const std::string text = journal_of(report);
    const std::size_t first_readable = text.find(kJournalCases) + kJournalCases.size();
    for (std::size_t length = 0; length <= text.size(); ++length) {
        const std::string torn = text.substr(0, length);
        if (length < first_readable) {
            message_of([&] { static_cast<void>(parse_report(torn)); });
            continue;
        }
        std::size_t whole = 0;
        std::size_t end = first_readable;
        for (const CaseRecord& record : report.cases) {
            end += compact(to_json(record)).size() + (whole == 0 ? 1 : 2);
            whole += length >= end ? 1 : 0;
        }
        const ReportFile file = parse_report(torn);
        ASSERT_EQ(file.report.cases.size(), whole) << length;
        ASSERT_EQ(file.torn, length < text.size() - 1) << length;
        ASSERT_FALSE(file.report.complete);
        ASSERT_EQ(file.summary, summarise(file.report.cases));
    }
}

TEST(ReportReader, ALineThatWasOverwrittenInPartEndsTheRecovery) {
    Report report = samples::a_report();
    report.cases.resize(2);
    const std::string before = journal_of(report);
    report.cases.push_back(samples::a_case("wsasend.next/tcp4/iocp"));
    const std::string after = journal_of(report);
    // The new line's first bytes over the old tail.
    const std::size_t tail = before.find("\n],\n\"finished\"");
    for (std::size_t written = 1; written < before.size() - tail; ++written) {
        const std::string torn = after.substr(0, tail + written) + before.substr(tail + written);
        const ReportFile file = parse_report(torn);
        EXPECT_EQ(file.report.cases.size(), 2u) << written;
    }
}

TEST(ReportReader, ASealedReportCutShortIsNoJournal) {
    const std::string text = to_text(samples::a_report());
    for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
        EXPECT_NE(message_of([&] { static_cast<void>(parse_report(text.substr(0, length))); }).find("not valid JSON"), std::string::npos);
    }
}

TEST(ReportReader, AnyByteMayBeWrong) {
    const std::string sealed = to_text(samples::a_report());
    const std::string journal = journal_of(samples::a_report());
    std::mt19937 random(1);  // NOLINT: the same bytes on every run
    for (int round = 0; round < 1500; ++round) {
        std::string text = round % 2 == 0 ? sealed : journal;
        for (unsigned change = random() % 4 + 1; change > 0; --change) {
            const std::size_t place = random() % text.size();
            switch (random() % 3) {
                case 0:
                    text[place] = static_cast<char>(random() % 256);
                    break;
                case 1:
                    text.erase(place, random() % 40);
                    break;
                default:
                    text.insert(place, text.substr(random() % text.size(), random() % 40));
                    break;
            }
        }
        try {
            static_cast<void>(to_text(parse_report(text).report));
        } catch (const ReportError& error) {
            EXPECT_EQ(printable(error.what()), error.what());
        }
    }
}

TEST(ReportReader, ValuesOfEverySortAreRefusedEverywhere) {
    const Json good = to_json(samples::a_report());
    const Json flat = good.flatten();
    for (const auto& [pointer, value] : flat.items()) {
        for (const Json& wrong :
             {Json(nullptr), Json(-1), Json(1e300), Json(""), Json(true), Json::array({Json::array()}), Json::object()}) {
            Json document = good;
            document[Json::json_pointer(pointer)] = wrong;
            try {
                static_cast<void>(report_file_from(document));
            } catch (const ReportError&) {
                continue;
            }
        }
    }
}

// What is handed over, and what is left.
std::vector<CaseRecord> handed_over(std::string_view text, ReportFile& rest) {
    std::vector<CaseRecord> cases;
    rest = parse_report(text, [&cases](CaseRecord&& record) { cases.push_back(std::move(record)); });
    return cases;
}

TEST(ReportReader, CasesAreHandedOverAsTheyAreRead) {
    const Report report = samples::a_report();
    const std::string sorted = nlohmann::json(to_json(report)).dump();  // "cases" before "schema"
    for (const std::string& text : {to_text(report), compact(to_json(report)), sorted, journal_of(report)}) {
        ReportFile rest;
        const std::vector<CaseRecord> cases = handed_over(text, rest);
        EXPECT_EQ(digest_of(cases), digest_of(parse_report(text).report.cases));
        EXPECT_EQ(cases.size(), report.cases.size());
        EXPECT_TRUE(rest.report.cases.empty());
        EXPECT_EQ(rest.summary, summarise(report.cases));
    }
}

TEST(ReportReader, OfATornJournalEachWholeCaseIsHandedOverOnce) {
    const Report report = samples::a_report();
    const std::string text = journal_of(report);
    for (std::size_t length = text.find(kJournalCases) + kJournalCases.size(); length < text.size(); length += 3) {
        ReportFile rest;
        const std::vector<CaseRecord> cases = handed_over(text.substr(0, length), rest);
        const ReportFile whole = parse_report(text.substr(0, length));
        ASSERT_EQ(digest_of(cases), digest_of(whole.report.cases)) << length;
        ASSERT_EQ(rest.summary, summarise(cases));
    }
}

TEST(ReportReader, NoCaseOfAnotherVersionIsHandedOver) {
    Json document = to_json(samples::a_report());
    document["schema"] = "winsock-cts/report/99";
    for (const std::string& text : {document.dump(), nlohmann::json(document).dump()}) {
        const std::string message = message_of(
            [&] { static_cast<void>(parse_report(text, [](CaseRecord&&) { FAIL() << "a case was handed over"; })); });
        EXPECT_EQ(message, "schema: this is \"winsock-cts/report/99\", and this program reads \"" + std::string{kReportSchema} + "\" and \"" + std::string{kFirstReportSchema} + "\"");
    }
}

TEST(ReportReader, WhatTheSinkThrowsIsNoTear) {
    const std::string text = journal_of(samples::a_report());
    int calls = 0;
    EXPECT_EQ(message_of([&] {
                  static_cast<void>(parse_report(text, [&calls](CaseRecord&&) {
                      ++calls;
                      throw ReportError("enough");
                  }));
              }),
              "enough");
    EXPECT_EQ(calls, 1);
}

TEST(ReportReader, FilesThatAreNone) {
    const TemporaryFolder folder;
    EXPECT_NE(message_of([&] { static_cast<void>(read_report(folder / "none.json")); }).find("none.json: no such file"), std::string::npos);
    EXPECT_NE(message_of([&] { static_cast<void>(read_report(folder / "")); }).find("it is a folder"), std::string::npos);
    write_file(folder / "empty.json", "");
    EXPECT_NE(message_of([&] { static_cast<void>(read_report(folder / "empty.json")); }).find("empty.json: not valid JSON"),
              std::string::npos);
    write_file(folder / "good.json", to_text(samples::a_report()));
    EXPECT_EQ(read_report(folder / "good.json").cases.size(), 5u);
}

}  // namespace
}  // namespace wcts::reports
