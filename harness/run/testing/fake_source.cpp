#include "harness/run/testing/fake_source.h"

#include "harness/winsock/platform.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

namespace wcts::run::testing {

namespace {

using reports::CaseRecord;
using reports::Json;
using reports::Verdict;

constexpr std::string_view kKind = "/tcp4/blocking";

// Kept from case to case, as a target's damage would be.
int turn = 0;
bool damaged = false;
bool rule_broken = false;

Json trace_entry(int seq, const std::string& what) {
    return {{"seq", seq}, {"t_us", seq * 10}, {"thread", "main"}, {"who", "case"}, {"what", what}};
}

// Not to be seen through by an optimiser.
volatile int sink = 0;

// `sink` never is -1, but no compiler knows.
int overflow(int depth) {
    // More than a page, so that the compiler probes it: Wine 8.0 tells of no overflow by a mere push.
    volatile char frame[8192];
    frame[0] = static_cast<char>(depth);
    if (sink == -1) return 0;
    return overflow(depth + 1) + frame[0];
}

void flood() {
    const std::string line(64 * 1024, 'x');
    for (int i = 0; i < 64; ++i) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fwrite(line.data(), 1, line.size(), stderr);
        DWORD written = 0;
        WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line.data(), static_cast<DWORD>(line.size()), &written, nullptr);
    }
    std::fflush(stdout);
}

[[noreturn]] void spin() {
    for (;;) sink = sink + 1;
}

void die(const std::string& name, CaseRecord& record) {
    if (name == "null-write") {
        volatile int* volatile nowhere = nullptr;  // both, or the store may be left out
        *nowhere = 1;
    } else if (name == "stack-overflow") {
        sink = overflow(0);
    } else if (name == "exit-0") {
        ExitProcess(0);
    } else if (name == "terminate-self") {
        TerminateProcess(GetCurrentProcess(), 77);
    } else if (name == "abort") {
        std::abort();
    } else if (name == "other-thread") {
        std::thread([] { throw std::runtime_error("on a thread of its own"); }).join();
    } else if (name == "closes-handles") {
        for (ULONG_PTR value = 4; value < 4096; value += 4) CloseHandle(reinterpret_cast<HANDLE>(value));
        Sleep(INFINITE);
    } else if (name == "after") {
        record.observation["pid"] = GetCurrentProcessId();
    }
}

