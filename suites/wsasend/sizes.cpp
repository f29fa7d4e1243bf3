// Sizes: from nothing to 64 MiB on streams, up to and beyond a message's maximum on datagrams.
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;

// The largest payloads of UDP: 65,535 less the headers, and over IPv6 less the UDP header alone.
constexpr std::size_t kMostUdp4 = 65'507;

Row sends(std::string_view id, std::string_view claim, SocketSet on, PathSet paths, std::size_t bytes) {
    return {.id = id,
            .clauses = {"WSASend.param.lpBuffers.gather", "WSASend.return.zero"},
            .claim = claim,
            .on = on,
            .paths = paths,
            .arrange = {peer_reads()},
            .call = wsasend(one_buffer(bytes)),
            .expect = sent(),
            .limit = bytes > kMiB ? kLimitOfMuch : 0ms,
            .patience = bytes > kMiB ? kPatienceWithMuch : 5s};
}

DWORD max_message(Scene& scene) {
    DWORD most = 0;
    int length = sizeof(most);
    if (scene.target().getsockopt(scene.socket(), SOL_SOCKET, SO_MAX_MSG_SIZE, reinterpret_cast<char*>(&most), &length) != 0)
        throw SetupFailed("getsockopt(SO_MAX_MSG_SIZE)", scene.target().WSAGetLastError());
    return most;
}

rows::Call message_of_max_plus(std::size_t more, std::string words) {
    return procedure(std::move(words), [more](Scene& scene) { post(scene, one_buffer(max_message(scene) + more)); });
}

Row too_large(std::string_view id, std::string_view claim, SocketSet on, rows::Call call) {
    return {.id = id,
            .clauses = {"WSASend.error.WSAEMSGSIZE.too-large", "WSASend.remarks.message.nothing-sent", "WSASend.remarks.message.max"},
            .claim = claim,
            .on = on,
            .paths = kUndisputedPaths,
            .call = std::move(call),
            .expect = ends_with(WSAEMSGSIZE) & nothing_delivered(),
            .code = "WSAEMSGSIZE"};
}

}  // namespace

std::vector<Row> sizes() {
    // A non-blocking stream may take a part: sizes beyond any buffer belong to the rows of blocking.cpp there.
    constexpr PathSet kWhole = kEveryPath - Path::nonblocking;
    return {
        sends("size-0-on-streams", "nothing on a stream is sent and takes nothing", kStreams, kEveryPath, 0),
        sends("size-0-on-datagrams", "an empty datagram arrives", kDatagrams, kEveryPath, 0),
        sends("size-1", "one byte is sent", kEverySocket, kEveryPath, 1),
        sends("size-64k", "64 KiB are sent on a stream", kStreams, kWhole, 64 * kKiB),
        sends("size-1m", "1 MiB is sent on a stream", kStreams, kWhole, kMiB),
        sends("size-64m", "64 MiB are sent on a stream", kStreams, kWhole, 64 * kMiB),
        sends("size-65507-on-datagrams", "a datagram of 65,507 bytes arrives whole", kDatagrams, kEveryPath, kMostUdp4),

        too_large("emsgsize-65508", "a datagram of 65,508 bytes is refused over IPv4, and nothing of it is sent", kUdp4,
                  wsasend(one_buffer(kMostUdp4 + 1))),
        {.id = "message-of-so-max-msg-size",
         .clauses = {"WSASend.remarks.message.max"},
         .claim = "a message of SO_MAX_MSG_SIZE bytes is sent in one piece",
         .on = kDatagrams,
         .paths = kUndisputedPaths,
         .call = message_of_max_plus(0, "WSASend of SO_MAX_MSG_SIZE bytes"),
         .expect = succeeds() & completes_once() & delivered()},
        too_large("emsgsize-above-so-max-msg-size", "a message of one byte more than SO_MAX_MSG_SIZE is refused, and nothing of it is sent",
                  kDatagrams, message_of_max_plus(1, "WSASend of one byte more than SO_MAX_MSG_SIZE")),
        too_large("emsgsize-gathered", "a message whose buffers together are too large is refused, and nothing of it is sent", kDatagrams,
                  wsasend(equal_buffers(16, 8 * kKiB))),
    };
}

}  // namespace wcts::wsasend
