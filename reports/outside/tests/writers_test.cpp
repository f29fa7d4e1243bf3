#include "reports/outside/annotations.h"
#include "reports/outside/ctrf.h"
#include "reports/outside/junit.h"
#include "reports/outside/markdown.h"
#include "reports/outside/tests/samples.h"
#include "reports/tests/samples.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {
namespace {

using namespace std::string_literals;

TEST(XmlText, HoldsNothingThatXmlCannot) {
    EXPECT_EQ(xml_text("a<b>&\"c\" ]]>"), "a&lt;b&gt;&amp;&quot;c&quot; ]]&gt;");
    EXPECT_EQ(xml_text("a\nb\tc\n"), "a\nb\tc\n");
    EXPECT_EQ(xml_text("a\0b\x1b[2J\r\x7f"s), "a\\x00b\\x1b[2J\\x0d\\x7f");
    EXPECT_EQ(xml_text("\xff \xed\xa0\x80 \xef\xbf\xbe \xef\xbf\xbf \xc3\xa4"), "\\xff \\xed\\xa0\\x80 \\u{fffe} \\u{ffff} \xc3\xa4");
}

TEST(MarkdownText, IsNoMarkup) {
    EXPECT_EQ(markdown_text("a|b `c` <d> [e](f) *g* _h_ #1 @i &amp; \\ x-y"),
              "a\\|b \\`c\\` \\<d\\> \\[e\\](f) \\*g\\* \\_h\\_ \\#1 \\@i \\&amp; \\\\ x-y");
    EXPECT_EQ(markdown_text("https://x www.x\ny"), "https\\://x www\\.x\\\\x0ay") << "no link, and one line";
}

std::vector<Unexpected> many(std::size_t count) {
    std::vector<Unexpected> result;
    for (std::size_t index = 0; index < count; ++index) {
        result.push_back({Unexpected::Sort::failure, "wsasend.row-" + std::to_string(index), {"tcp4", "iocp"}, Verdict::fail, "why"});
    }
    return result;
}

std::size_t lines_in(std::string_view text, std::string_view begin) {
    std::size_t count = 0;
    for (std::size_t place = 0; (place = text.find(begin, place)) != std::string_view::npos; ++place) {
        ++count;
    }
    return count;
}

TEST(MarkdownSummary, ShowsSoManyRowsAndCountsTheRest) {
    const Report report = samples::a_report();
    const std::vector<Unexpected> unexpected = many(20'000);
    MarkdownStyle style;
    style.most_rows = 7;
    const std::string text = markdown_summary(RunResult(report, unexpected), style);
    EXPECT_EQ(lines_in(text, "| **wsasend."), 7u);
    EXPECT_NE(text.find("19993 more lines like these"), std::string::npos);
}

TEST(MarkdownSummary, LinksToTheReport) {
    const Report report = samples::a_report();
    MarkdownStyle style;
    style.report = "out_x64.json";
    EXPECT_NE(markdown_summary(RunResult(report, {}), style).find("is in out\\_x64.json"), std::string::npos);
    style.link = "https://github.com/a/b/actions/runs/1";
    EXPECT_NE(markdown_summary(RunResult(report, {}), style).find("[out\\_x64.json](https://github.com/a/b/actions/runs/1)"),
              std::string::npos);
}

TEST(Annotations, AreAtMostTen) {
    const Report report = samples::a_report();
    const std::vector<Unexpected> ten = many(10);
    EXPECT_EQ(lines_in(github_annotations(RunResult(report, ten)), "::error "), 10u);
    EXPECT_EQ(github_annotations(RunResult(report, ten)).find("more line"), std::string::npos);
    const std::vector<Unexpected> eleven = many(11);
    const std::string text = github_annotations(RunResult(report, eleven));
    EXPECT_EQ(lines_in(text, "::error "), 10u);
    EXPECT_TRUE(text.ends_with("::error title=winsock-cts::and 2 more lines like these\n")) << text;
}

TEST(Annotations, WhatMeansSomethingToGitHubIsEscaped) {
    const Report report = samples::a_report();
    const std::vector<Unexpected> unexpected{
        {Unexpected::Sort::failure, "a,b:c%", {"tcp4", "iocp"}, Verdict::fail, "100 %\n::warning::no"}};
    EXPECT_EQ(github_annotations(RunResult(report, unexpected)),
              "::error title=a%2Cb%3Ac%25 (1 case)::fail: 100 %25\\x0a::warning::no [tcp4 x iocp]\n");
}

TEST(Ctrf, OnlyWhatPassedInTheEndIsCalledFlaky) {
    Report report = samples::a_report();
    CaseRecord record = samples::a_case("wsasend.x/tcp4/iocp", Verdict::flaky);
    const auto written = [&report](const CaseRecord& one) {
        report.cases = {one};
        return ctrf_json(RunResult(report, {}));
    };
    record.attempts[0].verdict = Verdict::fail;
    record.attempts[1].verdict = Verdict::pass;
    EXPECT_NE(written(record).find("\"flaky\":true"), std::string::npos);
    record.expected = false;
    EXPECT_EQ(written(record).find("\"flaky\":true"), std::string::npos);
    record.expected = true;
    record.attempts[1].verdict = Verdict::fail;
    EXPECT_EQ(written(record).find("\"flaky\":true"), std::string::npos);
}

}  // namespace
}  // namespace wcts::reports
