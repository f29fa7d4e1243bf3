#include "reports/repro/repro.h"

#include "reports/report_error.h"
#include "reports/repro/arguments.h"
#include "reports/repro/recorded_call.h"
#include "reports/repro/runtime.h"
#include "reports/repro/trace_words.h"
#include "reports/strict_json.h"
#include "reports/text.h"
#include "reports/trace.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace wcts::reports {

namespace {

using namespace repro;

// What is the same each time of an address that came out: its host, and whether there is a port. Nothing of one that is none.
std::string shown_again(const std::string& told) {
    if (told.starts_with("family ")) {
        return told.substr(0, told.find(' ', 7));
    }
    const std::size_t colon = told.rfind(':');
    if (colon == std::string::npos) {
        return {};
    }
    return told.ends_with(":0") ? told : told.substr(0, colon) + ":port";
}

class Program {
public:
    Program(const CaseRecord& record, const std::string& platform) : record_(record), platform_(platform) { read_trace(); }

    std::string operator()() {
        std::map<std::string, std::string> bodies;
        for (const auto& [thread, nodes] : threads_) {
            bodies[thread] = block(nodes, "    ");
        }
        std::string text = head() + "static const int kSteps = " + std::to_string(steps_) + ";\n\n" + std::string{repro_runtime()};
        text += arguments_.variables() + "WSAPROTOCOL_INFOW protocol_info;\nWSAOVERLAPPED spare;\n\n";
        for (const auto& [thread, body] : bodies) {
            text += "void " + function_of(thread) + "() {\n" + (thread == "case" ? "" : "    is_helper = true;\n") + body + "}\n\n";
        }
        return text + "}  // namespace\n\n" + main_function();
    }

private:
    // Entries of each thread in their order, nested by where they returned.
    void read_trace() {
        if (record_.trace.empty()) {
            throw ReportError("the case " + printable(record_.id, 120) +
                              " has no trace in this report (run it alone, or with --trace all)");
        }
        std::map<std::string, std::vector<TraceEntry>> entries;
        std::size_t index = 0;
        for (const Json& json : record_.trace) {
            TraceEntry entry = trace_entry_from(Field{json, "trace[" + std::to_string(index++) + "]"});
            if (entry.who == "case" && entry.what == "lab") {
                throw ReportError("the case " + printable(record_.id, 120) + " needs a lab, which a program of its own does not have");
            }
            if (entry.who == "case" && entry.what == "startup") {
                started_ = true;
            }
            if (entry.who == "case" && entry.what != "routine") {
                continue;
            }
            entries[entry.thread].push_back(std::move(entry));
        }
        for (auto& [thread, list] : entries) {
            std::size_t at = 0;
            threads_[thread] = nested(list, at, INT64_MAX);
        }
        if (!threads_.contains("case")) {
            throw ReportError("the trace has no call of the case's own thread");
        }
        for (const auto& [thread, nodes] : threads_) {
            look_at(nodes);
        }
    }

    static Nodes nested(std::vector<TraceEntry>& list, std::size_t& at, std::int64_t end) {
        Nodes nodes;
        while (at < list.size() && list[at].seq < end) {
            Node node{std::move(list[at++]), {}};
            const bool open = !node.returned();
            if (node.entry.end.value_or(0) > node.entry.seq || open) {
                node.inside = nested(list, at, open ? INT64_MAX : *node.entry.end);
            }
            nodes.push_back(std::move(node));
        }
        return nodes;
    }

    // What must be known before the first line is written.
    void look_at(const Nodes& nodes) {
        for (const Node& node : nodes) {
            if (node.entry.what == "getsockname" && shown_again(node.out("name")).ends_with(":port")) {
                arguments_.tell_address(node.out("name"));
            }
            if (node.entry.what == "routine") {
                routines_ += "{" + error_value(node.arg("dwError") == "0" ? "" : node.arg("dwError")) + ", " +
                             number_in(node.arg("cbTransferred")) + ", " + number_in(node.arg("dwFlags")) + "}, ";
            }
            if (!node.returned() && node.entry.what != "routine") {
                never_returns_ = call_text(node);
            }
            look_at(node.inside);
        }
    }

    std::string head() const {
        std::string text = "// " + comment(record_.id) + "\n// " + comment(record_.claim) + "\n//\n// Recorded by winsock-cts on " +
                           comment(platform_) + ": " + std::string{to_string(record_.verdict)} +
                           (record_.reason.empty() ? "" : ", " + comment(record_.reason)) + "\n";
        for (const std::string& clause : record_.clauses) {
            text += "// Clause: " + comment(clause) + "\n";
        }
        return text +
               "//\n//     x86_64-w64-mingw32-g++ -std=c++17 -static FILE.cpp -o FILE.exe -lws2_32\n//     cl /std:c++17 /EHsc FILE.cpp\n";
    }

