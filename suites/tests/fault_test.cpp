// Faults over the system's Winsock: a sample of them turns the named cases red, which are green without them. `selftest` does the same with
// all of them over the reference. And what must be true of the catalog before anything runs.
#include "embedded.h"
#include "fixtures/faults/fault.h"
#include "fixtures/rows/row_source.h"
#include "reports/report.h"
#include "suites/wsasend/wsasend.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <utility>

namespace wcts::wsasend {
namespace {

using reports::Verdict;

// A fault by name, and ids without the suite's name, each a row, a socket and a path. "{a,b}" in the last part stands for several paths.
struct Sample {
    std::string_view fault;
    std::vector<std::string_view> cases;
};

void PrintTo(const Sample& sample, std::ostream* out) {
    *out << sample.fault;
}

const std::vector<Sample> kSamples{
    {"wrong-code-wsaenotsock", {"enotsock-closed/tcp4/{blocking,event-wait,iocp}", "enotsock-event/tcp4/{blocking,no-event}"}},
    {"wrong-code-wsaeshutdown-of-sd-send", {"eshutdown-after-sd-send/tcp4/{blocking,event-wait,routine-sleepex,iocp}"}},
    {"success-instead-of-wsaemsgsize", {"emsgsize-65508/udp4/{blocking,both-null}"}},
    {"wrong-code-wsa-operation-aborted-of-cancel", {"aborted-by-cancelio/tcp4/{event-poll,iocp,routine-sleepex}"}},
    {"last-error-lost", {"enotsock-closed/tcp4/{blocking,event-wait}", "flags-oob-on-datagrams/udp4/blocking"}},
    {"pends-without-overlapped", {"small-send/tcp4/{blocking,nonblocking,both-null}", "small-send/udp4/both-null"}},
    {"count-one-too-few", {"small-send/tcp4/{blocking,event-wait,routine-sleepex,iocp,iocp-skip}", "gather-2/tcp4/blocking"}},
    {"count-not-written", {"small-send/tcp4/{blocking,event-wait,iocp-skip}", "small-send/udp4/routine-wait"}},
    {"count-written-while-pending", {"pending-send/tcp4/{event-wait,routine-sleepex,iocp}"}},
    {"array-used-as-scratch", {"small-send/tcp4/{blocking,event-wait,iocp}", "eshutdown-after-sd-send/tcp4/blocking"}},
    {"writes-behind-the-overlapped", {"small-send/tcp4/{event-wait,routine-sleepex,iocp,no-event}"}},
    {"data-altered", {"small-send/tcp4/{blocking,event-wait,routine-sleepex,iocp}", "size-1/udp4/both-null"}},
    {"data-sent-twice", {"small-send/udp4/{blocking,no-event}", "in-order-16/tcp4/blocking"}},
    {"empty-datagram-dropped", {"size-0-on-datagrams/udp4/{blocking,nonblocking,both-null}"}},
    {"buffers-in-reverse", {"gather-2/tcp4/{blocking,event-wait,routine-wait,iocp}", "gather-17/udp4/blocking"}},
    {"array-read-late", {"array-captured/tcp4/{event-wait,event-poll,event-result,no-event,routine-sleepex,iocp}"}},
    {"data-read-late", {"buffers-are-free-at-return/tcp4/{blocking,nonblocking,both-null}"}},
    {"event-set-early", {"pending-send/tcp4/{event-wait,event-poll,iocp-lowbit}"}},
    {"event-set-though-refused", {"eshutdown-after-sd-send/tcp4/{event-wait,event-poll,event-result,iocp-lowbit}"}},
    {"packet-lost", {"small-send/tcp4/iocp"}},
    {"packet-doubled", {"small-send/tcp4/{iocp,iocp-skip,iocp-lowbit}"}},
    {"packet-despite-skip", {"small-send/tcp4/iocp-skip"}},
    {"result-complete-too-soon", {"pending-send/tcp4/{event-wait,no-event}"}},
    {"abort-told-as-success", {"aborted-by-cancelioex/tcp4/{event-wait,no-event,iocp,routine-sleepex}"}},
    {"routine-never-run", {"small-send/tcp4/{routine-sleepex,routine-wait}"}},
    {"routine-run-twice", {"small-send/tcp4/{routine-sleepex,routine-wait,routine-deferred}", "in-order-2/tcp4/routine-sleepex"}},
    {"routine-on-another-thread", {"routine-on-its-thread/tcp4/routine-sleepex"}},
    {"routines-nested", {"send-inside-a-wsasend-routine/tcp4/{routine-sleepex,routine-wait}"}},
    {"one-routine-a-wait", {"routines-all-before-the-wait-ends/tcp4/{routine-sleepex,routine-wait}"}},
    {"export-missing", {"exported/tcp4/blocking"}},
};

// The suite's rows as they are but for the time that they wait for what never comes.
rows::RowSource source_of_suite(std::chrono::milliseconds patience) {
    rows::Suite rows = suite();
    std::set<std::string> clauses;
    for (rows::Row& row : rows.rows) {
        clauses.insert(row.clauses.begin(), row.clauses.end());
        row.patience = std::min(row.patience, patience);
    }
    return {{std::move(rows)}, clauses};
}

constexpr std::chrono::milliseconds kOrdinary{5000};
// An end that is going to come has come long before.
constexpr std::chrono::milliseconds kShort{700};

// "small-send/tcp4/{blocking,iocp}" as the ids of its cases.
std::vector<std::string> expand(std::string_view pattern) {
    const std::string prefix = "wsasend.";
    const auto brace = pattern.find('{');
    if (brace == std::string_view::npos) return {prefix + std::string(pattern)};
    std::vector<std::string> ids;
    const std::string stem = prefix + std::string(pattern.substr(0, brace));
    std::string_view rest = pattern.substr(brace + 1, pattern.size() - brace - 2);
    for (;;) {
        const auto comma = rest.find(',');
        ids.push_back(stem + std::string(rest.substr(0, comma)));
        if (comma == std::string_view::npos) return ids;
        rest.remove_prefix(comma + 1);
    }
}

// Runs cases by their ids; a case that does not exist is a failure of the test.
class Runner {
public:
    explicit Runner(std::chrono::milliseconds patience) : source_(source_of_suite(patience)) {
        for (const run::CaseInfo& one : source_.cases()) info_[one.id] = &one;
    }

