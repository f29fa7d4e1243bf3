#include "harness/winsock/traced_winsock.h"

#include "harness/winsock/mock_winsock.h"
#include "harness/winsock/system_winsock.h"

#include <gmock/gmock.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace wcts::winsock {
namespace {

using testing::_;
using testing::AnyOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::InSequence;
using testing::IsEmpty;
using testing::NiceMock;
using testing::Pair;
using testing::Return;

constexpr SOCKET kSocket = 0x44;

HANDLE handle(std::uintptr_t value) {
    return reinterpret_cast<HANDLE>(value);
}

// A mock behind the front, with `last` as the calling thread's last error.
class TracedWinsockTest : public testing::Test {
protected:
    TracedWinsockTest() {
        ON_CALL(mock, WSAGetLastError).WillByDefault([this] { return last; });
        ON_CALL(mock, WSASetLastError).WillByDefault([this](int error) { last = error; });
    }

    // The only event so far, or the newest.
    Event event() {
        const auto events = recorder.events();
        EXPECT_FALSE(events.empty());
        return events.empty() ? Event{} : events.back();
    }

    int last = 0;
    NiceMock<MockWinsock> mock;
    Recorder recorder;
    TracedWinsock traced{mock, recorder, Who::target};
};

void CALLBACK some_routine(DWORD, DWORD, LPWSAOVERLAPPED, DWORD) {}

TEST_F(TracedWinsockTest, HandsTheArgumentsOnUnchanged) {
    std::array<WSABUF, 2> buffers{};
    DWORD count = 0;
    WSAOVERLAPPED overlapped{};
    EXPECT_CALL(mock, WSASend(kSocket, buffers.data(), 2, &count, MSG_OOB, &overlapped, &some_routine)).WillOnce(Return(0));
    EXPECT_EQ(traced.WSASend(kSocket, buffers.data(), 2, &count, MSG_OOB, &overlapped, &some_routine), 0);
}

TEST_F(TracedWinsockTest, RecordsTheWholeCall) {
    char data[16]{};
    std::array<WSABUF, 2> buffers{{{7, data}, {9, data + 7}}};
    DWORD count = 0xCDCDCDCD;
    WSAOVERLAPPED overlapped{};
    recorder.name_handle(kSocket, "socket#1");
    recorder.name_memory(&count, sizeof(count), "count#1");
    recorder.name_memory(&overlapped, sizeof(overlapped), "overlapped#1");
    recorder.name_memory(buffers.data(), sizeof(buffers), "buffers#1");
    EXPECT_CALL(mock, WSASend).WillOnce([&] {
        count = 16;
        last = WSA_IO_PENDING;
        return SOCKET_ERROR;
    });

    traced.WSASend(kSocket, buffers.data(), 2, &count, MSG_OOB | MSG_DONTROUTE, &overlapped, nullptr);

    const Event call = event();
    EXPECT_EQ(call.what, "WSASend");
    EXPECT_EQ(call.who, Who::target);
    EXPECT_THAT(call.args, ElementsAre(Pair("s", "socket#1"), Pair("lpBuffers", "buffers#1 [7, 9]"), Pair("dwBufferCount", "2"),
                                       Pair("lpNumberOfBytesSent", "count#1"), Pair("dwFlags", "MSG_OOB|MSG_DONTROUTE"),
                                       Pair("lpOverlapped", "overlapped#1"), Pair("lpCompletionRoutine", "NULL")));
    EXPECT_EQ(call.result, "SOCKET_ERROR");
    EXPECT_EQ(call.error, WSA_IO_PENDING);
    EXPECT_THAT(call.out, ElementsAre(Pair("lpNumberOfBytesSent", "16")));
    EXPECT_LT(call.begin, call.end);
    EXPECT_EQ(call.thread, 0);
}

TEST_F(TracedWinsockTest, ReadsTheLastErrorAtOnceAndPutsItBackBeforeAndAfter) {
    TracedWinsock front(mock, recorder, Who::peer);
    const InSequence in_this_order;
    EXPECT_CALL(mock, WSAGetLastError).WillOnce(Return(WSAEINTR));
    EXPECT_CALL(mock, WSASetLastError(WSAEINTR));
    EXPECT_CALL(mock, closesocket(kSocket)).WillOnce(Return(SOCKET_ERROR));
    EXPECT_CALL(mock, WSAGetLastError).WillOnce(Return(WSAENOTSOCK));
    EXPECT_CALL(mock, WSASetLastError(WSAENOTSOCK));
    EXPECT_EQ(front.closesocket(kSocket), SOCKET_ERROR);
    EXPECT_EQ(event().who, Who::peer);
}

TEST_F(TracedWinsockTest, ASuccessKeepsTheLastErrorAndShowsNone) {
    last = WSAEMSGSIZE;
    EXPECT_CALL(mock, listen).WillOnce(Return(0));
    traced.listen(kSocket, 1);
    EXPECT_EQ(last, WSAEMSGSIZE);
    EXPECT_EQ(event().error, 0);
    EXPECT_EQ(event().result, "0");
}

TEST_F(TracedWinsockTest, KeepsTheRealLastErrorToo) {
    SystemWinsock system;
    TracedWinsock front(system, recorder, Who::target);
    ::WSASetLastError(WSAETIMEDOUT);
    front.SleepEx(0, FALSE);
    EXPECT_EQ(::WSAGetLastError(), WSAETIMEDOUT);
    EXPECT_FALSE(front.CloseHandle(nullptr));
    EXPECT_EQ(front.WSAGetLastError(), ERROR_INVALID_HANDLE);
}

TEST_F(TracedWinsockTest, TheLastErrorIsReadAndSetThroughItUnseen) {
    last = WSAEINTR;
    EXPECT_EQ(traced.WSAGetLastError(), WSAEINTR);
    traced.WSASetLastError(WSAEINVAL);
    EXPECT_EQ(last, WSAEINVAL);
    EXPECT_THAT(recorder.events(), IsEmpty());
}

TEST_F(TracedWinsockTest, NamesSockets) {
    EXPECT_CALL(mock, WSASocketW).WillOnce(Return(SOCKET{0x50})).WillOnce(Return(SOCKET{0x54})).WillOnce(Return(INVALID_SOCKET));
    EXPECT_CALL(mock, accept).WillOnce(Return(SOCKET{0x58}));
    traced.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    EXPECT_EQ(event().result, "socket#1");
    traced.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0);
    EXPECT_EQ(event().result, "socket#2");
    last = WSAEMFILE;
    traced.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0);
    EXPECT_EQ(event().result, "INVALID_SOCKET");
    EXPECT_EQ(event().error, WSAEMFILE);
    traced.accept(0x54, nullptr, nullptr);
    EXPECT_EQ(event().result, "socket#3");
    EXPECT_THAT(event().args, ElementsAre(Pair("s", "socket#2"), Pair("addr", "NULL"), Pair("addrlen", "NULL")));
    traced.closesocket(0x999);
    EXPECT_THAT(event().args, ElementsAre(Pair("s", AnyOf("unknown handle", "no handle"))));
}