    static std::string function_of(const std::string& thread) { return "on_" + (identifier(thread).value_or("case")); }

    std::string main_function() const {
        std::string text = "int main() {\n    AddVectoredExceptionHandler(0, crashed);\n    std::thread(watch).detach();\n";
        if (record_.verdict == Verdict::crash) {
            text += "    takes_the_process_down = true;\n";
        }
        if (!never_returns_.empty()) {
            text += "    never_returns = " + never_returns_ + ";\n";
        }
        if (started_) {
            // Once for the peers, once for the case.
            text +=
                "    WSADATA data;\n    if (WSAStartup(MAKEWORD(2, 2), &data) != 0 || WSAStartup(MAKEWORD(2, 2), &data) != 0) return 2;\n";
        }
        std::string joins;
        int number = 0;
        for (const auto& [thread, nodes] : threads_) {
            if (thread != "case") {
                const std::string name = "thread_" + std::to_string(++number);
                text += "    std::thread " + name + "(" + function_of(thread) + ");\n";
                joins += "    " + name + ".join();\n";
            }
        }
        return text + "    on_case();\n" + joins + "    compare_routines({" + routines_ + "});\n    end();\n}\n";
    }

    // The call as people read it: "WSASend(s=socket#1, ...)".
    static std::string call_text(const Node& node) {
        std::string text = node.entry.who == "peer" ? "peer: " : "";
        text += node.entry.what + "(";
        for (const auto& [name, value] : node.entry.args.items()) {
            text += (text.back() == '(' ? "" : ", ") + name + "=" + (value.is_string() ? value.get<std::string>() : compact(value));
        }
        return literal(text + ")");
    }

    // What two calls have in common that only differ in how long they may wait.
    static std::string shape(const Node& node) {
        std::string text = node.entry.thread + node.entry.who + node.entry.what;
        for (const auto& [name, value] : node.entry.args.items()) {
            text += name == "dwTimeout" || name == "dwMilliseconds" || name == "timeout" ? std::string{} : "\n" + name + compact(value);
        }
        return text;
    }

    static bool is_select_of(const Node& node, const std::string& socket) {
        return node.entry.what == "select" && (node.arg("readfds") == "{" + socket + "}" || node.arg("writefds") == "{" + socket + "}");
    }

    // Waits for what other threads had begun and ended before this step.
    std::string order(const std::string& thread, std::int64_t seq, const std::string& indent) {
        std::string begun;
        std::string ended;
        for (const auto& [other, steps] : steps_of_) {
            if (other == thread) {
                continue;
            }
            int last_begun = 0;
            int last_ended = 0;
            for (const auto& [step, begin, end] : steps) {
                last_begun = begin < seq ? step : last_begun;
                last_ended = end != 0 && end < seq ? step : last_ended;
            }
            begun += last_begun == 0 ? "" : std::to_string(last_begun) + ", ";
            ended += last_ended == 0 ? "" : std::to_string(last_ended) + ", ";
        }
        return begun.empty() && ended.empty() ? "" : indent + "turn({" + begun + "}, {" + ended + "});\n";
    }

    // Steps are numbered over all threads before any text is made, since a step may wait for one that stands further down.
    struct Group {
        std::size_t first = 0;
        std::size_t last = 0;
        enum class Sort { call, poll, drain, fill } sort = Sort::call;
    };

