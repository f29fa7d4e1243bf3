// Faults of what reaches the peer: lost, doubled, altered, reordered, taken too late, sent the wrong way.
#include "suites/tests/misbehaving_winsock.h"
#include "suites/tests/misbehaviours.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

namespace wcts::wsasend {
namespace {

// Ends a call without overlapped I/O as if all of it had been sent.
int told_as_sent(const SendCall& call) {
    *call.lpNumberOfBytesSent = call.bytes();
    return 0;
}

std::vector<char> data_of(const SendCall& call) {
    std::vector<char> data;
    for (DWORD i = 0; i < call.dwBufferCount; ++i)
        data.insert(data.end(), call.lpBuffers[i].buf, call.lpBuffers[i].buf + call.lpBuffers[i].len);
    return data;
}

class DataAltered final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        copies_.push_back(data_of(call));
        std::vector<char>& copy = copies_.back();
        copy.back() = static_cast<char>(copy.back() ^ 1);
        WSABUF buffer{static_cast<ULONG>(copy.size()), copy.data()};
        SendCall altered = call;
        altered.lpBuffers = &buffer;
        altered.dwBufferCount = 1;
        return altered.through(inner());
    }

private:
    std::deque<std::vector<char>> copies_;  // until the end: an operation may pend
};

class DataSentTwice final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (result == 0) {
            const std::vector<char> data = data_of(call);
            inner().send(call.s, data.data(), static_cast<int>(data.size()), 0);
        }
        return result;
    }
};

class DataLost final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override { return told_as_sent(call); }
};

class EmptyDatagramDropped final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override { return call.bytes() == 0 ? told_as_sent(call) : call.through(inner()); }
};

class LastBufferLeftOut final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        SendCall shorter = call;
        --shorter.dwBufferCount;
        return shorter.through(inner()) == 0 ? told_as_sent(call) : SOCKET_ERROR;
    }
};

class OnlyTheFirstBufferTaken final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        SendCall shorter = call;
        shorter.dwBufferCount = 1;
        return shorter.through(inner());
    }
};

class OneBufferTooMany final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        SendCall longer = call;
        ++longer.dwBufferCount;
        return longer.through(inner());
    }
};

class SixteenBuffersAtMost final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        SendCall shorter = call;
        shorter.dwBufferCount = std::min<DWORD>(16, call.dwBufferCount);
        const int result = shorter.through(inner());
        return result == 0 && call.lpOverlapped == nullptr ? told_as_sent(call) : result;
    }
};

class BuffersInReverse final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        std::vector<WSABUF> reversed(call.lpBuffers, call.lpBuffers + call.dwBufferCount);
        std::reverse(reversed.begin(), reversed.end());
        SendCall changed = call;
        changed.lpBuffers = reversed.data();
        return changed.through(inner());
    }
};

// Holds each first send back until the next one has been made.
class SendsOutOfOrder final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        if (held_.empty()) {
            held_ = data_of(call);
            return told_as_sent(call);
        }
        const int result = call.through(inner());
        const KeepLastError keep(inner());
        inner().send(call.s, held_.data(), static_cast<int>(held_.size()), 0);
        held_.clear();
        return result;
    }

private:
    std::vector<char> held_;
};

// Looks at the caller's array only when the caller next waits or asks.
class ArrayReadLate final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        late_ = call;
        late_->lpNumberOfBytesSent = nullptr;
        constexpr ULONG_PTR kStatusPending = 0x103;
        call.lpOverlapped->Internal = kStatusPending;
        return fail(WSA_IO_PENDING);
    }

    DWORD WSAWaitForMultipleEvents(DWORD cEvents, const HANDLE* lphEvents, BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable) override {
        catch_up();
        return inner().WSAWaitForMultipleEvents(cEvents, lphEvents, fWaitAll, dwTimeout, fAlertable);
    }
    BOOL WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped, LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags) override {
        catch_up();
        return inner().WSAGetOverlappedResult(s, lpOverlapped, lpcbTransfer, fWait, lpdwFlags);
    }
    BOOL GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR lpCompletionKey,
                                   LPOVERLAPPED* lpOverlapped, DWORD dwMilliseconds) override {
        catch_up();
        return inner().GetQueuedCompletionStatus(CompletionPort, lpNumberOfBytesTransferred, lpCompletionKey, lpOverlapped, dwMilliseconds);
    }
    DWORD SleepEx(DWORD dwMilliseconds, BOOL bAlertable) override {
        catch_up();
        return inner().SleepEx(dwMilliseconds, bAlertable);
    }

private:
    void catch_up() {
        if (!late_) return;
        late_->through(inner());
        late_.reset();
    }

    std::optional<SendCall> late_;
};

