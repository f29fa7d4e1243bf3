// Expectation files (baselines): the known deviations of one platform. reports/schema/expectations.schema.json describes them.
#pragma once

#include "reports/report.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {

inline constexpr std::string_view kExpectationsSchema = "winsock-cts/expectations/1";

// Evidence that begins so is still to be written: the file does not load for a run before someone has looked.
inline constexpr std::string_view kToBeWritten = "TO BE WRITTEN: look at the trace, then say what is seen and how that is known.";

// One deviation that the named cases of a row share.
struct Expectation {
    std::string row;                  // "wsasend.eshutdown-after-sd-send"
    std::vector<std::string> cases;   // kinds: "tcp4/iocp"; one side may be "*": "tcp4/*", "*/iocp"
    std::string lab;                  // as --lab names it: the entry holds only in runs with that lab; empty: in every run
    Verdict verdict = Verdict::fail;  // fail, timeout, crash, setup-failed or flaky
    // Exactly what is seen; the order of names in objects does not matter. A `fail` that was seen always has one.
    std::optional<Json> observation;
    std::string cause;     // "bug" | "by-design" | "documentation" | "environment" | "unverified"
    std::string evidence;  // sentences; never empty in a file that loads
    // Known from others and not run by this suite: where it is told. Such an entry may lack an observation: then any of its verdict will do.
    bool not_run = false;
    std::string source;  // empty where it was run
};

struct Expectations {
    std::string system;   // "wine" | "windows"
    std::string version;  // "8.0"
    std::vector<Expectation> entries;
    std::string arch{};  // of the process, as a report names it ("x86"): the file holds for that alone; empty: for every one
};

// Whether evidence may be kToBeWritten: only for whoever goes on writing the file.
enum class ToBeWritten { refused, allowed };

// Strict. ReportError names the place; two entries that could name the same case in the same run are refused.
[[nodiscard]] Expectations expectations_from(const Json& document, ToBeWritten to_be_written = ToBeWritten::refused);
[[nodiscard]] Expectations parse_expectations(std::string_view text, ToBeWritten to_be_written = ToBeWritten::refused);
[[nodiscard]] Expectations load_expectations(const std::filesystem::path& path);  // messages begin with the file's name

// The file's text, and one entry's, laid out for review: one member a line, each observation on one line.
[[nodiscard]] std::string to_text(const Expectations& expectations);
[[nodiscard]] std::string to_text(const Expectation& entry);

// The entries that `cases` would need: equal row, verdict and observation become one entry with its kinds listed, in the order of the
// cases. The cause is "unverified" and the evidence is kToBeWritten. Verdicts that no file may excuse (harness-error, not-run) get no
// entry. `lab`: that of the run; entries of cases that a lab provokes hold for it alone.
[[nodiscard]] std::vector<Expectation> propose(std::span<const CaseRecord> cases, const std::string& lab = {});

}  // namespace wcts::reports
