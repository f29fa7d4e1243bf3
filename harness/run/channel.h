// The private channel between the coordinator and a worker: JSON messages, one a line, over two one-way pipes.
//
//   coordinator -> worker   {"describe":true}
//                           {"run":"<case id>","keep_trace":false}
//                           and with "fault":"<name>", over the target with this fault instead of the one that it was started with;
//                           with "brief":true, for the verdict and its reason only
//   worker -> coordinator   {"ready":true,"renews":b}   once, when the target is open; b: Target::renew() does renew it
//                           {"refused":"<sentence>"}    instead, when it cannot be opened (then the worker leaves), or not
//                                                       with that fault
//                           {"target":{...}}            answers describe
//                           {"done":{...}}              answers run: a case record as in the report, or {"verdict","reason"}
//                                                       and with "spent":true beside it, where the case left its process
//                                                       such that no other should run in it
//                           {"crash":{...}}             the worker is about to die of this
//                           {"trace":[...]}             what the case did so far: after a crash, or when asked by the `tell` event
//                           {"stacks":[{"thread","frames":[...]}]}  where its threads stand: after the trace that `tell` asked for
//
// It never touches stdin, stdout or stderr: those belong to whatever the target does with them.
#pragma once

#include "harness/run/handle.h"
#include "reports/report.h"

#include <optional>
#include <string>
#include <string_view>

namespace wcts::run {

// The exit code of a worker that can no longer watch its coordinator, since a case has closed its handles. Nobody is left to tell
// otherwise.
inline constexpr DWORD kHandlesLost = 0xE0435453;

// The text of a message, newline included. Bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string to_line(const reports::Json& message);

// Writes all of `text` in one call, blocking while the pipe is full. False when the other side is gone.
bool write_all(HANDLE pipe, std::string_view text) noexcept;

// The worker's end. For one thread.
class LineReader {
public:
    explicit LineReader(HANDLE pipe) : pipe_(pipe) {}

    // Blocks for the next line, without its newline. Nothing when the other side is gone.
    [[nodiscard]] std::optional<std::string> next();

private:
    HANDLE pipe_;
    std::string pending_;
};

}  // namespace wcts::run
