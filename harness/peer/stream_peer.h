// The other end of a stream: listens on loopback, accepts one connection, reads and checks the pattern, closes or resets on demand.
//
// Reading happens on the calling thread (`read`) or, for cases whose own thread is blocked, on a thread of the peer (`start_reading`,
// `wait_for`). Everything that arrives is checked against the pattern, in order, from position 0. Threads: the case's thread calls; the
// reading thread is the peer's own affair and ends before the destructor returns. Errors: SetupFailed for the peer's own trouble; what
// the stream itself does (end, reset) is a fact in Received.
#pragma once

#include "harness/peer/endpoint.h"
#include "harness/winsock/case_thread.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace wcts::peer {

struct Received {
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> first_wrong;  // position of the first byte that is not the pattern's
    bool end_of_stream = false;
    int error = 0;  // what ended the stream instead, as a Winsock code

    // "65536 bytes in order", "16 bytes, wrong from 8 on, then WSAECONNRESET"
    [[nodiscard]] std::string text() const;
};

class StreamPeer {
public:
    // Makes the listener; nothing is accepted yet.
    // `clock` is the case's; both outlive the peer.
    StreamPeer(winsock::Winsock& table, int family, const Clock& clock = real_clock());
    ~StreamPeer();
    StreamPeer(const StreamPeer&) = delete;
    StreamPeer& operator=(const StreamPeer&) = delete;

    [[nodiscard]] Address address() { return listener_.local_address(); }

    // Before accept: the accepted connection inherits it.
    void set_receive_buffer(int bytes) { listener_.set_option(SOL_SOCKET, SO_RCVBUF, bytes); }

    void accept(const Deadline& deadline);
    [[nodiscard]] Endpoint& connection() { return connection_; }

    // Reads until `wanted` bytes in all have arrived, the stream ended, or the deadline passed. Where the reading thread runs, waits for it.
    Received read(std::uint64_t wanted, const Deadline& deadline);

    void start_reading();
    // Until `wanted` bytes in all have arrived on the reading thread, the stream ended, or the deadline passed.
    Received wait_for(std::uint64_t wanted, const Deadline& deadline);

    [[nodiscard]] Received received() const;

    // Sends `count` bytes of the pattern to the target, from position 0 of this direction on.
    void send_pattern(std::size_t count, const Deadline& deadline);

private:
    // One piece; false at end, error or deadline.
    bool read_some(std::uint64_t most, const Deadline& deadline);

    winsock::Winsock& table_;
    Endpoint listener_;
    Endpoint connection_;
    std::vector<char> buffer_;
    std::uint64_t sent_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    Received received_;
    std::atomic<bool> stop_{false};
    std::string trouble_;  // of the reading thread
    const Clock& clock_;
    CaseThread reader_;
};

}  // namespace wcts::peer
