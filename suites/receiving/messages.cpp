// Datagrams and messages: one a receive, cut off where there is no room, from the peer alone; and messages in parts.
#include "harness/peer/pattern.h"
#include "suites/receiving/vocabulary.h"

namespace wcts::receiving {
namespace {

void one_by_one(Scene& scene, const Function& function) {
    tell(scene, post(scene, function, one_buffer(64)).flight, 0, "the first receive");
    tell(scene, post(scene, function, one_buffer(64)).flight, 0, "the second receive");
}

void cut_off(Scene& scene, const Function& function) {
    const Posted first = post(scene, function, one_buffer(40));
    tell(scene, first.flight, 0, "the first receive");
    scene.observe("its buffer", peer::find_mismatch(first.flight.data(), 0) ? "holds something else" : "holds the beginning");
    tell(scene, post(scene, function, one_buffer(40)).flight, 0, "the second receive");
}

// A stranger's datagram comes first.
void from_a_stranger(Scene& scene, const Function& function) {
    peer::DatagramPeer stranger(scene.trusted(), scene.kind().family);
    stranger.send_pattern(33, scene::name_of(scene));
    peer_sends(16).act(scene);
    tell(scene, post(scene, function, one_buffer(64)).flight, 0);
}

// The other end of a message-oriented connection by the catalog, whose messages come in parts.
peer::Endpoint parts_peer(Scene& scene) {
    return wsasend::connect_by_catalog(scene,
                                       wsasend::find_protocol(
                                           scene, [](const WSAPROTOCOL_INFOW& one) { return wsasend::has_messages_in_parts(one); },
                                           "no protocol in this machine's Winsock catalog has messages in parts (XP1_PARTIAL_MESSAGE)"));
}

// It sends the first bytes of a message of 24, or all of it. recvfrom and its relatives know MSG_PARTIAL; the peer's send does not, but
// WSASend does.
void send_message(Scene& scene, peer::Endpoint& peer, std::size_t bytes = 24) {
    constexpr std::size_t kWhole = 24;
    char message[kWhole];
    peer::fill_pattern(message, 0);
    WSABUF buffer{static_cast<ULONG>(bytes), message};
    DWORD sent = 0;
    if (scene.trusted().WSASend(peer.get(), &buffer, 1, &sent, bytes < kWhole ? MSG_PARTIAL : 0, nullptr, nullptr) != 0)
        throw SetupFailed("peer: WSASend", scene.trusted().WSAGetLastError());
}

// The same connection, and the message has come.
peer::Endpoint message_peer(Scene& scene) {
    peer::Endpoint peer = parts_peer(scene);
    send_message(scene, peer);
    scene::wait_until_readable(scene, "the message did not arrive in time");
    return peer;
}

std::string flag_words(DWORD flags) {
    return flags == MSG_PARTIAL ? "MSG_PARTIAL" : std::to_string(flags);
}

void part_of_a_message(Scene& scene, const Function& function) {
    peer::Endpoint peer = parts_peer(scene);
    send_message(scene, peer, 8);
    scene::wait_until_readable(scene, "the part did not arrive in time");
    const Posted receive = post(scene, function, one_buffer(64), MSG_PARTIAL);
    tell(scene, receive.flight, 0);
    scene.observe("lpFlags", flag_words(*receive.flags));
}

void whole_message(Scene& scene, const Function& function) {
    const peer::Endpoint peer = message_peer(scene);
    const Posted receive = post(scene, function, one_buffer(64), MSG_PARTIAL);
    tell(scene, receive.flight, 0);
    scene.observe("lpFlags", flag_words(*receive.flags));
}

// What lpFlags would have told the end tells.
void part_that_comes_later(Scene& scene, const Function& function) {
    peer::Endpoint peer = parts_peer(scene);
    const Posted receive = post(scene, function, one_buffer(16));
    send_message(scene, peer);
    tell(scene, receive.flight, 0);
    scene.observe("lpFlags", flag_words(*receive.flags));
    scene.observe("the flags of the end", flag_words(receive.flight.record.flags));
}

// A message that is too large for the first receive, of a protocol that is reliable and knows no parts.
void twice_of_a_reliable_one(Scene& scene, const Function& function) {
    constexpr DWORD kNeeded = XP1_MESSAGE_ORIENTED | XP1_GUARANTEED_DELIVERY;
    constexpr DWORD kOthers = XP1_PARTIAL_MESSAGE | XP1_CONNECTIONLESS;
    peer::Endpoint peer = wsasend::connect_by_catalog(
        scene, wsasend::find_protocol(
                   scene,
                   [](const WSAPROTOCOL_INFOW& one) {
                       return (one.dwServiceFlags1 & (kNeeded | kOthers)) == kNeeded && one.iAddressFamily == AF_INET;
                   },
                   "no protocol in this machine's Winsock catalog has reliable messages (XP1_GUARANTEED_DELIVERY) without parts"));
    send_message(scene, peer);
    scene::wait_until_readable(scene, "the message did not arrive in time");
    tell(scene, post(scene, function, one_buffer(16)).flight, 0, "the first receive");
    tell(scene, post(scene, function, one_buffer(64)).flight, 0, "the second receive");
}

void in_two_parts(Scene& scene, const Function& function) {
    const peer::Endpoint peer = message_peer(scene);
    const Posted first = post(scene, function, one_buffer(16));
    tell(scene, first.flight, 0, "the first receive");
    if (function.overlapped) scene.observe("lpFlags of the first", flag_words(*first.flags));
    scene.observe("its buffer", peer::find_mismatch(first.flight.data(), 0) ? "holds something else" : "holds the beginning");
    const Posted second = post(scene, function, one_buffer(16));
    tell(scene, second.flight, 16, "the second receive");
    if (function.overlapped) scene.observe("lpFlags of the second", std::to_string(*second.flags));
}

void closed_by_the_peer(Scene& scene, const Function& function) {
    {
        const peer::Endpoint peer = message_peer(scene);
        tell(scene, post(scene, function, one_buffer(24)).flight, 0, "the message");
    }
    scene::wait_until_readable(scene, "the end did not arrive in time");
    tell(scene, post(scene, function, one_buffer(16)).flight, 0);
}

rows::Call on_protocol(const Function& function, const std::string& what, std::string missing,
                       std::function<bool(const WSAPROTOCOL_INFOW&)> wanted, DWORD flags) {
    return procedure(function.words(what), [function, missing = std::move(missing), wanted = std::move(wanted), flags](Scene& scene) {
        const peer::Endpoint peer = wsasend::connect_by_catalog(scene, wsasend::find_protocol(scene, wanted, missing));
        tell(scene, post(scene, function, one_buffer(16), flags).flight, 0);
    });
}

}  // namespace

std::vector<Row> messages(const Function& function) {
    const RowOf row{function};
    const auto doing = [&](const std::string& what, Deed deed) { return deed_of(function, what, deed); };
    const PathSet waiting = Function::waiting();
    std::vector<Row> rows{
        row("one-datagram-a-receive", {"message.whole"}, "a receive takes one datagram, and the next takes the next", kDatagrams,
            function.paths(), {peer_sends(10), peer_sends(20)}, doing("of 64 bytes, twice", one_by_one),
            received(10, 0, "the first receive") & received(20, 0, "the second receive")),
        row("emsgsize-cut-off", {"error.WSAEMSGSIZE.truncated", "return.failure"},
            "of a datagram that is too large for the buffer its beginning is received, and the rest is lost", kDatagrams, function.paths(),
            {peer_sends(100), peer_sends(20)}, doing("of 40 bytes where 100 have come, and again", cut_off),
            receive_fails(WSAEMSGSIZE, "the first receive") & fact_is("its buffer", "holds the beginning") &
                received(20, 0, "the second receive"),
            "WSAEMSGSIZE"),
        row("from-the-peer-alone", {"message.peer-only"}, "a connected datagram socket drops what others than its peer send", kDatagrams,
            function.paths(), {}, doing("of 64 bytes after a datagram of a stranger and one of the peer", from_a_stranger), received(16)),
        row("eopnotsupp-oob-where-the-domain-has-none", {"error.WSAEOPNOTSUPP.oob-domain", "return.failure"},
            "MSG_OOB on a stream whose domain has no out-of-band data is refused", kTcp4, waiting, {wsasend::by_the_catalog()},
            on_protocol(
                function, "with MSG_OOB on a stream protocol without XP1_EXPEDITED_DATA",
                "every stream protocol in this machine's Winsock catalog has out-of-band data (XP1_EXPEDITED_DATA)",
                [](const WSAPROTOCOL_INFOW& info) {
                    return info.iSocketType == SOCK_STREAM && (info.dwServiceFlags1 & XP1_EXPEDITED_DATA) == 0;
                },
                MSG_OOB),
            receive_fails(WSAEOPNOTSUPP), "WSAEOPNOTSUPP"),
        row("eopnotsupp-send-only", {"error.WSAEOPNOTSUPP.send-only", "return.failure"}, "a receive on a socket that only sends is refused",
            kTcp4, waiting, {wsasend::by_the_catalog()},
            on_protocol(
                function, "on a protocol with XP1_UNI_SEND", "no protocol in this machine's Winsock catalog is send-only (XP1_UNI_SEND)",
                [](const WSAPROTOCOL_INFOW& info) { return (info.dwServiceFlags1 & XP1_UNI_SEND) != 0; }, 0),
            receive_fails(WSAEOPNOTSUPP), "WSAEOPNOTSUPP"),
    };
    if (function.from) {
        rows.push_back(row("empty-datagram", {"message.empty"}, "a datagram of no bytes is received as one of no bytes", kDatagrams,
                           function.paths(), {peer_sends(0), peer_sends(20)}, doing("of 64 bytes, twice", one_by_one),
                           received(0, 0, "the first receive") & received(20, 0, "the second receive")));
        rows.push_back(row("reliable-message-stays-whole", {"message.reliable-whole", "error.WSAEMSGSIZE.truncated", "return.failure"},
                           "a message of a reliable protocol without parts that is too large for the buffer is kept for a larger one",
                           kTcp4, waiting, {wsasend::by_the_catalog()},
                           doing("of 16 bytes, and of 64, of a message of 24", twice_of_a_reliable_one),
                           receive_fails(WSAEMSGSIZE, "the first receive") & received(24, 0, "the second receive"), "WSAEMSGSIZE"));
        rows.push_back(row("part-of-a-message-when-asked-for", {"flags.MSG_PARTIAL.in", "flags.MSG_PARTIAL"},
                           "with MSG_PARTIAL a receive ends with the part of a message that has come", kTcp4, waiting,
                           {wsasend::by_the_catalog()},
                           doing("of 64 bytes with MSG_PARTIAL, where 8 of a message have come", part_of_a_message),
                           received(8) & fact_is("lpFlags", "MSG_PARTIAL")));
        rows.push_back(row("partial-is-cleared", {"lpFlags.whole"}, "MSG_PARTIAL in lpFlags is cleared when a whole message is received",
                           kTcp4, waiting, {wsasend::by_the_catalog()},
                           doing("of 64 bytes with MSG_PARTIAL, where a message of 24 has come", whole_message),
                           received(24) & fact_is("lpFlags", "0")));
        rows.push_back(row("part-told-by-the-end", {"lpFlags.result", "lpFlags.pending"},
                           "of a receive that pends lpFlags is left alone, and its end tells MSG_PARTIAL", kTcp4,
                           PathSet(Path::event_wait) | Path::routine_sleepex, {wsasend::by_the_catalog()},
                           doing("of 16 bytes, after which a message of 24 comes", part_that_comes_later),
                           received(16) & fact_is("lpFlags", "0") & fact_is("the flags of the end", "MSG_PARTIAL")));
    }
    if (!function.overlapped) {
        rows.push_back(row("emsgsize-reliable-keeps-the-rest", {"error.WSAEMSGSIZE.truncated", "message.reliable-rest", "return.failure"},
                           "of a message of a reliable protocol that is too large for the buffer the rest is kept", kTcp4, waiting,
                           {wsasend::by_the_catalog()}, doing("of 16 bytes, twice, of a message of 24", in_two_parts),
                           receive_fails(WSAEMSGSIZE, "the first receive") & fact_is("its buffer", "holds the beginning") &
                               received(8, 16, "the second receive"),
                           "WSAEMSGSIZE"));
        return rows;
    }
    rows.push_back(row("message-in-parts", {"flags.MSG_PARTIAL", "lpFlags.immediate"},
                       "MSG_PARTIAL in lpFlags tells of a part of a message, and its absence of the last one", kTcp4, waiting,
                       {wsasend::by_the_catalog()}, doing("of 16 bytes, twice, of a message of 24", in_two_parts),
                       received(16, 0, "the first receive") & fact_is("lpFlags of the first", "MSG_PARTIAL") &
                           received(8, 16, "the second receive") & fact_is("lpFlags of the second", "0")));
    rows.push_back(row("ediscon-after-the-peer", {"error.WSAEDISCON.message-oriented", "return.failure"},
                       "a receive on a message-oriented socket whose peer has closed the circuit gracefully fails", kTcp4, waiting,
                       {wsasend::by_the_catalog()},
                       doing("of 16 bytes once the peer has closed a message-oriented circuit", closed_by_the_peer),
                       received(24, 0, "the message") & receive_fails(WSAEDISCON), "WSAEDISCON"));
    return rows;
}

}  // namespace wcts::receiving