TEST_F(TracedWinsockTest, NamesEventsAndPorts) {
    EXPECT_CALL(mock, WSACreateEvent).WillOnce(Return(handle(0x60))).WillOnce(Return(nullptr));
    // The second call associates a socket: the port comes back as it was.
    EXPECT_CALL(mock, CreateIoCompletionPort).WillOnce(Return(handle(0x64))).WillOnce(Return(handle(0x64)));
    traced.WSACreateEvent();
    EXPECT_EQ(event().result, "event#1");
    last = WSA_NOT_ENOUGH_MEMORY;
    traced.WSACreateEvent();
    EXPECT_EQ(event().result, "NULL");
    EXPECT_EQ(event().error, WSA_NOT_ENOUGH_MEMORY);
    traced.CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
    EXPECT_EQ(event().result, "port#1");
    traced.CreateIoCompletionPort(handle(kSocket), handle(0x64), 0x5EED, 0);
    EXPECT_EQ(event().result, "port#1");
    EXPECT_THAT(event().args, ElementsAre(Pair("FileHandle", AnyOf("unknown handle", "no handle")), Pair("ExistingCompletionPort", "port#1"),
                                          Pair("CompletionKey", "0x5eed"), Pair("NumberOfConcurrentThreads", "0")));
}

TEST_F(TracedWinsockTest, NamesWhatComesOutOfAPort) {
    OVERLAPPED overlapped{};
    recorder.name_memory(&overlapped, sizeof(overlapped), "overlapped#3");
    recorder.name_handle(0x64, "port#1");
    EXPECT_CALL(mock, GetQueuedCompletionStatus).WillOnce([&](HANDLE, LPDWORD bytes, PULONG_PTR, LPOVERLAPPED* out, DWORD) {
        *bytes = 42;
        *out = &overlapped;
        return TRUE;
    });
    DWORD bytes = 0;
    OVERLAPPED* out = nullptr;
    EXPECT_TRUE(traced.GetQueuedCompletionStatus(handle(0x64), &bytes, nullptr, &out, 10));
    EXPECT_EQ(out, &overlapped);
    EXPECT_EQ(event().result, "TRUE");
    EXPECT_THAT(event().out, ElementsAre(Pair("lpNumberOfBytesTransferred", "42"), Pair("lpOverlapped", "overlapped#3")));
}

