// The parts of the host that can be looked at without an LSP: handles, operations, lent memory, redirected imports, the base provider.
#include "harness/winsock/lsp/host.h"

#include "harness/winsock/lsp/interception.h"
#include "harness/winsock/lsp/upcalls.h"
#include "harness/winsock/reference/reference_target.h"

#include <gmock/gmock.h>

namespace wcts::winsock::lsp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void CALLBACK do_nothing(DWORD_PTR) {}

// A host without an LSP over the reference: the base provider and the upcalls alone.
class LspHost : public ::testing::Test {
protected:
    explicit LspHost(const char* base = "reference") : host(Host::open(open_base(base), {})), upcalls(upcall_table()) {
        WSADATA data{};
        host.base().winsock().WSAStartup(MAKEWORD(2, 2), &data);
        const Entry* const entry = host.catalog().choose(AF_INET, SOCK_STREAM, 0);
        info = entry->info;
        WSPDATA provider{};
        EXPECT_EQ(host.base_provider().start(MAKEWORD(2, 2), &provider, &info, upcalls, &table), 0);
    }
    ~LspHost() override { host.close(); }

    SOCKET make() {
        int error = 0;
        WSAPROTOCOL_INFOW own = info;
        return table.lpWSPSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, &own, 0, WSA_FLAG_OVERLAPPED, &error);
    }

    Host& host;
    const WSPUPCALLTABLE upcalls;
    WSAPROTOCOL_INFOW info{};
    WSPPROC_TABLE table{};
};

TEST_F(LspHost, TheBaseProviderRefusesHandlesThatItDidNotMake) {
    const SOCKET s = make();
    ASSERT_NE(s, INVALID_SOCKET);
    int error = 0;
    // What is no socket at all is nobody's but the application's.
    EXPECT_EQ(table.lpWSPListen(0x1234, 1, &error), SOCKET_ERROR);
    EXPECT_EQ(error, WSAENOTSOCK);
    EXPECT_THAT(host.rules().take(), IsEmpty());
    const SOCKET layered = host.handles().create(info.dwCatalogEntryId, 0);
    EXPECT_EQ(table.lpWSPListen(layered, 1, &error), SOCKET_ERROR);
    EXPECT_EQ(error, WSAENOTSOCK);
    fd_set set{1, {layered}};
    EXPECT_EQ(table.lpWSPSelect(0, &set, nullptr, nullptr, nullptr, &error), SOCKET_ERROR);
    EXPECT_THAT(host.rules().take(), ElementsAre("WSPListen of the provider below was called with a handle that it did not make",
                                                 "WSPSelect of the provider below was called with a handle that it did not make"));
    EXPECT_TRUE(host.handles().close(layered));
    EXPECT_EQ(table.lpWSPCloseSocket(s, &error), 0);
    // One that was closed a moment ago is nobody's leak.
    EXPECT_EQ(table.lpWSPListen(s, 1, &error), SOCKET_ERROR);
    EXPECT_EQ(error, WSAENOTSOCK);
    EXPECT_THAT(host.rules().take(), IsEmpty());
}

TEST_F(LspHost, StartsAndCleanupsHaveToBalance) {
    int error = 0;
    EXPECT_EQ(table.lpWSPCleanup(&error), 0);
    EXPECT_THAT(host.rules().take(), IsEmpty());
    EXPECT_EQ(table.lpWSPCleanup(&error), SOCKET_ERROR);
    EXPECT_EQ(error, WSANOTINITIALISED);
    EXPECT_THAT(host.rules().take(), ElementsAre(HasSubstr("more often than its WSPStartup")));
}

TEST_F(LspHost, AWsabufArrayIsLentForTheCallOnly) {
    const SOCKET s = make();
    char byte = 'x';
    WSABUF buffer{1, &byte};
    LPWSABUF kept = nullptr;
    LPWSATHREADID thread = nullptr;
    {
        const Lent lent(host.lent(), &buffer, 1);
        kept = lent.buffers();
        thread = lent.thread();
        EXPECT_NE(kept, &buffer);
        EXPECT_EQ(kept->buf, &byte);
    }
    DWORD sent = 0;
    int error = 0;
    EXPECT_EQ(table.lpWSPSend(s, kept, 1, &sent, 0, nullptr, nullptr, nullptr, &error), SOCKET_ERROR);
    EXPECT_EQ(upcalls.lpWPUQueueApc(thread, do_nothing, 0, &error), SOCKET_ERROR);
    EXPECT_THAT(host.rules().take(), ElementsAre(HasSubstr("WSABUF array was used by WSPSend below"), HasSubstr("WPUQueueApc")));
}

