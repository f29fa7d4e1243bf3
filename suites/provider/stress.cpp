// Many operations at once, ends that race with a close or a cancellation, and a reader that spins: each end is still told once, and whole.
#include "fixtures/scene/receive.h"
#include "harness/winsock/case_thread.h"
#include "suites/provider/listener.h"
#include "suites/provider/vocabulary.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <random>

namespace wcts::provider {
namespace {

constexpr std::size_t kBytes = 16;

// A receive whose end comes as a packet. The target may write to it until then.
struct Receive {
    WSAOVERLAPPED overlapped{};
    char data[kBytes]{};
    DWORD flags = 0;
    ULONG_PTR key = 0;  // of its socket
    int ends = 0;
    bool other_key = false;
};

// Receives on many sockets, told by one port. Receives are posted by any thread, packets taken by one.
class Port {
public:
    explicit Port(Scene& scene) : scene_(scene), port_(scene.target().CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0)) {
        if (port_ == nullptr) throw SetupFailed("CreateIoCompletionPort", scene.target().WSAGetLastError());
    }
    ~Port() {
        scene_.target().CloseHandle(port_);
        // What has not ended may still be written to.
        if (open_ > 0) static_cast<void>(new std::deque<Receive>(std::move(receives_)));
    }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    // A socket bound to loopback whose packets have this key; INVALID_SOCKET where that fails. Any thread.
    SOCKET make_socket(ULONG_PTR key) {
        auto& ws = scene_.target();
        const SOCKET s = ws.WSASocketW(scene_.kind().family, scene_.kind().type, scene_.kind().protocol, nullptr, 0, WSA_FLAG_OVERLAPPED);
        const peer::Address here = peer::loopback(scene_.kind().family);
        if (s == INVALID_SOCKET || ws.bind(s, here.get(), here.length) != 0 ||
            ws.CreateIoCompletionPort(reinterpret_cast<HANDLE>(s), port_, key, 0) == nullptr)
            return INVALID_SOCKET;
        return s;
    }

    // False where the call refuses it.
    bool post(SOCKET s, ULONG_PTR key) {
        Receive* receive = nullptr;
        {
            const std::lock_guard lock(mutex_);
            receive = &receives_.emplace_back();
            ++open_;
        }
        receive->key = key;
        WSABUF buffer{kBytes, receive->data};
        auto& ws = scene_.target();
        if (ws.WSARecv(s, &buffer, 1, nullptr, &receive->flags, &receive->overlapped, nullptr) == 0 ||
            ws.WSAGetLastError() == WSA_IO_PENDING)
            return true;
        const std::lock_guard lock(mutex_);
        --open_;
        refused_ = true;
        return false;
    }

    // Takes packets until each receive has had one, as far as they come, and then those that are too many.
    void take_all(std::size_t expected) {
        std::size_t taken = 0;
        while (taken < expected && take(scene_.deadline().left_ms())) ++taken;
        scene_.target().PostQueuedCompletionStatus(port_, 0, 0, nullptr);
        while (take(scene_.deadline().left_ms())) {
        }
    }

    // What all of them together have come to.
    [[nodiscard]] std::string verdict(std::size_t expected) {
        const std::lock_guard lock(mutex_);
        if (refused_ || receives_.size() != expected) return "receives that are refused";
        if (strange_) return "packets of nobody's";
        if (std::ranges::any_of(receives_, [](const Receive& one) { return one.ends == 0; })) return "ends that are never told";
        if (std::ranges::any_of(receives_, [](const Receive& one) { return one.ends > 1; })) return "ends that are told twice";
        if (std::ranges::any_of(receives_, [](const Receive& one) { return one.other_key; })) return "packets with another socket's key";
        return "one packet for each";
    }

private:
    // False without a packet of a receive.
    bool take(DWORD timeout_ms) {
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        OVERLAPPED* overlapped = nullptr;
        scene_.target().GetQueuedCompletionStatus(port_, &bytes, &key, &overlapped, timeout_ms);
        if (overlapped == nullptr) return false;
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find_if(receives_, [overlapped](Receive& one) { return &one.overlapped == overlapped; });
        if (found == receives_.end()) {
            strange_ = true;
            return true;
        }
        if (++found->ends == 1) --open_;
        found->other_key = found->other_key || found->key != key;
        return true;
    }

    Scene& scene_;
    const HANDLE port_;
    std::mutex mutex_;
    std::deque<Receive> receives_;
    std::size_t open_ = 0;
    bool refused_ = false;
    bool strange_ = false;
};

// Four threads, each with sockets of its own: some of the receives end with a datagram, the others with the close right after it. The
// sockets are made before, so that no handle's number comes again while others are closed.
void four_threads(Scene& scene) {
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kSockets = 20;
    constexpr std::size_t kReceives = 10;
    Port port(scene);
    struct Target {
        SOCKET s;
        ULONG_PTR key;
        peer::Address name;
    };
    std::vector<Target> targets;
    for (ULONG_PTR key = 1; key <= kThreads * kSockets; ++key) {
        const SOCKET s = port.make_socket(key);
        if (s == INVALID_SOCKET) throw SetupFailed("WSASocketW, bind or CreateIoCompletionPort", scene.target().WSAGetLastError());
        targets.push_back({s, key, name_of(scene, s)});
    }
    std::vector<CaseThread> threads;
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back(scene.clock(), [&scene, &port, &targets, thread] {
            auto& ws = scene.target();
            std::minstd_rand chance(static_cast<unsigned>(thread + 1));
            for (std::size_t i = 0; i < kSockets; ++i) {
                const Target& one = targets[thread * kSockets + i];
                for (std::size_t receive = 0; receive < kReceives; ++receive) port.post(one.s, one.key);
                const char data[kBytes] = {};
                for (auto datagrams = chance() % kReceives; datagrams > 0; --datagrams)
                    ws.sendto(one.s, data, static_cast<int>(kBytes), 0, one.name.get(), one.name.length);
                ws.closesocket(one.s);
            }
        });
    }
    port.take_all(kThreads * kSockets * kReceives);
    for (CaseThread& thread : threads) thread.join();
    scene.observe("800 receives on 80 sockets", port.verdict(kThreads * kSockets * kReceives));
}