TEST_F(TracedWinsockTest, ABoolFailsByFalse) {
    last = ERROR_NOT_FOUND;
    EXPECT_CALL(mock, CancelIoEx).WillOnce(Return(FALSE));
    EXPECT_FALSE(traced.CancelIoEx(handle(kSocket), nullptr));
    EXPECT_EQ(event().result, "FALSE");
    EXPECT_EQ(event().error, ERROR_NOT_FOUND);
}

TEST_F(TracedWinsockTest, WaitsTellTheirResultsByName) {
    EXPECT_CALL(mock, SleepEx)
        .WillOnce(Return(WAIT_IO_COMPLETION))
        .WillOnce(Return(WAIT_TIMEOUT))
        .WillOnce(Return(WAIT_FAILED))
        .WillOnce(Return(WAIT_OBJECT_0 + 1));
    last = WSAENOTSOCK;
    std::vector<std::string> results;
    std::vector<int> errors;
    for (int i = 0; i < 4; ++i) {
        traced.SleepEx(0, TRUE);
        results.push_back(event().result);
        errors.push_back(event().error);
    }
    EXPECT_THAT(results, ElementsAre("WAIT_IO_COMPLETION", "WAIT_TIMEOUT", "WAIT_FAILED", "1"));
    EXPECT_THAT(errors, ElementsAre(0, 0, WSAENOTSOCK, 0));
}

TEST_F(TracedWinsockTest, ShowsFlagsByNameAndUnknownBitsInHex) {
    const auto shown = [&](DWORD flags) {
        traced.WSASend(kSocket, nullptr, 0, nullptr, flags, nullptr, nullptr);
        return event().args.at(4).second;
    };
    EXPECT_EQ(shown(0), "0");
    EXPECT_EQ(shown(MSG_PEEK | MSG_PARTIAL), "MSG_PEEK|MSG_PARTIAL");
    EXPECT_EQ(shown(MSG_OOB | 0x40000000), "MSG_OOB|0x40000000");
    EXPECT_EQ(shown(0x80000000), "0x80000000");
}

TEST_F(TracedWinsockTest, ShowsEveryBuffersLengthAndRunsOfThemCounted) {
    char data[8]{};
    std::vector<WSABUF> buffers{{1, data}, {2, nullptr}, {3, data}, {3, data}, {3, data}, {5, data}};
    const auto shown = [&](DWORD count) {
        traced.WSASend(kSocket, buffers.data(), count, nullptr, 0, nullptr, nullptr);
        return event().args.at(1).second;
    };
    EXPECT_EQ(shown(0), "pointer");
    EXPECT_EQ(shown(2), "pointer [1, 2 at NULL]");
    EXPECT_EQ(shown(6), "pointer [1, 2 at NULL, 3 x 3, 5]");
    for (ULONG length = 1; length <= 20; ++length) buffers.push_back({length % 8, data});
    EXPECT_THAT(shown(static_cast<DWORD>(buffers.size())), EndsWith(", ... 26 buffers]"));
}

