#include "reports/page_writer.h"

#include "reports/page_tables.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace wcts::reports {
namespace {

const std::string kOpen = "<script type=\"application/json\" id=\"";

// The text of a data block as it stands in the page.
std::string block(const std::string& page, const std::string& id) {
    const std::string opening = kOpen + id + "\">";
    const std::size_t begin = page.find(opening);
    EXPECT_NE(begin, std::string::npos) << id;
    return page.substr(begin + opening.size(), page.find("</script>", begin) - begin - opening.size());
}

struct Page {
    std::string text;
    Json main;
    Json details;

    [[nodiscard]] std::string said(const Json& number) const { return main["texts"][number.get<std::size_t>()]; }
    [[nodiscard]] std::string said_in_details(const Json& number) const { return details["texts"][number.get<std::size_t>()]; }
};

Page page_of(const std::vector<Report>& reports, std::vector<Clause> clauses = {}, RowWords words = {}) {
    PageWriter writer(std::move(clauses), std::move(words));
    Comparer comparer({.renames = {}, .only = {}, .on_case = writer.hook()});
    for (std::size_t index = 0; index < reports.size(); ++index) {
        comparer.add("r" + std::to_string(index), reports[index]);
    }
    Page page;
    page.text = writer.text(comparer.finish(1));
    page.main = Json::parse(block(page.text, "data"));
    page.details = Json::parse(block(page.text, "details"));
    return page;
}

Report with(std::vector<CaseRecord> cases) {
    Report report = samples::a_report();
    report.cases = std::move(cases);
    return report;
}

TEST(PageTables, TextsAreKeptOnceAndCut) {
    TextTable texts;
    EXPECT_EQ(texts.number_of(""), 0u);
    EXPECT_EQ(texts.number_of("a"), 1u);
    EXPECT_EQ(texts.number_of("\"\\"), 2u);
    EXPECT_EQ(texts.number_of("a"), 1u);
    EXPECT_EQ(texts.json(), R"(["","a","\"\\"])");
    texts.number_of(std::string(1'000'000, 'x'));
    EXPECT_LT(texts.json().size(), 4100u);
}

TEST(PageTables, TextsAreJsonWhateverTheyHold) {
    TextTable texts;
    texts.number_of(std::string("\xFF \0 \n \xE2\x80\xAE \xED\xA0\x80", 15));
    const Json read = Json::parse(texts.json());
    EXPECT_EQ(read[1], R"(\xff \x00 \x0a \u{202e} \xed\xa0\x80)");
}

TEST(PageTables, ValuesBecomeListsOfNamesAndValues) {
    TextTable texts;
    ListTable lists;
    EXPECT_EQ(flattened(Json::object(), texts, lists), 0u);
    EXPECT_EQ(flattened(Json::parse(R"({"a":{"b":1},"c":["x",{"d":null}]})"), texts, lists), 1u);
    EXPECT_EQ(texts.json(), R"(["","a.b","1","c","x","c.d","null"])");
    EXPECT_EQ(lists.json(), "[[],[1,2,3,4,5,6]]");
}

TEST(PageTables, NothingEndsTheScript) {
    EXPECT_EQ(for_script(R"({"a":"</script><!--"})"), R"({"a":"\u003c/script>\u003c!--"})");
}

TEST(PageWriter, HoldsTheReport) {
    const Page page = page_of({samples::a_report()});
    const Json& main = page.main;
    ASSERT_EQ(main["cases"]["row"].size(), 5u);
    const auto id = [&](std::size_t index) {
        const auto name = [&](const char* table, const char* column) { return page.said(main[table][main["cases"][column][index].get<std::size_t>()]); };
        return name("rows", "row") + "/" + name("sockets", "socket") + "/" + name("paths", "path");
    };
    EXPECT_EQ(id(0), "wsasend.sd-send/tcp4/blocking");
    EXPECT_EQ(id(3), "wsasend.no-network/udp4/iocp");
    EXPECT_EQ(main["reports"][0]["summary"], Json({1, 1, 1, 0, 0, 1, 0, 0, 1, 1}));
    EXPECT_EQ(main["reports"][0]["about"]["wine"], "8.0");
    EXPECT_EQ(main["cells"][0]["unexpected"], Json({1}));
    EXPECT_EQ(page.said(main["cells"][0]["reason"][3]), "datagrams have no such state");
    EXPECT_EQ(main["differences"], Json::array());
    const Json& facts = main["facts"][main["cases"]["facts"][0].get<std::size_t>()];
    EXPECT_EQ(page.said(facts[2]), "a send after shutdown(SD_SEND) fails");
    EXPECT_EQ(page.said(main["clauses"][facts[5][0].get<std::size_t>()][0]), "WSASend.error.WSAESHUTDOWN.sd-send");
    EXPECT_EQ(page.details["wall"], Json({{1000, 1000, 1000, 1000, 1000}}));
}

