// What the programs show when they run is tried by tests/repro.sh; here it is their text.
#include "reports/repro/repro.h"

#include "reports/tests/samples.h"
#include "reports/tests/support.h"
#include "reports/trace.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using testing_support::message_of;

struct Call {
    const char* what;
    Json args = Json::object();
    const char* result = "0";
    const char* error = "";
    Json out = Json::object();
    const char* thread = "case";
    const char* who = "target";
    std::int64_t seq = 0;  // 0: behind the one before
    std::int64_t end = 0;
    const char* note = "";
};

CaseRecord of(const std::vector<Call>& calls) {
    CaseRecord record = samples::a_case("wsasend.r/tcp4/iocp", Verdict::fail);
    record.trace = Json::array();
    std::int64_t next = 1;
    for (const Call& call : calls) {
        TraceEntry entry;
        entry.seq = call.seq == 0 ? next : call.seq;
        entry.end = call.end == 0 ? entry.seq + 1 : call.end;
        entry.thread = call.thread;
        entry.who = call.who;
        entry.what = call.what;
        entry.args = call.args;
        entry.result = call.result;
        entry.error = call.error;
        entry.out = call.out;
        entry.note = call.note;
        if (*call.note != '\0') {
            entry.end.reset();
        }
        record.trace.push_back(to_json(entry));
        next = std::max(next, entry.end.value_or(0)) + 1;
    }
    return record;
}

std::string program(const std::vector<Call>& calls) {
    return repro_program(of(calls), "Wine 8.0, x86_64");
}

const Call kSocket{
    "WSASocketW", {{"af", "2"}, {"type", "1"}, {"protocol", "6"}, {"lpProtocolInfo", "NULL"}, {"g", "0"}, {"dwFlags", "0x1"}}, "socket#1"};

Call a_send(const char* buffers, const char* overlapped, const char* result, const char* error) {
    return {"WSASend",
            {{"s", "socket#1"},
             {"lpBuffers", buffers},
             {"dwBufferCount", "2"},
             {"lpNumberOfBytesSent", "count#1"},
             {"dwFlags", "MSG_OOB|0x40"},
             {"lpOverlapped", overlapped},
             {"lpCompletionRoutine", "pointer"}},
            result,
            error};
}

void expect_part(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text.substr(text.find("void on_"));
}

TEST(Repro, CallsAreMadeAsTheyWere) {
    const std::string text =
        program({kSocket, a_send("buffers#1 [7, 3 x 9 at unmapped]", "overlapped#1 hEvent 0x1234", "SOCKET_ERROR", "WSAENOTCONN")});
    EXPECT_TRUE(
        text.starts_with("// wsasend.r/tcp4/iocp\n// a send after shutdown(SD_SEND) fails\n//\n// Recorded by winsock-cts on Wine 8.0"))
        << text;
    expect_part(text, "const auto result = WSASocketW(2, 1, 6, nullptr, 0, static_cast<DWORD>(0x1));");
    expect_part(text, "socket_1 = result;");
    expect_part(text, "overlapped_1.hEvent = reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(0x1234));");
    expect_part(text, R"(WSASend(socket_1, buffers("good", 0, {{1, 7, "good", 0}, {3, 9, "unmapped", 0}, }, 2), 2, &count_1, )"
                      "static_cast<DWORD>(MSG_OOB|0x40), &overlapped_1, routine)");
    expect_part(text, R"("SOCKET_ERROR", WSAENOTCONN, true);)");
    Call bad = a_send("buffers#1 [7]", "NULL", "0", "");
    bad.args["lpCompletionRoutine"] = "no code";
    expect_part(program({kSocket, bad}), R"(nullptr, reinterpret_cast<LPWSAOVERLAPPED_COMPLETION_ROUTINE>(memory("unmapped", 1)))");
}

TEST(Repro, WhatHappenedInsideACallIsCalledBack) {
    const std::string text = program(
        {kSocket,
         {"SleepEx", {{"dwMilliseconds", "5"}, {"bAlertable", "1"}}, "WAIT_IO_COMPLETION", "", Json::object(), "case", "target", 10, 20},
         {"routine",
          {{"dwError", "0"}, {"cbTransferred", "16"}, {"lpOverlapped", "overlapped#1"}, {"dwFlags", "0"}},
          "",
          "",
          Json::object(),
          "case",
          "case",
          11,
          19},
         {"closesocket", {{"s", "socket#1"}}, "0", "", Json::object(), "case", "target", 12, 13}});
    expect_part(text, "in_callback = [] {\n");
    EXPECT_LT(text.find("closesocket(socket_1)"), text.find("SleepEx(static_cast"));
    expect_part(text, "compare_routines({{0, 16, 0}, });");
}

