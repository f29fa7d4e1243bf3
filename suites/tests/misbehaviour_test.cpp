// The proof that cases can fail: under each fault of misbehaviours.h the named cases turn red, and on the sound Winsock they are green.
#include "fixtures/rows/row_source.h"
#include "harness/winsock/system_winsock.h"
#include "reports/report.h"
#include "suites/tests/misbehaviours.h"
#include "suites/wsasend/wsasend.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace wcts::wsasend {
namespace {

using reports::Verdict;

// The system's Winsock with a fault before it; the peers' table is sound.
class MisbehavingTarget final : public winsock::Target {
public:
    explicit MisbehavingTarget(const Misbehaviour& fault) : faulty_(fault.over(sound_)) {}

    winsock::Winsock& winsock() override { return *faulty_; }
    winsock::Winsock& trusted() override { return sound_; }
    bool exports(const std::string&) override { return true; }
    reports::TargetInfo describe() const override { return {}; }

private:
    winsock::SystemWinsock sound_;
    std::unique_ptr<winsock::Winsock> faulty_;
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
        for (std::size_t i = 0; i < source_.cases().size(); ++i) index_[source_.cases()[i].id] = i;
    }

    reports::CaseRecord run(const std::string& id, winsock::Target& target) {
        const auto found = index_.find(id);
        if (found == index_.end()) {
            ADD_FAILURE() << "there is no case " << id;
            return {};
        }
        EXPECT_FALSE(source_.cases()[found->second].own_process) << id << " may take this process with it";
        return source_.run(found->second, target, false);
    }

private:
    rows::RowSource source_;
    std::map<std::string, std::size_t> index_;
};

// The verdict on the sound Winsock, asked once a case.
const reports::CaseRecord& sound_record(const std::string& id) {
    static Runner runner(kOrdinary);
    static const auto target = winsock::open_target("system");
    static std::map<std::string, reports::CaseRecord> known;
    const auto found = known.find(id);
    return found != known.end() ? found->second : known.emplace(id, runner.run(id, *target)).first->second;
}

class Misbehaving : public testing::TestWithParam<Misbehaviour> {};

TEST_P(Misbehaving, TurnsItsCasesRed) {
    const Misbehaviour& fault = GetParam();
    MisbehavingTarget target(fault);
    Runner runner(fault.something_never_comes ? kShort : kOrdinary);
    for (const std::string_view pattern : fault.cases) {
        for (const std::string& id : expand(pattern)) {
            const reports::CaseRecord& sound = sound_record(id);
            if (sound.verdict == Verdict::unsupported) continue;
            EXPECT_EQ(to_string(sound.verdict), "pass") << id << " on the sound Winsock: " << sound.reason;
            const reports::CaseRecord faulty = runner.run(id, target);
            EXPECT_EQ(to_string(faulty.verdict), "fail") << id << ": " << faulty.reason << ' ' << faulty.observation.dump();
            EXPECT_NE(faulty.observation, sound.observation) << id << ": the observation tells nothing of it";
        }
    }
}

// "data sent twice" as DataSentTwice: GoogleTest's names are made of letters.
std::string test_name(const testing::TestParamInfo<Misbehaviour>& fault) {
    std::string name;
    bool start = true;
    for (const char c : fault.param.name) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            name += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            start = false;
        } else if (c != '\'') {
            start = true;
        }
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Calls, Misbehaving, testing::ValuesIn(misbehaviours_of_calls()), test_name);
INSTANTIATE_TEST_SUITE_P(Completions, Misbehaving, testing::ValuesIn(misbehaviours_of_completions()), test_name);
INSTANTIATE_TEST_SUITE_P(Data, Misbehaving, testing::ValuesIn(misbehaviours_of_data()), test_name);
INSTANTIATE_TEST_SUITE_P(Routines, Misbehaving, testing::ValuesIn(misbehaviours_of_routines()), test_name);

}  // namespace
}  // namespace wcts::wsasend
