// Writes pages for the tests in a browser (tests/page.sh): write-pages FOLDER.
//
//   one.html       a report with each verdict
//   compared.html  five reports, two of which behave alike in every case
//   order.html     three operations whose ends come in another order than their posts, by routine, result and packet
//   hostile.html   a report whose every string tries to be more than text
#include "reports/comparison.h"
#include "reports/page_writer.h"
#include "reports/tests/samples.h"
#include "reports/text.h"
#include "reports/trace.h"
#include "reports/whole_file.h"

#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace wcts::reports;

using Named = std::pair<std::string, Report>;

std::vector<Clause> some_clauses() {
    return {{"WSASend.error.WSAESHUTDOWN.sd-send", "must", "The socket was shut down with SD_SEND.", "WSAESHUTDOWN", "loopback"},
            {"WSASend.error.WSAENETDOWN", "must", "The network subsystem has failed.", "WSAENETDOWN", "network"},
            {"WSASend.flags.MSG_OOB", "must", "Sends urgent data on a stream.", {}, "loopback"},
            {"WSASend.remarks.success-not-delivery", "note", "Success does not mean delivery.", {}, "loopback"}};
}

std::string page_of(const std::vector<Named>& reports) {
    PageWriter writer(some_clauses(), [](const CaseRecord&) {
        return std::vector<std::string>{"arrange: shutdown(SD_SEND)", "expect: the call fails"};
    });
    Comparer comparer({.renames = {}, .only = {}, .on_case = writer.hook()});
    for (const auto& [name, report] : reports) {
        comparer.add(name, report);
    }
    return writer.text(comparer.finish(1));
}

// Coverage is the page's own to count.
void whole(Report& report) {
    report.complete = true;
    report.coverage.clear();
}

Report with_flags() {
    Report report = samples::a_report();
    for (const char* socket : {"tcp4", "udp4"}) {
        for (const char* path : {"blocking", "iocp"}) {
            CaseRecord record = samples::a_case(std::string{"wsasend.urgent/"} + socket + "/" + path, Verdict::pass);
            record.clauses = {"WSASend.flags.MSG_OOB"};
            record.claim = "urgent data arrives out of band";
            record.code.reset();
            record.observation = {{"operations", {"accepted, success, all bytes"}}, {"peer", "everything in order"}};
            report.cases.push_back(std::move(record));
        }
    }
    whole(report);
    return report;
}

std::vector<Named> five_reports() {
    const Report old = with_flags();
    Report newer = old;
    newer.platform.wine = "10.0";
    for (CaseRecord& record : newer.cases) {
        if (record.id == "wsasend.sd-send/tcp4/iocp") {
            record.verdict = Verdict::pass;
            record.expected = true;
            record.reason.clear();
            record.observation = {{"operations", {"refused with WSAESHUTDOWN"}}};
        }
    }
    newer.cases.push_back(samples::a_case("wsasend.newer/tcp4/iocp"));
    newer.cases.push_back(samples::a_case("wsasend.brand-new/tcp4/iocp"));
    Report other = newer;
    other.cases.back().verdict = Verdict::fail;
    other.cases.back().expected = false;
    other.cases.back().reason = "no answer";
    other.cases.back().observation = {{"operations", {"accepted, never ended"}}};
    other.cases.back().trace = samples::a_case("a/b/c", Verdict::fail).trace;
    other.cases.erase(other.cases.begin());
    return {{"wine-8.0", old}, {"wine-9.0", old}, {"wine-10.0", newer}, {"windows-10", other}, {"windows-11", newer}};
}

TraceEntry call(std::int64_t seq, std::int64_t end, const std::string& what, Json args, const std::string& result, const std::string& error = {}) {
    return {seq, seq * 10, "case", "target", what, std::move(args), result, error, Json::object(), "", end, (end - seq) * 10};
}

