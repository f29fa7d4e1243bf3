// dwFlags: all combinations of the documented flags, and bits that are none of WSASend's.
#include "suites/wsasend/catalog.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

constexpr DWORD kEveryBit = 0xFFFFFFFF;

// Accepted: everything arrives. A peer that takes out-of-band data inline gets those bytes in their place.
Row accepted(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, SocketSet on, DWORD flags) {
    return {.id = id,
            .clauses = std::move(clauses),
            .claim = claim,
            .on = on,
            .paths = kEveryPath,
            .arrange = {peer_takes_oob_inline()},
            .call = wsasend(one_buffer(24)).flags(flags),
            .expect = sent()};
}

Row unsupported(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, SocketSet on, DWORD flags) {
    return {.id = id,
            .clauses = std::move(clauses),
            .claim = claim,
            .on = on,
            .paths = kEveryPath,
            .call = wsasend(one_buffer(24)).flags(flags),
            .expect = (refused(WSAEOPNOTSUPP) & nothing_delivered()) | refused_for_lack_of_attribute(),
            .code = "WSAEOPNOTSUPP"};
}

// The page lists no such bit. It may be refused, with one of the two codes that speak of it, or passed over; never half done.
Row unlisted(std::string_view id, std::string_view claim, DWORD flags) {
    return {.id = id,
            .clauses = {"WSASend.param.dwFlags"},
            .claim = claim,
            .on = kEverySocket,
            .paths = kEveryPath,
            .call = wsasend(one_buffer(24)).flags(flags),
            .expect = (refused_with_any({WSAEOPNOTSUPP, WSAEINVAL}) & nothing_delivered()) | sent()};
}

// A kind of socket that the machine's catalog does not offer cannot be asked. It is connected, so that only what the row is about is amiss.
rows::Call on_protocol(std::string words, std::string missing, std::function<bool(const WSAPROTOCOL_INFOW&)> wanted, DWORD flags) {
    return procedure(std::move(words), [missing = std::move(missing), wanted = std::move(wanted), flags](Scene& scene) {
        const peer::Endpoint peer = connect_by_catalog(scene, find_protocol(scene, wanted, missing));
        post(scene, one_buffer(24), flags);
    });
}

}  // namespace