TEST_F(TracedWinsockTest, ShowsAddresses) {
    sockaddr_storage address{};
    const auto shown = [&](int family, int length) {
        address.ss_family = static_cast<ADDRESS_FAMILY>(family);
        reinterpret_cast<unsigned char*>(&address)[2] = 0x12;
        reinterpret_cast<unsigned char*>(&address)[3] = 0x67;
        traced.connect(kSocket, reinterpret_cast<const sockaddr*>(&address), length);
        return event().args.at(1).second;
    };
    EXPECT_EQ(shown(AF_INET, sizeof(sockaddr_in)), "pointer AF_INET 0.0.0.0:4711");
    EXPECT_EQ(shown(AF_INET6, sizeof(sockaddr_in6)), "pointer AF_INET6 [0:0:0:0:0:0:0:0]:4711");
    EXPECT_EQ(shown(AF_UNIX, sizeof(address)), "pointer family 1");
    EXPECT_EQ(shown(AF_INET, 4), "pointer AF_INET bytes 02 00 12 67");
    EXPECT_EQ(shown(AF_INET, 1), "pointer");
    EXPECT_EQ(shown(AF_INET, -1), "pointer");
}

TEST_F(TracedWinsockTest, ShowsAnAddressThatCameOut) {
    EXPECT_CALL(mock, getsockname).WillOnce([](SOCKET, sockaddr* name, int* length) {
        const unsigned char port_4711[2]{0x12, 0x67};
        name->sa_family = AF_INET;
        std::memcpy(name->sa_data, port_4711, 2);
        *length = sizeof(sockaddr_in);
        return 0;
    });
    sockaddr_in name{};
    int length = sizeof(name);
    traced.getsockname(kSocket, reinterpret_cast<sockaddr*>(&name), &length);
    EXPECT_THAT(event().out, ElementsAre(Pair("name", "AF_INET 0.0.0.0:4711"), Pair("namelen", "16")));
}

TEST_F(TracedWinsockTest, ShowsWhatGoesIntoOptionsWaitsAndSets) {
    const int four = -5;
    traced.setsockopt(kSocket, SOL_SOCKET, SO_SNDBUF, reinterpret_cast<const char*>(&four), sizeof(four));
    EXPECT_EQ(event().args.at(3).second, "pointer -5");
    traced.setsockopt(kSocket, SOL_SOCKET, SO_SNDBUF, "\x01\xAB", 2);
    EXPECT_EQ(event().args.at(3).second, "pointer bytes 01 ab");
    recorder.name_handle(0x60, "event#1");
    recorder.name_handle(kSocket, "socket#1");
    const HANDLE events[]{handle(0x60), handle(0x60)};
    traced.WSAWaitForMultipleEvents(2, events, FALSE, 0, FALSE);
    EXPECT_EQ(event().args.at(1).second, "[event#1, event#1]");
    fd_set set{};
    set.fd_array[set.fd_count++] = kSocket;
    timeval time{2, 500};
    traced.select(0, &set, nullptr, nullptr, &time);
    EXPECT_THAT(event().args, ElementsAre(Pair("nfds", "0"), Pair("readfds", "{socket#1}"), Pair("writefds", "NULL"),
                                          Pair("exceptfds", "NULL"), Pair("timeout", "2000500 us")));
    WSAOVERLAPPED overlapped{};
    recorder.name_memory(&overlapped, sizeof(overlapped), "overlapped#1");
    const auto shown = [&](std::uintptr_t event_value) {
        overlapped.hEvent = handle(event_value);
        traced.WSASend(kSocket, nullptr, 0, nullptr, 0, &overlapped, nullptr);
        return event().args.at(5).second;
    };
    EXPECT_EQ(shown(0), "overlapped#1");
    EXPECT_EQ(shown(0x60), "overlapped#1 hEvent event#1");
    EXPECT_EQ(shown(0x61), "overlapped#1 hEvent event#1|1");
    EXPECT_EQ(shown(0x1234), "overlapped#1 hEvent 0x1234");
}

