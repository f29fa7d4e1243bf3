// One connection that a soak sends over, on one kind of socket by one path: batch after batch of sends, each of which must end once, with
// success and the right count, and arrive at the other end in order, once and byte by byte as it was sent.
#pragma once

#include "fixtures/kinds/path.h"
#include "fixtures/kinds/socket_kind.h"
#include "harness/peer/endpoint.h"
#include "harness/winsock/target.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace wcts::soak {

// The target did otherwise than it should; the text says what.
class Wrong : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Threads: made on any, used on one, which is the same until its end. `finished()` may be read on all.
class Lane {
public:
    // Connects. Without `checked` it makes the same calls and looks at nothing but whether an operation has ended: a bare loop. The target
    // outlives it. Throws SetupFailed where the machine has no such socket or path, Wrong.
    Lane(winsock::Target& target, const kinds::SocketKind& socket, kinds::Path path, bool checked);
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // The next batch: sends, collects their ends, receives. Throws Wrong.
    void batch();

    // After the last batch: nothing more may come, neither ends nor bytes. Throws Wrong.
    void close();

    [[nodiscard]] std::string name() const { return std::string(socket_.name) + "/" + std::string(kinds::kind_of(path_).name); }
    [[nodiscard]] std::uint64_t finished() const noexcept { return finished_.load(std::memory_order_relaxed); }

private:
    struct Operation {
        WSAOVERLAPPED overlapped{};
        Lane* lane = nullptr;
        std::vector<char> data;
        std::size_t size = 0;
        HANDLE event = nullptr;
        int ends = 0;
        bool at_once = false;  // the call returned 0
        DWORD count = 0;
        int status = 0;
    };
    static constexpr std::size_t kBatch = 16;
    static constexpr std::size_t kMostBytes = 1024;

    void connect();
    void send(Operation& operation);
    void collect();
    void collect_routines();
    void collect_packets();
    void collect_results();
    void settle(Operation& operation, DWORD count, int status);
    void receive();
    void receive_stream();
    void receive_datagram(const Operation& operation, std::uint64_t position);
    void check_no_more_ends();
    [[noreturn]] void wrong(const std::string& what) const;
    static void CALLBACK routine(DWORD status, DWORD count, LPWSAOVERLAPPED overlapped, DWORD flags);

    winsock::Target& target_;
    winsock::Winsock& winsock_;
    const kinds::SocketKind& socket_;
    const kinds::Path path_;
    const bool checked_;
    SOCKET sender_ = INVALID_SOCKET;
    peer::Endpoint receiver_;
    HANDLE port_ = nullptr;
    std::vector<Operation> operations_;
    std::vector<char> received_;
    std::uint64_t sent_ = 0;  // bytes, before this batch
    std::uint64_t random_;
    std::atomic<std::uint64_t> finished_{0};
};

}  // namespace wcts::soak