// Handles of a layered entry need one in the catalog; the upcalls refuse all others.
TEST_F(LspHost, LayeredHandlesAreForLayeredEntries) {
    int error = 0;
    EXPECT_EQ(upcalls.lpWPUCreateSocketHandle(info.dwCatalogEntryId, 7, &error), INVALID_SOCKET);
    EXPECT_EQ(upcalls.lpWPUCloseSocketHandle(0x1234, &error), SOCKET_ERROR);
    EXPECT_EQ(error, WSAENOTSOCK);
    EXPECT_EQ(upcalls.lpWPUModifyIFSHandle(info.dwCatalogEntryId, 0x1234, &error), INVALID_SOCKET);
    EXPECT_EQ(host.rules().take().size(), 3u);
}

TEST_F(LspHost, ThreadIdsAreOpenedAndClosed) {
    WSATHREADID id{};
    int error = 0;
    ASSERT_EQ(upcalls.lpWPUOpenCurrentThread(&id, &error), 0);
    EXPECT_THAT(host.rules_broken(), ElementsAre(HasSubstr("WPUOpenCurrentThread")));
    EXPECT_EQ(upcalls.lpWPUCloseThread(&id, &error), 0);
}

class LspHostOverTheSystem : public LspHost {
protected:
    LspHostOverTheSystem() : LspHost("system") {}
};

TEST_F(LspHostOverTheSystem, TheBaseProviderTellsItsErrorsInLpErrnoAlone) {
    constexpr DWORD kMark = 0x2BAD;
    const SOCKET s = make();
    char byte = 'x';
    WSABUF buffer{1, &byte};
    DWORD sent = 0;
    int error = 0;
    ::SetLastError(kMark);
    EXPECT_EQ(table.lpWSPSend(s, &buffer, 1, &sent, 0, nullptr, nullptr, nullptr, &error), SOCKET_ERROR);
    EXPECT_EQ(::GetLastError(), kMark);
    EXPECT_NE(error, 0);
    EXPECT_EQ(table.lpWSPCloseSocket(s, &error), 0);
}

class LspOperations : public LspHost {
protected:
    LspOperations()
        : s(host.handles().create(1, 42)), port(host.base().winsock().CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1)) {
        EXPECT_TRUE(host.handles().set_port(s, port, 99));
    }

    // What the port has: the error, or -1 for nothing.
    int packet() {
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        OVERLAPPED* overlapped = nullptr;
        Winsock& base = host.base().winsock();
        const BOOL ok = base.GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0);
        if (overlapped == nullptr) return -1;
        EXPECT_EQ(key, 99u);
        EXPECT_EQ(bytes, 5u);
        return ok ? 0 : base.WSAGetLastError();
    }

    const SOCKET s;
    const HANDLE port;
    WSAOVERLAPPED overlapped{};
};

TEST_F(LspOperations, AnEndIsToldToThePortWithItsError) {
    host.operations().begin(s, &overlapped, nullptr, true);
    host.operations().returned(&overlapped, true, false);
    EXPECT_EQ(host.operations().complete(s, &overlapped, WSAECONNRESET, 5), 0);
    EXPECT_EQ(overlapped.InternalHigh, 5u);
    EXPECT_EQ(packet(), WSAECONNRESET);
    EXPECT_THAT(host.rules().take(), IsEmpty());
}

TEST_F(LspOperations, TwiceIsOnceTooOften) {
    host.operations().begin(s, &overlapped, nullptr, true);
    host.operations().returned(&overlapped, true, false);
    EXPECT_EQ(host.operations().complete(s, &overlapped, 0, 5), 0);
    EXPECT_NE(host.operations().complete(s, &overlapped, 0, 5), 0);
    EXPECT_EQ(packet(), 0);
    EXPECT_EQ(packet(), -1);
    EXPECT_THAT(host.rules().take(), ElementsAre(HasSubstr("completed twice")));
}

int routine_runs = 0;

void CALLBACK count_run(DWORD, DWORD, LPWSAOVERLAPPED, DWORD) {
    ++routine_runs;
}

