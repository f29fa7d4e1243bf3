#include "harness/run/worker.h"

#include "harness/run/channel.h"
#include "harness/run/crash_guard.h"
#include "harness/run/damage.h"
#include "harness/run/shared_word.h"
#include "harness/winsock/last_call.h"
#include "reports/differential.h"
#include "reports/report_json.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace wcts::run {

namespace {

// 0 is no handle.
HANDLE inherited(std::uint64_t value) {
    const HANDLE handle = reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(value));
    // A process that a case starts must not keep the channel open.
    SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0);
    return handle;
}

// What a provider did wrong counts, also where the result looks right.
void add_broken_rules(reports::CaseRecord& record, const std::vector<std::string>& rules) {
    if (rules.empty()) return;
    record.observation[std::string{reports::kBrokenRules}] = rules;
    if (record.verdict == reports::Verdict::pass || record.verdict == reports::Verdict::unsupported) {
        record.verdict = reports::Verdict::fail;
        record.reason.clear();
    }
    for (const std::string& rule : rules) record.reason += (record.reason.empty() ? "broken rule of the SPI: " : "; broken rule of the SPI: ") + rule;
}

reports::CaseRecord run_case(CaseSource& source, const std::string& id, winsock::Target& target, bool keep_trace) {
    std::string what;
    try {
        return source.run(id, target, keep_trace);
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
        what = "an exception that is no std::exception";
    }
    const auto info = std::ranges::find(source.cases(), id, &CaseInfo::id);
    if (info == source.cases().end()) throw std::out_of_range("no case is called '" + id + "'");
    reports::CaseRecord record = blank_record(*info);
    record.verdict = reports::Verdict::harness_error;
    record.reason = "the case threw: " + what;
    return record;
}

// The target, and the fault that a question asked for last. Opening one anew costs little, and most questions ask for the same.
class OpenTarget {
public:
    OpenTarget(const winsock::TargetOpener& open, winsock::TargetChoice choice) : open_(open), choice_(std::move(choice)), given_(choice_.fault) {
        target_ = open_(choice_);
    }

    [[nodiscard]] winsock::Target& get() { return *target_; }

    // Nothing: the fault that the worker was started with.
    [[nodiscard]] winsock::Target& with_fault(const std::optional<std::string>& fault) {
        const std::string& wanted = fault ? *fault : given_;
        if (target_ == nullptr || choice_.fault != wanted) {
            target_.reset();
            choice_.fault = wanted;
            target_ = open_(choice_);
        }
        return *target_;
    }

private:
    const winsock::TargetOpener& open_;
    winsock::TargetChoice choice_;
    const std::string given_;
    std::unique_ptr<winsock::Target> target_;
};

// What the case did to its process counts, also where the result looks right.
void add_damage(reports::CaseRecord& record, const std::vector<std::string>& damage) {
    if (damage.empty()) return;
    record.observation["damage"] = damage;
    if (record.verdict == reports::Verdict::pass || record.verdict == reports::Verdict::unsupported) {
        record.verdict = reports::Verdict::fail;
        record.reason.clear();
    }
    // The trace of a pass is gone by now, and nothing red goes without one.
    if (record.trace.empty()) {
        record.trace.push_back({{"seq", 1}, {"t_us", record.wall_us}, {"thread", "case"}, {"who", "case"}, {"what", "damage"}, {"note", damage.front()}});
    }
    for (const std::string& one : damage) record.reason += (record.reason.empty() ? "damage to the process: " : "; damage to the process: ") + one;
}

reports::Json answer_run(CaseSource& source, OpenTarget& target, const reports::Json& message) {
    std::optional<std::string> fault;
    if (message.contains("fault")) fault = message["fault"].get<std::string>();
    winsock::Target& chosen = target.with_fault(fault);
    winsock::no_call_yet();
    const ProcessState before;
    const bool keep_trace = message.at("keep_trace").get<bool>();
    // A broken rule turns a case red that has passed, and then its trace is wanted.
    const bool may_break_rules = chosen.provider_host() != nullptr;
    reports::CaseRecord record = run_case(source, message.at("run").get<std::string>(), chosen, keep_trace || may_break_rules);
    add_broken_rules(record, chosen.broken_rules());
    const std::vector<std::string> damage = before.damage_since();
    add_damage(record, damage);
    if (may_break_rules && !keep_trace && record.verdict == reports::Verdict::pass) record.trace = reports::Json::array();
    reports::Json answer;
    if (!damage.empty() || before.has_more_threads()) answer["spent"] = true;
    if (message.value("brief", false)) {
        answer["done"] = {{"verdict", reports::to_string(record.verdict)}, {"reason", record.reason}};
    } else {
        answer["done"] = reports::to_json(record);
    }
    return answer;
}

}  // namespace

int serve(CaseSource& source, const winsock::TargetOpener& open, const WorkerArguments& arguments) {
    const HANDLE write = inherited(arguments.write);
    const SharedWord last_call(UniqueHandle(inherited(arguments.last_call)));
    if (last_call.word() != nullptr) winsock::place_of_last_call() = last_call.word();
    install_crash_guard({write, inherited(arguments.coordinator), inherited(arguments.tell), &source});
    LineReader reader(inherited(arguments.read));

    std::optional<OpenTarget> target;
    try {
        target.emplace(open, arguments.target);
    } catch (const winsock::TargetError& error) {
        write_all(write, to_line({{"refused", error.what()}}));
        return 0;
    }
    if (!write_all(write, to_line({{"ready", true}, {"renews", target->get().renew()}}))) return 0;

    while (const std::optional<std::string> line = reader.next()) {
        const reports::Json message = reports::Json::parse(*line);
        reports::Json answer;
        if (message.contains("describe")) {
            answer["target"] = reports::to_json(target->get().describe());
        } else {
            try {
                answer = answer_run(source, *target, message);
            } catch (const winsock::TargetError& error) {
                answer["refused"] = error.what();
            }
        }
        if (!write_all(write, to_line(answer))) return 0;
    }
    return 0;
}

}  // namespace wcts::run