TEST(Repro, ThreadsKeepTheirOrder) {
    const std::string text = program({kSocket,
                                      {"send",
                                       {{"s", "socket#1"}, {"buf", "pointer"}, {"len", "64"}, {"flags", "0"}},
                                       "64",
                                       "",
                                       Json::object(),
                                       "case",
                                       "target",
                                       10,
                                       30},
                                      {"shutdown", {{"s", "socket#1"}, {"how", "1"}}, "0", "", Json::object(), "thread#1", "peer", 11, 12},
                                      {"closesocket", {{"s", "socket#1"}}, "0", "", Json::object(), "case", "target", 40, 41}});
    expect_part(text, "void on_thread_1() {\n    is_helper = true;\n    turn({2, }, {1, });\n");
    expect_part(text, "    turn({4, }, {4, });\n");
    expect_part(text, "std::thread thread_1(on_thread_1);");
}

TEST(Repro, PollsFillsAndReadsAreLoops) {
    const Json asked{
        {"s", "socket#1"}, {"lpOverlapped", "overlapped#1"}, {"lpcbTransfer", "pointer"}, {"fWait", "0"}, {"lpdwFlags", "pointer"}};
    const Json received{{"s", "socket#1"}, {"buf", "pointer"}, {"len", "65536"}, {"flags", "0"}};
    const std::string text = program({kSocket,
                                      {"WSAGetOverlappedResult", asked, "FALSE", "WSA_IO_INCOMPLETE"},
                                      {"SleepEx", {{"dwMilliseconds", "1"}, {"bAlertable", "0"}}},
                                      {"WSAGetOverlappedResult", asked, "TRUE"},
                                      {"recv", received, "16", "", Json::object(), "case", "peer"},
                                      {"recv", received, "48", "", Json::object(), "case", "peer"},
                                      {"recv", received, "0", "", Json::object(), "case", "peer"}});
    expect_part(text, "for (const ULONGLONG start = GetTickCount64();;) {");
    expect_part(text, R"x(drain(3, socket_1, 64ull, 0, 0, "peer: recv(s=socket#1)");)x");
}

TEST(Repro, WhatAStreamTookInPartIsAPartAgain) {
    Call part = a_send("buffers#1 [3 x 9]", "NULL", "0", "");
    part.out = {{"lpNumberOfBytesSent", "20"}};
    expect_part(program({kSocket, part}), R"(wrote("lpNumberOfBytesSent", count_1 > 0 && count_1 <= 27 ? 20 : count_1, 20);)");
    part.out = {{"lpNumberOfBytesSent", "27"}};
    expect_part(program({kSocket, part}), R"(wrote("lpNumberOfBytesSent", count_1, 27);)");
    const Json sent{{"s", "socket#1"}, {"buf", "pointer"}, {"len", "64"}, {"flags", "0"}};
    expect_part(program({kSocket, {"send", sent, "20"}}), R"((result > 0 && result <= 64 ? std::string("a part") : int_text(result)))");
    expect_part(program({kSocket, {"send", sent, "64"}}), R"(int_text(result), error, "64", 0);)");
    // The next one may take all that is left, or not.
    const std::string text = program({kSocket, {"send", sent, "20"}, {"send", sent, "64"}});
    EXPECT_EQ(text.find(R"("64", 0);)"), std::string::npos) << text;
}

TEST(Repro, APeerTakesUrgentBytesForThemselves) {
    const auto received = [](const char* flags, const char* result) {
        return Call{"recv", {{"s", "socket#1"}, {"buf", "pointer"}, {"len", "64"}, {"flags", flags}}, result, "", Json::object(), "case",
                    "peer"};
    };
    const std::string text = program({kSocket, received("MSG_OOB", "1"), received("0", "3")});
    expect_part(text, "recv(socket_1, room((64 < 0 ? 0 : 64)), 64, static_cast<int>(MSG_OOB));");
    expect_part(text, "drain(3, socket_1, 3ull, 1, 0, ");
}

TEST(Repro, FlagsAndLengthsThatGoInAreGiven) {
    const std::string text = program({kSocket,
                                      {"WSARecvFrom",
                                       {{"s", "socket#1"},
                                        {"lpBuffers", "pointer [16]"},
                                        {"dwBufferCount", "1"},
                                        {"lpNumberOfBytesRecvd", "read-only"},
                                        {"lpFlags", "pointer 8"},
                                        {"lpFrom", "read-only"},
                                        {"lpFromlen", "pointer 3"},
                                        {"lpOverlapped", "NULL"},
                                        {"lpCompletionRoutine", "NULL"}}}});
    expect_part(text, "DWORD lpFlags = static_cast<DWORD>(8); ");
    expect_part(text, "int lpFromlen = static_cast<int>(3); ");
    expect_part(text, R"(char* const from = memory("read-only", sizeof(sockaddr_storage), 0); make_read_only(from); )");
}

TEST(Repro, AddressesComeBackAsTheyWere) {
    const Call told{
        "getsockname", {{"s", "socket#1"}, {"name", "pointer"}, {"namelen", "pointer 128"}}, "0", "", {{"name", "AF_INET 127.0.0.1:4711"}}};
    const auto to = [&](const char* address) {
        return program({kSocket, told, {"connect", {{"s", "socket#1"}, {"name", address}, {"namelen", "16"}}}});
    };
    expect_part(to("pointer AF_INET 127.0.0.1:4711"), "connect(socket_1, address_1.get(), 16)");
    expect_part(to("pointer AF_INET 0.0.0.0:4711"), R"(Address to(AF_INET, "0.0.0.0", address_1.port()); )");
    expect_part(to("pointer AF_INET 127.0.0.1:9"), R"(Address to(AF_INET, "127.0.0.1", 9); )");
    expect_part(to("pointer AF_INET bytes 02 00 12"), "Address to(std::vector<unsigned char>{0x02, 0x00, 0x12, }); ");
    expect_part(to("pointer family 1"), "Address to; to.storage.ss_family = 1; ");
    expect_part(to("unmapped"), "connect(socket_1, Nowhere(), 16)");
    expect_part(to("straddling at 4"), R"(reinterpret_cast<sockaddr*>(memory("straddling", sizeof(sockaddr_storage), 4)))");
}

TEST(Repro, WhatACallWroteIsCompared) {
    const Call received{"WSARecv",
                        {{"s", "socket#1"},
                         {"lpBuffers", "pointer [16]"},
                         {"dwBufferCount", "1"},
                         {"lpNumberOfBytesRecvd", "count#1"},
                         {"lpFlags", "pointer 8"},
                         {"lpOverlapped", "NULL"},
                         {"lpCompletionRoutine", "NULL"}},
                        "0",
                        "",
                        {{"lpNumberOfBytesRecvd", "8"}, {"lpFlags", "0"}}};
    const std::string text = program({kSocket, received});
    expect_part(text, R"(wrote("lpNumberOfBytesRecvd", count_1, 8);)");
    expect_part(text, R"(wrote("lpFlags", lpFlags, 0);)");
    // A count that nobody set before may have been anything, and of a call that failed it is no answer.
    Call pending = received;
    pending.args["lpNumberOfBytesRecvd"] = "pointer";
    pending.result = "SOCKET_ERROR";
    pending.error = "WSA_IO_PENDING";
    EXPECT_EQ(program({kSocket, pending}).find(R"(wrote("lpNumberOfBytesRecvd")"), std::string::npos);
    const auto named = [](const char* address) {
        return program({kSocket,
                        {"getsockname",
                         {{"s", "socket#1"}, {"name", "pointer"}, {"namelen", "pointer 128"}},
                         "0",
                         "",
                         {{"name", address}, {"namelen", "16"}}}});
    };
    expect_part(named("AF_INET 127.0.0.1:4711"), R"(told("name", address_1, "AF_INET 127.0.0.1:port");)");
    expect_part(named("AF_INET 127.0.0.1:0"), R"(told("name", from, "AF_INET 127.0.0.1:0");)");
    expect_part(named("family 0 bytes 00 00"), R"(told("name", from, "family 0");)");
    expect_part(named("family 0"), R"(wrote("namelen", namelen, 16);)");
}

TEST(Repro, UserDataAndQualityOfServiceAreGiven) {
    const Call call{"WSAConnect",
                    {{"s", "socket#1"},
                     {"name", "NULL"},
                     {"namelen", "0"},
                     {"lpCallerData", "pointer [4]"},
                     {"lpCalleeData", "unmapped"},
                     {"lpSQOS", "pointer sending {0x1, 0x2} receiving {0x3}"},
                     {"lpGQOS", "unmapped"}}};
    const std::string text = program({kSocket, call});
    expect_part(text, R"(buffers("good", 0, {{1, 4, "good", 0}, }, 1), buffers("unmapped", 0, {}, 1), &lpSQOS_held, )");
    expect_part(text, "QOS lpSQOS_held = {{0x1, 0x2, }, {0x3, }, {0, nullptr}}; ");
    expect_part(text, R"(reinterpret_cast<QOS*>(memory("unmapped", sizeof(QOS), 0)))");
}

TEST(Repro, AWaitThatEndedAtOnceWasForAnEventThatWasSet) {
    const auto waited = [](const char* result) {
        return program({{"WSAWaitForMultipleEvents",
                         {{"cEvents", "1"}, {"lphEvents", "[unknown handle]"}, {"fWaitAll", "0"}, {"dwTimeout", "0"}, {"fAlertable", "0"}},
                         result}});
    };
    expect_part(waited("0"), "HANDLE events[] = {event_handle(true), }; ");
    expect_part(waited("WAIT_TIMEOUT"), "HANDLE events[] = {event_handle(), }; ");
}

TEST(Repro, AnEndThatWasThereIsWaitedFor) {
    const Json asked{
        {"s", "socket#1"}, {"lpOverlapped", "overlapped#1"}, {"lpcbTransfer", "pointer"}, {"fWait", "0"}, {"lpdwFlags", "pointer"}};
    const auto loops = [&](const char* result, const char* error) {
        return program({kSocket, {"WSAGetOverlappedResult", asked, result, error}})
                   .find("if (same || GetTickCount64() - start > 2000) {") != std::string::npos;
    };
    EXPECT_TRUE(loops("TRUE", ""));
    EXPECT_FALSE(loops("FALSE", "WSA_IO_INCOMPLETE"));
}

TEST(Repro, ACallThatDidNotReturnIsAwaited) {
    CaseRecord record =
        of({kSocket, {"closesocket", {{"s", "socket#1"}}, "", "", Json::object(), "case", "target", 0, 0, "did not return"}});
    record.verdict = Verdict::timeout;
    expect_part(repro_program(record, ""), R"x(never_returns = "closesocket(s=socket#1)";)x");
    record.verdict = Verdict::crash;
    expect_part(repro_program(record, ""), "takes_the_process_down = true;");
}

TEST(Repro, WhatNoProgramCanBeMadeFromIsRefused) {
    const auto refused = [](const CaseRecord& record, const std::string& said) {
        const std::string message = message_of([&] { static_cast<void>(repro_program(record, "")); });
        EXPECT_NE(message.find(said), std::string::npos) << message;
    };
    refused(samples::a_case("r.a/tcp4/iocp"), "has no trace");
    refused(of({{"lab", Json::object(), "", "", Json::object(), "case", "case"}, kSocket}), "needs a lab");
    refused(of({{"system", {{"s", "socket#1"}}}}), "for which no program can be made");
    refused(of({kSocket, a_send("buffers#1 [1, ... 256 buffers]", "NULL", "0", "")}), "every buffer's length");
    refused(of({{"closesocket", {{"s", "x); system(\"rm\"); ("}}}}), "which nothing gave out");
}

TEST(Repro, NothingOfAHostileTraceBecomesCode) {
    const std::string evil = "\"); evil(); /*\\\n#include <evil> ??/";
    for (const char* name : {"s", "af", "lpBuffers", "dwBufferCount", "lpOverlapped", "name", "optval", "argp", "readfds", "timeout",
                             "lphEvents", "flags", "buf", "lpFlags", "lpFrom", "addrlen", "lpSQOS", "lpCallerData", "lpProtocolInfo"}) {
        for (const char* what :
             {"WSASend", "setsockopt", "connect", "ioctlsocket", "select", "socket", "recv", "WSAConnect", "WSASocketW"}) {
            CaseRecord record = of({{what, {{name, evil}}, evil.c_str(), "", {{"name", evil}}}});
            record.claim = record.reason = record.clauses.front() = evil;
            std::string text;
            try {
                text = repro_program(record, evil);
            } catch (const ReportError&) {
                continue;
            }
            for (std::size_t at = text.find("evil"); at != std::string::npos; at = text.find("evil", at + 1)) {
                const std::size_t line = text.rfind('\n', at) + 1;
                const std::string before = text.substr(line, at - line);
                const auto quotes = std::count(before.begin(), before.end(), '"') - [&before] {
                    std::ptrdiff_t escaped = 0;
                    for (std::size_t i = before.find("\\\""); i != std::string::npos; i = before.find("\\\"", i + 2)) {
                        ++escaped;
                    }
                    return escaped;
                }();
                EXPECT_TRUE(before.starts_with("//") || quotes % 2 == 1) << name << " " << what << ": " << before;
            }
        }
    }
}

}  // namespace
}  // namespace wcts::reports
