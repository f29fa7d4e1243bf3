// What rows expect of their operations, each with evidence that passes and with evidence for every way to break it.
#include "harness/expect/operations.h"

#include "harness/winsock/platform.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace wcts::expect {
namespace {

constexpr std::string_view kFine = "as expected";

std::string verdict(const Expectation& expectation, const Evidence& evidence) {
    return expectation.mismatch(evidence).value_or(std::string(kFine));
}

Operation overlapped() {
    Operation operation;
    operation.function = "WSASend";
    operation.requested = 16;
    operation.overlapped = true;
    operation.due = 1;
    return operation;
}

// Returned 0, ended with all its bytes, indicated once.
Operation immediate_success() {
    Operation operation = overlapped();
    operation.count = 16;
    operation.settled = true;
    operation.bytes = 16;
    operation.indications = {Indication{}};
    return operation;
}

Operation pending_success() {
    Operation operation = immediate_success();
    operation.result = SOCKET_ERROR;
    operation.error = WSA_IO_PENDING;
    operation.count.reset();
    return operation;
}

Operation pending_failure(int status) {
    Operation operation = pending_success();
    operation.status = status;
    operation.bytes = 0;
    return operation;
}

// A send without overlapped I/O that took all.
Operation plain_success() {
    Operation operation = immediate_success();
    operation.overlapped = false;
    operation.due = 0;
    operation.indications.clear();
    return operation;
}

Operation refusal(int error) {
    Operation operation = overlapped();
    operation.due = 0;
    operation.result = SOCKET_ERROR;
    operation.error = error;
    return operation;
}

template <typename Change>
Operation changed(Operation operation, Change change) {
    change(operation);
    return operation;
}

Evidence of(Operation operation) {
    Evidence evidence;
    evidence.operations.push_back(std::move(operation));
    return evidence;
}

Evidence with_stream(Evidence evidence, std::uint64_t bytes, std::optional<std::uint64_t> first_wrong = std::nullopt) {
    evidence.stream = peer::Received{bytes, first_wrong, true, 0};
    evidence.peer_looked = true;
    return evidence;
}

Evidence with_datagrams(Evidence evidence, std::vector<Evidence::Datagram> datagrams) {
    evidence.datagrams = std::move(datagrams);
    evidence.peer_looked = true;
    return evidence;
}

TEST(Operation, KnowsItsForms) {
    EXPECT_TRUE(immediate_success().immediate());
    EXPECT_FALSE(immediate_success().pending());
    EXPECT_TRUE(pending_success().pending());
    EXPECT_TRUE(pending_success().accepted());
    EXPECT_FALSE(refusal(WSAEINVAL).accepted());
    EXPECT_TRUE(pending_success().succeeded());
    EXPECT_FALSE(pending_failure(WSA_OPERATION_ABORTED).succeeded());
    EXPECT_FALSE(changed(pending_success(), [](Operation& o) { o.settled = false; }).succeeded());
}

TEST(Evidence, SumsWhatWasSent) {
    Evidence evidence;
    evidence.arranged_bytes = 100;
    evidence.operations = {immediate_success(), pending_failure(WSA_OPERATION_ABORTED), refusal(WSAEINVAL), pending_success(),
                           changed(immediate_success(), [](Operation& o) { o.sends = false; })};
    EXPECT_EQ(evidence.bytes_sent(), 132u);
}

TEST(EachOperation, ThereMustBeOne) {
    EXPECT_EQ(verdict(succeeds(), {}), "expected that the call succeeds with all its bytes; no operation was made");
    EXPECT_EQ(verdict(no_completion(), {}), "expected that no completion is indicated; no operation was made");
}

TEST(EachOperation, IsToldByItsNumberWhereThereAreSeveral) {
    Evidence evidence = of(immediate_success());
    evidence.operations.push_back(refusal(WSAENOBUFS));
    EXPECT_EQ(verdict(succeeds(), evidence), "operation 2: expected that the call succeeds with all its bytes; it failed with WSAENOBUFS");
}

TEST(Succeeds, InEveryForm) {
    EXPECT_EQ(verdict(succeeds(), of(immediate_success())), kFine);
    EXPECT_EQ(verdict(succeeds(), of(pending_success())), kFine);
    EXPECT_EQ(verdict(succeeds(), of(plain_success())), kFine);
    EXPECT_EQ(succeeds().words(), "the call succeeds with all its bytes and the caller's memory is left as it was");
}

TEST(Succeeds, TellsWhatTheCallDidInstead) {
    const std::string expected = "expected that the call succeeds with all its bytes; ";
    EXPECT_EQ(verdict(succeeds(), of(refusal(WSAESHUTDOWN))), expected + "it failed with WSAESHUTDOWN");
    EXPECT_EQ(verdict(succeeds(), of(pending_failure(WSA_OPERATION_ABORTED))),
              expected + "it returned SOCKET_ERROR with WSA_IO_PENDING and ended with WSA_OPERATION_ABORTED and 0 bytes");
    EXPECT_EQ(verdict(succeeds(), of(changed(pending_success(), [](Operation& o) { o.settled = false; }))),
              expected + "it returned SOCKET_ERROR with WSA_IO_PENDING and never ended");
    EXPECT_EQ(verdict(succeeds(), of(changed(immediate_success(), [](Operation& o) { o.settled = false; }))),
              expected + "it returned 0 and never ended");
    EXPECT_EQ(verdict(succeeds(), of(changed(plain_success(), [](Operation& o) { o.settled = false; }))),
              expected + "it returned 0 with a count of 16");
    EXPECT_EQ(verdict(succeeds(), of(changed(plain_success(),
                                             [](Operation& o) {
                                                 o.settled = false;
                                                 o.count.reset();
                                             }))),
              expected + "it returned 0 with a count of nothing");
}

TEST(Succeeds, WantsAllBytesAtTheEndAndInTheCount) {
    const std::string expected = "expected that the call succeeds with all its bytes; ";
    EXPECT_EQ(verdict(succeeds(), of(changed(pending_success(), [](Operation& o) { o.bytes = 15; }))),
              expected + "the end told 15 of 16 bytes");
    EXPECT_EQ(verdict(succeeds(), of(changed(immediate_success(), [](Operation& o) { o.count = 15; }))),
              expected + "the call wrote a count of 15 for 16 bytes");
    EXPECT_EQ(verdict(succeeds(), of(changed(immediate_success(), [](Operation& o) { o.count.reset(); }))),
              expected + "the call wrote no count for 16 bytes");
    EXPECT_EQ(verdict(succeeds(), of(changed(immediate_success(),
                                             [](Operation& o) {
                                                 o.count.reset();
                                                 o.count_given = false;
                                             }))),
              kFine);
}

TEST(Succeeds, WantsTheIndicationsThatThePathPromises) {
    const std::string expected = "expected that the call succeeds with all its bytes; ";
    EXPECT_EQ(verdict(succeeds(), of(changed(pending_success(), [](Operation& o) { o.indications.clear(); }))),
              expected + "its end was indicated 0 times instead of 1");
    EXPECT_EQ(verdict(succeeds(), of(changed(pending_success(), [](Operation& o) { o.indications.resize(2); }))),
              expected + "its end was indicated 2 times instead of 1");
    EXPECT_EQ(verdict(succeeds(), of(changed(immediate_success(), [](Operation& o) { o.due = 0; }))),
              expected + "its end was indicated 1 times instead of 0");
}

TEST(Succeeds, LooksAtHowEachIndicationCame) {
    const auto with = [](auto change) {
        return verdict(succeeds(), of(changed(immediate_success(), [&](Operation& o) { change(o.indications.front()); })));
    };
    const std::string expected = "expected that the call succeeds with all its bytes; ";
    EXPECT_EQ(with([](Indication& i) { i.flags = 2; }), expected + "the routine got dwFlags 2");
    EXPECT_EQ(with([](Indication& i) { i.same_thread = false; }), expected + "the routine ran on another thread");
    EXPECT_EQ(with([](Indication& i) { i.alertable = false; }), expected + "the routine ran outside an alertable wait");
    EXPECT_EQ(with([](Indication& i) { i.depth = 1; }), expected + "the routine ran inside another one");
    EXPECT_EQ(with([](Indication& i) { i.key_matches = false; }), expected + "the packet carried another key");
}

TEST(Succeeds, WantsThePacketToTellTheSameEnd) {
    const auto with = [](Indication packet) {
        packet.via = Via::port;
        return verdict(succeeds(), of(changed(pending_success(), [&](Operation& o) { o.indications = {packet}; })));
    };
    const std::string expected = "expected that the call succeeds with all its bytes; the packet told ";
    EXPECT_EQ(with({.bytes = 16}), kFine);
    EXPECT_EQ(with({.bytes = 15}), expected + "success and 15 bytes, WSAGetOverlappedResult success and 16");
    EXPECT_EQ(with({.status = WSA_OPERATION_ABORTED}),
              expected + "WSA_OPERATION_ABORTED and 0 bytes, WSAGetOverlappedResult success and 16");
}

TEST(CompletesWith, APacketOfAFailureMayNameItInItsOwnWay) {
    Indication packet;
    packet.via = Via::port;
    packet.status = ERROR_NETNAME_DELETED;
    Operation operation = pending_failure(WSAECONNRESET);
    operation.indications = {packet};
    EXPECT_EQ(verdict(completes_with(WSAECONNRESET), of(operation)), kFine);
    operation.indications.front().status = 0;
    EXPECT_EQ(verdict(completes_with(WSAECONNRESET), of(operation)),
              "expected that the operation is accepted and ends with WSAECONNRESET; the packet told success and 0 bytes, "
              "WSAGetOverlappedResult WSAECONNRESET and 0");
}

TEST(Succeeds, WantsTheCallersMemoryAsItWas) {
    EXPECT_EQ(verdict(succeeds(), of(changed(immediate_success(),
                                             [](Operation& o) {
                                                 o.disturbed = {"the data", "the WSABUF array"};
                                             }))),
              "expected that the caller's memory is left as it was; the data changed");
}

TEST(Immediate, IsAReturnOfZero) {
    EXPECT_EQ(verdict(immediate(), of(immediate_success())), kFine);
    EXPECT_EQ(verdict(immediate(), of(pending_success())),
              "expected that the call returns 0; it returned SOCKET_ERROR with WSA_IO_PENDING and ended with success and 16 bytes");
    EXPECT_EQ(verdict(immediate(), of(refusal(WSAEFAULT))), "expected that the call returns 0; it failed with WSAEFAULT");
}

TEST(Pends, WantsTheCodeAndACountLeftAlone) {
    EXPECT_EQ(verdict(pends(), of(pending_success())), kFine);
    const std::string expected = "expected that the call returns SOCKET_ERROR with WSA_IO_PENDING and leaves the byte count as it was; ";
    EXPECT_EQ(verdict(pends(), of(immediate_success())), expected + "it returned 0 and ended with success and 16 bytes");
    EXPECT_EQ(verdict(pends(), of(changed(pending_success(), [](Operation& o) { o.count = 0; }))),
              expected + "it pended, and wrote a count of 0");
}

TEST(Fails, WantsTheCodeFromTheCallItself) {
    EXPECT_EQ(verdict(fails(WSAEINVAL), of(refusal(WSAEINVAL))), kFine);
    EXPECT_EQ(fails(WSAEINVAL).words(), "the call fails with WSAEINVAL");
    const std::string expected = "expected that the call fails with WSAEINVAL; ";
    EXPECT_EQ(verdict(fails(WSAEINVAL), of(refusal(WSAEFAULT))), expected + "it failed with WSAEFAULT");
    EXPECT_EQ(verdict(fails(WSAEINVAL), of(plain_success())), expected + "it returned 0 with a count of 16");
    EXPECT_EQ(verdict(fails(WSAEINVAL), of(pending_failure(WSAEINVAL))),
              expected + "it returned SOCKET_ERROR with WSA_IO_PENDING and ended with WSAEINVAL and 0 bytes");
}

TEST(Fails, AnErrorCodeWithoutAFailureIsNone) {
    EXPECT_EQ(verdict(fails(WSAEINVAL), of(changed(plain_success(), [](Operation& o) { o.error = WSAEINVAL; }))),
              "expected that the call fails with WSAEINVAL; it returned 0 with a count of 16");
}

TEST(FailsWithAny, NamesThemAll) {
    EXPECT_EQ(verdict(fails_with_any({WSAEINVAL, WSAENOTCONN}), of(refusal(WSAENOTCONN))), kFine);
    EXPECT_EQ(verdict(fails_with_any({WSAEINVAL, WSAENOTCONN}), of(refusal(WSAEFAULT))),
              "expected that the call fails with WSAEINVAL or WSAENOTCONN; it failed with WSAEFAULT");
}

TEST(Refused, IsAFailureThatLeavesNoTrace) {
    EXPECT_EQ(verdict(refused(WSAEINVAL), of(refusal(WSAEINVAL))), kFine);
    EXPECT_EQ(verdict(refused_with_any({WSAEFAULT, WSAEINVAL}), of(refusal(WSAEINVAL))), kFine);
    EXPECT_EQ(verdict(refused(WSAEINVAL), of(refusal(WSAEFAULT))), "expected that the call fails with WSAEINVAL; it failed with WSAEFAULT");
    for (const Expectation& expectation : {refused(WSAEINVAL), refused_with_any({WSAEINVAL})}) {
        EXPECT_EQ(verdict(expectation, of(changed(refusal(WSAEINVAL), [](Operation& o) { o.indications.resize(1); }))),
                  "expected that no completion is indicated; a completion was indicated, 1 times");
        EXPECT_EQ(verdict(expectation, of(changed(refusal(WSAEINVAL), [](Operation& o) { o.count = 0; }))),
                  "expected that the byte count is left as it was; the call wrote a count of 0");
        EXPECT_EQ(verdict(expectation, of(changed(refusal(WSAEINVAL), [](Operation& o) { o.disturbed = {"the data"}; }))),
                  "expected that the caller's memory is left as it was; the data changed");
    }
    Evidence stray = of(refusal(WSAEINVAL));
    stray.stray.resize(2);
    EXPECT_EQ(verdict(refused(WSAEINVAL), stray), "2 completions came from nowhere");
}

TEST(RefusedForLackOfAttribute, IsAnAnswerOnThatPathAlone) {
    const Operation without = changed(refusal(WSAEINVAL), [](Operation& o) { o.pointers_ignored = true; });
    EXPECT_EQ(verdict(refused_for_lack_of_attribute(), with_stream(of(without), 0)), kFine);
    const std::string expected = "expected that the call is refused with WSAEINVAL since the socket lacks the overlapped attribute; ";
    EXPECT_EQ(verdict(refused_for_lack_of_attribute(), with_stream(of(refusal(WSAEINVAL)), 0)), expected + "the socket does not lack it");
    EXPECT_EQ(verdict(refused_for_lack_of_attribute(), with_stream(of(changed(without, [](Operation& o) { o.error = WSAEFAULT; })), 0)),
              expected + "it failed with WSAEFAULT");
    EXPECT_EQ(verdict(refused_for_lack_of_attribute(), with_stream(of(without), 16)), "the peer got 16 bytes in order, then end");
}

TEST(CompletesWith, WantsTheEndLater) {
    EXPECT_EQ(verdict(completes_with(WSA_OPERATION_ABORTED), of(pending_failure(WSA_OPERATION_ABORTED))), kFine);
    const std::string expected = "expected that the operation is accepted and ends with WSA_OPERATION_ABORTED; ";
    EXPECT_EQ(verdict(completes_with(WSA_OPERATION_ABORTED), of(refusal(WSA_OPERATION_ABORTED))),
              expected + "it failed with WSA_OPERATION_ABORTED");
    EXPECT_EQ(verdict(completes_with(WSA_OPERATION_ABORTED), of(pending_success())),
              expected + "it returned SOCKET_ERROR with WSA_IO_PENDING and ended with success and 16 bytes");
    EXPECT_EQ(verdict(completes_with(WSA_OPERATION_ABORTED),
                      of(changed(pending_failure(WSA_OPERATION_ABORTED), [](Operation& o) { o.indications.clear(); }))),
              expected + "its end was indicated 0 times instead of 1");
    EXPECT_EQ(verdict(completes_with(WSA_OPERATION_ABORTED),
                      of(changed(pending_failure(WSA_OPERATION_ABORTED), [](Operation& o) { o.indications.front().flags = 1; }))),
              expected + "the routine got dwFlags 1");
}

TEST(EndsWith, IsContentAtOnceOrLater) {
    EXPECT_EQ(verdict(ends_with(WSAECONNRESET), of(refusal(WSAECONNRESET))), kFine);
    EXPECT_EQ(verdict(ends_with(WSAECONNRESET), of(pending_failure(WSAECONNRESET))), kFine);
    const std::string expected = "expected that the operation fails with WSAECONNRESET, at once or at its end; ";
    EXPECT_EQ(verdict(ends_with(WSAECONNRESET), of(plain_success())), expected + "it returned 0 with a count of 16");
    EXPECT_EQ(verdict(ends_with(WSAECONNRESET), of(refusal(WSAECONNABORTED))), expected + "it failed with WSAECONNABORTED");
    EXPECT_EQ(verdict(ends_with(WSAECONNRESET), of(changed(refusal(WSAECONNRESET), [](Operation& o) { o.indications.resize(1); }))),
              expected + "its end was indicated 1 times instead of 0");
}

TEST(CompletesOnce, CountsIndicationsAndStrays) {
    EXPECT_EQ(verdict(completes_once(), of(immediate_success())), kFine);
    EXPECT_EQ(verdict(completes_once(), of(plain_success())), kFine);
    EXPECT_EQ(verdict(completes_once(), of(changed(immediate_success(), [](Operation& o) { o.indications.resize(2); }))),
              "expected that each end is indicated as often as its path promises; its end was indicated 2 times instead of 1");
    Evidence stray = of(immediate_success());
    stray.stray.resize(1);
    EXPECT_EQ(verdict(completes_once(), stray), "1 completions belong to no operation of the case");
}

TEST(NoCompletion, NotForAnOperationNorStray) {
    EXPECT_EQ(verdict(no_completion(), of(refusal(WSAEINVAL))), kFine);
    EXPECT_EQ(verdict(no_completion(), of(immediate_success())),
              "expected that no completion is indicated; a completion was indicated, 1 times");
}

TEST(Untouched, IsTheCountAndTheMemory) {
    EXPECT_EQ(verdict(untouched(), of(refusal(WSAEINVAL))), kFine);
    EXPECT_EQ(verdict(untouched(), of(immediate_success())),
              "expected that the byte count is left as it was; the call wrote a count of 16");
    EXPECT_EQ(verdict(data_untouched(), of(immediate_success())), kFine);
    EXPECT_EQ(verdict(data_untouched(), of(changed(refusal(WSAEINVAL), [](Operation& o) { o.disturbed = {"the WSABUF array"}; }))),
              "expected that the caller's memory is left as it was; the WSABUF array changed");
}

TEST(Delivered, ComparesTheStreamWithWhatSucceeded) {
    EXPECT_EQ(verdict(delivered(), with_stream(of(immediate_success()), 16)), kFine);
    EXPECT_EQ(verdict(delivered(), with_stream(of(refusal(WSAEINVAL)), 0)), kFine);
    EXPECT_EQ(verdict(delivered(), with_stream(of(immediate_success()), 32)),
              "the peer got 32 bytes in order, then end; 16 bytes were sent");
    EXPECT_EQ(verdict(delivered(), with_stream(of(immediate_success()), 0)), "the peer got 0 bytes, then end; 16 bytes were sent");
    EXPECT_EQ(verdict(delivered(), with_stream(of(immediate_success()), 16, 3)),
              "the peer got 16 bytes, wrong from 3 on, then end; 16 bytes were sent");
    Evidence unread = with_stream(of(immediate_success()), 16);
    unread.peer_looked = false;
    EXPECT_EQ(verdict(delivered(), unread), "what the peer got could not be looked at");
}

TEST(Delivered, CountsWhatTheArrangementSent) {
    Evidence evidence = with_stream(of(immediate_success()), 116);
    evidence.arranged_bytes = 100;
    EXPECT_EQ(verdict(delivered(), evidence), kFine);
}

TEST(Delivered, LooksAtDatagramsWhereThereIsNoStream) {
    EXPECT_EQ(verdict(delivered(), with_datagrams(of(immediate_success()), {{16, true}})), kFine);
    EXPECT_EQ(verdict(delivered(), with_datagrams(of(immediate_success()), {})), "1 datagrams were sent and 0 arrived");
}

TEST(DeliveredAsDatagrams, OneForEachOfItsLengthInOrder) {
    Evidence evidence = of(immediate_success());
    evidence.operations.push_back(changed(immediate_success(), [](Operation& o) { o.bytes = 0; }));
    evidence.operations.push_back(refusal(WSAEINVAL));
    EXPECT_EQ(verdict(delivered_as_datagrams(), with_datagrams(evidence, {{16, true}, {0, true}})), kFine);
    EXPECT_EQ(verdict(delivered_as_datagrams(), with_datagrams(evidence, {{16, true}})), "2 datagrams were sent and 1 arrived");
    EXPECT_EQ(verdict(delivered_as_datagrams(), with_datagrams(evidence, {{16, true}, {0, true}, {16, true}})),
              "2 datagrams were sent and 3 arrived");
    EXPECT_EQ(verdict(delivered_as_datagrams(), with_datagrams(evidence, {{0, true}, {16, true}})), "datagram 1 has 0 bytes; 16 were sent");
    EXPECT_EQ(verdict(delivered_as_datagrams(), with_datagrams(evidence, {{16, false}, {0, true}})),
              "datagram 1 has 16 bytes with wrong content; 16 were sent");
    EXPECT_EQ(verdict(delivered_as_datagrams(), evidence), "what the peer got could not be looked at");
}

TEST(NothingDelivered, ButWhatTheArrangementSent) {
    Evidence evidence = with_stream(of(refusal(WSAEINVAL)), 100);
    evidence.arranged_bytes = 100;
    EXPECT_EQ(verdict(nothing_delivered(), evidence), kFine);
    evidence.stream->bytes = 101;
    EXPECT_EQ(verdict(nothing_delivered(), evidence), "the peer got 101 bytes in order, then end");
    EXPECT_EQ(verdict(nothing_delivered(), with_datagrams(of(refusal(WSAEINVAL)), {})), kFine);
    EXPECT_EQ(verdict(nothing_delivered(), with_datagrams(of(refusal(WSAEINVAL)), {{16, true}})), "the peer got 1 datagrams");
    EXPECT_EQ(verdict(nothing_delivered(), of(refusal(WSAEINVAL))), "what the peer got could not be looked at");
}

TEST(DeliveredAPrefix, NoWrongAndNoSurplusByte) {
    const Operation aborted = pending_failure(WSA_OPERATION_ABORTED);
    EXPECT_EQ(verdict(delivered_a_prefix(), with_stream(of(aborted), 0)), kFine);
    EXPECT_EQ(verdict(delivered_a_prefix(), with_stream(of(aborted), 16)), kFine);
    EXPECT_EQ(verdict(delivered_a_prefix(), with_stream(of(aborted), 17)), "the peer got 17 bytes in order, then end of 16");
    EXPECT_EQ(verdict(delivered_a_prefix(), with_stream(of(aborted), 8, 2)), "the peer got 8 bytes, wrong from 2 on, then end of 16");
    EXPECT_EQ(verdict(delivered_a_prefix(), of(aborted)), "there is no stream");
}

}  // namespace
}  // namespace wcts::expect