    const run::CaseInfo* info(const std::string& id) const {
        const auto found = info_.find(id);
        return found == info_.end() ? nullptr : found->second;
    }

    reports::CaseRecord run(const std::string& id, winsock::Target& target) {
        const run::CaseInfo* const known = info(id);
        if (known == nullptr) {
            ADD_FAILURE() << "there is no case " << id;
            return {};
        }
        EXPECT_FALSE(known->endangers_process()) << id << " may take this process with it";
        return source_.run(id, target, false);
    }

private:
    rows::RowSource source_;
    std::map<std::string, const run::CaseInfo*> info_;
};

// The verdict on the sound Winsock, asked once a case.
const reports::CaseRecord& sound_record(const std::string& id) {
    static Runner runner(kOrdinary);
    static const auto target = winsock::open_target("system");
    static std::map<std::string, reports::CaseRecord> known;
    const auto found = known.find(id);
    return found != known.end() ? found->second : known.emplace(id, runner.run(id, *target)).first->second;
}

class FaultOverTheSystem : public testing::TestWithParam<Sample> {};

TEST_P(FaultOverTheSystem, TurnsItsCasesRed) {
    const faults::Fault& fault = faults::find(GetParam().fault);
    const auto target = faults::with_fault(winsock::open_target("system"), fault.name);
    Runner runner(fault.something_never_comes ? kShort : kOrdinary);
    for (const std::string_view pattern : GetParam().cases) {
        for (const std::string& id : expand(pattern)) {
            const reports::CaseRecord& sound = sound_record(id);
            if (sound.verdict == Verdict::unsupported) continue;
            EXPECT_EQ(to_string(sound.verdict), "pass") << id << " on the sound Winsock: " << sound.reason;
            const reports::CaseRecord faulty = runner.run(id, *target);
            EXPECT_EQ(to_string(faulty.verdict), "fail") << id << ": " << faulty.reason << ' ' << faulty.observation.dump();
            EXPECT_NE(faulty.observation, sound.observation) << id << ": the observation tells nothing of it";
            const run::CaseInfo* const info = runner.info(id);
            ASSERT_NE(info, nullptr);
            EXPECT_TRUE(fault.affects(*info)) << id << " is not among those that the fault is said to touch";
        }
    }
}

// "data-sent-twice" as DataSentTwice: GoogleTest's names are made of letters.
std::string test_name(const testing::TestParamInfo<Sample>& sample) {
    std::string name;
    bool start = true;
    for (const char c : sample.param.fault) {
        if (c != '-') name += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        start = c == '-';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Samples, FaultOverTheSystem, testing::ValuesIn(kSamples), test_name);

// The clauses of the spec, id to kind.
std::map<std::string, std::string> spec(std::string_view prefix = "spec/") {
    std::map<std::string, std::string> kinds;
    for (const auto& file : embedded::files()) {
        if (!file.name.starts_with(prefix)) continue;
        const auto whole = nlohmann::json::parse(file.text);
        for (const auto& clause : whole.at("clauses"))
            kinds[clause.at("id").get<std::string>()] = clause.at("kind").get<std::string>();
    }
    return kinds;
}

TEST(FaultCatalog, HoldsAtLeast120FaultsWithNamesOfTheirOwn) {
    std::set<std::string> names;
    for (const faults::Fault& fault : faults::catalog()) {
        EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
        EXPECT_EQ(fault.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos) << fault.name;
        EXPECT_TRUE(fault.breaks.ends_with('.')) << fault.name;
    }
    EXPECT_GE(names.size(), 120u);
}

TEST(FaultCatalog, NamesClausesOfTheSpec) {
    const auto known = spec();
    for (const faults::Fault& fault : faults::catalog()) {
        EXPECT_FALSE(fault.clauses.empty()) << fault.name;
        for (const std::string& clause : fault.clauses) EXPECT_TRUE(known.contains(clause)) << fault.name << ": " << clause;
    }
}

TEST(FaultCatalog, HasAFaultForEachMustClause) {
    std::set<std::string> violated;
    for (const faults::Fault& fault : faults::catalog()) violated.insert(fault.clauses.begin(), fault.clauses.end());
    for (const auto& [id, kind] : spec()) {
        // Those of the provider interface are violated by LSPs (fixtures/providers/).
        if (kind == "must" && !id.starts_with("WSP") && !id.starts_with("WPU") && !id.starts_with("WSC")) {
            EXPECT_TRUE(violated.contains(id)) << id;
        }
    }
}

TEST(FaultCatalog, TellsTheNearestOfAnUnknownName) {
    try {
        static_cast<void>(faults::find("data-sent-twize"));
        FAIL() << "it was found";
    } catch (const winsock::TargetError& error) {
        EXPECT_NE(std::string(error.what()).find("'data-sent-twice'"), std::string::npos) << error.what();
    }
}

TEST(FaultTouches, ChoosesBySocketPathRowCodeAndClause) {
    run::CaseInfo info;
    info.id = "wsasend.aborted-by-close/tcp4/iocp";
    info.suite = "wsasend";
    info.kind = {"tcp4", "iocp"};
    info.code = "WSA_OPERATION_ABORTED";
    info.clauses = {"WSASend.error.WSA_OPERATION_ABORTED.closed"};
    using faults::Touches;
    EXPECT_TRUE(Touches{}.contains(info));
    EXPECT_TRUE((Touches{.on = kinds::kStreams, .paths = kinds::Path::iocp}.contains(info)));
    EXPECT_FALSE((Touches{.on = kinds::kDatagrams}.contains(info)));
    EXPECT_FALSE((Touches{.paths = kinds::Path::blocking}.contains(info)));
    EXPECT_TRUE((Touches{.about = {"aborted-*"}}.contains(info)));
    EXPECT_TRUE((Touches{.about = {"WSA_OPERATION_ABORTED"}}.contains(info)));
    EXPECT_TRUE((Touches{.about = {"WSASend.error.*"}}.contains(info)));
    EXPECT_FALSE((Touches{.about = {"by-close", "WSAENOTSOCK"}}.contains(info)));
}

TEST(FaultTouches, OfARelativeMayBeTheRowsOfItsClausesAlone) {
    run::CaseInfo info;
    info.id = "wsasendto.row/tcp4/iocp";
    info.suite = "wsasendto";
    info.function = "WSASendTo";
    info.kind = {"tcp4", "iocp"};
    info.clauses = {"WSASendTo.other"};
    faults::Fault fault{.name = "fault", .breaks = "Something.", .clauses = {"WSASend.this", "WSASendTo.this"}};
    EXPECT_TRUE(fault.affects(info));
    fault.by_clause_of = "WSASendTo";
    EXPECT_FALSE(fault.affects(info));
    info.clauses.push_back("WSASendTo.this");
    EXPECT_TRUE(fault.affects(info));
    info.function = "WSASend";
    info.clauses = {"WSASend.other"};
    EXPECT_TRUE(fault.affects(info));
}

}  // namespace
}  // namespace wcts::wsasend
