// Faults of the call itself: its result, its last error, its byte count, the memory that it was lent.
#include "suites/tests/misbehaving_winsock.h"
#include "suites/tests/misbehaviours.h"

#include <cstring>

namespace wcts::wsasend {
namespace {

class AnotherErrorCode final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        return refused(result) ? fail(WSAEACCES) : result;
    }
};

class LastErrorLost final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        return refused(result) ? fail(0) : result;
    }
};

class SuccessWhereRefused final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (!refused(result)) return result;
        *call.lpNumberOfBytesSent = call.bytes();
        return 0;
    }
};

class PendsWithoutOverlapped final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        return call.lpOverlapped == nullptr ? fail(WSA_IO_PENDING) : result;
    }
};

class PendingToldAsSuccess final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (!pending(result)) return result;
        *call.lpNumberOfBytesSent = call.bytes();
        return 0;
    }
};

class CountOneTooFew final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (result == 0) --*call.lpNumberOfBytesSent;
        return result;
    }
};

class CountNotWritten final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        SendCall hidden = call;
        DWORD count = 0;
        hidden.lpNumberOfBytesSent = &count;
        return hidden.through(inner());
    }
};

class CountWrittenWhilePending final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (pending(result)) *call.lpNumberOfBytesSent = 0;
        return result;
    }
};

class CountWrittenThoughRefused final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (refused(result)) *call.lpNumberOfBytesSent = 0;
        return result;
    }
};

class CountWrittenAsEightBytes final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (result != 0) return result;
        const std::uint64_t count = *call.lpNumberOfBytesSent;
        std::memcpy(call.lpNumberOfBytesSent, &count, sizeof(count));
        return result;
    }
};

class ArrayUsedAsScratch final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        for (DWORD i = 0; i < call.dwBufferCount; ++i) {
            call.lpBuffers[i].buf += call.lpBuffers[i].len;
            call.lpBuffers[i].len = 0;
        }
        return result;
    }
};

class DataUsedAsScratch final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (result == 0) call.lpBuffers[0].buf[0] = static_cast<char>(~call.lpBuffers[0].buf[0]);
        return result;
    }
};

class WritesBehindTheOverlapped final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        std::memset(call.lpOverlapped + 1, 0, 1);
        return result;
    }
};

}  // namespace

std::vector<Misbehaviour> misbehaviours_of_calls() {
    return {
        {"another error code",
         make<AnotherErrorCode>,
         {"enotsock-closed/tcp4/{blocking,event-wait,iocp}", "enotsock-event/tcp4/{blocking,no-event}",
          "eshutdown-after-sd-send/tcp4/{blocking,event-wait,routine-sleepex,iocp}", "eshutdown-after-sd-both/udp4/{blocking,event-poll}",
          "unbound-and-unconnected/udp4/blocking", "flags-oob-on-datagrams/udp4/{blocking,event-wait}", "emsgsize-65508/udp4/blocking",
          "ewouldblock-when-full/tcp4/nonblocking", "econnreset-after-peer-reset/tcp4/blocking"}},
        {"the last error is lost",
         make<LastErrorLost>,
         {"enotsock-closed/tcp4/{blocking,event-wait}", "eshutdown-after-sd-send/tcp4/{blocking,event-wait,iocp}",
          "flags-oob-on-datagrams/udp4/blocking"}},
        {"success where an error is due",
         make<SuccessWhereRefused>,
         {"enotsock-closed/tcp4/{blocking,both-null}", "eshutdown-after-sd-send/tcp4/{blocking,nonblocking}",
          "emsgsize-65508/udp4/blocking", "flags-oob-on-datagrams/udp4/blocking", "ewouldblock-when-full/tcp4/nonblocking"}},
        {"pending where there is no WSAOVERLAPPED",
         make<PendsWithoutOverlapped>,
         {"small-send/tcp4/{blocking,nonblocking,both-null}", "small-send/udp4/both-null"}},
        {"pending told as success", make<PendingToldAsSuccess>, {"pending-send/tcp4/{event-wait,routine-sleepex,iocp}"}},
        {"count one too few",
         make<CountOneTooFew>,
         {"small-send/tcp4/{blocking,nonblocking,both-null,event-wait,no-event,routine-sleepex,iocp,iocp-skip}",
          "small-send/udp4/{blocking,event-poll}", "gather-2/tcp4/blocking"}},
        {"count not written",
         make<CountNotWritten>,
         {"small-send/tcp4/{blocking,event-wait,iocp-skip}", "small-send/udp4/{blocking,routine-wait}"}},
        {"count written while pending", make<CountWrittenWhilePending>, {"pending-send/tcp4/{event-wait,routine-sleepex,iocp}"}},
        {"count written though refused",
         make<CountWrittenThoughRefused>,
         {"eshutdown-after-sd-send/tcp4/{blocking,event-wait}", "enotsock-closed/tcp4/{blocking,iocp}",
          "ewouldblock-when-full/tcp4/nonblocking"}},
        {"count written as eight bytes", make<CountWrittenAsEightBytes>, {"small-send/tcp4/{blocking,event-wait}"}},
        {"the WSABUF array used as scratch memory",
         make<ArrayUsedAsScratch>,
         {"small-send/tcp4/{blocking,event-wait,iocp}", "small-send/udp4/blocking", "eshutdown-after-sd-send/tcp4/blocking"}},
        {"the data used as scratch memory", make<DataUsedAsScratch>, {"small-send/tcp4/{blocking,event-wait}", "small-send/udp4/blocking"}},
        {"a write behind the WSAOVERLAPPED",
         make<WritesBehindTheOverlapped>,
         {"small-send/tcp4/{event-wait,routine-sleepex,iocp,no-event}"}},
    };
}

}  // namespace wcts::wsasend
