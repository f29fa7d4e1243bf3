#include "reports/comparison.h"

#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

#include <map>

namespace wcts::reports {
namespace {

using testing_support::message_of;
using testing_support::TemporaryFolder;
using testing_support::write_file;

// A case that showed this under "end"; nothing seen: no observation.
CaseRecord seen(const std::string& id, Verdict verdict, const std::string& end = {}) {
    CaseRecord record = samples::a_case(id, verdict);
    record.observation = end.empty() ? Json::object() : Json{{"end", end}};
    record.attempts.clear();
    return record;
}

CaseRecord flaky(const std::string& id, const std::vector<std::pair<Verdict, std::string>>& tries) {
    CaseRecord record = seen(id, Verdict::flaky);
    for (const auto& [verdict, end] : tries) {
        record.attempts.push_back({verdict, "", {{"end", end}}, 1, 1});
    }
    return record;
}

Report of(std::vector<CaseRecord> cases) {
    Report report = samples::a_report();
    report.cases = std::move(cases);
    return report;
}

Comparison compared(const std::vector<Report>& reports, Comparer::Options options = {}) {
    Comparer comparer{std::move(options)};
    for (std::size_t index = 0; index < reports.size(); ++index) {
        comparer.add("r" + std::to_string(index), reports[index]);
    }
    return comparer.finish();
}

// What has become of one case that showed this in the reports; nothing: the report lacks it.
ComparedCase one_case(const std::vector<std::optional<CaseRecord>>& in_reports) {
    std::vector<Report> reports;
    for (const auto& record : in_reports) {
        reports.push_back(of(record ? std::vector{*record} : std::vector<CaseRecord>{}));
    }
    return compared(reports).cases.at(0);
}

const std::string kId = "r.one/tcp4/iocp";

TEST(Comparison, WhatWasObservedDecidesAndNothingElse) {
    CaseRecord one = seen(kId, Verdict::fail, "x");
    CaseRecord other = one;
    other.reason = "told otherwise";
    other.wall_us = 99;
    other.expected = false;
    other.trace = Json::array();
    EXPECT_EQ(one_case({one, other}).status, Status::same);
    one.observation = {{"a", 1}, {"b", {{"c", 2}, {"d", 3}}}};
    other.observation = {{"b", {{"d", 3}, {"c", 2}}}, {"a", 1}};
    EXPECT_EQ(one_case({one, other}).status, Status::same) << "the order of names does not matter";
    other.observation["b"]["d"] = 4;
    EXPECT_EQ(one_case({one, other}).status, Status::changed);
    other.observation = one.observation;
    other.verdict = Verdict::pass;
    EXPECT_EQ(one_case({one, other}).status, Status::changed) << "the same seen, and judged otherwise";
}

TEST(Comparison, OfATimeOutTheVerdictIsAll) {
    for (const Verdict verdict : {Verdict::timeout, Verdict::crash, Verdict::unsupported, Verdict::setup_failed}) {
        EXPECT_EQ(one_case({seen(kId, verdict, "x"), seen(kId, verdict, "y")}).status, Status::same);
    }
}

TEST(Comparison, TheSidesOfAChange) {
    const auto change = [](const CaseRecord& one, const CaseRecord& other) {
        const ComparedCase compared = one_case({one, other});
        EXPECT_EQ(compared.status, Status::changed);
        return compared.documented;
    };
    const CaseRecord pass = seen(kId, Verdict::pass, "a");
    const CaseRecord other_pass = seen(kId, Verdict::pass, "b");
    const CaseRecord fail = seen(kId, Verdict::fail, "c");
    const CaseRecord other_fail = seen(kId, Verdict::fail, "d");
    const CaseRecord crash = seen(kId, Verdict::crash);
    const CaseRecord unsupported = seen(kId, Verdict::unsupported);
    EXPECT_EQ(change(pass, fail), Documented::some);
    EXPECT_EQ(change(crash, pass), Documented::some);
    EXPECT_EQ(change(fail, other_fail), Documented::none);
    EXPECT_EQ(change(fail, crash), Documented::none);
    EXPECT_EQ(change(pass, other_pass), Documented::all);
    EXPECT_EQ(change(pass, unsupported), Documented::not_judged);
    EXPECT_EQ(change(seen(kId, Verdict::not_run), unsupported), Documented::not_judged);
    EXPECT_EQ(one_case({pass, unsupported, fail}).documented, Documented::some) << "what was not judged takes no part";
    EXPECT_EQ(one_case({fail, other_fail, pass}).documented, Documented::some);
}

TEST(Comparison, NewAndGone) {
    const CaseRecord pass = seen(kId, Verdict::pass);
    EXPECT_EQ(one_case({std::nullopt, pass}).status, Status::added);
    EXPECT_EQ(one_case({pass, std::nullopt}).status, Status::gone);
    EXPECT_EQ(one_case({pass, std::nullopt, pass}).status, Status::gone);
    EXPECT_EQ(one_case({std::nullopt, pass, std::nullopt}).status, Status::added);
    EXPECT_EQ(one_case({std::nullopt, pass, seen(kId, Verdict::fail, "x")}).status, Status::changed);
}

TEST(Comparison, FlakyUnlessNothingIsInCommon) {
    const CaseRecord both = flaky(kId, {{Verdict::pass, "a"}, {Verdict::fail, "b"}, {Verdict::pass, "a"}});
    EXPECT_EQ(one_case({both, both}).status, Status::flaky);
    EXPECT_EQ(one_case({both, seen(kId, Verdict::pass, "a")}).status, Status::flaky);
    EXPECT_EQ(one_case({seen(kId, Verdict::fail, "b"), both}).status, Status::flaky);
    EXPECT_EQ(one_case({seen(kId, Verdict::fail, "b"), both, seen(kId, Verdict::pass, "a")}).status, Status::changed);
    const ComparedCase changed = one_case({both, seen(kId, Verdict::pass, "c")});
    EXPECT_EQ(changed.status, Status::changed);
    EXPECT_EQ(changed.documented, Documented::some);
    EXPECT_EQ(one_case({flaky(kId, {{Verdict::pass, "a"}, {Verdict::pass, "b"}}), seen(kId, Verdict::pass, "c")}).documented,
              Documented::all);
    EXPECT_FALSE(compared({of({both}), of({both})}).differs());
}

TEST(Comparison, CountsAndWhetherAnythingDiffers) {
    const std::vector<CaseRecord> before{seen("r.a/tcp4/iocp", Verdict::pass, "1"), seen("r.b/tcp4/iocp", Verdict::pass, "1"),
                                         seen("r.c/tcp4/iocp", Verdict::fail, "1"), seen("r.d/tcp4/iocp", Verdict::pass, "1")};
    const std::vector<CaseRecord> after{seen("r.a/tcp4/iocp", Verdict::pass, "1"), seen("r.b/tcp4/iocp", Verdict::fail, "2"),
                                        seen("r.c/tcp4/iocp", Verdict::fail, "2"), seen("r.e/tcp4/iocp", Verdict::pass, "1")};
    const Comparison comparison = compared({of(before), of(after)});
    EXPECT_TRUE(comparison.differs());
    EXPECT_EQ(comparison.counts[Status::same], 1u);
    EXPECT_EQ(comparison.counts[Status::changed], 2u);
    EXPECT_EQ(comparison.counts[Status::added], 1u);
    EXPECT_EQ(comparison.counts[Status::gone], 1u);
    EXPECT_EQ(comparison.counts[Documented::some], 1u);
    EXPECT_EQ(comparison.counts[Documented::none], 1u);
    EXPECT_EQ(comparison.reports[1].summary[Verdict::fail], 2u);
    EXPECT_FALSE(compared({of(before), of(before)}).differs());
    EXPECT_EQ(compared({of(before), of(after), of(before)}).columns, (std::vector<std::vector<std::size_t>>{{0, 2}, {1}}));
}

TEST(Comparison, DifferencesAreGroupedByFunctionAndClauseAndKindsMerged) {
    const auto record = [](const char* id, const char* function, const char* clause, const char* end) {
        CaseRecord result = seen(id, Verdict::fail, end);
        result.function = function;
        result.clauses = {clause, "other"};
        return result;
    };
    const auto report = [&](const char* end, const char* last) {
        return of({record("r.one/tcp4/iocp", "WSASend", "c1", end), record("r.send/tcp4/iocp", "send", "c1", end),
                   record("r.two/tcp4/iocp", "WSASend", "c2", end), record("r.three/tcp4/iocp", "WSASend", "c1", end),
                   record("r.one/tcp6/iocp", "WSASend", "c1", end), record("r.one/udp4/iocp", "WSASend", "c1", last)});
    };
    const Comparison comparison = compared({report("a", "a"), report("b", "c")});
    std::vector<std::string> found;
    for (const Difference& difference : comparison.differences) {
        std::string line = difference.function + " " + difference.clause + " " + difference.row + ":";
        for (const std::size_t index : difference.cases) {
            line += " " + comparison.cases[index].id;
        }
        found.push_back(line);
    }
    EXPECT_EQ(found, (std::vector<std::string>{"WSASend c1 r.one: r.one/tcp4/iocp r.one/tcp6/iocp", "WSASend c1 r.three: r.three/tcp4/iocp",
                                               "WSASend c1 r.one: r.one/udp4/iocp", "WSASend c2 r.two: r.two/tcp4/iocp",
                                               "send c1 r.send: r.send/tcp4/iocp"}));
    const Difference& first = comparison.differences.front();
    EXPECT_EQ(comparison.text(comparison.behaviour(first.behaviours[1]).observation), R"({"end":"b"})");
    EXPECT_EQ(comparison.reason(first, 1), "expected WSAESHUTDOWN, found success");
}

TEST(Comparison, ARowThatWasChangedIsMarked) {
    CaseRecord one = seen(kId, Verdict::pass, "a");
    CaseRecord other = seen(kId, Verdict::fail, "b");
    EXPECT_FALSE(one_case({one, other}).row_changed);
    other.row_hash = "other";
    EXPECT_TRUE(one_case({one, other}).row_changed);
    EXPECT_TRUE(compared({of({one}), of({other})}).differences.at(0).row_changed);
}

TEST(Comparison, RenamedCasesAreFollowed) {
    const Renames renames{{{"r.old", "r.new"}, {"r.odd/tcp4/iocp", "r.even/udp4/poll"}}};
    const Report before = of({seen("r.old/tcp4/iocp", Verdict::pass), seen("r.odd/tcp4/iocp", Verdict::pass)});
    const Report after = of({seen("r.new/tcp4/iocp", Verdict::pass), seen("r.even/udp4/poll", Verdict::pass)});
    EXPECT_TRUE(compared({before, after}).differs());
    Comparer::Options options;
    options.renames = renames;
    std::vector<std::string> ids;
    options.on_case = [&ids](std::size_t report, const std::string& id, const CaseRecord&) { ids.push_back(std::to_string(report) + id); };
    options.only = [](std::string_view id) { return id.starts_with("r.new"); };
    const Comparison comparison = compared({before, after}, options);
    EXPECT_FALSE(comparison.differs());
    EXPECT_EQ(comparison.cases.size(), 1u);
    EXPECT_EQ(ids, (std::vector<std::string>{"0r.new/tcp4/iocp", "1r.new/tcp4/iocp"}));
    options.only = nullptr;
    const Report both = of({seen("r.old/tcp4/iocp", Verdict::pass), seen("r.new/tcp4/iocp", Verdict::pass)});
    EXPECT_EQ(message_of([&] {
                  static_cast<void>(compared({after, both}, options));
              }),
              "the case r.new/tcp4/iocp stands twice in one report");
}

TEST(Comparison, WhatCannotBeCompared) {
    Comparer alone;
    alone.add("one", of({seen(kId, Verdict::pass)}));
    EXPECT_EQ(message_of([&] { static_cast<void>(alone.finish()); }), "at least 2 reports must be given, and there is 1 report");
    Comparer::Options none;
    none.only = [](std::string_view) { return false; };
    EXPECT_EQ(message_of([&] {
                  static_cast<void>(compared({samples::a_report(), samples::a_report()}, none));
              }),
              "no case is left to compare: the filter means none");
}

TEST(Comparison, FilesAreReadWithTheirNames) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "a");
    std::filesystem::create_directories(folder / "b");
    const std::string text = to_text(of({seen(kId, Verdict::pass, "x")}));
    for (const char* name : {"a/r.json", "b/r.json", "other.json"}) {
        write_file(folder / name, text);
    }
    Comparer comparer;
    for (const char* name : {"a/r.json", "b/r.json", "other.json", "other.json"}) {
        comparer.add(folder / name);
    }
    const Comparison comparison = comparer.finish();
    std::vector<std::string> names;
    for (const ComparedReport& report : comparison.reports) {
        names.push_back(report.name);
    }
    EXPECT_EQ(names[0], "a/r");
    EXPECT_EQ(names[1], "b/r");
    EXPECT_TRUE(names[2].ends_with("other")) << names[2];
    EXPECT_EQ(names[3], names[2] + " (2)");
    EXPECT_EQ(comparison.reports[0].platform, "Wine 8.0, x86_64");
    EXPECT_FALSE(comparison.differs());

    Json later = to_json(samples::a_report());
    later["schema"] = "winsock-cts/report/99";
    write_file(folder / "later.json", compact(later));
    EXPECT_NE(message_of([&] { comparer.add(folder / "later.json"); }).find("later.json: schema: this is \"winsock-cts/report/99\""),
              std::string::npos);
}

}  // namespace
}  // namespace wcts::reports