// Wine runs the routine of a datagram that is too long although it refuses the call.
TEST_F(LspOperations, ARoutineAfterARefusalIsTheBasesWhereThatRefused) {
    routine_runs = 0;
    Operations& operations = host.operations();
    operations.begin(s, &overlapped, count_run, false);
    operations.refused_below(&overlapped);
    operations.returned(&overlapped, false, false);
    Operations::routine(WSAEMSGSIZE, 0, &overlapped, 0);
    EXPECT_EQ(routine_runs, 1);
    EXPECT_TRUE(host.rules().take().empty());

    operations.begin(s, &overlapped, count_run, false);
    operations.returned(&overlapped, false, false);
    Operations::routine(WSAEMSGSIZE, 0, &overlapped, 0);
    EXPECT_EQ(routine_runs, 1);
    EXPECT_THAT(host.rules().take(), ElementsAre(HasSubstr("not in flight")));
}

TEST_F(LspOperations, WithSkipOnSuccessTheCallDecides) {
    ASSERT_TRUE(host.handles().add_modes(s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    for (const bool at_once : {true, false}) {
        host.operations().begin(s, &overlapped, nullptr, true);
        EXPECT_EQ(host.operations().complete(s, &overlapped, 0, 5), 0);
        EXPECT_EQ(packet(), -1);
        host.operations().returned(&overlapped, true, at_once);
        EXPECT_EQ(packet(), at_once ? -1 : 0);
    }
}

TEST_F(LspOperations, TheLowBitOfTheEventKeepsThePortSilent) {
    const HANDLE event = host.base().winsock().WSACreateEvent();
    overlapped.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event) | 1);
    host.operations().begin(s, &overlapped, nullptr, true);
    host.operations().returned(&overlapped, true, false);
    EXPECT_EQ(host.operations().complete(s, &overlapped, 0, 5), 0);
    EXPECT_EQ(packet(), -1);
    EXPECT_EQ(host.base().winsock().WaitForSingleObjectEx(event, 0, FALSE), WAIT_OBJECT_0);
}

TEST_F(LspOperations, AnEndAfterTheHandleWasClosedIsTooLate) {
    host.operations().begin(s, &overlapped, nullptr, true);
    host.operations().returned(&overlapped, true, false);
    ASSERT_TRUE(host.handles().close(s));
    EXPECT_TRUE(host.operations().owes_ends());
    EXPECT_EQ(host.operations().complete(s, &overlapped, 0, 5), 0);
    EXPECT_FALSE(host.operations().owes_ends());
    EXPECT_THAT(host.rules().take(), ElementsAre(HasSubstr("after WPUCloseSocketHandle")));
}

TEST(LspInterception, ReplacesByNameAndLeavesTheSystemAlone) {
    EXPECT_NE(replacement_of("WSCEnumProtocols"), nullptr);
    EXPECT_NE(replacement_of("WPUCompleteOverlappedRequest"), nullptr);
    EXPECT_EQ(replacement_of("send"), nullptr);
    EXPECT_EQ(redirect_imports(::GetModuleHandleW(L"ws2_32.dll")), 0u);
    EXPECT_EQ(redirect_imports(::GetModuleHandleW(nullptr)), 0u);
}

TEST(LspBase, IsSystemOrReference) {
    EXPECT_FALSE(open_base("")->in_memory());
    EXPECT_TRUE(open_base("reference")->in_memory());
    EXPECT_THROW(static_cast<void>(open_base("lsp:x")), TargetError);
}

TEST(LspTarget, IsRefusedInASentence) {
    const auto why_not = [](TargetChoice choice) {
        try {
            static_cast<void>(open_plain_target(choice));
        } catch (const TargetError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    TargetChoice choice;
    choice.target = "lsp:";
    EXPECT_THAT(why_not(choice), HasSubstr("no path after 'lsp:'"));
    choice.target = "lsp:C:\\none.dll";
    EXPECT_THAT(why_not(choice), HasSubstr("there is no file"));
    choice.lsp_guid = "1,2";
    EXPECT_THAT(why_not(choice), HasSubstr("2 GUIDs for 1 LSPs"));
    choice.lsp_guid = "";
    choice.base = "nonsense";
    EXPECT_THAT(why_not(choice), HasSubstr("unknown base 'nonsense'"));
    choice.target = "system";
    EXPECT_THAT(why_not(choice), HasSubstr("--base is for lsp targets"));
    choice.base = "";
    choice.target = "catalog:x";
    EXPECT_THAT(why_not(choice), HasSubstr("is no number of a catalog entry"));
    choice.target = "catalog:4294967295";
    EXPECT_THAT(why_not(choice), HasSubstr("there is no entry 4294967295"));
}

}  // namespace
}  // namespace wcts::winsock::lsp
