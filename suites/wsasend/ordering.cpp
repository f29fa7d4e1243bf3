// Order: of the bytes on the wire, of many operations outstanding together, of concurrent senders.
#include "harness/winsock/case_thread.h"
#include "suites/wsasend/vocabulary.h"

#include <algorithm>
#include <array>

namespace wcts::wsasend {
namespace {

Row in_order(std::string_view id, std::string_view claim, std::size_t sends) {
    return {.id = id,
            .clauses = {"WSASend.ordering.buffers-in-order", "WSASend.ordering.call-order-is-wire-order"},
            .claim = claim,
            .on = kEverySocket,
            .paths = kEveryPath,
            .call = wsasend(one_buffer(64)).times(sends),
            .expect = sent()};
}

Row in_order_pending(std::string_view id, std::string_view claim, std::size_t sends) {
    return {.id = id,
            .clauses = {"WSASend.ordering.buffers-in-order", "WSASend.ordering.call-order-is-wire-order",
                        "WSASend.overlapped.separate-structures"},
            .claim = claim,
            .on = kStreams,
            .paths = kOverlappedPaths,
            .arrange = full_stream(),
            .call = wsasend(one_buffer(1024)).times(sends),
            .then = {peer_reads()},
            .expect = succeeds() & completes_once() & delivered(),
            .limit = sends > 16 ? kLimitOfMuch : 0ms,
            .patience = sends > 16 ? kPatienceWithMuch : 5s};
}

// Lengths that differ, so that an end told in another operation's WSAOVERLAPPED is seen by its count.
void sends_of_different_lengths(Scene& scene) {
    for (std::size_t i = 0; i < 16; ++i) post(scene, one_buffer(1000 + 37 * i));
}

void observe_completion_order(Scene& scene) {
    sends_of_different_lengths(scene);
    scene.stream_peer().start_reading();
    scene.collect();
    std::vector<std::uint64_t> times;
    for (const auto& flight : scene.flights())
        for (const auto& indication : flight->record.indications) times.push_back(indication.at);
    scene.observe("completion order", std::is_sorted(times.begin(), times.end()) ? "that of the calls" : "another than that of the calls");
}

// Concurrent senders, told apart by one letter each. The pattern is no help here: what matters is which request a byte belongs to.
constexpr std::size_t kSenders = 4;
constexpr std::size_t kRequests = 8;
constexpr std::size_t kRequestBytes = 16 * 1024;

void send_requests(Scene& scene, char letter) {
    std::vector<char> data(kRequestBytes, letter);
    for (std::size_t i = 0; i < kRequests; ++i) {
        WSABUF buffer{static_cast<ULONG>(data.size()), data.data()};
        DWORD count = 0;
        scene.target().WSASend(scene.socket(), &buffer, 1, &count, 0, nullptr, nullptr);
    }
}

struct Mixture {
    std::array<std::size_t, kSenders> bytes{};
    bool interleaved = false;  // a request of one sender was cut by another's

    void take(std::span<const char> piece) {
        for (const char letter : piece) {
            if (letter != last_) {
                interleaved = interleaved || run_ % kRequestBytes != 0;
                run_ = 0;
                last_ = letter;
            }
            ++run_;
            const auto sender = static_cast<std::size_t>(letter - 'A');
            if (sender < kSenders) ++bytes[sender];
        }
    }

private:
    char last_ = 0;
    std::size_t run_ = 0;
};

void concurrent_senders(Scene& scene) {
    std::vector<CaseThread> senders;
    for (std::size_t i = 0; i < kSenders; ++i) senders.emplace_back(scene.clock(), [&scene, i] { send_requests(scene, static_cast<char>('A' + i)); });

    Mixture mixture;
    std::vector<char> piece(64 * 1024);
    std::size_t total = 0;
    auto& connection = scene.stream_peer().connection();
    while (total < kSenders * kRequests * kRequestBytes && connection.wait(peer::Endpoint::Ready::read, scene.deadline())) {
        const int count = scene.trusted().recv(connection.get(), piece.data(), static_cast<int>(piece.size()), 0);
        if (count <= 0) break;
        mixture.take({piece.data(), static_cast<std::size_t>(count)});
        total += static_cast<std::size_t>(count);
    }
    // A sender may still block where the target lost bytes.
    if (total < kSenders * kRequests * kRequestBytes) scene.target().shutdown(scene.socket(), SD_BOTH);
    for (CaseThread& sender : senders) sender.join();

    const bool whole = std::all_of(mixture.bytes.begin(), mixture.bytes.end(),
                                   [](std::size_t bytes) { return bytes == kRequests * kRequestBytes; });
    scene.observe("each sender's bytes", whole ? "all arrived, none twice" : "not exactly those sent");
    // By chance on most systems, so a note of the trace and no part of the observation.
    scene.recorder().note(winsock::Who::harness, "interleaving", mixture.interleaved ? "requests were cut by others" : "requests stayed whole");
    scene.set_connected(false);
}

}  // namespace

std::vector<Row> ordering() {
    return {
        in_order("in-order-2", "2 sends arrive in call order", 2),
        in_order("in-order-16", "16 sends arrive in call order", 16),
        in_order("in-order-256", "256 sends arrive in call order", 256),
        in_order_pending("in-order-2-outstanding", "2 sends outstanding together arrive in call order and end once each", 2),
        in_order_pending("in-order-16-outstanding", "16 sends outstanding together arrive in call order and end once each", 16),
        in_order_pending("in-order-256-outstanding", "256 sends outstanding together arrive in call order and end once each", 256),
        {.id = "each-in-its-own-overlapped",
         .clauses = {"WSASend.overlapped.separate-structures", "WSASend.overlapped.transferred"},
         .claim = "each of 16 outstanding sends ends in its own WSAOVERLAPPED, with its own count",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream(),
         .call = procedure("WSASend of 16 different lengths", sends_of_different_lengths),
         .then = {peer_reads()},
         .expect = succeeds() & completes_once() & delivered()},
        {.id = "completion-order",
         .clauses = {"WSASend.ordering.routines-any-order"},
         .claim = "the order in which ends are indicated is the provider's choice; it is recorded",
         .on = kStreams,
         .paths = kRoutinePaths | Path::iocp | Path::iocp_skip,
         .arrange = full_stream(),
         .call = procedure("WSASend of 16 different lengths, their ends collected", observe_completion_order),
         .expect = recorded("completion order") & succeeds() & completes_once() & delivered()},
        {.id = "concurrent-senders",
         .clauses = {"WSASend.ordering.concurrent-threads"},
         .claim = "concurrent senders on one stream lose and double nothing; whether their requests mix is recorded",
         .on = kStreams,
         .paths = PathSet(Path::blocking) | Path::both_null,
         .call = procedure("8 WSASends of 16 KiB on each of 4 threads", concurrent_senders),
         .expect = fact_is("each sender's bytes", "all arrived, none twice")},
    };
}

}  // namespace wcts::wsasend
