#include "suites/soak/lane.h"

#include "harness/peer/deadline.h"
#include "harness/peer/pattern.h"
#include "harness/peer/setup_failed.h"
#include "harness/winsock/error_names.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <thread>

namespace wcts::soak {

namespace {

using kinds::Path;

constexpr DWORD kPatience = 60'000;  // milliseconds, for an end that should come

bool is_routine(Path path) {
    return kinds::kRoutinePaths.contains(path);
}
bool is_plain(Path path) {
    return kinds::kPlainPaths.contains(path);
}
bool has_event(Path path) {
    return kinds::kEventPaths.contains(path) || path == Path::iocp_lowbit;
}
bool has_packets(Path path) {
    return path == Path::iocp || path == Path::iocp_skip;
}

}  // namespace

Lane::Lane(winsock::Target& target, const kinds::SocketKind& socket, Path path, bool checked)
    : target_(target),
      winsock_(target.winsock()),
      socket_(socket),
      path_(path),
      checked_(checked),
      operations_(kBatch),
      received_(kBatch * kMostBytes),
      random_(static_cast<std::uint64_t>(path) * 977 + 1) {
    connect();
    for (Operation& operation : operations_) {
        operation.lane = this;
        operation.data.resize(kMostBytes);
        if (has_event(path_)) operation.event = winsock_.WSACreateEvent();
    }
}

Lane::~Lane() {
    if (sender_ != INVALID_SOCKET) winsock_.closesocket(sender_);
    if (port_ != nullptr) winsock_.CloseHandle(port_);
    for (const Operation& operation : operations_)
        if (operation.event != nullptr) winsock_.WSACloseEvent(operation.event);
}

void Lane::connect() {
    const bool overlapped = path_ != Path::blocking;
    sender_ = winsock_.WSASocketW(socket_.family, socket_.type, socket_.protocol, nullptr, 0, overlapped ? WSA_FLAG_OVERLAPPED : 0);
    if (sender_ == INVALID_SOCKET) throw SetupFailed("WSASocketW", winsock_.WSAGetLastError());
    peer::Endpoint there = peer::Endpoint::bound(target_.trusted(), socket_.family, socket_.type, socket_.protocol);
    if (socket_.is_stream() && target_.trusted().listen(there.get(), 1) != 0)
        throw SetupFailed("listen", target_.trusted().WSAGetLastError());
    const peer::Address address = there.local_address();
    if (winsock_.connect(sender_, address.get(), address.length) != 0) throw SetupFailed("connect", winsock_.WSAGetLastError());
    if (socket_.is_stream()) {
        receiver_ = peer::Endpoint(target_.trusted(), target_.trusted().accept(there.get(), nullptr, nullptr));
        if (!receiver_) throw SetupFailed("accept", target_.trusted().WSAGetLastError());
    } else {
        receiver_ = std::move(there);
    }
    receiver_.make_nonblocking();
    // A batch fits, so that a lane never waits for itself.
    receiver_.set_option(SOL_SOCKET, SO_RCVBUF, 4 * static_cast<int>(kBatch * kMostBytes));
    if (path_ == Path::nonblocking) {
        u_long on = 1;
        if (winsock_.ioctlsocket(sender_, FIONBIO, &on) != 0) throw SetupFailed("FIONBIO", winsock_.WSAGetLastError());
    }
    if (!kinds::kPortPaths.contains(path_)) return;
    port_ = winsock_.CreateIoCompletionPort(reinterpret_cast<HANDLE>(sender_), nullptr, 1, 0);
    if (port_ == nullptr) throw SetupFailed("CreateIoCompletionPort", static_cast<int>(GetLastError()));
    if (path_ == Path::iocp_skip &&
        !winsock_.SetFileCompletionNotificationModes(reinterpret_cast<HANDLE>(sender_), FILE_SKIP_COMPLETION_PORT_ON_SUCCESS)) {
        throw SetupFailed("SetFileCompletionNotificationModes", static_cast<int>(GetLastError()));
    }
}

void Lane::wrong(const std::string& what) const {
    throw Wrong(name() + ", after " + std::to_string(finished()) + " operations: " + what);
}

void Lane::batch() {
    std::uint64_t position = sent_;
    for (Operation& operation : operations_) {
        random_ = random_ * 6364136223846793005u + 1442695040888963407u;
        operation.size = 1 + static_cast<std::size_t>(random_ >> 33) % kMostBytes;
        operation.ends = 0;
        if (checked_) peer::fill_pattern(std::span(operation.data.data(), operation.size), position);
        position += operation.size;
        send(operation);
    }
    collect();
    receive();
    sent_ = position;
    if (checked_) check_no_more_ends();
    finished_.fetch_add(kBatch, std::memory_order_relaxed);
}

void Lane::send(Operation& operation) {
    WSABUF buffer{static_cast<ULONG>(operation.size), operation.data.data()};
    operation.overlapped = {};
    if (operation.event != nullptr) {
        const auto bits = reinterpret_cast<ULONG_PTR>(operation.event) | (path_ == Path::iocp_lowbit ? 1u : 0u);
        operation.overlapped.hEvent = reinterpret_cast<HANDLE>(bits);
    }
    DWORD count = 0;
    const int result = winsock_.WSASend(sender_, &buffer, 1, &count, 0, is_plain(path_) ? nullptr : &operation.overlapped,
                                        is_routine(path_) ? routine : nullptr);
    const int error = result == 0 ? 0 : winsock_.WSAGetLastError();
    operation.at_once = result == 0;
    if (result != 0 && (error != WSA_IO_PENDING || is_plain(path_))) wrong("WSASend failed with " + winsock::error_name(error));
    if (checked_ && operation.at_once && count != operation.size)
        wrong("WSASend sent " + std::to_string(count) + " of " + std::to_string(operation.size) + " bytes");
    if (is_plain(path_) || (path_ == Path::iocp_skip && operation.at_once)) settle(operation, count, 0);
}

void Lane::settle(Operation& operation, DWORD count, int status) {
    ++operation.ends;
    operation.count = count;
    operation.status = status;
    if (!checked_) return;
    if (operation.ends > 1) wrong("an operation ended " + std::to_string(operation.ends) + " times");
    if (status != 0) wrong("an operation ended with " + winsock::error_name(status));
    if (count != operation.size) wrong("an operation of " + std::to_string(operation.size) + " bytes ended with " + std::to_string(count));
}

void Lane::routine(DWORD status, DWORD count, LPWSAOVERLAPPED overlapped, DWORD) {
    Operation& operation = *CONTAINING_RECORD(overlapped, Operation, overlapped);
    // Not judged here: a routine must not throw through the target.
    ++operation.ends;
    operation.count = count;
    operation.status = static_cast<int>(status);
}

void Lane::collect() {
    if (is_routine(path_))
        collect_routines();
    else if (has_packets(path_))
        collect_packets();
    else if (!is_plain(path_))
        collect_results();
}

void Lane::collect_routines() {
    const auto open = [this] { return std::ranges::any_of(operations_, [](const Operation& one) { return one.ends == 0; }); };
    while (open()) {
        DWORD woken = WAIT_TIMEOUT;
        if (path_ == Path::routine_wait) {
            WSAEVENT never = winsock_.WSACreateEvent();
            woken = winsock_.WSAWaitForMultipleEvents(1, &never, FALSE, kPatience, TRUE);
            winsock_.WSACloseEvent(never);
        } else {
            woken = winsock_.SleepEx(kPatience, TRUE);
        }
        if (woken != WAIT_IO_COMPLETION && open()) wrong("a routine never ran");
    }
    for (Operation& operation : operations_) {
        const int ends = operation.ends;
        operation.ends = ends - 1;
        settle(operation, operation.count, operation.status);
    }
}

void Lane::collect_packets() {
    auto open = static_cast<std::size_t>(std::ranges::count(operations_, 0, &Operation::ends));
    for (; open > 0; --open) {
        DWORD count = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = nullptr;
        const BOOL fine = winsock_.GetQueuedCompletionStatus(port_, &count, &key, &overlapped, kPatience);
        if (overlapped == nullptr) wrong("a packet never came");
        const auto own = std::ranges::find_if(operations_, [&](const Operation& one) { return &one.overlapped == overlapped; });
        if (own == operations_.end()) wrong("a packet of no operation came");
        settle(*own, count, fine ? 0 : winsock_.WSAGetLastError());
    }
}

void Lane::collect_results() {
    for (Operation& operation : operations_) {
        if (path_ == Path::event_wait || path_ == Path::iocp_lowbit) {
            if (winsock_.WSAWaitForMultipleEvents(1, &operation.event, FALSE, kPatience, FALSE) != WSA_WAIT_EVENT_0)
                wrong("an event was never set");
        }
        DWORD count = 0;
        DWORD flags = 0;
        const bool waits = path_ == Path::event_result;
        BOOL ended = FALSE;
        while ((ended = winsock_.WSAGetOverlappedResult(sender_, &operation.overlapped, &count, waits ? TRUE : FALSE, &flags)) == FALSE &&
               winsock_.WSAGetLastError() == WSA_IO_INCOMPLETE) {
            if (path_ == Path::event_wait) wrong("an event was set before its operation had ended");
            std::this_thread::yield();
        }
        settle(operation, count, ended ? 0 : winsock_.WSAGetLastError());
    }
}

void Lane::receive() {
    if (socket_.is_stream()) {
        receive_stream();
        return;
    }
    std::uint64_t position = sent_;
    for (const Operation& operation : operations_) {
        receive_datagram(operation, position);
        position += operation.size;
    }
}

void Lane::receive_stream() {
    std::size_t wanted = 0;
    for (const Operation& operation : operations_) wanted += operation.size;
    std::size_t there = 0;
    while (there < wanted) {
        const int got = target_.trusted().recv(receiver_.get(), received_.data() + there, static_cast<int>(wanted - there), 0);
        if (got > 0) {
            there += static_cast<std::size_t>(got);
        } else if (got == 0) {
            wrong("the stream ended early");
        } else if (const int error = target_.trusted().WSAGetLastError(); error != WSAEWOULDBLOCK) {
            wrong("the stream broke with " + winsock::error_name(error));
        } else if (!receiver_.wait(peer::Endpoint::Ready::read, Deadline(std::chrono::milliseconds(kPatience), target_.clock()))) {
            wrong("bytes never arrived: " + std::to_string(there) + " of " + std::to_string(wanted));
        }
    }
    if (!checked_) return;
    if (const auto mismatch = peer::find_mismatch(std::span(received_.data(), there), sent_))
        wrong("the byte at position " + std::to_string(sent_ + *mismatch) + " of the stream is not what was sent there");
}

void Lane::receive_datagram(const Operation& operation, std::uint64_t position) {
    int got = 0;
    while ((got = target_.trusted().recv(receiver_.get(), received_.data(), static_cast<int>(received_.size()), 0)) < 0) {
        const int error = target_.trusted().WSAGetLastError();
        if (error != WSAEWOULDBLOCK) wrong("receiving failed with " + winsock::error_name(error));
        if (!receiver_.wait(peer::Endpoint::Ready::read, Deadline(std::chrono::milliseconds(kPatience), target_.clock())))
            wrong("a datagram never arrived");
    }
    if (!checked_) return;
    if (static_cast<std::size_t>(got) != operation.size)
        wrong("a datagram of " + std::to_string(got) + " bytes arrived where one of " + std::to_string(operation.size) + " was sent");
    if (peer::find_mismatch(std::span(received_.data(), operation.size), position))
        wrong("a datagram arrived that is not the one that was sent there");
}

// Neither packets nor routines that are too many.
void Lane::check_no_more_ends() {
    if (port_ != nullptr) {
        DWORD count = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = nullptr;
        winsock_.GetQueuedCompletionStatus(port_, &count, &key, &overlapped, 0);
        if (overlapped != nullptr) wrong("a packet too many came");
    } else if (is_routine(path_)) {
        winsock_.SleepEx(0, TRUE);
        if (std::ranges::any_of(operations_, [](const Operation& one) { return one.ends != 1; })) wrong("a routine ran twice");
    }
}

void Lane::close() {
    if (socket_.is_stream()) winsock_.shutdown(sender_, SD_SEND);
    if (!checked_) return;
    check_no_more_ends();
    if (socket_.is_stream()) {
        if (!receiver_.wait(peer::Endpoint::Ready::read, Deadline(std::chrono::milliseconds(kPatience), target_.clock())))
            wrong("the end of the stream never came");
    }
    const int got = target_.trusted().recv(receiver_.get(), received_.data(), static_cast<int>(received_.size()), 0);
    if (got > 0 || (got == 0 && !socket_.is_stream())) wrong("more arrived than was sent");
}

}  // namespace wcts::soak
