#include "harness/run/outcome.h"

#include "harness/run/channel.h"
#include "reports/trace.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>
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

bool alike(const CaseRecord& a, const CaseRecord& b) {
    return a.verdict == b.verdict && a.observation == b.observation;
}

std::string why_flaky(const std::vector<CaseRecord>& tries) {
    const auto passed = std::ranges::count(tries, Verdict::pass, &CaseRecord::verdict);
    std::string text = "passed " + std::to_string(passed) + " of " + std::to_string(tries.size()) + " times";
    if (passed == static_cast<std::ptrdiff_t>(tries.size())) return text + ", with different observations";
    std::set<Verdict> told;
    for (const CaseRecord& one : tries) {
        if (one.verdict == Verdict::pass || !told.insert(one.verdict).second) continue;
        text += (told.size() == 1 ? ", otherwise " : ", or ") + std::string(to_string(one.verdict));
        if (!one.reason.empty()) text += ": " + one.reason;
    }
    return text;
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
    return record;
}

void drop_known_traces(std::vector<std::vector<CaseRecord>>& tries, std::size_t attempt) {
    for (std::size_t other = 0; other < tries.size(); ++other) {
        if (other == attempt) continue;
        for (CaseRecord& a : tries[std::min(other, attempt)])
            for (CaseRecord& b : tries[std::max(other, attempt)])
                if (!a.trace.empty() && !b.trace.empty() && alike(a, b)) b.trace = Json::array();
    }
}

CaseRecord combine(std::vector<CaseRecord> tries) {
    CaseRecord whole = tries.front();
    if (tries.size() == 1) return whole;
    const bool steady = std::ranges::all_of(tries, [&](const CaseRecord& one) { return alike(one, tries.front()); });
    if (!steady) {
        const auto red = std::ranges::find_if(tries, [](const CaseRecord& one) { return one.verdict != Verdict::pass; });
        if (red != tries.end()) whole = *red;
        whole.verdict = Verdict::flaky;
        whole.reason = why_flaky(tries);
    }
    for (CaseRecord& one : tries) {
        whole.attempts.push_back({one.verdict, std::move(one.reason), std::move(one.observation), one.wall_us, one.call_us});
    }
    return whole;
}

}  // namespace wcts::run
