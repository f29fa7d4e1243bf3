#include "harness/run/outcome.h"

#include "harness/run/channel.h"
#include "reports/report_json.h"
#include "reports/trace.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string_view>

namespace wcts::run {

namespace {

using reports::CaseRecord;
using reports::Json;
using reports::Verdict;

std::string_view name_of_exception(std::string_view code) {
    if (code == "0xC0000005") return "access violation";
    if (code == "0xC00000FD") return "stack overflow";
    if (code == "0xC000001D") return "illegal instruction";
    if (code == "0xC0000094") return "integer division by zero";
    if (code == "0xC0000374") return "heap corruption";
    if (code == "0xC0000008") return "invalid handle";
    if (code == "0xC0000409") return "fail-fast";
    if (code == "0x80000003") return "breakpoint";
    if (code == "0xE06D7363" || code == "0x20474343") return "C++ exception that nothing caught";
    return {};
}

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string with_name(const std::string& code) {
    const std::string_view name = name_of_exception(code);
    return name.empty() ? code : code + " (" + std::string(name) + ")";
}

void tell_crash(CaseRecord& record, const Json& crash) {
    record.observation = {{"ended", "crash"}};
    const std::string exception = text_of(crash, "exception");
    if (exception.empty()) {
        record.observation["what"] = text_of(crash, "what");
        record.reason = "the process ended during the case: " + text_of(crash, "what");
        return;
    }
    record.observation["exception"] = exception;
    record.reason = "the process ended during the case with exception " + with_name(exception);
    const std::string access = text_of(crash, "access");
    if (!access.empty()) record.reason += " " + access + " " + text_of(crash, "of");
    // Windows' loader writes the same name now in capitals and now in small letters.
    std::string module = text_of(crash, "module");
    std::ranges::transform(module, module.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    if (module.empty()) {
        record.reason += " at " + text_of(crash, "address");
    } else {
        record.observation["module"] = module;
        record.reason += " in " + module + "+" + text_of(crash, "offset");
    }
}

void tell_exit(CaseRecord& record, std::uint32_t exit_code) {
    char code[16];
    std::snprintf(code, sizeof code, "0x%08X", static_cast<unsigned>(exit_code));
    const bool small = exit_code < 0x10000;
    record.observation = {{"ended", "crash"}, {"exit_code", small ? Json(exit_code) : Json(code)}};
    record.reason = "the process ended with exit code " + (small ? std::to_string(exit_code) : with_name(code)) + " during the case";
}

// A dying process may say anything, and one bad entry would make the whole report unreadable.
bool is_trace(const Json& trace) {
    try {
        for (const reports::Field& entry : reports::Field(trace, "trace").elements()) static_cast<void>(reports::trace_entry_from(entry));
        return true;
    } catch (const reports::ReportError&) {
        return false;
    }
}

// Behind everything that the trace has, the ends of its calls too.
std::int64_t next_seq(const Json& trace) {
    std::int64_t next = 1;
    for (const Json& entry : trace) {
        next = std::max({next, entry.value("seq", std::int64_t{0}) + 1, entry.value("end", std::int64_t{0}) + 1});
    }
    return next;
}

// As notes at the end of the trace: where the threads of a case stood when it was given up.
void add_stacks(CaseRecord& record, const Json& stacks) {
    if (!stacks.is_array()) return;
    for (const Json& stack : stacks) {
        if (!stack.is_object() || !stack.contains("frames") || !stack["frames"].is_array()) continue;
        std::string text;
        for (const Json& frame : stack["frames"]) {
            if (frame.is_string()) text += (text.empty() ? "" : " < ") + frame.get<std::string>();
        }
        if (text.empty()) continue;
        record.trace.push_back(
            {{"seq", next_seq(record.trace)}, {"t_us", record.wall_us}, {"thread", text_of(stack, "thread")}, {"who", "case"}, {"what", "stack"}, {"note", text}});
    }
}

void tell_last_call(CaseRecord& record, const winsock::LastCall& call) {
    if (call.function.empty()) return;
    record.reason += "; the last call was " + std::string(call.function) + (call.returned ? ", which had returned" : ", which did not return");
}

}  // namespace

CaseRecord record_of_end(const CaseInfo& info, const Answer& answer, std::chrono::milliseconds limit, std::chrono::microseconds wall) {
    CaseRecord record = blank_record(info);
    record.wall_us = wall.count();
    if (is_trace(answer.trace)) record.trace = answer.trace;
    if (answer.end == Answer::End::timed_out) {
        record.verdict = Verdict::timeout;
        record.reason = "the case did not end within its limit of " + std::to_string(limit.count()) + " ms; its process was ended";
        record.observation = {{"ended", "timeout"}};
        tell_last_call(record, answer.last_call);
        add_stacks(record, answer.stacks);
        return record;
    }
    if (answer.end == Answer::End::too_long) {
        record.verdict = Verdict::harness_error;
        record.reason = "the record of the case is too long to be taken";
        return record;
    }
    record.verdict = Verdict::crash;
    if (answer.crash) {
        tell_crash(record, *answer.crash);
    } else if (answer.exit_code && *answer.exit_code != kHandlesLost) {
        tell_exit(record, *answer.exit_code);
    } else {
        record.observation = {{"ended", "crash"}, {"what", "handles closed"}};
        record.reason = "handles were closed that the case does not own, those of its process's channel among them; the process was ended";
    }
    tell_last_call(record, answer.last_call);
    return record;
}

CaseRecord record_of_answer(const CaseInfo& info, const reports::Json& message, std::chrono::microseconds wall) {
    CaseRecord record;
    try {
        record = reports::case_from(reports::Field(message).member("done"));
    } catch (const reports::ReportError& error) {
        record = blank_record(info);
        record.verdict = Verdict::harness_error;
        record.reason = std::string("the worker's answer is no record of a case: ") + error.what();
    }
    if (record.wall_us == 0) record.wall_us = wall.count();
    return record;
}

}  // namespace wcts::run
