#include "reports/tests/samples.h"

#include "reports/case_id.h"
#include "reports/expectations.h"
#include "reports/report_json.h"

#include <functional>
#include <utility>

namespace wcts::reports::samples {

namespace {

using Change = std::function<void(Json&)>;

struct Fault {
    std::string name;
    std::string place;
    Change change;
};

std::vector<Sample> changed(const Json& good, const std::vector<Fault>& faults) {
    std::vector<Sample> result;
    for (const Fault& fault : faults) {
        Json document = good;
        fault.change(document);
        result.push_back({fault.name, std::move(document), fault.place});
    }
    return result;
}

Change set(const std::string& pointer, const Json& value) {
    return [pointer, value](Json& document) { document[Json::json_pointer(pointer)] = value; };
}

Change erase(const std::string& parent, const std::string& name) {
    return [parent, name](Json& document) { document[Json::json_pointer(parent)].erase(name); };
}

}  // namespace

CaseRecord a_case(const std::string& id, Verdict verdict) {
    const CaseName name = split_case_id(id);
    CaseRecord record;
    record.id = id;
    record.suite = "wsasend";
    record.function = "WSASend";
    record.claim = "a send after shutdown(SD_SEND) fails";
    record.clauses = {"WSASend.error.WSAESHUTDOWN.sd-send"};
    record.code = "WSAESHUTDOWN";
    record.kind = {std::string{name.socket}, std::string{name.path}};
    record.row_hash = "5d41402a";
    record.verdict = verdict;
    record.wall_us = 1000;
    record.call_us = 250;
    if (verdict != Verdict::pass) {
        record.reason = "expected WSAESHUTDOWN, found success";
    }
    if (verdict == Verdict::fail || verdict == Verdict::flaky) {
        record.observation = {{"calls", {{{"call", "WSASend"}, {"result", 0}}}}};
        record.trace = {{{"seq", 1}, {"t_us", 0}, {"thread", "main"}, {"who", "case"}, {"what", "arranged"}},
                        {{"seq", 2},
                         {"t_us", 1204},
                         {"thread", "main"},
                         {"who", "target"},
                         {"what", "WSASend"},
                         {"args", {{"s", "client"}, {"dwFlags", 0}}},
                         {"result", "SOCKET_ERROR"},
                         {"error", "WSAENOTCONN"},
                         {"out", {{"sent", "untouched"}}},
                         {"note", "as documented"}}};
    }
    if (verdict == Verdict::flaky) {
        record.attempts = {{Verdict::pass, "", Json::object(), 500, 100}, {Verdict::fail, "no answer", record.observation, 500, 150}};
    }
    return record;
}

Report a_report() {
    Report report;
    report.suite = {"0.1.0", "efbbe7b", 18446744073709551615u, {"run", "--jobs", "2"}};
    report.target = {"system", "C:\\windows\\system32\\ws2_32.dll", "6.1.7601.24000", std::string(64, 'a'), Json::array({1}), {}, {}};
    report.platform = {"Windows 10 Pro",
                       19043,
                       4294967295u,
                       "x86_64",
                       "x86_64",
                       "8.0",
                       {{"ws2_32.dll", "6.1.7601.24000"}},
                       Json::array({{{"name", "Tcpip"}, {"path", "C:\\windows\\system32\\mswsock.dll"}}})};
    report.started = "2024-05-01T12:00:00Z";
    report.finished = "2024-05-01T12:00:41.25Z";
    report.wall_ms = 2000;
    report.complete = true;
    report.cases = {a_case("wsasend.sd-send/tcp4/blocking"), a_case("wsasend.sd-send/tcp4/iocp", Verdict::fail),
                    a_case("wsasend.sd-send/tcp6/iocp", Verdict::flaky), a_case("wsasend.no-network/udp4/iocp", Verdict::unsupported),
                    a_case("wsasend.hang/tcp4/iocp", Verdict::timeout)};
    report.cases[1].expected = false;
    report.cases[3].clauses = {"WSASend.error.WSAENETDOWN"};
    report.cases[3].code.reset();
    report.cases[3].reason = "datagrams have no such state";
    report.cases[3].provoked_by = "lab";
    report.coverage = {
        {"WSASend.error.WSAESHUTDOWN.sd-send", {"covered", {report.cases[0].id, report.cases[1].id, report.cases[2].id}, ""}},
        {"WSASend.error.WSAENETDOWN", {"unreachable", {report.cases[3].id}, "datagrams have no such state"}},
        {"WSASend.error.WSAENOBUFS", {"open", {}, "no case of this run names it"}}};
    return report;
}

Json an_expectation_file() {
    return {
        {"schema", "winsock-cts/expectations/1"},
        {"platform", {{"wine", "8.0"}}},
        {"entries",
         {{{"row", "wsasend.sd-send"},
           {"cases", {"tcp4/iocp", "tcp6/*"}},
           {"verdict", "fail"},
           {"observation", {{"calls", {{{"call", "WSASend"}, {"result", 0}}}}}},
           {"cause", "bug"},
           {"evidence", "Wine's WSASend does not look at the shutdown state."}},
          {{"row", "wsasend.hang"}, {"cases", {"*/iocp"}}, {"verdict", "timeout"}, {"cause", "unverified"}, {"evidence", "Seen once."}}}}};
}

Json an_expectation_file_of_labs() {
    Json document = an_expectation_file();
    const auto entry = [](const char* lab, const char* code) -> Json {
        return {{"row", "wsasend.cut"}, {"cases", {"tcp4/iocp"}}, {"lab", lab}, {"verdict", "fail"}, {"observation", {{"code", code}}},
                {"cause", "bug"}, {"evidence", "Seen with this lab."}};
    };
    document["entries"] = {entry("netns", "WSAECONNRESET"), entry("command:lab.cmd", "WSAETIMEDOUT")};
    return document;
}

std::vector<Report> reports_to_compare() {
    const auto seen = [](const char* id, Verdict verdict, const char* end, const char* reason) {
        CaseRecord record = a_case(id, verdict);
        record.observation = {{"operations", {end}}};
        record.reason = reason;
        record.attempts.clear();
        return record;
    };
    const auto flaky = [&seen](const char* id) {
        CaseRecord record = seen(id, Verdict::flaky, "sent", "2 of 3 tries: sent");
        record.attempts = {{Verdict::pass, "", {{"operations", {"sent"}}}, 1, 1}, {Verdict::fail, "late", {{"operations", {"late"}}}, 1, 1}};
        return record;
    };
    Report before = a_report();
    before.coverage.clear();
    Report after = before;
    after.platform.wine = "10.0";
    after.complete = false;
    before.cases = {seen("wsasend.same/tcp4/iocp", Verdict::pass, "refused", ""),
                    seen("wsasend.sd-send/tcp4/iocp", Verdict::fail, "sent", "expected WSAESHUTDOWN, found success"),
                    seen("wsasend.sd-send/tcp6/iocp", Verdict::fail, "sent", "expected WSAESHUTDOWN, found success"),
                    seen("wsasend.zero/udp4/blocking", Verdict::timeout, "", "no end within 10 s"),
                    flaky("wsasend.chance/tcp4/iocp"),
                    seen("wsasend.old/tcp4/iocp", Verdict::pass, "refused", "")};
    before.cases[3].clauses = {"WSASend.zero", "WSASend.more"};
    before.cases[3].function = "send";
    after.cases = {seen("wsasend.same/tcp4/iocp", Verdict::pass, "refused", ""),
                   seen("wsasend.sd-send/tcp4/iocp", Verdict::pass, "refused", ""),
                   seen("wsasend.sd-send/tcp6/iocp", Verdict::pass, "refused", ""),
                   seen("wsasend.zero/udp4/blocking", Verdict::fail, "sent", "expected an empty datagram, found none"),
                   flaky("wsasend.chance/tcp4/iocp"),
                   seen("wsasend.new/tcp4/iocp", Verdict::pass, "refused", "")};
    after.cases[3].clauses = before.cases[3].clauses;
    after.cases[3].function = before.cases[3].function;
    return {before, after, before};
}

std::vector<Sample> good_reports() {
    Report empty = a_report();
    empty.cases.clear();
    empty.coverage.clear();
    Report windows = a_report();
    windows.platform.wine.reset();
    Report cut_off = a_report();
    cut_off.complete = false;
    Report with_lab = a_report();
    with_lab.target.lab = "netns";
    Report layered = a_report();
    layered.target.kind = "lsp";
    layered.target.base = "system";
    layered.target.protocol_chain = Json::array({{{"name", "A layer"}}, {{"name", "system"}}});
    for (CaseRecord& record : layered.cases) {
        record.base = BaseOutcome{record.verdict, record.reason, record.observation};
    }
    layered.cases[1].base = BaseOutcome{Verdict::pass, "", {{"result", 0}}};
    Json first = to_json(a_report());
    first["schema"] = kFirstReportSchema;
    return {{"full", to_json(a_report()), ""},
            {"layered", to_json(layered), ""},
            {"first-version", first, ""},
            {"with-lab", to_json(with_lab), ""},
            {"empty", to_json(empty), ""},
            {"windows", to_json(windows), ""},
            {"cut-off", to_json(cut_off), ""}};
}

std::vector<Sample> bad_reports() {
    return changed(
        to_json(a_report()),
        {
            {"later-version", "schema", set("/schema", "winsock-cts/report/99")},
            {"no-schema", "\"schema\" is missing", erase("", "schema")},
            {"unknown-name", "extra", set("/extra", 1)},
            {"no-cases", "\"cases\" is missing", erase("", "cases")},
            {"cases-object", "cases", set("/cases", Json::object())},
            {"no-digest", "\"digest\" is missing", erase("", "digest")},
            {"digest-short", "digest", set("/digest", "12ab")},
            {"started-local", "started", set("/started", "2024-05-01 12:00:00")},
            {"finished-empty", "finished", set("/finished", "")},
            {"wall-negative", "wall_ms", set("/wall_ms", -1)},
            {"wall-fraction", "wall_ms", set("/wall_ms", 1.5)},
            {"complete-text", "complete", set("/complete", "true")},
            {"seed-negative", "suite.seed", set("/suite/seed", -1)},
            {"arguments-numbers", "suite.arguments[0]", set("/suite/arguments/0", 1)},
            {"sha256-short", "target.sha256", set("/target/sha256", "abc")},
            {"lab-empty", "target.lab", set("/target/lab", "")},
            {"build-too-big", "platform.build", set("/platform/build", 4294967296)},
            {"wine-number", "platform.wine", set("/platform/wine", 8)},
            {"file-version-null", "platform.file_versions.ws2_32.dll", set("/platform/file_versions/ws2_32.dll", nullptr)},
            {"summary-lacks-crash", "summary: \"crash\" is missing", erase("/summary", "crash")},
            {"summary-unknown", "summary.skipped", set("/summary/skipped", 1)},
            {"case-null", "cases[0]", set("/cases/0", nullptr)},
            {"case-lacks-kind", "cases[0]: \"kind\" is missing", erase("/cases/0", "kind")},
            {"case-unknown-name", "cases[1].colour", set("/cases/1/colour", "red")},
            {"id-empty", "cases[0].id", set("/cases/0/id", "")},
            {"verdict-unknown", "cases[2].verdict", set("/cases/2/verdict", "xpass")},
            {"verdict-number", "cases[2].verdict", set("/cases/2/verdict", 1)},
            {"unsupported-without-reason", "cases[3].reason", set("/cases/3/reason", " ")},
            {"provoked-by-magic", "cases[0].provoked_by", set("/cases/0/provoked_by", "magic")},
            {"observation-array", "cases[1].observation", set("/cases/1/observation", Json::array({1}))},
            {"call-us-too-big", "cases[0].call_us", set("/cases/0/call_us", 18446744073709551615u)},
            {"socket-empty", "cases[0].kind.socket", set("/cases/0/kind/socket", "")},
            {"trace-object", "cases[1].trace", set("/cases/1/trace", Json::object({{"a", 1}}))},
            {"trace-who", "cases[1].trace[1].who", set("/cases/1/trace/1/who", "nobody")},
            {"trace-lacks-what", "cases[1].trace[0]: \"what\" is missing", erase("/cases/1/trace/0", "what")},
            {"trace-result-number", "cases[1].trace[1].result", set("/cases/1/trace/1/result", -1)},
            {"attempt-verdict", "cases[2].attempts[0].verdict", set("/cases/2/attempts/0/verdict", "")},
            {"base-verdict", "cases[0].base.verdict", set("/cases/0/base", {{"verdict", "fine"}, {"reason", ""}, {"observation", Json::object()}})},
            {"base-lacks-observation", "cases[0].base: \"observation\" is missing", set("/cases/0/base", {{"verdict", "pass"}, {"reason", ""}})},
            {"target-base-empty", "target.base", set("/target/base", "")},
            {"coverage-state", "coverage.WSASend.error.WSAENOBUFS.state", set("/coverage/WSASend.error.WSAENOBUFS/state", "closed")},
            {"coverage-array", "coverage", set("/coverage", Json::array())},
            {"fail-without-observation", "", set("/cases/1/observation", Json::object())},
            {"fail-without-trace", "", set("/cases/1/trace", Json::array())},
            {"flaky-once", "", [](Json& report) { report["cases"][2]["attempts"].erase(1); }},
            {"covered-by-nothing", "", set("/coverage/WSASend.error.WSAESHUTDOWN.sd-send/cases", Json::array())},
            {"open-without-reason", "", set("/coverage/WSASend.error.WSAENOBUFS/reason", "")},
        });
}

std::vector<Sample> good_expectation_files() {
    Json windows = an_expectation_file();
    windows["platform"] = {{"windows", "10.0.19045"}};
    Json not_run = windows;
    not_run["entries"][0].erase("observation");
    not_run["entries"][0]["not_run"] = true;
    not_run["entries"][0]["source"] = "A test of Wine's that passes on Windows.";
    Json for_x86 = an_expectation_file();
    for_x86["platform"]["arch"] = "x86";
    Json empty = an_expectation_file();
    empty["entries"] = Json::array();
    return {{"full", an_expectation_file(), ""}, {"windows", windows, ""}, {"empty", empty, ""},
            {"labs", an_expectation_file_of_labs(), ""}, {"not-run", not_run, ""}, {"for-x86", for_x86, ""}};
}

std::vector<Sample> bad_expectation_files() {
    return changed(an_expectation_file(),
                   {
                       {"later-version", "schema", set("/schema", "winsock-cts/expectations/2")},
                       {"two-platforms", "platform.windows", set("/platform/windows", "7")},
                       {"no-platform", "platform: \"windows\" is missing", erase("/platform", "wine")},
                       {"arch-unknown", "platform.arch", set("/platform/arch", "mips")},
                       {"version-empty", "platform.wine", set("/platform/wine", "")},
                       {"entries-object", "entries", set("/entries", Json::object())},
                       {"unknown-name", "entries[0].note", set("/entries/0/note", "x")},
                       {"row-with-kind", "entries[0].row", set("/entries/0/row", "wsasend.sd-send/tcp4")},
                       {"row-pattern", "entries[0].row", set("/entries/0/row", "wsasend.*")},
                       {"no-kinds", "entries[0].cases", set("/entries/0/cases", Json::array())},
                       {"any-kind", "entries[0].cases[0]", set("/entries/0/cases/0", "*/*")},
                       {"half-pattern", "entries[0].cases[0]", set("/entries/0/cases/0", "tcp*/iocp")},
                       {"no-path", "entries[0].cases[0]", set("/entries/0/cases/0", "tcp4")},
                       {"kind-twice", "entries[0].cases[1]", set("/entries/0/cases/1", "tcp4/iocp")},
                       {"lab-empty", "entries[0].lab", set("/entries/0/lab", "")},
                       {"verdict-pass", "entries[0].verdict", set("/entries/0/verdict", "pass")},
                       {"verdict-harness-error", "entries[0].verdict", set("/entries/0/verdict", "harness-error")},
                       {"fail-without-observation", "entries[0]: \"observation\" is missing", erase("/entries/0", "observation")},
                       {"observation-text", "entries[0].observation", set("/entries/0/observation", "WSAEINVAL")},
                       {"cause-unknown", "entries[0].cause", set("/entries/0/cause", "wontfix")},
                       {"evidence-empty", "entries[1].evidence", set("/entries/1/evidence", "")},
                       {"not-run-without-source", "entries[0]: \"source\" is missing", set("/entries/0/not_run", true)},
                       {"source-though-run", "entries[0].source", set("/entries/0/source", "sock.c")},
                       {"evidence-to-be-written", "entries[1].evidence", set("/entries/1/evidence", std::string{kToBeWritten})},
                   });
}

}  // namespace wcts::reports::samples