// How the case's thread ends a pending receive while a datagram is on its way to it.
using Ender = void (*)(Scene& scene, SOCKET s);

void race(Scene& scene, Ender end) {
    constexpr std::size_t kRounds = 40;
    Port port(scene);
    peer::Endpoint sender = peer::Endpoint::bound(scene.trusted(), scene.kind().family, scene.kind().type, scene.kind().protocol);
    for (std::size_t round = 0; round < kRounds; ++round) {
        const ULONG_PTR key = 1 + round;
        const SOCKET s = port.make_socket(key);
        if (s == INVALID_SOCKET) throw SetupFailed("WSASocketW, bind or CreateIoCompletionPort", scene.target().WSAGetLastError());
        port.post(s, key);
        const peer::Address to = name_of(scene, s);
        CaseThread other(scene.clock(), [&scene, &sender, &to] {
            const char data[kBytes] = {};
            scene.trusted().sendto(sender.get(), data, static_cast<int>(kBytes), 0, to.get(), to.length);
        });
        end(scene, s);
        other.join();
        scene.target().closesocket(s);
    }
    port.take_all(kRounds);
    scene.observe("40 receives", port.verdict(kRounds));
}

void close_as_data_comes(Scene& scene) {
    race(scene, [](Scene& on, SOCKET s) { on.target().closesocket(s); });
}

void cancel_as_data_comes(Scene& scene) {
    const Spi spi(scene);
    if (!spi.entry().ifs())
        throw Unsupported("a provider with handles of its own hears nothing of CancelIoEx (WPUCreateSocketHandle.cancel)");
    race(scene, [](Scene& on, SOCKET s) { on.target().CancelIoEx(reinterpret_cast<HANDLE>(s), nullptr); });
}

// Whoever sees that an operation is no longer in progress, as HasOverlappedIoCompleted looks, must find its count.
void spin_on_the_status(Scene& scene) {
    constexpr int kRounds = 20;
    std::string wrong;
    for (int i = 0; i < kRounds && wrong.empty(); ++i) {
        // What stands in InternalHigh before the call is no count of ours.
        const WSAOVERLAPPED& overlapped = *scene::post_receive(scene, kBytes).overlapped();
        scene::send_from_peer(scene, kBytes);
        const volatile ULONG_PTR& status = overlapped.Internal;
        const volatile ULONG_PTR& count = overlapped.InternalHigh;
        // It is about the machine's processors: no virtual clock passes here.
        const auto give_up = std::chrono::steady_clock::now() + 2s;
        while (status == WSS_OPERATION_IN_PROGRESS && std::chrono::steady_clock::now() < give_up) {
        }
        std::atomic_thread_fence(std::memory_order_acquire);
        const ULONG_PTR seen = count;
        if (status == WSS_OPERATION_IN_PROGRESS)
            wrong = "the status never changes";
        else if (seen != kBytes)
            wrong = "the status is there before the count";
        scene.collect();
    }
    scene.observe("twenty receives, watched", wrong.empty() ? "the count is there when the status is" : wrong);
}

}  // namespace

std::vector<Row> stress() {
    return {
        {.id = "four-threads",
         .clauses = {"WPUCompleteOverlappedRequest.once", "WPUCompleteOverlappedRequest.event-and-port", "WSPCloseSocket.pending-aborted"},
         .claim = "eight hundred receives of four threads, ended by data or by a close, are each told once, with their socket's key",
         .on = kUdp4,
         .paths = Path::iocp,
         .arrange = {no_connection()},
         .call = procedure("4 threads: 20 sockets each, 10 WSARecvs on each, some datagrams, closesocket", four_threads),
         .expect = fact_is("800 receives on 80 sockets", "one packet for each")},
        {.id = "close-as-data-comes",
         .clauses = {"WPUCompleteOverlappedRequest.once", "WSPCloseSocket.pending-aborted"},
         .claim = "a receive whose data comes while its socket is closed is told once",
         .on = kUdp4,
         .paths = Path::iocp,
         .arrange = {no_connection()},
         .call = procedure("40 times WSARecv, and closesocket while another thread sends to it", close_as_data_comes),
         .expect = fact_is("40 receives", "one packet for each")},
        {.id = "cancel-as-data-comes",
         .clauses = {"WPUCompleteOverlappedRequest.once"},
         .claim = "a receive whose data comes while it is cancelled is told once",
         .on = kUdp4,
         .paths = Path::iocp,
         .arrange = {no_connection()},
         .call = procedure("40 times WSARecv, and CancelIoEx while another thread sends to it", cancel_as_data_comes),
         .expect = fact_is("40 receives", "one packet for each")},
        {.id = "status-after-count",
         .clauses = {"WPUCompleteOverlappedRequest.status-last", "WPUCompleteOverlappedRequest.count"},
         .claim = "whoever sees that an operation is no longer in progress finds its count in the structure",
         .on = kTcp4 | kUdp4,
         .paths = PathSet(Path::event_wait) | Path::routine_sleepex | Path::iocp,
         .call = procedure("20 WSARecvs of 16 bytes, with a reader that spins on Internal and then reads InternalHigh", spin_on_the_status),
         .expect = fact_is("twenty receives, watched", "the count is there when the status is")},
    };
}

}  // namespace wcts::provider
