#include "fixtures/scene/bad_memory.h"
#include "suites/sockets/connecting.h"

namespace wcts::sockets {
namespace {

// What the function takes beside the name.
struct More {
    WSABUF* caller = nullptr;
    WSABUF* callee = nullptr;
    QOS* socket = nullptr;
    QOS* group = nullptr;
};

void connect_with(Scene& scene, const More& more) {
    const peer::Address to = scene.kind().is_stream() ? scene.stream_peer().address() : scene.datagram_peer().address();
    tell(scene, scene.target().WSAConnect(scene.socket(), to.get(), to.length, more.caller, more.callee, more.socket, more.group) == 0);
}

QOS service(SERVICETYPE type) {
    const FLOWSPEC flow{QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED, type,
                        QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED};
    return {flow, flow, {0, nullptr}};
}

// More than any network has.
QOS beyond_all() {
    QOS qos = service(SERVICETYPE_GUARANTEED);
    for (FLOWSPEC* const flow : {&qos.SendingFlowspec, &qos.ReceivingFlowspec}) {
        flow->TokenRate = flow->PeakBandwidth = flow->TokenBucketSize = 0xFFFFFFF0;
        flow->Latency = 1;
    }
    return qos;
}

void with_caller_data(Scene& scene) {
    char data[] = "caller data";
    WSABUF caller{sizeof(data), data};
    connect_with(scene, {.caller = &caller});
}

void with_callee_data(Scene& scene) {
    char data[64]{};
    WSABUF callee{sizeof(data), data};
    connect_with(scene, {.callee = &callee});
    scene.observe("the length of the callee data", callee.len == 0 ? "0" : "another");
}

void with_a_group(Scene& scene) {
    QOS qos = service(SERVICETYPE_BESTEFFORT);
    connect_with(scene, {.group = &qos});
}

void with_too_much(Scene& scene) {
    QOS qos = beyond_all();
    connect_with(scene, {.socket = &qos});
}

void all_null(Scene& scene) {
    connect_with(scene, {});
}

template <typename T>
T* unmapped() {
    return static_cast<T*>(scene::bad_memory(scene::Bad::unmapped, sizeof(T)));
}

}  // namespace

Suite wsaconnect() {
    const RowOf row{"WSAConnect"};
    const std::vector<Step> fresh{scene::unconnected()};
    // The whole name is zero.
    const Connector connector{"WSAConnect",
                              [](Scene& scene, SOCKET s, const sockaddr* name, int namelen) {
                                  return scene.target().WSAConnect(s, name, namelen, nullptr, nullptr, nullptr, nullptr);
                              },
                              [](int family) {
                                  peer::Address name{};
                                  name.length = family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
                                  return name;
                              }};
    Suite suite{"wsaconnect", "WSAConnect", rows_of_connecting(connector)};
    const auto efault = [&](std::string_view id, std::string_view clause, std::string_view claim, std::string words, More (*more)()) {
        Row made = row(
            id, {clause, "return.failure"}, claim, kTcp4, fresh, "WSAConnect with " + std::move(words),
            [more](Scene& scene) { connect_with(scene, more()); }, call_fails(WSAEFAULT), WSAEFAULT);
        made.process = Process::may_crash;
        return made;
    };
    append(
        suite.rows,
        {row("nothing-besides", {"data.null"}, "without user data and quality of service the call is a plain one", kEverySocket, fresh,
             "WSAConnect with all else NULL", all_null, call_succeeds()),
         row("no-callee-data", {"data.callee-length"}, "where no user data comes back the length becomes 0", kTcp4, fresh,
             "WSAConnect with lpCalleeData of 64 bytes", with_callee_data, call_succeeds() & fact_is("the length of the callee data", "0")),
         row("eprotonosupport-caller-data", {"error.WSAEPROTONOSUPPORT.caller-data", "return.failure"},
             "TCP and UDP carry no user data with a connection", kTcp4, fresh, "WSAConnect with lpCallerData", with_caller_data,
             call_fails(WSAEPROTONOSUPPORT), WSAEPROTONOSUPPORT),
         row("einval-group-quality", {"error.WSAEINVAL.lpGQOS", "return.failure"}, "lpGQOS is reserved", kTcp4, fresh,
             "WSAConnect with lpGQOS", with_a_group, call_fails(WSAEINVAL), WSAEINVAL),
         row("eopnotsupp-quality", {"error.WSAEOPNOTSUPP.quality", "return.failure"}, "a quality that cannot be had is refused", kTcp4,
             fresh, "WSAConnect with lpSQOS of 4 GB a second, guaranteed", with_too_much, call_fails(WSAEOPNOTSUPP), WSAEOPNOTSUPP),
         efault("efault-callee-data", "error.WSAEFAULT.callee-data", "an lpCalleeData in unmapped memory is refused",
                "lpCalleeData unmapped", [] { return More{.callee = unmapped<WSABUF>()}; }),
         efault("efault-quality", "error.WSAEFAULT.quality", "an lpSQOS in unmapped memory is refused", "lpSQOS unmapped",
                [] { return More{.socket = unmapped<QOS>()}; })});
    return suite;
}

}  // namespace wcts::sockets
