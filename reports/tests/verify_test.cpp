#include "reports/verify.h"

#include "reports/report_reader.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using Problems = std::vector<std::string>;

// verify() on the sample as changed, with summary and digest made anew.
template <typename Change>
Problems problems_of(Change&& change) {
    Report report = samples::a_report();
    change(report);
    return verify(report_file_from(to_json(report)));
}

TEST(Verify, ASoundReport) {
    EXPECT_EQ(problems_of([](Report&) {}), Problems{});
}

TEST(Verify, EachFlawIsNamed) {
    EXPECT_EQ(problems_of([](Report& report) { report.complete = false; }), Problems{"the run was cut off: complete is false"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases.clear(), report.coverage.clear(); }), Problems{"there is no case in it"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases[4].verdict = Verdict::not_run; }),
              Problems{"wsasend.hang/tcp4/iocp: it did not run"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases.push_back(report.cases[0]); }),
              Problems{"wsasend.sd-send/tcp4/blocking: the id stands twice"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases[4].kind.path = "poll"; }),
              Problems{"wsasend.hang/tcp4/iocp: the id is not the row's name with the kind tcp4/poll"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases[1].observation = Json::object(); }),
              Problems{"wsasend.sd-send/tcp4/iocp: it has the verdict fail and no observation"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases[1].trace = Json::array(); }),
              Problems{"wsasend.sd-send/tcp4/iocp: it has the verdict fail and no trace"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases[1].trace[1]["seq"] = 1; }),
              Problems{"wsasend.sd-send/tcp4/iocp: the trace's sequence numbers do not rise"});
    EXPECT_EQ(problems_of([](Report& report) { report.cases[2].attempts.pop_back(); }),
              Problems{"wsasend.sd-send/tcp6/iocp: it is flaky and does not keep two attempts"});
}

TEST(Verify, CoverageAgreesWithTheCases) {
    const std::string clause = "WSASend.error.WSAENETDOWN";
    EXPECT_EQ(problems_of([&](Report& report) { report.coverage[clause].cases = {"a.b/tcp4/iocp"}; }),
              Problems{"coverage of WSASend.error.WSAENETDOWN: there is no case a.b/tcp4/iocp"});
    EXPECT_EQ(problems_of([&](Report& report) { report.coverage[clause].reason.clear(); }),
              Problems{"coverage of WSASend.error.WSAENETDOWN: unreachable without a reason"});
    EXPECT_EQ(problems_of([&](Report& report) { report.coverage[clause].state = "covered"; }),
              Problems{"coverage of WSASend.error.WSAENETDOWN: covered, and no case of it was judged"});
    EXPECT_EQ(problems_of([&](Report& report) { report.coverage[clause].cases = {report.cases[0].id}; }),
              Problems{"coverage of WSASend.error.WSAENETDOWN: unreachable, and a case of it was judged"});
}

TEST(Verify, EveryCaseTellsOfTheBaseOrNone) {
    const auto with_base = [](Report& report) {
        report.target.base = "system";
        for (CaseRecord& record : report.cases) {
            record.base = BaseOutcome{};
        }
    };
    EXPECT_EQ(problems_of(with_base), Problems{});
    EXPECT_EQ(problems_of([&](Report& report) { with_base(report), report.cases[0].base.reset(); }),
              Problems{"wsasend.sd-send/tcp4/blocking: it does not tell what the base did"});
    EXPECT_EQ(problems_of([&](Report& report) { report.cases[0].base = BaseOutcome{}; }),
              Problems{"wsasend.sd-send/tcp4/blocking: it tells of a base, and the target has none"});
    EXPECT_EQ(problems_of([&](Report& report) { report.cases[0].observation["broken_rules"] = Json::array({"a rule"}); }),
              Problems{"wsasend.sd-send/tcp4/blocking: it passed, and rules were broken in it"});
}

TEST(Verify, SummaryAndDigestAreChecked) {
    Json document = to_json(samples::a_report());
    const std::string digest = document["digest"];
    document["summary"]["pass"] = 2;
    document["summary"]["unexpected"] = 0;
    document["cases"][0]["wall_us"] = 1001;
    const ReportFile file = report_file_from(document);
    EXPECT_EQ(verify(file), (Problems{"the summary says 2 pass, and the cases say 1", "the summary says 0 unexpected, and the cases say 1",
                                      "the digest is " + digest + ", and the cases have " + digest_of(file.report.cases)}));
}

TEST(Verify, LayoutDoesNotMatter) {
    EXPECT_EQ(verify(parse_report(to_json(samples::a_report()).dump(4))), Problems{});
}

TEST(Verify, AVeryBrokenReportIsStillShort) {
    const Problems problems =
        problems_of([](Report& report) { report.cases.resize(1), report.cases.resize(300, report.cases[0]), report.coverage.clear(); });
    EXPECT_EQ(problems.size(), 101u);
    EXPECT_EQ(problems.back(), "and 199 more problems");
}

}  // namespace
}  // namespace wcts::reports
