// What is refused whatever the network does: the socket's state, its descriptor, the data's memory, the flags.
#include "fixtures/scene/bad_memory.h"
#include "harness/winsock/error_names.h"
#include "suites/send/vocabulary.h"
#include "suites/wsasend/catalog.h"

#include <algorithm>

namespace wcts::send {
namespace {

using scene::Bad;

Subject subject_of(const Function& function) {
    return {.function = function.name,
            .ready = [function](Scene& scene) -> std::function<bool()> {
                return [&scene, function] { return post(scene, function, 16).record.accepted(); };
            },
            .on = kTcp4,
            .paths = Path::blocking,
            .on_descriptor =
                [function](Scene& scene, SOCKET descriptor) {
                    return post(scene, function, 16, 0, [descriptor](Arguments& call) { call.s = descriptor; }).record.accepted();
                },
            .also = [](int code) { return refused(code); }};
}

Row refused_row(const Function& function, std::string_view id, std::string_view clause, std::string_view claim, SocketSet on, PathSet paths,
                std::vector<Step> arrange, rows::Call call, int code) {
    // Where the row makes no connection there is no peer to look at.
    const bool connected =
        std::none_of(arrange.begin(), arrange.end(), [](const Step& step) { return step.stage == scene::Stage::instead_of_connect; });
    return {.id = id,
            .clauses = {clause, function.clause("return.failure")},
            .claim = claim,
            .on = on,
            .paths = paths,
            .arrange = std::move(arrange),
            .call = std::move(call),
            .expect = connected ? refused(code) & nothing_delivered() : refused(code),
            .code = common::kept(winsock::error_name(code))};
}

// A bad pointer may crash its caller: each case has a process of its own.
Row efault(const Function& function, std::string_view id, std::string_view claim, std::string words, Bad bad) {
    Row row = refused_row(function, id, function.clause("error.WSAEFAULT.buf"), claim, kTcp4 | kUdp4, Path::blocking, {},
                          procedure(function.words("of 64 bytes with " + std::move(words)),
                                    [bad, function](Scene& scene) {
                                        post(scene, function, 64, 0, [bad](Arguments& call) {
                                            call.buf = static_cast<const char*>(scene::bad_memory(bad, 64, call.buf));
                                        });
                                    }),
                          WSAEFAULT);
    row.process = Process::may_crash;
    return row;
}

rows::Call on_protocol(const Function& function, std::string words, std::string missing,
                       std::function<bool(const WSAPROTOCOL_INFOW&)> wanted, int flags) {
    return procedure(function.words(words), [function, missing = std::move(missing), wanted = std::move(wanted), flags](Scene& scene) {
        const peer::Endpoint peer = wsasend::connect_by_catalog(scene, wsasend::find_protocol(scene, wanted, missing));
        post(scene, function, 24, flags);
    });
}

void set_option(Scene& scene, int option, int value, std::string_view name) {
    if (scene.target().setsockopt(scene.socket(), SOL_SOCKET, option, reinterpret_cast<const char*>(&value), sizeof(value)) != 0)
        throw SetupFailed(name, scene.target().WSAGetLastError());
}

// The broadcast address of the loopback network: whatever becomes of the send, nothing leaves the machine.
void broadcast(Scene& scene, const Function& function) {
    set_option(scene, SO_BROADCAST, 1, "setsockopt(SO_BROADCAST)");
    peer::Address to = scene.datagram_peer().address();
    reinterpret_cast<sockaddr_in*>(to.get())->sin_addr.S_un.S_un_b = {127, 255, 255, 255};
    if (scene.target().connect(scene.socket(), to.get(), to.length) != 0) throw SetupFailed("connect", scene.target().WSAGetLastError());
    set_option(scene, SO_BROADCAST, 0, "setsockopt(SO_BROADCAST)");
    post(scene, function, 16);
}

void oob_with_oobinline(Scene& scene, const Function& function) {
    set_option(scene, SO_OOBINLINE, 1, "setsockopt(SO_OOBINLINE)");
    post(scene, function, 24, MSG_OOB);
}

}  // namespace

std::vector<Row> refusals(const Function& function) {
    const Subject subject = subject_of(function);
    std::vector<Row> rows{
        refused_row(function, "enotconn-when-bound", function.clause("error.WSAENOTCONN.not-connected"),
                    "a send on a bound socket that is not connected fails", function.addressed ? kStreams : kEverySocket, kPaths,
                    {bound_but_unconnected()}, sends(function, 16), WSAENOTCONN),
        // Neither bound nor connected: the page has a code for each.
        {.id = "unbound-and-unconnected",
         .clauses = {function.clause("error.WSAEINVAL.not-bound"), function.clause("error.WSAENOTCONN.not-connected"),
                     function.clause("return.failure")},
         .claim = "a send on a socket that is neither bound nor connected fails with one of the two codes that the page gives for it",
         .on = kEverySocket,
         .paths = kPaths,
         .arrange = {unconnected()},
         .call = sends(function, 16),
         .expect = refused_with_any({WSAEINVAL, WSAENOTCONN}),
         .code = "WSAEINVAL"},
        refused_row(function, "eshutdown-after-sd-send", function.clause("error.WSAESHUTDOWN.sd-send"),
                    "a send after shutdown(SD_SEND) fails", kEverySocket, kPaths, {shut_down(SD_SEND)}, sends(function, 16), WSAESHUTDOWN),
        refused_row(function, "eshutdown-after-sd-both", function.clause("error.WSAESHUTDOWN.sd-both"),
                    "a send after shutdown(SD_BOTH) fails", kEverySocket, kPaths, {shut_down(SD_BOTH)}, sends(function, 16), WSAESHUTDOWN),
        refused_row(function, "eopnotsupp-oob-on-datagrams", function.clause("error.WSAEOPNOTSUPP.oob-not-stream"),
                    "MSG_OOB on a socket that is not of stream style is refused", kDatagrams, kPaths, {}, sends(function, 24, MSG_OOB),
                    WSAEOPNOTSUPP),
        refused_row(function, "eopnotsupp-oob-where-the-domain-has-none", function.clause("error.WSAEOPNOTSUPP.oob-domain"),
                    "MSG_OOB on a stream whose domain has no out-of-band data is refused", kTcp4, kWaits, {wsasend::by_the_catalog()},
                    on_protocol(
                        function, "with MSG_OOB on a stream protocol without XP1_EXPEDITED_DATA",
                        "every stream protocol in this machine's Winsock catalog has out-of-band data (XP1_EXPEDITED_DATA)",
                        [](const WSAPROTOCOL_INFOW& info) {
                            return info.iSocketType == SOCK_STREAM && (info.dwServiceFlags1 & XP1_EXPEDITED_DATA) == 0;
                        },
                        MSG_OOB),
                    WSAEOPNOTSUPP),
        refused_row(
            function, "eopnotsupp-receive-only", function.clause("error.WSAEOPNOTSUPP.receive-only"),
            "a send on a socket that only receives is refused", kTcp4, kWaits, {wsasend::by_the_catalog()},
            on_protocol(
                function, "on a protocol with XP1_UNI_RECV", "no protocol in this machine's Winsock catalog is receive-only (XP1_UNI_RECV)",
                [](const WSAPROTOCOL_INFOW& info) { return (info.dwServiceFlags1 & XP1_UNI_RECV) != 0; }, 0),
            WSAEOPNOTSUPP),
        refused_row(function, "einval-unknown-flag", function.clause("error.WSAEINVAL.unknown-flag"),
                    "a flag that no page knows is refused", kEverySocket, kPaths, {}, sends(function, 24, 0x40000000), WSAEINVAL),
        refused_row(function, "einval-oob-with-so-oobinline", function.clause("error.WSAEINVAL.oob-inline"),
                    "MSG_OOB is refused while SO_OOBINLINE is set", kStreams, kPaths, {},
                    deed_of(function, "after SO_OOBINLINE, and send of 24 bytes with MSG_OOB", oob_with_oobinline), WSAEINVAL),
        efault(function, "efault-data-null", "data at NULL is refused", "buf NULL", Bad::null),
        efault(function, "efault-data-unmapped", "data in unmapped memory is refused", "buf unmapped", Bad::unmapped),
        efault(function, "efault-data-straddling", "data whose second half is not mapped is refused, and nothing of it is sent",
               "the second half of the data unmapped", Bad::straddling),
        common::row_of_network_down(subject),
    };
    // sendto is told such an address.
    if (!function.addressed)
        rows.push_back(
            {.id = "eacces-broadcast",
             .clauses = {function.clause("error.WSAEACCES.broadcast"), function.clause("return.failure")},
             .claim = "a send to a broadcast address fails where SO_BROADCAST is not set",
             .on = kUdp4,
             .paths = kPaths,
             .arrange = {bound_but_unconnected()},
             .call = deed_of(function, "after SO_BROADCAST, connect to 127.255.255.255, SO_BROADCAST off, and send of 16 bytes", broadcast),
             .expect = refused(WSAEACCES),
             .code = "WSAEACCES"});
    common::append(rows, common::rows_of_startup(subject));
    common::append(rows, common::rows_of_progress(subject));
    common::append(rows, common::rows_of_descriptors(subject));
    return rows;
}

}  // namespace wcts::send
