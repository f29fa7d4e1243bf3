#include "harness/winsock/signature.h"

#include "harness/winsock/platform.h"

#include <gmock/gmock.h>

namespace wcts::winsock {

bool operator==(const Parameter& a, const Parameter& b) {
    return a.name == b.name && a.show == b.show;
}

void PrintTo(const Parameter& parameter, std::ostream* out) {
    *out << parameter.name << " shown as " << static_cast<int>(parameter.show);
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Signature, OfAFunctionWithoutParameters) {
    const Signature signature("WSACleanup", "int", "()");
    EXPECT_EQ(signature.function, "WSACleanup");
    EXPECT_FALSE(signature.returns_bool);
    EXPECT_THAT(signature.parameters, IsEmpty());
}

TEST(Signature, TakesSpacesAndLineBreaksOfADeclaration) {
    const Signature signature("f", "int", "( int  a ,HANDLE b )");
    EXPECT_THAT(signature.parameters, ElementsAre(Parameter{"a", Show::number}, Parameter{"b", Show::handle}));
}

TEST(Signature, ABoolMeansFailureByFalse) {
    EXPECT_TRUE(Signature("CancelIo", "BOOL", "(HANDLE hFile)").returns_bool);
}

TEST(Signature, ShowsEachParameterByItsType) {
    const Signature signature(
        "WSASendTo", "int",
        "(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags, const sockaddr* lpTo, int iTolen, "
        "LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)");
    EXPECT_THAT(signature.parameters,
                ElementsAre(Parameter{"s", Show::socket}, Parameter{"lpBuffers", Show::buffers}, Parameter{"dwBufferCount", Show::number},
                            Parameter{"lpNumberOfBytesSent", Show::out_dword}, Parameter{"dwFlags", Show::flags},
                            Parameter{"lpTo", Show::address}, Parameter{"iTolen", Show::number}, Parameter{"lpOverlapped", Show::overlapped},
                            Parameter{"lpCompletionRoutine", Show::routine}));
}

TEST(Signature, ShowsWhatPortsGiveBack) {
    const Signature signature("GetQueuedCompletionStatus", "BOOL",
                              "(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR lpCompletionKey, "
                              "LPOVERLAPPED* lpOverlapped, DWORD dwMilliseconds)");
    EXPECT_THAT(signature.parameters,
                ElementsAre(Parameter{"CompletionPort", Show::handle}, Parameter{"lpNumberOfBytesTransferred", Show::out_dword},
                            Parameter{"lpCompletionKey", Show::out_handle}, Parameter{"lpOverlapped", Show::out_handle},
                            Parameter{"dwMilliseconds", Show::number}));
}

TEST(Signature, FlagsAreMessageBitsOnlyWhereDataMoves) {
    EXPECT_EQ(Signature("recv", "int", "(int flags)").parameters.front().show, Show::flags);
    EXPECT_EQ(Signature("WSASocketW", "SOCKET", "(DWORD dwFlags)").parameters.front().show, Show::hex);
}

TEST(Signature, ShowsCodesInHex) {
    EXPECT_THAT(Signature("ioctlsocket", "int", "(SOCKET s, long cmd, u_long* argp)").parameters,
                ElementsAre(Parameter{"s", Show::socket}, Parameter{"cmd", Show::hex}, Parameter{"argp", Show::in_out_dword}));
}

TEST(Signature, EveryFunctionOfTheCallListHasOneForEachArgument) {
#define WCTS_CALL(library, result, name, params, args) \
    EXPECT_EQ(Signature(#name, #result, #params).parameters.size(), Signature(#name, #result, #args).parameters.size()) << #name;
#include "harness/winsock/call_list.inc"
}

}  // namespace
}  // namespace wcts::winsock
