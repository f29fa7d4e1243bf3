#include "reports/outside/tests/samples.h"

#include "reports/summary_text.h"
#include "reports/tests/samples.h"

#include <utility>

namespace wcts::reports::samples {

namespace {

CaseRecord judged(const std::string& id, Verdict verdict, bool expected, const std::string& reason = {}) {
    CaseRecord record = a_case(id, verdict);
    record.expected = expected;
    if (!reason.empty()) {
        record.reason = reason;
    }
    return record;
}

Run green() {
    Run run{"green", a_report(), {}};
    run.report.cases = {
        judged("wsasend.sd-send/tcp4/blocking", Verdict::pass, true),
        judged("wsasend.sd-send/tcp4/iocp", Verdict::fail, true),
        judged("wsasend.hang/tcp4/iocp", Verdict::timeout, true, "no end after 10 s"),
        judged("wsasend.crash/tcp4/iocp", Verdict::crash, true, "access violation in WSASend"),
        judged("wsasend.sometimes/tcp4/iocp", Verdict::flaky, true, "1 of 2 tries passed"),
        judged("wsasend.no-network/udp4/iocp", Verdict::unsupported, true, "no lab can cut a path here"),
    };
    // Failed, then passed: what CTRF calls flaky.
    std::swap(run.report.cases[4].attempts[0], run.report.cases[4].attempts[1]);
    return run;
}

Run red() {
    Run run{"red", a_report(), {}};
    run.report.cases = {
        judged("wsasend.sd-send/tcp4/blocking", Verdict::pass, true),
        judged("wsasend.sd-send/tcp4/iocp", Verdict::fail, true),
        judged("wsasend.sd-send/tcp6/iocp", Verdict::fail, false),
        judged("wsasend.sd-send/tcp6/event-wait", Verdict::fail, false),
        judged("wsasend.gone/tcp4/iocp", Verdict::pass, false),
        judged("wsasend.changed/tcp4/iocp", Verdict::fail, false, "expected WSAEFAULT, found WSAEINVAL"),
        judged("wsasend.hang/tcp4/iocp", Verdict::timeout, false, "no end after 10 s"),
        judged("wsasend.crash/tcp4/iocp", Verdict::crash, false, "access violation in WSASend"),
        judged("wsasend.sometimes/tcp4/iocp", Verdict::flaky, false, "1 of 2 tries passed"),
        judged("wsasend.no-network/udp4/iocp", Verdict::unsupported, true, "no lab can cut a path here"),
        judged("wsasend.no-socket/udp4/iocp", Verdict::setup_failed, false, "socket() failed with WSAEMFILE"),
        judged("wsasend.broken/udp4/iocp", Verdict::harness_error, false, "the case never looked at its result"),
    };
    run.unexpected = unexpected_in(run.report);
    for (Unexpected& one : run.unexpected) {
        if (one.row == "wsasend.gone") {
            one.reason = "it passes, though the expectation file says fail";
        } else if (one.row == "wsasend.changed") {
            one.sort = Unexpected::Sort::changed;
            one.reason = "the observation differs at /calls/0/error: expected \"WSAENOTCONN\", found \"WSAEINVAL\"";
        }
    }
    run.unexpected.push_back({Unexpected::Sort::unmatched,
                              "wsasend.renamed",
                              {"*", "iocp"},
                              Verdict::fail,
                              "the expectation file names a row that does not exist"});
    return run;
}

Run cut_off() {
    Run run{"cut-off", a_report(), {}};
    run.report.complete = false;
    run.report.finished.clear();
    run.report.wall_ms = 0;
    run.report.cases = {judged("wsasend.sd-send/tcp4/blocking", Verdict::pass, true)};
    return run;
}

Run empty() {
    Run run{"empty", a_report(), {}};
    run.report.cases.clear();
    return run;
}

// Whoever can name things can try to be more than a name.
Run hostile() {
    const std::string markup =
        "]]><failure/>\"'&amp;<script>alert(1)</script> | `x` **b** ~s~ [a](https://evil.example) @you #1 $x$ <!-- http://x";
    const std::string terminal = "\x1b[2J\x1b]0;title\x07 \r\n::error::no\n\u202Eabc\u2028%0A::warning::no";
    const std::string bytes =
        std::string{"nul \0 end", 9} + " \xff\xfe \xc3( \xed\xa0\x80 \xf4\x90\x80\x80 \xef\xbf\xbe \xef\xbf\xbf \xc2\x85";
    const std::string huge(std::size_t{1} << 18, '<');
    Run run{"hostile", a_report(), {}};
    for (const std::string& text : {markup, terminal, bytes, huge}) {
        CaseRecord record = judged("row " + text + "/tcp4/" + text, Verdict::fail, false, text);
        record.suite = text;
        record.function = text;
        record.claim = text;
        record.clauses = {text};
        record.code = text;
        record.kind.path = text;
        record.observation = {{text, text}};
        record.trace[1]["args"] = {{text, text}};
        record.attempts = {{Verdict::fail, text, record.observation, 1, 1}, {Verdict::fail, text, record.observation, 1, 1}};
        run.report.cases.push_back(record);
        record.id += "x";
        record.expected = true;
        run.report.cases.push_back(record);
    }
    CaseRecord nameless = judged("//", Verdict::crash, false, " ");
    nameless.suite = " \t";
    run.report.cases.push_back(nameless);
    run.report.target.path = markup;
    run.report.target.lab = terminal;
    run.report.platform.wine = bytes;
    run.report.suite.version = terminal;
    run.report.suite.commit = bytes;
    run.report.suite.arguments = {markup, terminal, bytes, huge};
    run.unexpected = unexpected_in(run.report);
    run.unexpected.push_back({Unexpected::Sort::unmatched, markup, {"*", terminal}, Verdict::fail, bytes});
    return run;
}

}  // namespace

std::vector<Run> runs() {
    return {green(), red(), cut_off(), empty(), hostile()};
}

}  // namespace wcts::reports::samples