void leave_behind(const std::string& name, CaseRecord& record) {
    record.observation["pid"] = GetCurrentProcessId();
    if (name == "thread") {
        // It is counted from its own first step on.
        const HANDLE runs = CreateEventW(nullptr, TRUE, FALSE, nullptr);
        std::thread([runs] {
            SetEvent(runs);
            Sleep(INFINITE);
        }).detach();
        WaitForSingleObject(runs, INFINITE);
    }
    if (name == "priority") SetPriorityClass(GetCurrentProcess(), ABOVE_NORMAL_PRIORITY_CLASS);
    for (int i = 0; name == "handles" && i < 2'000; ++i) CreateEventW(nullptr, FALSE, FALSE, nullptr);
}

void hang(const std::string& name) {
    if (name == "spin") spin();
    if (name == "suspended") SuspendThread(GetCurrentThread());
    Sleep(INFINITE);
}

void misbehave(const std::string& name, CaseRecord& record) {
    if (name == "fail") {
        record.verdict = Verdict::fail;
        record.reason = "expected WSAESHUTDOWN, got success";
        record.observation = {{"send", "0"}};
    } else if (name == "unsupported") {
        record.verdict = Verdict::unsupported;
        record.reason = "the target has no such socket";
    } else if (name == "throw") {
        throw std::runtime_error("a case must not throw");
    } else if (name == "flood") {
        flood();
    } else if (name == "broken-record") {
        record.kind.socket.clear();
    } else if (name == "huge-record") {
        record.verdict = Verdict::fail;
        record.reason = "has a long trace";
        record.observation = {{"events", 10'000}};
        for (int i = 1; i <= 10'000; ++i) record.trace.push_back(trace_entry(i, std::string(50, 'y')));
    }
}

void turn_about(const std::string& name, CaseRecord& record, winsock::Target& target) {
    const bool layered = name.starts_with("layer-") && target.describe().kind == "layered";
    if (name == "verdict" && ++turn % 2 == 0) {
        record.verdict = Verdict::fail;
        record.reason = "every other time";
    } else if (name == "observation" || name == "own") {
        record.observation["turn"] = ++turn;
    } else if (name == "damages") {
        damaged = true;
    } else if (name == "damaged" && damaged) {
        die("null-write", record);
    } else if (name == "layer-differs" && layered) {
        misbehave("fail", record);
    } else if (name == "layer-alike") {
        misbehave("fail", record);
    } else if (name == "layer-rule") {
        rule_broken = layered;
    }
}

}  // namespace

bool take_broken_rule() {
    return std::exchange(rule_broken, false);
}

FakeSource::FakeSource() {
    const auto add = [this](std::string suite, std::string name, bool own_process = false, int limit_ms = 0) {
        CaseInfo info;
        info.id = suite + "." + name + std::string(kKind);
        info.suite = std::move(suite);
        info.function = "WSASend";
        info.claim = "claims about " + name;
        info.clauses = {"Fake.clause." + name};
        info.kind = {"tcp4", "blocking"};
        info.row_hash = "0123456789abcdef";
        info.own_process = own_process;
        info.limit = std::chrono::milliseconds(limit_ms);
        cases_.push_back(std::move(info));
    };
    for (int i = 0; i < 40; ++i) add("plain", "pass-" + std::string(i < 10 ? "0" : "") + std::to_string(i));
    for (const char* name : {"own-00", "own-01"}) add("plain", name, true);
    for (const char* name : {"fail", "unsupported", "throw", "flood", "broken-record", "huge-record"}) add("bad", name);
    for (const char* name :
         {"null-write", "stack-overflow", "exit-0", "terminate-self", "abort", "other-thread", "closes-handles", "after"}) {
        add("dies", name);
    }
    for (const char* name : {"spin", "sleep"}) add("hangs", name, false, 400);
    add("hangs", "suspended", true, 400);
    for (const char* name : {"thread", "priority", "handles"}) add("leaves", name);
    add("slow", "wait");
    for (const char* name : {"verdict", "observation", "damages", "damaged", "layer-alike", "layer-differs", "layer-rule"}) add("turns", name);
    add("turns", "own", true);
    for (const char* name : {"passes", "damages", "crashes", "fails", "after"}) {
        add("may-crash", name);
        cases_.back().may_crash = true;
    }
}

std::size_t FakeSource::index_of(const std::string& name) const {
    return place(name + std::string(kKind));
}

std::size_t FakeSource::place(const std::string& id) const {
    const auto info = std::ranges::find(cases_, id, &CaseInfo::id);
    if (info == cases_.end()) throw std::out_of_range(id);
    return static_cast<std::size_t>(info - cases_.begin());
}

CaseRecord FakeSource::run(const std::string& id, winsock::Target& target, bool keep_trace) {
    const CaseInfo& info = cases_[place(id)];
    const std::string name = info.id.substr(info.suite.size() + 1, info.id.size() - info.suite.size() - 1 - kKind.size());
    {
        const std::lock_guard lock(mutex_);
        trace_ = Json::array({trace_entry(1, "began " + name)});
    }
    CaseRecord record = blank_record(info);
    record.verdict = Verdict::pass;
    record.call_us = 1;
    if (info.suite == "bad") misbehave(name, record);
    if (info.suite == "dies") die(name, record);
    if (info.suite == "hangs") hang(name);
    if (info.suite == "leaves") leave_behind(name, record);
    if (info.suite == "slow") Sleep(200);
    if (info.suite == "turns") turn_about(name, record, target);
    if (info.suite == "may-crash") {
        turn_about(name == "crashes" ? "damaged" : name, record, target);
        if (name == "fails") misbehave("fail", record);
        record.observation["pid"] = GetCurrentProcessId();
    }
    if (keep_trace || record.verdict != Verdict::pass) {
        if (record.trace.empty()) record.trace = trace_so_far();
    }
    return record;
}

Json FakeSource::trace_so_far() {
    const std::lock_guard lock(mutex_);
    return trace_;
}

std::vector<std::string> FakeSource::describe(const std::string& id) const {
    return {"arrange: nothing", "call: " + cases_[place(id)].id, "expect: a pass"};
}

}  // namespace wcts::run::testing