    static std::vector<Group> groups_of(const Nodes& nodes) {
        std::vector<Group> groups;
        for (std::size_t at = 0; at < nodes.size();) {
            Group group{at, at, Group::Sort::call};
            const Node& node = nodes[at];
            const std::string socket = node.arg("s");
            const auto extend = [&](std::string_view function) {
                std::size_t calls = 1;
                for (std::size_t next = at + 1; next < nodes.size(); ++next) {
                    const bool again = nodes[next].entry.what == function && nodes[next].entry.who == node.entry.who &&
                                       nodes[next].arg("s") == socket && nodes[next].arg("flags") == node.arg("flags");
                    if (!again && !is_select_of(nodes[next], socket)) {
                        break;
                    }
                    calls += again ? 1 : 0;
                    group.last = again ? next : group.last;
                }
                return calls;
            };
            if (node.entry.what == "recv" && node.entry.who == "peer" && node.arg("flags") == "0") {
                static_cast<void>(extend("recv"));
                group.sort = Group::Sort::drain;
            } else if (node.entry.what == "send" && extend("send") > 2 && nodes[group.last].entry.error == "WSAEWOULDBLOCK") {
                group.sort = Group::Sort::fill;
            } else {
                group.last = at;
                // A A A, or A SleepEx A SleepEx A: asked until the answer is another.
                for (std::size_t next = at + 1; next < nodes.size(); ++next) {
                    if (shape(nodes[next]) == shape(node)) {
                        group.last = next;
                    } else if (nodes[next].entry.what != "SleepEx") {
                        break;
                    }
                }
                const bool asks = node.entry.what == "WSAGetOverlappedResult" || node.entry.what == "GetOverlappedResult" ||
                                  node.entry.what == "SleepEx" || node.entry.what == "WSAWaitForMultipleEvents";
                // An end that was there when it was asked for may take a moment longer the next time.
                const bool ended = (node.arg("fWait") == "0" || node.arg("bWait") == "0") && node.entry.result == "TRUE";
                if (asks && (group.last != at || ended)) {
                    group.sort = Group::Sort::poll;
                } else {
                    group.last = at;
                }
            }
            at = group.last + 1;
            groups.push_back(group);
        }
        return groups;
    }

    std::string block(const Nodes& nodes, const std::string& indent);
    std::string written(const Node& node, const std::string& same, const std::string& indent);
    bool takes_a_part(const Node& node, const std::string& taken, const std::string& given);
    std::string call(const Node& node, int step, const std::string& indent);
    std::string poll(const Nodes& nodes, const Group& group, int step, const std::string& indent);
    std::string drain(const Nodes& nodes, const Group& group, int step, const std::string& indent);

    void number_steps() {
        for (const auto& [thread, nodes] : threads_) {
            for (const Group& group : groups_of(nodes)) {
                steps_of_[thread].push_back({++steps_, nodes[group.first].entry.seq, nodes[group.last].entry.end.value_or(0)});
            }
        }
    }

    struct Step {
        int number;
        std::int64_t begin;
        std::int64_t end;
    };