// Returns from a send without overlapped I/O before it has looked at the data.
class DataReadLate final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        socket_ = call.s;
        late_.assign(call.lpBuffers, call.lpBuffers + call.dwBufferCount);
        return told_as_sent(call);
    }

    int shutdown(SOCKET s, int how) override {
        if (s == socket_)
            for (const WSABUF& buffer : late_) inner().send(s, buffer.buf, static_cast<int>(buffer.len), 0);
        return inner().shutdown(s, how);
    }

private:
    SOCKET socket_ = INVALID_SOCKET;
    std::vector<WSABUF> late_;
};

class UrgentDataInline final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        SendCall inline_call = call;
        inline_call.dwFlags &= ~static_cast<DWORD>(MSG_OOB);
        return inline_call.through(inner());
    }
};

class EverythingUrgent final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        SendCall urgent = call;
        urgent.dwFlags |= MSG_OOB;
        return urgent.through(inner());
    }
};

class SentThoughRefused final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (!refused(result)) return result;
        const KeepLastError keep(inner());
        // As much of it as a datagram holds.
        const std::vector<char> data = data_of(call);
        inner().send(call.s, data.data(), static_cast<int>(std::min<std::size_t>(data.size(), 1000)), 0);
        return result;
    }
};

}  // namespace

std::vector<Misbehaviour> misbehaviours_of_data() {
    return {
        {"data altered",
         make<DataAltered>,
         {"small-send/tcp4/{blocking,event-wait,routine-sleepex,iocp}", "small-send/udp4/{blocking,event-wait}",
          "gather-16/tcp4/nonblocking", "size-1/udp4/both-null", "peer-set-by-wsaconnect/tcp4/blocking"}},
        {"data sent twice",
         make<DataSentTwice>,
         {"small-send/tcp4/{blocking,event-wait,iocp}", "small-send/udp4/{blocking,no-event}", "in-order-16/tcp4/blocking"}},
        {"data lost",
         make<DataLost>,
         {"small-send/tcp4/{blocking,nonblocking}", "small-send/udp4/{blocking,both-null}", "in-order-2/tcp4/blocking",
          "exported/tcp4/blocking"}},
        {"an empty datagram dropped",
         make<EmptyDatagramDropped>,
         {"size-0-on-datagrams/udp4/{blocking,nonblocking,both-null}", "gather-several-empty/udp4/blocking", "no-buffers/udp4/blocking"}},
        {"the last buffer left out",
         make<LastBufferLeftOut>,
         {"gather-2/tcp4/blocking", "gather-17/udp4/blocking", "gather-1024/tcp4/blocking", "gather-empty-first/tcp4/blocking"}},
        {"only the first buffer taken",
         make<OnlyTheFirstBufferTaken>,
         {"gather-2/tcp4/{blocking,event-wait}", "gather-15/udp4/{blocking,iocp}"}},
        {"one buffer too many",
         make<OneBufferTooMany>,
         {"buffers-behind-the-count-stay/tcp4/{blocking,event-wait}", "buffers-behind-the-count-stay/udp4/blocking"}},
        {"sixteen buffers at most", make<SixteenBuffersAtMost>, {"gather-17/tcp4/{blocking,event-wait,iocp}", "gather-64/udp4/blocking"}},
        {"buffers in reverse",
         make<BuffersInReverse>,
         {"gather-2/tcp4/{blocking,event-wait,routine-wait,iocp}", "gather-17/udp4/blocking", "gather-empty-between/tcp4/blocking"}},
        {"sends out of order", make<SendsOutOfOrder>, {"in-order-2/tcp4/{blocking,nonblocking}", "in-order-16/udp4/both-null"}},
        {"the WSABUF array read late",
         make<ArrayReadLate>,
         {"array-captured/tcp4/{event-wait,event-poll,event-result,no-event,routine-sleepex,iocp}",
          "array-captured/udp4/{event-wait,iocp}"}},
        {"the data read late", make<DataReadLate>, {"buffers-are-free-at-return/tcp4/{blocking,nonblocking,both-null}"}},
        {"urgent data sent inline",
         make<UrgentDataInline>,
         {"oob-arrives-out-of-band/tcp4/blocking", "oob-signals-fd-oob/tcp4/event-wait"},
         true},
        {"everything sent as urgent data", make<EverythingUrgent>, {"small-send/tcp4/{blocking,event-wait}", "small-send/udp4/blocking"}},
        {"sent though refused",
         make<SentThoughRefused>,
         {"flags-oob-on-datagrams/udp4/{blocking,event-wait}", "emsgsize-65508/udp4/blocking"}},
    };
}

}  // namespace wcts::wsasend
