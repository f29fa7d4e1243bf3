#include "reports/report_json.h"

#include "reports/report_reader.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using testing_support::message_of;

TEST(ReportJson, MembersStandInTheContractsOrder) {
    const Json document = to_json(samples::a_report());
    std::vector<std::string> names;
    for (const auto& [name, value] : document.items()) {
        names.push_back(name);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"schema", "suite", "target", "platform", "started", "finished", "wall_ms", "complete",
                                               "summary", "cases", "coverage", "digest"}));
}

TEST(ReportJson, ACaseAsText) {
    CaseRecord record = samples::a_case("wsasend.sd-send/tcp4/iocp", Verdict::setup_failed);
    record.code.reset();
    EXPECT_EQ(
        compact(to_json(record)),
        R"({"id":"wsasend.sd-send/tcp4/iocp","suite":"wsasend","function":"WSASend","claim":"a send after shutdown(SD_SEND) fails",)"
        R"("clauses":["WSASend.error.WSAESHUTDOWN.sd-send"],"code":null,"kind":{"socket":"tcp4","path":"iocp"},"row_hash":"5d41402a",)"
        R"("verdict":"setup-failed","expected":true,"reason":"expected WSAESHUTDOWN, found success","provoked_by":"loopback",)"
        R"("observation":{},"trace":[],"wall_us":1000,"call_us":250,"attempts":[]})");
}

TEST(ReportJson, WhatIsWrittenReadsBackTheSame) {
    for (const samples::Sample& sample : samples::good_reports()) {
        const ReportFile file = report_file_from(sample.document);
        Json written = sample.document;
        written["schema"] = kReportSchema;  // whatever version was read
        EXPECT_EQ(compact(to_json(file.report)), compact(written)) << sample.name;
        EXPECT_EQ(file.summary, summarise(file.report.cases)) << sample.name;
    }
}

TEST(ReportJson, TheTextIsTheDocumentWithOneCaseALine) {
    const Report report = samples::a_report();
    const std::string text = to_text(report);
    EXPECT_EQ(compact(parse_json(text)), compact(to_json(report)));
    for (const CaseRecord& record : report.cases) {
        EXPECT_NE(text.find("\n" + compact(to_json(record))), std::string::npos) << record.id;
    }
}

TEST(ReportJson, EveryFaultIsRefusedByItsPlace) {
    for (const samples::Sample& sample : samples::bad_reports()) {
        if (!sample.place.empty()) {
            const std::string message = message_of([&] { static_cast<void>(report_file_from(sample.document)); });
            EXPECT_NE(message.find(sample.place), std::string::npos) << sample.name << ": " << message;
        }
    }
}

TEST(ReportJson, MessagesSayWhatWasExpectedAndFound) {
    Json document = to_json(samples::a_report());
    document["cases"][2]["verdict"] = "xpass\x1b[2J";
    EXPECT_EQ(
        message_of([&] { static_cast<void>(report_file_from(document)); }),
        "cases[2].verdict: expected a verdict (pass, fail, unsupported, setup-failed, harness-error, timeout, crash, not-run, flaky), "
        "found \"xpass\\u001b[2J\"");
    document["schema"] = "winsock-cts/report/3";
    EXPECT_EQ(message_of([&] { static_cast<void>(report_file_from(document)); }),
              "schema: this is \"winsock-cts/report/3\", and this program reads \"winsock-cts/report/2\" and \"winsock-cts/report/1\"");
}

TEST(ReportJson, BytesThatAreNotUtf8AreReplacedAndStayVerifiable) {
    Report report = samples::a_report();
    report.cases[1].reason = "said \xff\xfe";
    const ReportFile file = parse_report(to_text(report));
    EXPECT_EQ(*file.digest, digest_of(file.report.cases));
}

TEST(Digest, KnownValues) {
    EXPECT_EQ(digest_of({}), "cbf29ce484222325");
    const std::vector<CaseRecord> one{samples::a_case("a.b/tcp4/iocp")};
    std::vector<CaseRecord> other = one;
    other[0].wall_us += 1;
    EXPECT_NE(digest_of(one), digest_of(other));
    EXPECT_EQ(digest_of(one).size(), 16u);
}

}  // namespace
}  // namespace wcts::reports
