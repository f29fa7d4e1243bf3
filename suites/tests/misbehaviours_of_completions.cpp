// Faults of how an end is told: by the event, by the port, by WSAGetOverlappedResult.
#include "suites/tests/misbehaving_winsock.h"
#include "suites/tests/misbehaviours.h"

namespace wcts::wsasend {
namespace {

class EventNeverSet final : public MisbehavingWinsock {
public:
    explicit EventNeverSet(winsock::Winsock& sound) : MisbehavingWinsock(sound), other_(sound.WSACreateEvent()) {}
    ~EventNeverSet() override { inner().WSACloseEvent(other_); }

    int send(const SendCall& call) override {
        const HANDLE event = event_of(call);
        if (event == nullptr) return call.through(inner());
        // hEvent is read when the operation starts.
        const HANDLE given = call.lpOverlapped->hEvent;
        const auto bit = reinterpret_cast<std::uintptr_t>(given) & 1;
        call.lpOverlapped->hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(other_) | bit);
        const int result = call.through(inner());
        call.lpOverlapped->hEvent = given;
        return result;
    }

private:
    HANDLE other_;
};

class EventSetThoughRefused final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        if (!refused(result)) return result;
        const KeepLastError keep(inner());
        inner().WSASetEvent(event_of(call));
        return result;
    }
};

class EventSetEarly final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        const KeepLastError keep(inner());
        inner().WSASetEvent(event_of(call));
        return result;
    }
};

// Faults of packets act on those that have a WSAOVERLAPPED: the harness's own sentinel has none.
class MisbehavingPort : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    BOOL GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR lpCompletionKey,
                                   LPOVERLAPPED* lpOverlapped, DWORD dwMilliseconds) override {
        const BOOL ok =
            inner().GetQueuedCompletionStatus(CompletionPort, lpNumberOfBytesTransferred, lpCompletionKey, lpOverlapped, dwMilliseconds);
        if (*lpOverlapped == nullptr) return ok;
        const int error = inner().WSAGetLastError();
        const int other = disturb({*lpNumberOfBytesTransferred, *lpCompletionKey, *lpOverlapped, dwMilliseconds});
        inner().WSASetLastError(other != 0 ? other : error);
        return other != 0 ? FALSE : ok;
    }

protected:
    struct Packet {
        DWORD& bytes;
        ULONG_PTR& key;
        LPOVERLAPPED& overlapped;
        DWORD timeout;
    };
    // The error with which the caller is told of it instead; 0 to leave that as it is.
    virtual int disturb(const Packet& packet) = 0;
};

class PacketLost final : public MisbehavingPort {
public:
    using MisbehavingPort::MisbehavingPort;

    int disturb(const Packet& packet) override {
        packet.overlapped = nullptr;
        inner().SleepEx(packet.timeout, FALSE);
        return WAIT_TIMEOUT;
    }
};

class PacketWithAnotherKey final : public MisbehavingPort {
public:
    using MisbehavingPort::MisbehavingPort;

    int disturb(const Packet& packet) override {
        ++packet.key;
        return 0;
    }
};

class PacketWithAnotherCount final : public MisbehavingPort {
public:
    using MisbehavingPort::MisbehavingPort;

    int disturb(const Packet& packet) override {
        --packet.bytes;
        return 0;
    }
};

class PacketToldAsFailure final : public MisbehavingPort {
public:
    using MisbehavingPort::MisbehavingPort;

    int disturb(const Packet&) override { return ERROR_NETNAME_DELETED; }
};

// Tells the end of every second operation in the WSAOVERLAPPED of the one before it.
class PacketWithAnotherOverlapped final : public MisbehavingPort {
public:
    using MisbehavingPort::MisbehavingPort;

    int disturb(const Packet& packet) override {
        if (previous_ != nullptr) packet.overlapped = previous_;
        previous_ = packet.overlapped;
        return 0;
    }

private:
    LPOVERLAPPED previous_ = nullptr;
};

// Queues a packet of its own for every call that `wanted` asks one for.
class SurplusPacket : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    HANDLE CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey,
                                  DWORD NumberOfConcurrentThreads) override {
        port_ = inner().CreateIoCompletionPort(FileHandle, ExistingCompletionPort, CompletionKey, NumberOfConcurrentThreads);
        if (CompletionKey != 0) key_ = CompletionKey;
        return port_;
    }

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        const bool now = wanted(result);
        const KeepLastError keep(inner());
        if (now) inner().PostQueuedCompletionStatus(port_, call.bytes(), key_, call.lpOverlapped);
        return result;
    }

protected:
    virtual bool wanted(int result) = 0;

private:
    HANDLE port_ = nullptr;
    ULONG_PTR key_ = 0;
};

class PacketOnceMore final : public SurplusPacket {
public:
    using SurplusPacket::SurplusPacket;

    bool wanted(int result) override { return !refused(result); }
};

class PacketThoughRefused final : public SurplusPacket {
public:
    using SurplusPacket::SurplusPacket;