    const CaseRecord& record_;
    const std::string& platform_;
    bool started_ = false;
    std::string never_returns_;
    std::string routines_;
    std::map<std::string, Nodes> threads_;
    Arguments arguments_;
    std::map<std::string, std::vector<Step>> steps_of_;
    std::set<std::string> takes_parts_;  // sockets, as the trace names them
    int steps_ = 0;
};

// The bytes that a call was given to send, as a number; "0" for none.
std::string given_to(const Node& node) {
    if (!node.entry.what.starts_with("send") && !node.entry.what.starts_with("WSASend")) {
        return "0";
    }
    if (is_number(node.arg("len"))) {
        return node.arg("len");
    }
    std::uint64_t bytes = 0;
    for (const RecordedBuffers& buffers : buffers_of(pointer_of(node.arg("lpBuffers")))) {
        if (!is_number(buffers.times) || !is_number(buffers.length) || buffers.times.size() > 9 || buffers.length.size() > 9) {
            return "0";
        }
        bytes += std::stoull(buffers.times) * std::stoull(buffers.length);
    }
    return std::to_string(bytes);
}

// What the case called inside a routine, a hook or a condition function, before the call that runs it.
std::string callback(const std::string& inside, const std::string& indent) {
    return inside.empty() ? inside : indent + "in_callback = [] {\n" + inside + indent + "};\n";
}

std::string within(const std::string& taken, const std::string& given) {
    return taken + " > 0 && " + taken + " <= " + given;
}

// A call's expression, its result as text, whether it failed, and what keeps the result.
struct Made {
    std::string before;
    std::string expression;
    std::string keep;
    std::string text;
    std::string failed;
};

// How much of it a stream takes differs from run to run once it has not taken all.
bool Program::takes_a_part(const Node& node, const std::string& taken, const std::string& given) {
    if (!is_number(taken) || taken.size() > 9 || given.size() > 9 || std::stoi(taken) <= 0 || std::stoi(given) <= 0) {
        return false;
    }
    if (std::stoi(taken) < std::stoi(given)) {
        takes_parts_.insert(node.arg("s"));
    }
    return takes_parts_.contains(node.arg("s"));
}

std::string Program::call(const Node& node, int step, const std::string& indent) {
    const Returns returns = returns_of(node.entry.what);
    Made made;
    made.expression = node.entry.what + "(" + arguments_.all_of(node, made.before) + ")";
    switch (returns) {
        case Returns::integer:
            made.text = "int_text(result)", made.failed = "result == SOCKET_ERROR";
            break;
        case Returns::boolean:
            made.text = "bool_text(result)", made.failed = "!result";
            break;
        case Returns::wait:
            made.text = "wait_text(result)", made.failed = "result == WAIT_FAILED";
            break;
        case Returns::procedure:
            made.text = "std::string(result == nullptr ? \"NULL\" : \"pointer\")", made.failed = "result == nullptr && false";
            break;
        case Returns::socket:
        case Returns::handle: {
            const bool is_socket = returns == Returns::socket;
            const std::string none = is_socket ? "INVALID_SOCKET" : "nullptr";
            const auto name = identifier(node.entry.result);
            if (name && (is_socket || node.entry.result != node.arg("ExistingCompletionPort"))) {
                made.keep = " " + arguments_.variable(*name, is_socket ? "SOCKET" : "HANDLE") + " = result;";
            }
            made.text = "std::string(result == " + none + " ? " + (is_socket ? "\"INVALID_SOCKET\"" : "\"NULL\"") + " : " +
                        literal(name ? node.entry.result : "given") + ")";
            made.failed = "result == " + none;
            break;
        }
        case Returns::nothing:
            break;
    }
    std::string recorded = node.returned() ? literal(node.entry.result) : "\"does not return\"";
    if (const std::string given = given_to(node); node.entry.what.starts_with("send") && takes_a_part(node, node.entry.result, given)) {
        made.text = "(" + within("result", given) + " ? std::string(\"a part\") : int_text(result))";
        recorded = "\"a part\"";
    }
    const std::string shown = call_text(node);
    std::string text = callback(block(node.inside, indent + "    "), indent);
    text += indent + "{\n";
    if (!made.before.empty()) {
        text += indent + "    " + made.before + "\n";
    }
    text += indent + "    const char* const call = " + shown + ";\n";
    text += indent + "    begin(" + std::to_string(step) + ", call);\n";
    text += indent + "    const auto result = " + made.expression + ";\n";
    text += indent + "    const int error = " + made.failed + " ? static_cast<int>(WSAGetLastError()) : 0;" + made.keep + "\n";
    const bool may_pend = node.entry.args.contains("lpBuffers") && !node.arg("lpOverlapped").empty() && node.arg("lpOverlapped") != "NULL";
    text += indent + "    finish(" + std::to_string(step) + ", call, " + made.text + ", error, " + recorded + ", " +
            error_value(node.entry.error) + (may_pend ? ", true" : "") + ");\n";
    return text + written(node, made.text + " == " + recorded + " && error == " + error_value(node.entry.error), indent + "    ") + indent +
           "}\n";
}

// Compares what a call wrote, where the same answer came back.
std::string Program::written(const Node& node, const std::string& same, const std::string& indent) {
    std::string text;
    if (node.entry.who != "target" || node.entry.result == "FALSE") {
        return text;
    }
    for (const char* name : {"lpNumberOfBytesSent", "lpNumberOfBytesRecvd", "lpcbTransfer", "lpNumberOfBytesTransferred", "lpFlags",
                             "lpdwFlags", "addrlen", "fromlen", "lpFromlen", "namelen"}) {
        const std::string out = node.out(name);
        if (!is_number(out) || pointer_of(node.arg(name)).sort != "good") {
            continue;
        }
        const std::string recorded = number_in(out);
        const auto named = identifier(node.arg(name));
        const std::string variable = named.value_or(name);
        // What a nameless one held before a call that failed is not told, unless it goes in.
        const bool is_count = !named && pointer_of(node.arg(name)).rest.empty();
        if (is_count && !node.entry.error.empty() && out != kShownUntouched) {
            continue;
        }
        std::string value = variable;
        if (const std::string given = given_to(node);
            std::string_view{name} == "lpNumberOfBytesSent" && takes_a_part(node, recorded, given)) {
            value = within(variable, given) + " ? " + recorded + " : " + variable;
        }
        text += indent + "if (" + same + ") wrote(\"" + name + "\", " + value + ", " + recorded + ");\n";
    }
    if (const std::string told = shown_again(node.out("name"));
        !told.empty() && node.entry.result == "0" && pointer_of(node.arg("name")).sort == "good") {
        text += indent + "if (" + same + ") told(\"name\", " + arguments_.address_told(node.out("name")) + ", " + literal(told) + ");\n";
    }
    return text;
}

// Asks again until the answer is the recorded last one, for as long as the recording took and a little more.
std::string Program::poll(const Nodes& nodes, const Group& group, int step, const std::string& indent) {
    Node last = nodes[group.last];
    const std::int64_t ms = (last.entry.t_us - nodes[group.first].entry.t_us) / 1000;
    Node first = nodes[group.first];
    std::string inside;
    for (std::size_t index = group.first; index <= group.last; ++index) {
        inside += block(nodes[index].inside, indent + "    ");
    }
    std::string before;
    const std::string arguments = arguments_.all_of(last, before);
    const bool boolean = returns_of(last.entry.what) == Returns::boolean;
    const std::string shown = call_text(last);
    std::string text = callback(inside, indent);
    const std::string made_text = boolean ? "bool_text(result)" : "wait_text(result)";
    text += indent + "for (const ULONGLONG start = GetTickCount64();;) {\n";
    text += before.empty() ? "" : indent + "    " + before + "\n";
    text += indent + "    const char* const call = " + shown + ";\n" + indent + "    begin(" + std::to_string(step) + ", call);\n";
    text += indent + "    const auto result = " + last.entry.what + "(" + arguments + ");\n";
    text += indent + "    const int error = " + (boolean ? "!result" : "result == WAIT_FAILED") +
            " ? static_cast<int>(WSAGetLastError()) : 0;\n";
    text += indent + "    const bool same = " + made_text + " == " + literal(last.entry.result) +
            " && error == " + error_value(last.entry.error) + ";\n";
    const bool alertable = last.arg("bAlertable") == "1" || last.arg("fAlertable") == "1";
    // A poll that ended as it began has gone on to its end; a routine may have run in it all the same.
    const bool unchanged =
        group.first != group.last && first.entry.result == last.entry.result && first.entry.error == last.entry.error && !alertable;
    text += indent + "    if (" + (unchanged ? "!same || " : "same || ") + "GetTickCount64() - start > " +
            std::to_string(ms + (unchanged ? 0 : 2000)) + ") {\n";
    text += indent + "        finish(" + std::to_string(step) + ", call, " + made_text + ", error, " + literal(last.entry.result) + ", " +
            error_value(last.entry.error) + ");\n" + written(last, "same", indent + "        ") + indent + "        break;\n" + indent +
            "    }\n";
    return text + (last.entry.what == "SleepEx" ? "" : indent + "    SleepEx(1, FALSE);\n") + indent + "}\n";
}

std::string Program::drain(const Nodes& nodes, const Group& group, int step, const std::string& indent) {
    std::int64_t bytes = 0;
    for (std::size_t index = group.first; index <= group.last; ++index) {
        const std::string& result = nodes[index].entry.result;
        if (nodes[index].entry.what == "recv" && is_number(result) && result.size() < 10) {
            bytes += std::max(0, std::stoi(result));
        }
    }
    const Node& last = nodes[group.last];
    const std::string end = last.entry.result == "0" ? "0" : last.entry.error.empty() ? "1" : "-1";
    return indent + "drain(" + std::to_string(step) + ", " + arguments_.socket_expression(last.arg("s")) + ", " + std::to_string(bytes) +
           "ull, " + end + ", " + error_value(last.entry.error) + ", " + literal("peer: recv(s=" + last.arg("s") + ")") + ");\n";
}

std::string Program::block(const Nodes& nodes, const std::string& indent) {
    if (steps_ == 0) {
        number_steps();
    }
    std::string text;
    const bool is_thread = !nodes.empty() && &threads_.at(nodes.front().entry.thread) == &nodes;
    std::size_t index = 0;
    for (const Group& group : groups_of(nodes)) {
        const Node& node = nodes[group.first];
        // What is nested has no place of its own in the order: its call has.
        const int step = is_thread ? steps_of_.at(node.entry.thread)[index++].number : 0;
        if (node.entry.what == "routine") {
            text += block(node.inside, indent);
            continue;
        }
        text += is_thread ? order(node.entry.thread, node.entry.seq, indent) : "";
        switch (group.sort) {
            case Group::Sort::drain:
                text += drain(nodes, group, step, indent);
                break;
            case Group::Sort::fill:
                text += indent + "fill(" + std::to_string(step) + ", " + arguments_.socket_expression(node.arg("s")) + ", " +
                        number_in(node.arg("len")) + ", " + call_text(node) + ");\n";
                break;
            case Group::Sort::poll:
                text += poll(nodes, group, step, indent);
                break;
            case Group::Sort::call:
                text += call(node, step, indent);
                break;
        }
    }
    return text;
}

}  // namespace

std::string repro_program(const CaseRecord& record, const std::string& platform) {
    return Program{record, platform}();
}

}  // namespace wcts::reports
