#include "reports/repro/recorded_call.h"

#include "reports/report_error.h"
#include "reports/text.h"

#include <map>
#include <set>

namespace wcts::reports::repro {

Returns returns_of(std::string_view function) {
    static const std::map<std::string_view, Returns> kKnown{
        {"socket", Returns::socket},
        {"WSASocketW", Returns::socket},
        {"accept", Returns::socket},
        {"WSAAccept", Returns::socket},
        {"WSACreateEvent", Returns::handle},
        {"CreateIoCompletionPort", Returns::handle},
        {"WSAGetOverlappedResult", Returns::boolean},
        {"WSACloseEvent", Returns::boolean},
        {"WSASetEvent", Returns::boolean},
        {"WSAResetEvent", Returns::boolean},
        {"WSAIsBlocking", Returns::boolean},
        {"GetQueuedCompletionStatus", Returns::boolean},
        {"PostQueuedCompletionStatus", Returns::boolean},
        {"GetOverlappedResult", Returns::boolean},
        {"SetFileCompletionNotificationModes", Returns::boolean},
        {"CancelIo", Returns::boolean},
        {"CancelIoEx", Returns::boolean},
        {"CloseHandle", Returns::boolean},
        {"DuplicateHandle", Returns::boolean},
        {"GetHandleInformation", Returns::boolean},
        {"WSAWaitForMultipleEvents", Returns::wait},
        {"WaitForSingleObjectEx", Returns::wait},
        {"SleepEx", Returns::wait},
        {"QueueUserAPC", Returns::wait},
        {"WSASetBlockingHook", Returns::procedure},
    };
    static const std::set<std::string_view> kIntegers{"WSAStartup",
                                                      "WSACleanup",
                                                      "bind",
                                                      "listen",
                                                      "connect",
                                                      "WSAConnect",
                                                      "shutdown",
                                                      "closesocket",
                                                      "getsockname",
                                                      "getpeername",
                                                      "WSADuplicateSocketW",
                                                      "WSAEnumProtocolsW",
                                                      "getsockopt",
                                                      "setsockopt",
                                                      "ioctlsocket",
                                                      "WSAIoctl",
                                                      "send",
                                                      "sendto",
                                                      "recv",
                                                      "recvfrom",
                                                      "WSASend",
                                                      "WSASendTo",
                                                      "WSARecv",
                                                      "WSARecvFrom",
                                                      "WSAEventSelect",
                                                      "WSAEnumNetworkEvents",
                                                      "select",
                                                      "WSAUnhookBlockingHook",
                                                      "WSACancelBlockingCall"};
    if (const auto known = kKnown.find(function); known != kKnown.end()) {
        return known->second;
    }
    if (kIntegers.contains(function)) {
        return Returns::integer;
    }
    throw ReportError("the trace calls " + printable(function, 80) + ", for which no program can be made");
}

}  // namespace wcts::reports::repro
