// The text of a journal: `head`, then the cases a line each, then `tail`. The writer and the reader of torn journals share it.
//
//   {"schema":...,
//   "started":"...",
//   "cases":[
//   {"id":...}
//   ,{"id":...}
//   ],
//   "finished":"",...,"complete":false,...}
#pragma once

#include "reports/report.h"
#include "reports/summary.h"

#include <string>
#include <string_view>

namespace wcts::reports {

// A raw newline stands in no JSON string, so this is found nowhere else.
inline constexpr std::string_view kJournalCases = "\n\"cases\":[";

// Up to and with kJournalCases. Only `report`'s schema, suite, target, platform and started are used.
[[nodiscard]] std::string journal_head(const Report& report);

// A case with the newline before it. The comma comes behind the newline: the first byte of a new line over the old tail changes nothing, so
// that a write that stops anywhere spoils no earlier line.
[[nodiscard]] std::string journal_line(const CaseRecord& record, bool first);

// From the newline behind the last case to the end.
[[nodiscard]] std::string journal_tail(const Summary& so_far);

}  // namespace wcts::reports