TEST(PageWriter, NamesEveryClauseOfTheSpecAndThoseOnlyTheReportKnows) {
    const Page page = page_of({with({samples::a_case("a.b/tcp4/iocp")})}, {{"X.y", "may", "It may.", {}, "loopback"}});
    ASSERT_EQ(page.main["clauses"].size(), 2u);
    EXPECT_EQ(page.said(page.main["clauses"][0][0]), "X.y");
    EXPECT_EQ(page.said(page.main["clauses"][0][1]), "may");
    EXPECT_EQ(page.said(page.main["clauses"][0][2]), "It may.");
    EXPECT_EQ(page.said(page.main["clauses"][1][0]), "WSASend.error.WSAESHUTDOWN.sd-send");
}

TEST(PageWriter, KeepsOneTraceForReportsThatDidTheSame) {
    CaseRecord red = samples::a_case("a.b/tcp4/iocp", Verdict::fail);
    CaseRecord other = red;
    other.observation = {{"calls", 2}};
    const Page page = page_of({with({red}), with({red}), with({other})});
    ASSERT_EQ(page.details["traces"].size(), 2u);
    EXPECT_EQ(page.details["traces"][0][1], 0);
    EXPECT_EQ(page.details["traces"][1][1], 2);
    // case, report, then seq, t, end, took and shape of each entry; neither of these has an end
    EXPECT_EQ(page.details["traces"][0], Json({0, 0, 1, 0, -1, -1, 0, 2, 1204, -1, -1, 1}));
    const Json& shape = page.details["shapes"][1];
    EXPECT_EQ(page.said_in_details(shape[2]), "WSASend");
    EXPECT_EQ(page.said_in_details(shape[5]), "WSAENOTCONN");
}

TEST(PageWriter, ComparesReports) {
    CaseRecord red = samples::a_case("a.b/tcp4/iocp", Verdict::fail);
    const Page page = page_of({with({red}), with({samples::a_case("a.b/tcp4/iocp"), samples::a_case("a.c/tcp4/iocp")})});
    EXPECT_EQ(page.main["cases"]["status"], Json({1, 2}));
    EXPECT_EQ(page.main["cells"][0]["behaviour"][1], -1);
    EXPECT_EQ(page.main["differences"].size(), 2u);
    EXPECT_EQ(page.main["columns"], Json({{0}, {1}}));
    EXPECT_EQ(page.details["wall"], Json({{1000, -1}, {1000, 1000}}));
}

TEST(PageWriter, TellsTheRowInWordsOnce) {
    std::size_t asked = 0;
    const Page page = page_of({with({samples::a_case("a.b/tcp4/iocp"), samples::a_case("a.b/tcp6/iocp"), samples::a_case("a.c/tcp4/iocp")})}, {},
                              [&asked](const CaseRecord& record) {
                                  ++asked;
                                  return record.id.starts_with("a.b") ? std::vector<std::string>{"call: it"} : std::vector<std::string>{};
                              });
    EXPECT_EQ(asked, 2u);
    ASSERT_EQ(page.details["words"].size(), 1u);
    EXPECT_EQ(page.details["words"][0][0], 0);
    EXPECT_EQ(page.said_in_details(page.details["words"][0][1]), "call: it");
}

TEST(PageWriter, NoStringOfAReportEndsItsBlock) {
    CaseRecord record = samples::a_case("a.</script><script>alert(1)</script>/tcp4/iocp", Verdict::fail);
    record.claim = record.reason = "</SCRIPT ><!--<script>";
    record.observation = {{"</script>", "</script>"}};
    Report report = with({record});
    report.suite.commit = "</script>";
    const Page page = page_of({report});
    std::size_t scripts = 0;
    for (std::size_t place = page.text.find("<script"); place != std::string::npos; place = page.text.find("<script", place + 1)) {
        ++scripts;
    }
    EXPECT_EQ(scripts, 3u) << "two data blocks and the page's own";
    EXPECT_EQ(page.text.find("<!--"), std::string::npos);
}

TEST(PageWriter, RefusesAComparisonThatItWasNotToldOf) {
    Comparer comparer;
    comparer.add("r", samples::a_report());
    const Comparison comparison = comparer.finish(1);
    EXPECT_THROW(static_cast<void>(PageWriter({}).text(comparison)), std::logic_error);
}

TEST(PageWriter, ThePageAdmitsItsOwnScriptAndNothingElse) {
    const Page page = page_of({samples::a_report()});
    EXPECT_NE(page.text.find("default-src 'none'; script-src 'sha256-"), std::string::npos);
    EXPECT_EQ(page.text.find("http:"), page.text.find("http://www.w3.org/2000/svg")) << "no address but the name of SVG";
    EXPECT_EQ(page.text.find("https:"), std::string::npos);
    EXPECT_EQ(page.text.find('@' + std::string{"DATA@"}), std::string::npos);
}

}  // namespace
}  // namespace wcts::reports