    bool wanted(int result) override { return refused(result); }
};

// Faults of WSAGetOverlappedResult.
class MisbehavingResult : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    BOOL WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped, LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags) override {
        const BOOL ok = inner().WSAGetOverlappedResult(s, lpOverlapped, lpcbTransfer, fWait, lpdwFlags);
        return disturb(ok, *lpcbTransfer);
    }

protected:
    virtual BOOL disturb(BOOL ok, DWORD& bytes) = 0;

    BOOL failed_with(int error) {
        inner().WSASetLastError(error);
        return FALSE;
    }
};

class ResultOneTooFew final : public MisbehavingResult {
public:
    using MisbehavingResult::MisbehavingResult;

    BOOL disturb(BOOL ok, DWORD& bytes) override {
        if (ok) --bytes;
        return ok;
    }
};

class ResultNeverComplete final : public MisbehavingResult {
public:
    using MisbehavingResult::MisbehavingResult;

    BOOL disturb(BOOL, DWORD&) override { return failed_with(WSA_IO_INCOMPLETE); }
};

class ResultOfAnAbortIsSuccess final : public MisbehavingResult {
public:
    using MisbehavingResult::MisbehavingResult;

    BOOL disturb(BOOL ok, DWORD& bytes) override {
        if (ok || inner().WSAGetLastError() != WSA_OPERATION_ABORTED) return ok;
        bytes = 0;
        return TRUE;
    }
};

class ResultWithAnotherError final : public MisbehavingResult {
public:
    using MisbehavingResult::MisbehavingResult;

    BOOL disturb(BOOL ok, DWORD&) override {
        return ok || inner().WSAGetLastError() == WSA_IO_INCOMPLETE ? ok : failed_with(WSAECONNABORTED);
    }
};

class ResultCompleteTooSoon final : public MisbehavingResult {
public:
    using MisbehavingResult::MisbehavingResult;

    BOOL disturb(BOOL ok, DWORD& bytes) override {
        if (!ok) bytes = 0;
        return TRUE;
    }
};

}  // namespace

std::vector<Misbehaviour> misbehaviours_of_completions() {
    return {
        {"the event is never set",
         make<EventNeverSet>,
         {"small-send/tcp4/{event-wait,event-poll,event-result,iocp-lowbit}", "small-send/udp4/event-poll", "page-example/tcp4/event-wait"},
         true},
        {"the event is set though the call failed",
         make<EventSetThoughRefused>,
         {"eshutdown-after-sd-send/tcp4/{event-wait,event-poll,event-result,iocp-lowbit}", "enotsock-closed/tcp4/event-wait",
          "flags-oob-on-datagrams/udp4/event-poll"}},
        {"the event is set before the end", make<EventSetEarly>, {"pending-send/tcp4/{event-wait,event-poll,iocp-lowbit}"}},
        {"the packet is lost", make<PacketLost>, {"small-send/tcp4/iocp"}, true},
        {"the packet comes twice, or where none is due",
         make<PacketOnceMore>,
         {"small-send/tcp4/{iocp,iocp-skip,iocp-lowbit}", "small-send/udp4/{iocp,iocp-skip}"}},
        {"a packet comes though the call failed", make<PacketThoughRefused>, {"eshutdown-after-sd-send/tcp4/{iocp,iocp-skip,iocp-lowbit}"}},
        {"the packet has another key", make<PacketWithAnotherKey>, {"small-send/tcp4/iocp", "small-send/udp4/iocp"}},
        {"the packet has another count", make<PacketWithAnotherCount>, {"small-send/tcp4/iocp", "small-send/udp4/iocp"}},
        {"the packet tells a failure", make<PacketToldAsFailure>, {"small-send/tcp4/iocp"}},
        {"the packet has another WSAOVERLAPPED", make<PacketWithAnotherOverlapped>, {"in-order-2/tcp4/iocp"}, true},
        {"WSAGetOverlappedResult tells one byte too few",
         make<ResultOneTooFew>,
         {"small-send/tcp4/{event-wait,event-poll,event-result,no-event,iocp}", "small-send/udp4/iocp-skip", "page-example/tcp4/event-wait",
          "event-is-signalled/tcp4/event-wait"}},
        {"WSAGetOverlappedResult never tells the end",
         make<ResultNeverComplete>,
         {"small-send/tcp4/{event-wait,event-poll,event-result}", "page-example/tcp4/event-wait"},
         true},
        {"WSAGetOverlappedResult tells an abort as success",
         make<ResultOfAnAbortIsSuccess>,
         {"aborted-by-cancelioex/tcp4/{event-wait,no-event,iocp}"}},
        {"WSAGetOverlappedResult tells another error", make<ResultWithAnotherError>, {"aborted-by-cancelio/tcp4/{event-poll,iocp}"}},
        {"WSAGetOverlappedResult tells an end before there is one",
         make<ResultCompleteTooSoon>,
         {"pending-send/tcp4/{event-wait,no-event}"}},
    };
}

}  // namespace wcts::wsasend
