// The report: what one run of the suite found, as plain values.
//
// This is the in-memory form of reports/schema/report.schema.json. It knows no target, no case code and no Windows header; it builds and is
// tested natively as well. Values own what they hold; nothing here is shared between threads.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {

// Ordered, so that two reports of the same run are equal as text.
using Json = nlohmann::ordered_json;

inline constexpr std::string_view kReportSchema = "winsock-cts/report/2";
// Older reports that can be read as well: without what an LSP stands on.
inline constexpr std::string_view kFirstReportSchema = "winsock-cts/report/1";

enum class Verdict {
    pass,
    fail,
    unsupported,    // always with a sentence in `reason`
    setup_failed,   // the arrangement did not come about: nothing was judged
    harness_error,  // a mistake of the suite itself
    timeout,
    crash,
    not_run,
    flaky,
};

// The spelling used in reports: "pass", "setup-failed", ...
std::string_view to_string(Verdict verdict) noexcept;
std::optional<Verdict> parse_verdict(std::string_view text) noexcept;

struct Kind {
    std::string socket;  // "tcp4", ...
    std::string path;    // "blocking", "iocp-skip", ...
};

// One try of one case. Times in microseconds.
struct Attempt {
    Verdict verdict = Verdict::not_run;
    std::string reason;
    Json observation = Json::object();
    std::int64_t wall_us = 0;
    std::int64_t call_us = 0;  // spent inside the target
};

// What the same case did, in the same run, on what the target stands on.
struct BaseOutcome {
    Verdict verdict = Verdict::not_run;
    std::string reason;
    Json observation = Json::object();
};

struct CaseRecord {
    std::string id;  // "wsasend.eshutdown-after-sd-send/tcp4/iocp"
    std::string suite;
    std::string function;
    std::string claim;
    std::vector<std::string> clauses;
    std::optional<std::string> code;  // the error code that the row is about
    Kind kind;
    std::string row_hash;
    Verdict verdict = Verdict::not_run;
    bool expected = true;
    std::string reason;
    std::string provoked_by = "loopback";  // "loopback" | "lab" | "winsock-1.1" | "resource"
    Json observation = Json::object();
    Json trace = Json::array();
    std::int64_t wall_us = 0;
    std::int64_t call_us = 0;
    std::vector<Attempt> attempts;
    std::optional<BaseOutcome> base;  // of targets that stand on another
};

struct SuiteInfo {
    std::string version;
    std::string commit;
    std::uint64_t seed = 0;
    std::vector<std::string> arguments;
};

struct TargetInfo {
    std::string kind;  // "system", "library", "lsp", ...
    std::string path;
    std::string file_version;
    std::string sha256;
    Json protocol_chain = Json::array();  // from the top to the base, an object each
    std::string base;  // what the cases are run on as well, to tell the target's doings from those below it; empty: nothing
    std::string lab;   // the network that fails on demand, as --lab names it; empty: none
};

struct PlatformInfo {
    std::string os;
    std::uint32_t build = 0;
    std::uint32_t ubr = 0;
    std::string process_architecture;
    std::string machine_architecture;
    std::optional<std::string> wine;                   // Wine's version, or nothing on Windows
    std::map<std::string, std::string> file_versions;  // "ws2_32.dll" -> "10.0.…"
    Json catalog = Json::array();                      // the whole Winsock catalog
};

struct ClauseCoverage {
    std::string state;  // "covered" | "unreachable" | "open"
    std::vector<std::string> cases;
    std::string reason;
};

struct Report {
    std::string schema{kReportSchema};
    SuiteInfo suite;
    TargetInfo target;
    PlatformInfo platform;
    std::string started;   // ISO 8601, UTC
    std::string finished;  // empty while the run goes on
    std::int64_t wall_ms = 0;
    bool complete = false;
    std::vector<CaseRecord> cases;
    std::map<std::string, ClauseCoverage> coverage;
};

}  // namespace wcts::reports
