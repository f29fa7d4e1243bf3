// Hostile targets under the real coordinator: each costs exactly the cases that it strikes, and these say what happened.
#include "fixtures/hostile/hostility.h"
#include "fixtures/rows/row_source.h"
#include "harness/run/coordinator.h"
#include "suites/wsasend/wsasend.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace wcts::hostile {
namespace {

using reports::CaseRecord;
using reports::Verdict;
using ::testing::HasSubstr;

rows::RowSource wsasend_source() {
    rows::Suite suite = wsasend::suite();
    std::set<std::string> clauses;
    for (const rows::Row& row : suite.rows) clauses.insert(row.clauses.begin(), row.clauses.end());
    return {{std::move(suite)}, clauses};
}

class Records : public run::RunObserver {
public:
    explicit Records(const std::vector<run::CaseInfo>& cases) : cases_(cases) {}
    void started(std::size_t) override {}
    void finished(std::size_t index, CaseRecord record) override { by_id.emplace(cases_[index].id, std::move(record)); }
    void remark(const std::string&) override {}

    std::map<std::string, CaseRecord> by_id;

private:
    const std::vector<run::CaseInfo>& cases_;
};

std::wstring exe_beside_this() {
    std::wstring self(32768, L'\0');
    self.resize(GetModuleFileNameW(nullptr, self.data(), static_cast<DWORD>(self.size())));
    return (std::filesystem::path(self).parent_path() / L"winsock-cts.exe").wstring();
}

class HostileTarget : public ::testing::Test {
protected:
    // Cases that call different functions, on the reference, since there nothing waits and one process serves for all.
    std::map<std::string, CaseRecord> run(const std::string& fault, bool hangs = false) {
        run::RunOptions options;
        options.worker.exe = exe_beside_this();
        options.worker.target.target = "reference";
        options.worker.target.fault = fault;
        options.jobs = 4;
        options.timeout = std::chrono::milliseconds(hangs ? 800 : 20'000);
        options.keep_traces = true;
        Records records(source_.cases());
        run::Coordinator coordinator(source_.cases(), options);
        const auto selection =
            run::select(source_.cases(), {"wsasend.small-send/tcp4/iocp", "wsasend.small-send/udp4/iocp",
                                          "wsasend.small-send/tcp4/routine-sleepex", "wsasend.eshutdown-after-sd-send/tcp4/blocking",
                                          "wsasend.eshutdown-after-sd-send/tcp4/iocp", "wsasend.in-order-2/tcp4/event-wait"});
        EXPECT_EQ(coordinator.run(selection, records), run::RunEnd::complete);
        EXPECT_EQ(records.by_id.size(), selection.size());
        return records.by_id;
    }

    // The cases that call this function of the target.
    static std::set<std::string> callers(const std::map<std::string, CaseRecord>& records, const std::string& function) {
        std::set<std::string> found;
        for (const auto& [id, record] : records)
            for (const reports::Json& entry : record.trace)
                if (entry.at("who") == "target" && entry.at("what") == function) found.insert(id);
        return found;
    }

    static std::set<std::string> not_passed(const std::map<std::string, CaseRecord>& records) {
        std::set<std::string> found;
        for (const auto& [id, record] : records)
            if (record.verdict != Verdict::pass) found.insert(id);
        return found;
    }

    rows::RowSource source_ = wsasend_source();
};

TEST_F(HostileTarget, EachHostilityCostsTheCasesThatItStrikesAndTheseSayWhatHappened) {
    const auto sound = run("");
    ASSERT_TRUE(not_passed(sound).empty());
    const std::set<std::string> struck = callers(sound, "shutdown");
    ASSERT_FALSE(struck.empty());
    ASSERT_LT(struck.size(), sound.size());

    for (const Hostility& hostility : hostilities()) {
        SCOPED_TRACE(std::string(hostility.name));
        const auto records =
            run("hostile-" + std::string(hostility.name) + "@shutdown", hostility.verdict == "timeout" || hostility.verdict.empty());
        EXPECT_EQ(not_passed(records), hostility.verdict == "pass" ? std::set<std::string>{} : struck);
        for (const std::string& id : struck) {
            const CaseRecord& record = records.at(id);
            if (!hostility.verdict.empty()) {
                EXPECT_EQ(reports::to_string(record.verdict), hostility.verdict) << record.reason;
            }
            EXPECT_THAT(record.reason, HasSubstr(std::string(hostility.reason)));
            if (record.verdict != Verdict::crash && record.verdict != Verdict::timeout) continue;
            EXPECT_THAT(record.reason, HasSubstr("; the last call was shutdown, which did not return"));
        }
    }
}

TEST_F(HostileTarget, AHangTellsWhereItsThreadsStand) {
    for (const auto& [id, record] : run("hostile-infinite-loop@shutdown", true)) {
        if (record.verdict == Verdict::pass) continue;
        ASSERT_FALSE(record.trace.empty()) << id;
        std::string stack;
        for (const reports::Json& entry : record.trace)
            if (entry.at("what") == "stack" && entry.at("thread") == "case") stack = entry.at("note").get<std::string>();
        EXPECT_THAT(stack, HasSubstr("winsock-cts.exe+0x")) << id;
    }
}

TEST_F(HostileTarget, ACrashAtAnyCallCostsTheCasesThatMakeIt) {
    const auto sound = run("");
    std::set<std::string> functions;
    for (const auto& [id, record] : sound)
        for (const reports::Json& entry : record.trace)
            if (entry.at("who") == "target" && entry.contains("result")) functions.insert(entry.at("what").get<std::string>());
    // Before the first case, and so in none of the traces.
    functions.insert("WSAStartup");
    EXPECT_GT(functions.size(), 8u);
    for (const std::string& function : functions) {
        SCOPED_TRACE(function);
        std::set<std::string> struck = callers(sound, function);
        if (function == "WSAStartup") {
            for (const auto& [id, record] : sound) struck.insert(id);
        }
        EXPECT_EQ(not_passed(run("hostile-crash@" + function)), struck);
    }
}

}  // namespace
}  // namespace wcts::hostile