TEST_F(TracedWinsockTest, ShowsANegativeControlCodeAsItIsWritten) {
    u_long on = 1;
    traced.ioctlsocket(kSocket, static_cast<long>(FIONBIO), &on);
    EXPECT_THAT(event().args, ElementsAre(Pair("s", AnyOf("unknown handle", "no handle")), Pair("cmd", "0x8004667e"), Pair("argp", "pointer 1")));
    EXPECT_THAT(event().out, ElementsAre(Pair("argp", "1")));
}

TEST_F(TracedWinsockTest, SurvivesUnreadablePointersAndHandsThemOn) {
    void* const nowhere = ::VirtualAlloc(nullptr, 4096, MEM_RESERVE, PAGE_NOACCESS);
    auto* const buffers = static_cast<WSABUF*>(nowhere);
    auto* const count = static_cast<DWORD*>(nowhere);
    auto* const overlapped = static_cast<WSAOVERLAPPED*>(nowhere);
    EXPECT_CALL(mock, WSASend(kSocket, buffers, 2, count, 0, overlapped, nullptr)).WillOnce(Return(SOCKET_ERROR));
    last = WSAEFAULT;
    EXPECT_EQ(traced.WSASend(kSocket, buffers, 2, count, 0, overlapped, nullptr), SOCKET_ERROR);
    EXPECT_EQ(event().args.at(1).second, "unmapped");
    EXPECT_EQ(event().args.at(3).second, "unmapped");
    EXPECT_EQ(event().args.at(5).second, "unmapped");
    EXPECT_EQ(event().error, WSAEFAULT);
    EXPECT_THAT(event().out, IsEmpty());

    EXPECT_CALL(mock, sendto(kSocket, _, 16, 0, static_cast<const sockaddr*>(nowhere), 16)).WillOnce(Return(SOCKET_ERROR));
    traced.sendto(kSocket, nullptr, 16, 0, static_cast<const sockaddr*>(nowhere), 16);
    EXPECT_EQ(event().args.at(4).second, "unmapped");
    traced.getsockname(kSocket, static_cast<sockaddr*>(nowhere), static_cast<int*>(nowhere));
    EXPECT_THAT(event().args, ElementsAre(_, Pair("name", "unmapped"), Pair("namelen", "unmapped")));
    traced.WSAConnect(kSocket, nullptr, 0, nullptr, static_cast<WSABUF*>(nowhere), static_cast<QOS*>(nowhere), nullptr);
    EXPECT_THAT(event().args, ElementsAre(_, _, _, Pair("lpCallerData", "NULL"), Pair("lpCalleeData", "unmapped"),
                                          Pair("lpSQOS", "unmapped"), Pair("lpGQOS", "NULL")));
    ::VirtualFree(nowhere, 0, MEM_RELEASE);
}

TEST_F(TracedWinsockTest, ShowsWhatAReceiveIsAskedForAndWhatCameOfIt) {
    DWORD flags = MSG_PEEK;
    EXPECT_CALL(mock, WSARecv).WillOnce([](SOCKET, WSABUF*, DWORD, DWORD*, DWORD* held, WSAOVERLAPPED*, LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
        *held = MSG_PARTIAL;
        return 0;
    });
    traced.WSARecv(kSocket, nullptr, 0, nullptr, &flags, nullptr, nullptr);
    EXPECT_EQ(event().args.at(4).second, "pointer 2");
    EXPECT_THAT(event().out, ElementsAre(Pair("lpFlags", "32768")));
}

