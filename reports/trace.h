// One entry of a case's trace: a call into the target or the peer, a completion out of it, or a step of the case itself.
#pragma once

#include "reports/report.h"
#include "reports/strict_json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wcts::reports {

// `end`, `took_us`, `args`, `result`, `error`, `out` and `note` are optional in a report.
struct TraceEntry {
    std::int64_t seq = 0;   // rises by at least one from entry to entry, over all threads
    std::int64_t t_us = 0;  // microseconds since the case began
    std::string thread;
    std::string who;   // "target" | "peer" | "case"
    std::string what;  // the function's name, or an event such as "completion"
    Json args = Json::object();
    std::string result;
    std::string error;  // "WSAENOTCONN"
    Json out = Json::object();
    std::string note;
    // Of what has a duration and has come to its end: the number of its return in the same sequence as `seq`, and the microseconds between.
    // What lies between `seq` and `end` happened meanwhile.
    std::optional<std::int64_t> end{};
    std::optional<std::int64_t> took_us{};
};

[[nodiscard]] Json to_json(const TraceEntry& entry);

// Throws ReportError.
[[nodiscard]] TraceEntry trace_entry_from(const Field& field);

// One printable line for each entry, columns aligned:
//    3     1,204 us  main  target  WSASend(s=client, dwFlags=0) -> SOCKET_ERROR WSAENOTCONN; out: sent=untouched  (note)
// Long values are cut. Entries that break the format are shown as they are; never throws for them.
[[nodiscard]] std::vector<std::string> trace_lines(const Json& trace);

}  // namespace wcts::reports
