// Clauses: documented promises with stable ids, in the format of fixtures/spec/wsasend.json.
#pragma once

#include "reports/report.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {

struct Clause {
    std::string id;    // "WSASend.error.WSAESHUTDOWN.sd-send"
    std::string kind;  // "must" | "may" | "caller" | "note"
    std::string text;
    std::optional<std::string> code;  // "WSAESHUTDOWN"
    std::string induce = "loopback";  // "loopback" | "winsock-1.1" | "resource" | "network"
};

// Only "clauses" is looked at; the file's other members are for people. Throws ReportError, also for an id that stands twice.
[[nodiscard]] std::vector<Clause> clauses_from(const Json& document);
[[nodiscard]] std::vector<Clause> parse_clauses(std::string_view text);
[[nodiscard]] std::vector<Clause> load_clauses(const std::filesystem::path& path);

// Whether a case must stand for it: must and may.
[[nodiscard]] bool wants_case(const Clause& clause) noexcept;

}  // namespace wcts::reports
