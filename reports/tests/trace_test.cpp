#include "reports/trace.h"
#include "reports/case_text.h"

#include "reports/tests/samples.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

TEST(Trace, AnEntryReadsBack) {
    const TraceEntry entry{7, 1500, "main", "target", "WSASend", {{"s", "client"}}, "0", "", {{"sent", 16}}, "at once"};
    const Json json = to_json(entry);
    EXPECT_EQ(compact(json), R"({"seq":7,"t_us":1500,"thread":"main","who":"target","what":"WSASend","args":{"s":"client"},"result":"0",)"
                             R"("out":{"sent":16},"note":"at once"})");
    EXPECT_EQ(compact(to_json(trace_entry_from(Field{json}))), compact(json));
}

TEST(Trace, AnEntryWithADurationReadsBack) {
    const TraceEntry entry{7, 1500, "main", "target", "SleepEx", Json::object(), "0", "", Json::object(), "", 12, 2000};
    const Json json = to_json(entry);
    EXPECT_EQ(compact(json), R"({"seq":7,"t_us":1500,"end":12,"took_us":2000,"thread":"main","who":"target","what":"SleepEx","result":"0"})");
    EXPECT_EQ(compact(to_json(trace_entry_from(Field{json}))), compact(json));
}

TEST(Trace, LinesAreAlignedAndCut) {
    Json trace = samples::a_case("a.b/tcp4/iocp", Verdict::fail).trace;
    trace.push_back(to_json(TraceEntry{12, 1234567, "iocp-1", "target", "completion", Json::object(), "", "", {{"bytes", 16}}, ""}));
    trace.push_back(
        to_json(TraceEntry{13, 1234568, "main", "peer", "recv", {{"data", std::string(100, 'x')}}, "\x1b[2J", "", Json::object(), ""}));
    trace.push_back(Json{{"seq", "x"}});
    EXPECT_EQ(trace_lines(trace), (std::vector<std::string>{
                                      " 1          0 us  main    case    arranged",
                                      " 2      1,204 us  main    target  WSASend(s=client, dwFlags=0) -> SOCKET_ERROR WSAENOTCONN; out: "
                                      "sent=untouched  (as documented)",
                                      "12  1,234,567 us  iocp-1  target  completion; out: bytes=16",
                                      "13  1,234,568 us  main    peer    recv(data=" + std::string(57, 'x') + "...) -> \\x1b[2J",
                                      "                                  {\"seq\":\"x\"}",
                                  }));
    EXPECT_TRUE(trace_lines(Json::array()).empty());
}

TEST(CaseText, AFlakyCaseInWords) {
    CaseRecord record = samples::a_case("wsasend.sd-send/tcp4/iocp", Verdict::flaky);
    record.expected = false;
    EXPECT_EQ(case_lines(record), (std::vector<std::string>{
                                      "wsasend.sd-send/tcp4/iocp",
                                      "verdict: flaky: expected WSAESHUTDOWN, found success (not expected)",
                                      "time: 1000 us, 250 us of them inside the target",
                                      "attempt 1: pass; 500 us, 100 us of them inside the target",
                                      "attempt 2: fail: no answer; 500 us, 150 us of them inside the target",
                                      "observation:",
                                      "  {",
                                      "    \"calls\": [",
                                      "      {",
                                      "        \"call\": \"WSASend\",",
                                      "        \"result\": 0",
                                      "      }",
                                      "    ]",
                                      "  }",
                                      "trace:",
                                      "  1      0 us  main  case    arranged",
                                      "  2  1,204 us  main  target  WSASend(s=client, dwFlags=0) -> SOCKET_ERROR WSAENOTCONN; out: "
                                      "sent=untouched  (as documented)",
                                  }));
}

TEST(CaseText, APassingCaseWithoutTrace) {
    EXPECT_EQ(case_lines(samples::a_case("a.b/tcp4/iocp")).back(),
              "trace: not kept (a passing case keeps it with --trace all, or when it is named alone)");
}

}  // namespace
}  // namespace wcts::reports
