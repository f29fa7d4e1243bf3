// Evidence: what a case found out, as plain values, ready to be judged. Collected by the scene, judged by expectations, shown in reports.
#pragma once

#include "harness/peer/stream_peer.h"
#include "harness/winsock/trace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wcts::expect {

// One completion as it came out of the target.
enum class Via { event, routine, port };

struct Operation;

struct Indication {
    Via via = Via::event;
    std::uint64_t at = 0;  // sequence number in the trace
    int status = 0;        // Winsock code: the routine's dwError; 0 for events, which carry none
    std::uint32_t bytes = 0;
    std::uint32_t flags = 0;
    bool same_thread = true;  // a routine: on the thread that made the call
    bool alertable = true;    // a routine: the case was in an alertable wait
    int depth = 0;            // a routine: how many routines of the scene were running around it
    bool key_matches = true;  // a packet: the key of the association

    // A packet that tells another end than the operation's: success for failure or the reverse, or another count of bytes sent. Its
    // status is a Win32 code where the operation's is Winsock's own, so that two failures always agree.
    [[nodiscard]] bool contradicts(const Operation& operation) const;
};

// One call that can be overlapped, and everything that came of it.
struct Operation {
    std::string function;
    bool sends = true;            // false: it receives, and no byte of it is the peer's
    std::uint64_t requested = 0;  // bytes asked to be sent or received
    bool overlapped = false;      // lpOverlapped was given and the socket has the attribute
    bool pointers_ignored = false;  // lpOverlapped was given though the socket lacks the attribute

    // The call
    int result = 0;
    int error = 0;  // the last error at once after a failing call
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool count_given = true;             // lpNumberOfBytesSent was not NULL
    std::optional<std::uint32_t> count;  // the byte count written by the call; nothing when it was left as it was

    // The end
    std::size_t due = 0;  // how many indications the path promises for this outcome of the call
    std::vector<Indication> indications;
    bool settled = false;  // the end is known
    int status = 0;        // 0 or the Winsock code of the end
    std::uint32_t bytes = 0;
    std::uint32_t flags = 0;

    // Guarded memory that changed though it may not: "the data", "the WSABUF array", ...
    std::vector<std::string> disturbed;

    [[nodiscard]] bool immediate() const { return result == 0; }
    [[nodiscard]] bool pending() const;
    [[nodiscard]] bool accepted() const { return immediate() || pending(); }
    [[nodiscard]] bool succeeded() const { return accepted() && settled && status == 0; }
};

struct Evidence {
    std::vector<Operation> operations;
    std::vector<winsock::Event> trace;

    // What the peer saw: a stream's bytes, or datagrams. Datagrams are checked one by one.
    std::optional<peer::Received> stream;
    struct Datagram {
        std::uint64_t bytes = 0;
        bool in_order = true;  // it holds the pattern of the operation that it answers
    };
    std::vector<Datagram> datagrams;
    std::uint64_t arranged_bytes = 0;  // that the arrangement itself had put on the stream before the operations
    bool peer_looked = false;  // the peer's side was read to its end

    std::vector<Indication> stray;  // completions for no operation of this case

    // Facts that the row itself looked at, by name.
    std::vector<std::pair<std::string, std::string>> facts;

    [[nodiscard]] std::optional<std::string> fact(std::string_view name) const;
    [[nodiscard]] std::uint64_t bytes_sent() const;  // the arrangement's, and the sum of what succeeded
};

}  // namespace wcts::expect