TEST_F(TracedWinsockTest, ShowsUserDataAndQualityOfService) {
    char bytes[4]{};
    WSABUF data{sizeof(bytes), bytes};
    QOS quality{};
    quality.SendingFlowspec.TokenRate = 0xFFFFFFFF;
    quality.ReceivingFlowspec.ServiceType = 2;
    traced.WSAConnect(kSocket, nullptr, 0, &data, nullptr, &quality, nullptr);
    EXPECT_EQ(event().args.at(3).second, "pointer [4]");
    EXPECT_EQ(event().args.at(5).second,
              "pointer sending {0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0} receiving {0x0, 0x0, 0x0, 0x0, 0x0, 0x2, 0x0, 0x0}");
}

TEST_F(TracedWinsockTest, TellsMemoryThatIsThereInPartOrForReadingAlone) {
    auto* const pages = static_cast<char*>(::VirtualAlloc(nullptr, 8192, MEM_RESERVE, PAGE_NOACCESS));
    ::VirtualAlloc(pages, 4096, MEM_COMMIT, PAGE_READWRITE);
    const auto shown = [&](char* data) {
        WSABUF buffer{16, data};
        traced.WSASend(kSocket, &buffer, 1, nullptr, 0, nullptr, nullptr);
        return event().args.at(1).second;
    };
    EXPECT_EQ(shown(pages), "pointer [16]");
    EXPECT_EQ(shown(pages + 4096 - 11), "pointer [16 at straddling at 11]");
    DWORD before = 0;
    ::VirtualProtect(pages, 4096, PAGE_READONLY, &before);
    EXPECT_EQ(shown(pages), "pointer [16 at read-only]");
    EXPECT_EQ(shown(pages + 4096), "pointer [16 at unmapped]");
    ::VirtualFree(pages, 0, MEM_RELEASE);
}

TEST_F(TracedWinsockTest, WhatHappensDuringACallLiesWithinIt) {
    EXPECT_CALL(mock, SleepEx).WillOnce([this](DWORD, BOOL) {
        traced.closesocket(kSocket);
        return DWORD{WAIT_IO_COMPLETION};
    });
    traced.SleepEx(100, TRUE);
    const auto events = recorder.events();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].what, "SleepEx");
    EXPECT_EQ(events[1].what, "closesocket");
    EXPECT_LT(events[0].begin, events[1].begin);
    EXPECT_LT(events[1].end, events[0].end);
}

TEST_F(TracedWinsockTest, TimeInTheTargetIsCountedAndInThePeerIsNot) {
    TracedWinsock peers(mock, recorder, Who::peer);
    peers.closesocket(kSocket);
    EXPECT_EQ(recorder.target_ns(), 0);
    ON_CALL(mock, closesocket).WillByDefault([this](SOCKET) {
        const auto until = recorder.now_ns() + 1000;
        while (recorder.now_ns() < until) {
        }
        return 0;
    });
    traced.closesocket(kSocket);
    EXPECT_GE(recorder.target_ns(), 1000);
}

// Notes which function was called, and does nothing else.
class NamingWinsock final : public Winsock {
public:
#define WCTS_CALL(library, result, name, params, args) \
    result name params override {                      \
        static_cast<void>(std::tuple args);            \
        called = #name;                                \
        return result();                               \
    }
#include "harness/winsock/call_list.inc"

    int WSAGetLastError() override {
        return 0;
    }
    void WSASetLastError(int) override {}

    std::string_view called;
};

template <typename Result, typename... Args>
void call_with_zeros(Winsock& table, Result (Winsock::*function)(Args...)) {
    static_cast<void>((table.*function)(Args{}...));
}

TEST(TracedWinsock, EveryFunctionReachesItsOwnAndIsRecordedByItsName) {
    NamingWinsock behind;
    Recorder recorder;
    TracedWinsock traced(behind, recorder, Who::target);
#define WCTS_CALL(library, result, name, params, args) \
    call_with_zeros(traced, &Winsock::name);           \
    EXPECT_EQ(behind.called, #name);                   \
    EXPECT_EQ(recorder.events().back().what, #name);
#include "harness/winsock/call_list.inc"
}

}  // namespace
}  // namespace wcts::winsock
