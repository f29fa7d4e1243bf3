#include "reports/coverage.h"

#include "reports/summary.h"
#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using testing_support::message_of;

constexpr std::string_view kSpec = R"({"function": "WSASend", "conflicts": [], "clauses": [
    {"id": "A.judged", "kind": "must", "text": "a"},
    {"id": "B.never", "kind": "may", "text": "b", "code": "WSAENETDOWN", "induce": "network"},
    {"id": "C.elsewhere", "kind": "must", "text": "c"},
    {"id": "D.broken", "kind": "must", "text": "d"},
    {"id": "E.caller", "kind": "caller", "text": "e"},
    {"id": "F.note", "kind": "note", "text": "f"}]})";

CaseRecord of_clause(const char* id, Verdict verdict, const char* clause, const char* reason = "why") {
    CaseRecord record = samples::a_case(id, verdict);
    record.clauses = {clause};
    record.reason = reason;
    return record;
}

std::vector<CaseRecord> some_cases() {
    return {of_clause("r.a/tcp4/iocp", Verdict::pass, "A.judged"),
            of_clause("r.a/tcp6/iocp", Verdict::unsupported, "A.judged"),
            of_clause("r.c/tcp4/iocp", Verdict::unsupported, "C.elsewhere", "streams have none"),
            of_clause("r.c/tcp6/iocp", Verdict::unsupported, "C.elsewhere", "streams have none"),
            of_clause("r.d/tcp4/iocp", Verdict::timeout, "D.broken"),
            of_clause("r.d/tcp6/iocp", Verdict::setup_failed, "D.broken"),
            of_clause("r.d/udp4/iocp", Verdict::unsupported, "D.broken"),
            of_clause("r.e/udp4/iocp", Verdict::pass, "E.caller")};
}

TEST(Clauses, LoadAndRefuse) {
    const std::vector<Clause> clauses = parse_clauses(kSpec);
    ASSERT_EQ(clauses.size(), 6u);
    EXPECT_EQ(clauses[1].code, "WSAENETDOWN");
    EXPECT_EQ(clauses[1].induce, "network");
    EXPECT_EQ(clauses[0].induce, "loopback");
    const auto refusal = [](std::string_view text) { return message_of([&] { static_cast<void>(parse_clauses(text)); }); };
    EXPECT_EQ(refusal("{}"), "the document: \"clauses\" is missing");
    EXPECT_EQ(refusal(R"({"clauses":[{"id":"A","kind":"should","text":"a"}]})"),
              "clauses[0].kind: expected one of \"must\", \"may\", \"caller\", \"note\", found \"should\"");
    EXPECT_EQ(refusal(R"({"clauses":[{"id":"A","kind":"may","text":"a"},{"id":"A","kind":"may","text":"b"}]})"),
              "clauses[1]: the clause A stands twice");
}

TEST(Coverage, OnlyJudgedCasesCover) {
    const Coverage coverage = coverage_of(parse_clauses(kSpec), some_cases());
    ASSERT_EQ(coverage.size(), 4u) << "a caller's duty and a note want no case";
    EXPECT_EQ(coverage.at("A.judged").state, "covered");
    EXPECT_EQ(coverage.at("A.judged").cases, std::vector<std::string>{"r.a/tcp4/iocp"});
    EXPECT_EQ(coverage.at("B.never").state, "open");
    EXPECT_EQ(coverage.at("B.never").reason, "no case of this run names it; it needs a network that can fail");
    EXPECT_EQ(coverage.at("C.elsewhere").state, "unreachable");
    EXPECT_EQ(coverage.at("C.elsewhere").reason, "streams have none");
    EXPECT_EQ(coverage.at("D.broken").state, "open");
    EXPECT_EQ(coverage.at("D.broken").reason, "not judged by its 3 cases: 1 unsupported, 1 setup-failed, 1 timeout");
    EXPECT_EQ(coverage.at("D.broken").cases.size(), 3u);
}

TEST(Coverage, WhichVerdictsJudge) {
    for (const Verdict verdict : kAllVerdicts) {
        const bool judged = verdict == Verdict::pass || verdict == Verdict::fail || verdict == Verdict::flaky || verdict == Verdict::crash;
        EXPECT_EQ(was_judged(verdict), judged) << to_string(verdict);
        const std::vector<CaseRecord> cases{of_clause("r.a/tcp4/iocp", verdict, "A.judged")};
        EXPECT_EQ(coverage_of(parse_clauses(kSpec), cases).at("A.judged").state == "covered", judged) << to_string(verdict);
    }
}

TEST(Coverage, RunsAddUp) {
    const ClauseCoverage covered{"covered", {"x"}, ""};
    const ClauseCoverage open{"open", {"y"}, "not judged"};
    const ClauseCoverage unreachable{"unreachable", {"z"}, "no"};
    const ClauseCoverage nothing{"open", {}, "no case"};
    const auto merged = [](const ClauseCoverage& one, const ClauseCoverage& other) {
        return merge(std::vector<Coverage>{{{"A", one}}, {{"A", other}}}).at("A");
    };
    EXPECT_EQ(merged(nothing, unreachable).state, "unreachable");
    EXPECT_EQ(merged(unreachable, open).reason, "not judged");
    EXPECT_EQ(merged(open, covered).state, "covered");
    EXPECT_EQ(merged(covered, {"covered", {"w", "x"}, ""}).cases, (std::vector<std::string>{"w", "x"}));
}

TEST(Coverage, AsText) {
    const std::vector<Clause> clauses = parse_clauses(kSpec);
    const Coverage coverage = coverage_of(clauses, some_cases());
    EXPECT_EQ(coverage_text(coverage, clauses), R"(covered      must      1  A.judged
open         may       0  B.never
unreachable  must      2  C.elsewhere: streams have none
open         must      3  D.broken

4 clauses: 1 covered, 1 unreachable, 2 open

Open:
  B.never: no case of this run names it; it needs a network that can fail
  D.broken: not judged by its 3 cases: 1 unsupported, 1 setup-failed, 1 timeout
)");
    EXPECT_EQ(coverage_text({{"A", {"covered", {"x"}, ""}}}), "covered          1  A\n\n1 clause: 1 covered, 0 unreachable, 0 open\n");
}

}  // namespace
}  // namespace wcts::reports
