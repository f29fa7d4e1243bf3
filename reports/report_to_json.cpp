#include "reports/report_json.h"
#include "reports/text.h"

#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>

namespace wcts::reports {

namespace {

Json or_null(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

Json coverage_json(const Report& report) {
    Json result = Json::object();
    for (const auto& [clause, coverage] : report.coverage) {
        // Ids are unique here, so a plain append replaces the linear look-up of operator[].
        result.get_ref<Json::object_t&>().emplace_back(clause, to_json(coverage));
    }
    return result;
}

class Fnv1a {
public:
    void add(std::string_view bytes) noexcept {
        for (const char byte : bytes) {
            hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
        }
    }
    [[nodiscard]] std::string hex() const {
        std::array<char, 17> text{};
        std::snprintf(text.data(), text.size(), "%016" PRIx64, hash_);
        return text.data();
    }

private:
    std::uint64_t hash_ = 0xCBF29CE484222325u;
};

}  // namespace

Json to_json(const Attempt& attempt) {
    return {{"verdict", to_string(attempt.verdict)},
            {"reason", attempt.reason},
            {"observation", attempt.observation},
            {"wall_us", attempt.wall_us},
            {"call_us", attempt.call_us}};
}

Json to_json(const CaseRecord& record) {
    Json attempts = Json::array();
    for (const Attempt& attempt : record.attempts) {
        attempts.push_back(to_json(attempt));
    }
    Json json{{"id", record.id},
            {"suite", record.suite},
            {"function", record.function},
            {"claim", record.claim},
            {"clauses", record.clauses},
            {"code", or_null(record.code)},
            {"kind", {{"socket", record.kind.socket}, {"path", record.kind.path}}},
            {"row_hash", record.row_hash},
            {"verdict", to_string(record.verdict)},
            {"expected", record.expected},
            {"reason", record.reason},
            {"provoked_by", record.provoked_by},
            {"observation", record.observation},
            {"trace", record.trace},
            {"wall_us", record.wall_us},
            {"call_us", record.call_us},
            {"attempts", std::move(attempts)}};
    if (record.base) {
        json["base"] = {{"verdict", to_string(record.base->verdict)},
                        {"reason", record.base->reason},
                        {"observation", record.base->observation}};
    }
    return json;
}

Json to_json(const SuiteInfo& suite) {
    return {{"version", suite.version}, {"commit", suite.commit}, {"seed", suite.seed}, {"arguments", suite.arguments}};
}

Json to_json(const TargetInfo& target) {
    Json object{{"kind", target.kind},
                {"path", target.path},
                {"file_version", target.file_version},
                {"sha256", target.sha256},
                {"protocol_chain", target.protocol_chain}};
    if (!target.base.empty()) {
        object["base"] = target.base;
    }
    if (!target.lab.empty()) {
        object["lab"] = target.lab;
    }
    return object;
}

Json to_json(const PlatformInfo& platform) {
    return {{"os", platform.os},
            {"build", platform.build},
            {"ubr", platform.ubr},
            {"process_architecture", platform.process_architecture},
            {"machine_architecture", platform.machine_architecture},
            {"wine", or_null(platform.wine)},
            {"file_versions", platform.file_versions},
            {"catalog", platform.catalog}};
}

Json to_json(const Summary& summary) {
    Json result = Json::object();
    for (const Verdict verdict : kAllVerdicts) {
        result[std::string{to_string(verdict)}] = summary[verdict];
    }
    result["unexpected"] = summary.unexpected;
    return result;
}

Json to_json(const ClauseCoverage& coverage) {
    return {{"state", coverage.state}, {"cases", coverage.cases}, {"reason", coverage.reason}};
}

Json to_json(const Report& report) {
    Json cases = Json::array();
    for (const CaseRecord& record : report.cases) {
        cases.push_back(to_json(record));
    }
    return {{"schema", report.schema},
            {"suite", to_json(report.suite)},
            {"target", to_json(report.target)},
            {"platform", to_json(report.platform)},
            {"started", report.started},
            {"finished", report.finished},
            {"wall_ms", report.wall_ms},
            {"complete", report.complete},
            {"summary", to_json(summarise(report.cases))},
            {"cases", std::move(cases)},
            {"coverage", coverage_json(report)},
            {"digest", digest_of(report.cases)}};
}

std::string to_text(const Report& report) {
    std::string text = "{";
    const auto add = [&text](std::string_view name, const Json& value) {
        text += "\"" + std::string{name} + "\":" + compact(value) + ",\n";
    };
    add("schema", report.schema);
    add("suite", to_json(report.suite));
    add("target", to_json(report.target));
    add("platform", to_json(report.platform));
    add("started", report.started);
    add("finished", report.finished);
    add("wall_ms", report.wall_ms);
    add("complete", report.complete);
    add("summary", to_json(summarise(report.cases)));
    text += "\"cases\":[";
    Fnv1a digest;
    for (const CaseRecord& record : report.cases) {
        const std::string line = compact(to_json(record));
        digest.add(line);
        digest.add("\n");
        text += (&record == &report.cases.front() ? "\n" : ",\n") + line;
    }
    text += "\n],\n";
    add("coverage", coverage_json(report));
    text += "\"digest\":\"" + digest.hex() + "\"}\n";
    return text;
}

std::string digest_of(std::span<const CaseRecord> cases) {
    Fnv1a digest;
    for (const CaseRecord& record : cases) {
        digest.add(compact(to_json(record)));
        digest.add("\n");
    }
    return digest.hex();
}

}  // namespace wcts::reports