std::vector<Named> order() {
    CaseRecord record = samples::a_case("wsasend.order/tcp4/routine-sleepex", Verdict::fail);
    record.trace = Json::array();
    const auto add = [&record](const TraceEntry& entry) { record.trace.push_back(to_json(entry)); };
    const auto post = [&](std::int64_t seq, const char* overlapped) {
        add(call(seq, seq + 1, "WSASend", {{"s", "socket#1"}, {"lpOverlapped", overlapped}}, "SOCKET_ERROR", "WSA_IO_PENDING"));
    };
    post(1, "overlapped#1");
    post(3, "overlapped#2");
    post(5, "overlapped#3");
    // A wait in which a routine runs, and something of the peer's on another thread.
    add(call(7, 14, "SleepEx", {{"dwMilliseconds", "1000"}, {"bAlertable", "1"}}, "WAIT_IO_COMPLETION"));
    TraceEntry peer = call(8, 9, "recv", {{"s", "socket#2"}}, "16");
    peer.thread = "thread#1";
    peer.who = "peer";
    add(peer);
    TraceEntry routine = call(10, 11, "routine", {{"dwError", "0"}, {"cbTransferred", "16"}, {"lpOverlapped", "overlapped#2"}}, "");
    routine.who = "case";
    add(routine);
    add(call(15, 16, "WSAGetOverlappedResult", {{"s", "socket#1"}, {"lpOverlapped", "overlapped#1"}}, "FALSE", "WSA_IO_INCOMPLETE"));
    TraceEntry packet = call(17, 18, "GetQueuedCompletionStatus", {{"CompletionPort", "port#1"}}, "TRUE");
    packet.out = {{"lpOverlapped", "overlapped#3"}};
    add(packet);
    add(call(19, 20, "WSAGetOverlappedResult", {{"s", "socket#1"}, {"lpOverlapped", "overlapped#1"}}, "TRUE"));
    TraceEntry hung = call(21, 22, "closesocket", {{"s", "socket#1"}}, "");
    hung.end.reset();
    hung.took_us.reset();
    hung.note = "did not return";
    add(hung);
    Report report = samples::a_report();
    report.cases = {record};
    whole(report);
    return {{"order", report}};
}

// Everything that a target or a file could say to make a page do something.
std::vector<std::string> hostile_strings() {
    return {"<script>window.hacked = 1</script>",
            "</script><script>window.hacked = 2</script>",
            "<!--<script>",
            "<img src=x onerror=\"window.hacked = 3\">",
            "\"><svg onload=window.hacked=4>",
            "' onmouseover='window.hacked = 5",
            "javascript:window.hacked = 6",
            "{{7*7}} ${window.hacked = 7} `${window.hacked = 8}`",
            "\\\"};window.hacked = 9;//",
            "\xE2\x80\xAE" "gnirts desrever \xE2\x81\xA6isolated",
            "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D, \xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 1 2 3",
            "bad UTF-8: \xFF\xC3\x28\xED\xA0\x80 end",
            std::string("nul \0 inside", 12),
            "line\nbreak\r\n\ttab \x1b[2J \xE2\x80\xA8 \xE2\x80\xA9",
            "__proto__",
            "constructor",
            std::string(1'000'000, 'A'),
            std::string(100'000, '<'),
            "\xF0\x9F\x92\xA9 \xEF\xBF\xBD e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81"};
}

std::vector<Named> hostile() {
    Report report = samples::a_report();
    report.cases.clear();
    std::size_t index = 0;
    for (const std::string& text : hostile_strings()) {
        CaseRecord record = samples::a_case("wsasend.hostile/tcp4/iocp", Verdict::fail);
        record.id = "wsasend." + std::to_string(index++) + text + "/" + text + "/" + text;
        record.kind = {text, text};
        for (std::string* each : {&record.suite, &record.function, &record.claim, &record.reason, &record.provoked_by}) {
            *each = text;
        }
        record.code = text;
        record.clauses = {text, "WSASend.flags.MSG_OOB"};
        record.expected = false;
        record.observation = {{text, text}, {"list", {text, Json{{text, text}}}}};
        record.trace = Json::array({to_json(TraceEntry{1, 1, text, "target", text, {{text, text}}, text, text, {{text, text}}, text, 5, 9}),
                                    to_json(TraceEntry{2, 2, text, "peer", text, {{text, text}}, text, text, {{text, text}}, text})});
        record.attempts = {{Verdict::pass, text, {{text, text}}, 1, 1}, {Verdict::fail, text, {{text, text}}, 1, 1}};
        report.cases.push_back(std::move(record));
        report.suite.arguments.push_back(text);
        report.platform.file_versions[text] = text;
    }
    const std::string worst = hostile_strings()[1];
    report.suite.version = report.suite.commit = report.target.kind = report.target.path = report.target.lab = report.platform.os = worst;
    report.platform.process_architecture = worst;
    report.platform.wine = worst;
    whole(report);
    Report again = report;
    again.cases.resize(5);
    again.cases.front().observation["more"] = "something";
    return {{"</title><script>window.hacked = 10</script>", report}, {"\xE2\x80\xAE" "again", again}};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: write-pages FOLDER\n";
        return 2;
    }
    try {
        const std::filesystem::path folder{argv[1]};
        write_whole_file(folder / "one.html", page_of({{"one", with_flags()}}));
        write_whole_file(folder / "compared.html", page_of(five_reports()));
        write_whole_file(folder / "order.html", page_of(order()));
        write_whole_file(folder / "hostile.html", page_of(hostile()));
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
