#include "reports/report_json.h"
#include "reports/text.h"
#include "reports/trace.h"

namespace wcts::reports {

namespace {

Verdict verdict_from(const Field& field) {
    if (field.json().is_string()) {
        if (const auto verdict = parse_verdict(field.json().get_ref<const std::string&>())) {
            return *verdict;
        }
    }
    std::vector<std::string> names;
    for (const Verdict verdict : kAllVerdicts) {
        names.emplace_back(to_string(verdict));
    }
    field.refuse("a verdict (" + joined(names, ", ") + ")");
}

Attempt attempt_from(const Field& field) {
    field.only({"verdict", "reason", "observation", "wall_us", "call_us"});
    Attempt attempt;
    attempt.verdict = verdict_from(field.member("verdict"));
    attempt.reason = field.member("reason").text();
    attempt.observation = field.member("observation").object();
    attempt.wall_us = field.member("wall_us").count();
    attempt.call_us = field.member("call_us").count();
    return attempt;
}

BaseOutcome base_from(const Field& field) {
    field.only({"verdict", "reason", "observation"});
    return {verdict_from(field.member("verdict")), field.member("reason").text(), field.member("observation").object()};
}

Json trace_from(const Field& field) {
    for (const Field& entry : field.elements()) {
        static_cast<void>(trace_entry_from(entry));
    }
    return field.json();
}

SuiteInfo suite_from(const Field& field) {
    field.only({"version", "commit", "seed", "arguments"});
    SuiteInfo suite;
    suite.version = field.member("version").text();
    suite.commit = field.member("commit").text();
    suite.seed = field.member("seed").unsigned_number();
    suite.arguments = field.member("arguments").texts();
    return suite;
}

bool is_hex(std::string_view text, std::size_t length) noexcept {
    return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string sha256_from(const Field& field) {
    std::string sum = field.text();
    if (!sum.empty() && !is_hex(sum, 64)) {
        field.refuse("64 lower-case hex digits, or an empty string");
    }
    return sum;
}

TargetInfo target_from(const Field& field) {
    field.only({"kind", "path", "file_version", "sha256", "protocol_chain"}, {"base", "lab"});
    TargetInfo target;
    target.kind = field.member("kind").filled_text();
    target.path = field.member("path").text();
    target.file_version = field.member("file_version").text();
    target.sha256 = sha256_from(field.member("sha256"));
    target.protocol_chain = field.member("protocol_chain").array();
    if (field.has("base")) {
        target.base = field.member("base").filled_text();
    }
    if (field.has("lab")) {
        target.lab = field.member("lab").filled_text();
    }
    return target;
}

PlatformInfo platform_from(const Field& field) {
    field.only({"os", "build", "ubr", "process_architecture", "machine_architecture", "wine", "file_versions", "catalog"});
    PlatformInfo platform;
    platform.os = field.member("os").text();
    platform.build = field.member("build").small_number();
    platform.ubr = field.member("ubr").small_number();
    platform.process_architecture = field.member("process_architecture").text();
    platform.machine_architecture = field.member("machine_architecture").text();
    platform.wine = field.member("wine").text_or_null();
    const Field versions = field.member("file_versions");
    for (const auto& [name, version] : versions.object().items()) {
        platform.file_versions[name] = versions.named(name, version).text();
    }
    platform.catalog = field.member("catalog").array();
    return platform;
}

Summary summary_from(const Field& field) {
    std::vector<std::string_view> names{"unexpected"};
    for (const Verdict verdict : kAllVerdicts) {
        names.push_back(to_string(verdict));
    }
    field.only(names);
    Summary summary;
    for (const Verdict verdict : kAllVerdicts) {
        summary.counts[static_cast<std::size_t>(verdict)] = static_cast<std::size_t>(field.member(to_string(verdict)).count());
    }
    summary.unexpected = static_cast<std::size_t>(field.member("unexpected").count());
    return summary;
}

ClauseCoverage clause_coverage_from(const Field& field) {
    field.only({"state", "cases", "reason"});
    ClauseCoverage coverage;
    coverage.state = field.member("state").one_of({"covered", "unreachable", "open"});
    coverage.cases = field.member("cases").texts();
    coverage.reason = field.member("reason").text();
    return coverage;
}

std::string timestamp_from(const Field& field) {
    std::string text = field.text();
    if (!is_timestamp(text)) {
        field.refuse("a time in UTC such as 2024-05-01T12:00:00Z");
    }
    return text;
}

std::string digest_from(const Field& field) {
    std::string digest = field.text();
    if (!is_hex(digest, 16)) {
        field.refuse("16 lower-case hex digits");
    }
    return digest;
}

}  // namespace

CaseRecord case_from(const Field& field) {
    field.only({"id", "suite", "function", "claim", "clauses", "code", "kind", "row_hash", "verdict", "expected", "reason", "provoked_by",
                "observation", "trace", "wall_us", "call_us", "attempts"},
               {"base"});
    CaseRecord record;
    record.id = field.member("id").filled_text();
    record.suite = field.member("suite").text();
    record.function = field.member("function").text();
    record.claim = field.member("claim").text();
    record.clauses = field.member("clauses").texts();
    record.code = field.member("code").text_or_null();
    const Field kind = field.member("kind");
    kind.only({"socket", "path"});
    record.kind = {kind.member("socket").filled_text(), kind.member("path").filled_text()};
    record.row_hash = field.member("row_hash").text();
    record.verdict = verdict_from(field.member("verdict"));
    record.expected = field.member("expected").boolean();
    record.reason = field.member("reason").text();
    if (record.verdict != Verdict::pass) {
        // Every verdict but a pass says why.
        static_cast<void>(field.member("reason").filled_text());
    }
    record.provoked_by = field.member("provoked_by").one_of({"loopback", "lab", "winsock-1.1", "resource"});
    record.observation = field.member("observation").object();
    record.trace = trace_from(field.member("trace"));
    record.wall_us = field.member("wall_us").count();
    record.call_us = field.member("call_us").count();
    for (const Field& attempt : field.member("attempts").elements()) {
        record.attempts.push_back(attempt_from(attempt));
    }
    if (field.has("base")) {
        record.base = base_from(field.member("base"));
    }
    return record;
}

void require_report_schema(std::string_view schema) {
    if (schema != kReportSchema && schema != kFirstReportSchema) {
        throw ReportError("schema: this is \"" + printable(schema, 80) + "\", and this program reads \"" + std::string{kReportSchema} +
                          "\" and \"" + std::string{kFirstReportSchema} + "\"");
    }
}

ReportFile report_file_from(const Json& document) {
    const Field root{document};
    // The version first: a later format may differ in everything else.
    require_report_schema(root.member("schema").text());
    root.only({"schema", "suite", "target", "platform", "started", "finished", "wall_ms", "complete", "summary", "cases", "coverage"},
              {"digest"});
    ReportFile file;
    Report& report = file.report;
    report.suite = suite_from(root.member("suite"));
    report.target = target_from(root.member("target"));
    report.platform = platform_from(root.member("platform"));
    report.started = timestamp_from(root.member("started"));
    report.complete = root.member("complete").boolean();
    if (report.complete || !root.member("finished").text().empty()) {
        report.finished = timestamp_from(root.member("finished"));
    }
    report.wall_ms = root.member("wall_ms").count();
    file.summary = summary_from(root.member("summary"));
    for (const Field& record : root.member("cases").elements()) {
        report.cases.push_back(case_from(record));
    }
    const Field coverage = root.member("coverage");
    for (const auto& [clause, value] : coverage.object().items()) {
        report.coverage[clause] = clause_coverage_from(coverage.named(clause, value));
    }
    if (root.has("digest")) {
        file.digest = digest_from(root.member("digest"));
    }
    if (report.complete && !file.digest) {
        throw ReportError("the document: \"digest\" is missing, though \"complete\" is true");
    }
    return file;
}

}  // namespace wcts::reports