std::vector<Row> flags() {
    return {
        accepted("flags-none", {"WSASend.param.dwFlags"}, "a send without flags succeeds", kEverySocket, 0),
        accepted("flags-dontroute", {"WSASend.flags.MSG_DONTROUTE"}, "MSG_DONTROUTE does not fail on a peer that is directly reachable",
                 kEverySocket, MSG_DONTROUTE),
        accepted("flags-oob", {"WSASend.flags.MSG_OOB"}, "MSG_OOB on a stream succeeds", kStreams, MSG_OOB),
        accepted("flags-oob-dontroute", {"WSASend.flags.MSG_OOB", "WSASend.flags.or"}, "MSG_OOB combines with MSG_DONTROUTE on a stream",
                 kStreams, MSG_OOB | MSG_DONTROUTE),

        unsupported("flags-oob-on-datagrams", {"WSASend.error.WSAEOPNOTSUPP.oob-not-stream", "WSASend.flags.MSG_OOB"},
                    "MSG_OOB on a socket that is not of stream style is refused", kDatagrams, MSG_OOB),
        unsupported("flags-oob-dontroute-on-datagrams", {"WSASend.error.WSAEOPNOTSUPP.oob-not-stream", "WSASend.flags.or"},
                    "MSG_OOB with MSG_DONTROUTE on a socket that is not of stream style is refused", kDatagrams, MSG_OOB | MSG_DONTROUTE),
        unsupported("flags-partial", {"WSASend.error.WSAEOPNOTSUPP.partial-unsupported", "WSASend.flags.MSG_PARTIAL"},
                    "MSG_PARTIAL on a transport without partial messages is refused", kEverySocket, MSG_PARTIAL),
        unsupported("flags-partial-dontroute",
                    {"WSASend.error.WSAEOPNOTSUPP.partial-unsupported", "WSASend.flags.MSG_PARTIAL", "WSASend.flags.or"},
                    "MSG_PARTIAL with MSG_DONTROUTE on a transport without partial messages is refused", kEverySocket,
                    MSG_PARTIAL | MSG_DONTROUTE),
        unsupported("flags-oob-partial", {"WSASend.error.WSAEOPNOTSUPP.partial-unsupported", "WSASend.flags.or"},
                    "MSG_PARTIAL with MSG_OOB on a transport without partial messages is refused", kEverySocket, MSG_OOB | MSG_PARTIAL),
        unsupported("flags-oob-partial-dontroute", {"WSASend.error.WSAEOPNOTSUPP.partial-unsupported", "WSASend.flags.or"},
                    "all three flags on a transport without partial messages are refused", kEverySocket,
                    MSG_OOB | MSG_PARTIAL | MSG_DONTROUTE),

        unlisted("flags-peek", "MSG_PEEK, a flag of receiving, is refused or passed over", MSG_PEEK),
        unlisted("flags-waitall", "MSG_WAITALL, a flag of receiving, is refused or passed over", MSG_WAITALL),
        unlisted("flags-unknown-low-bit", "an unknown low bit is refused or passed over", 0x40),
        unlisted("flags-unknown-high-bit", "an unknown high bit is refused or passed over", 0x40000000),
        unlisted("flags-sign-bit", "the highest bit is refused or passed over", 0x80000000),
        // All ones hold MSG_PARTIAL, which every transport here lacks: success is no answer.
        {.id = "flags-all-ones",
         .clauses = {"WSASend.param.dwFlags", "WSASend.error.WSAEOPNOTSUPP.partial-unsupported"},
         .claim = "all bits set at once are refused",
         .on = kEverySocket,
         .paths = kEveryPath,
         .call = wsasend(one_buffer(24)).flags(kEveryBit),
         .expect = refused_with_any({WSAEOPNOTSUPP, WSAEINVAL}) & nothing_delivered(),
         .code = "WSAEOPNOTSUPP"},

        {.id = "oob-where-the-domain-has-none",
         .clauses = {"WSASend.error.WSAEOPNOTSUPP.oob-domain"},
         .claim = "MSG_OOB on a stream whose domain has no out-of-band data is refused",
         .on = kTcp4,
         .paths = kUndisputedPaths,
         .arrange = {by_the_catalog()},
         .call = on_protocol("WSASend with MSG_OOB on a stream protocol without XP1_EXPEDITED_DATA",
                                "every stream protocol in this machine's Winsock catalog has out-of-band data (XP1_EXPEDITED_DATA)",
                                [](const WSAPROTOCOL_INFOW& info) {
                                    return info.iSocketType == SOCK_STREAM && (info.dwServiceFlags1 & XP1_EXPEDITED_DATA) == 0;
                                },
                                MSG_OOB),
         .expect = refused(WSAEOPNOTSUPP),
         .code = "WSAEOPNOTSUPP"},
        {.id = "receive-only-socket",
         .clauses = {"WSASend.error.WSAEOPNOTSUPP.receive-only"},
         .claim = "a send on a socket that only receives is refused",
         .on = kTcp4,
         .paths = kUndisputedPaths,
         .arrange = {by_the_catalog()},
         .call = on_protocol("WSASend on a protocol with XP1_UNI_RECV",
                                "no protocol in this machine's Winsock catalog is receive-only (XP1_UNI_RECV)",
                                [](const WSAPROTOCOL_INFOW& info) { return (info.dwServiceFlags1 & XP1_UNI_RECV) != 0; }, 0),
         .expect = refused(WSAEOPNOTSUPP),
         .code = "WSAEOPNOTSUPP"},
    };
}

}  // namespace wcts::wsasend
