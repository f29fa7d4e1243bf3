// A case as a program that needs nothing of the suite: the calls of its recorded trace, in their order, on their threads, with what they
// returned then to hold against what they return now. Text in, text out.
#pragma once

#include "reports/report.h"

#include <string>

namespace wcts::reports {

// A C++17 source file for mingw-w64 and MSVC; it links ws2_32. It prints a line a call and says whether its result, its error and what it
// wrote are as recorded, and the same of completion routines; of sockets' buffers that fill and of polls, how they end. Its exit code: 0 as
// recorded, 1 something differs, 2 its own arrangement failed. A call that did not return, or took its process down, is as recorded when it
// does so again.
//
// `record` has its trace; `platform` is for the comment at its head. Throws ReportError with the reason where no program can be made:
// without a trace, for a case that needs a lab, and where the trace does not hold what a call was given.
[[nodiscard]] std::string repro_program(const CaseRecord& record, const std::string& platform);

}  // namespace wcts::reports
