// The overlapped attribute: which sockets have it, and what the two pointers mean without it.
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

// Made by socket(), which has no argument for the attribute.
Step made_by_socket() {
    return {"a socket made by socket()",
            [](Scene& scene) {
                const SOCKET made = scene.target().socket(scene.kind().family, scene.kind().type, scene.kind().protocol);
                if (made == INVALID_SOCKET) throw SetupFailed("socket", scene.target().WSAGetLastError());
                scene.adopt(made);
            },
            Stage::before_connect};
}

Step connected_by_wsaconnect() {
    return {"a peer set by WSAConnect",
            [](Scene& scene) {
                scene.adopt(scene.make_socket());
                const bool stream = scene.kind().is_stream();
                const peer::Address to = stream ? scene.stream_peer().address() : scene.datagram_peer().address();
                if (scene.target().WSAConnect(scene.socket(), to.get(), to.length, nullptr, nullptr, nullptr, nullptr) != 0)
                    throw SetupFailed("WSAConnect", scene.target().WSAGetLastError());
                if (stream) scene.stream_peer().accept(scene.deadline());
                scene.set_connected(true);
            },
            Stage::instead_of_connect};
}

std::vector<Step> made_by_socket_and_full() {
    auto steps = full_stream();
    steps.insert(steps.begin(), made_by_socket());
    return steps;
}

std::vector<Step> full_but_read_soon() {
    auto steps = full_stream();
    steps.push_back(peer_reads());
    return steps;
}

}  // namespace

std::vector<Row> attribute() {
    return {
        {.id = "socket-has-the-attribute",
         .clauses = {"WSASend.remarks.attribute.socket"},
         .claim = "a socket made by socket() does overlapped sends",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = made_by_socket_and_full(),
         .call = wsasend(one_buffer(64 * 1024)),
         .then = {peer_reads()},
         .expect = pends() & succeeds() & completes_once() & delivered()},
        {.id = "wsasocket-has-the-attribute-by-flag",
         .clauses = {"WSASend.remarks.attribute.wsasocket", "WSASend.remarks.overlapped-unless-both-null"},
         .claim = "a socket made by WSASocket with WSA_FLAG_OVERLAPPED does overlapped sends",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream(),
         .call = wsasend(one_buffer(8 * 1024)).times(2),
         .then = {peer_reads()},
         .expect = pends() & succeeds() & completes_once() & delivered()},
        {.id = "without-the-attribute",
         .clauses = {"WSASend.error.WSAEINVAL.not-overlapped", "WSASend.param.lpOverlapped.nonoverlapped-socket",
                     "WSASend.param.lpCompletionRoutine.nonoverlapped-socket", "WSASend.remarks.attribute.wsasocket"},
         .claim = "without WSA_FLAG_OVERLAPPED the pointers are ignored, or the call is refused with WSAEINVAL: the page says both",
         .on = kEverySocket,
         .paths = Path::no_attribute,
         .call = wsasend(one_buffer(16)),
         .expect = (succeeds() & no_completion() & delivered()) | refused_for_lack_of_attribute(),
         .code = "WSAEINVAL"},
        {.id = "without-the-attribute-never-pends",
         .clauses = {"WSASend.remarks.attribute.wsasocket", "WSASend.param.lpOverlapped.nonoverlapped-socket",
                     "WSASend.remarks.nonoverlapped.as-send"},
         .claim = "without WSA_FLAG_OVERLAPPED a send that cannot end at once blocks instead of pending",
         .on = kStreams,
         .paths = Path::no_attribute,
         .arrange = full_but_read_soon(),
         .call = wsasend(one_buffer(1024 * 1024)),
         .expect = (succeeds() & no_completion() & delivered()) | refused_for_lack_of_attribute()},
        {.id = "both-null-is-not-overlapped",
         .clauses = {"WSASend.remarks.both-null-is-nonoverlapped", "WSASend.remarks.overlapped-unless-both-null"},
         .claim = "with both pointers NULL a socket with the attribute blocks instead of pending",
         .on = kStreams,
         .paths = Path::both_null,
         .arrange = full_but_read_soon(),
         .call = wsasend(one_buffer(1024 * 1024)),
         .expect = succeeds() & delivered()},
        {.id = "peer-set-by-wsaconnect",
         .clauses = {"WSASend.remarks.connected-datagram", "WSASend.param.s"},
         .claim = "a send goes to the peer that WSAConnect set",
         .on = kEverySocket,
         .paths = kEveryPath,
         .arrange = {connected_by_wsaconnect()},
         .call = wsasend(one_buffer(16)),
         .expect = sent()},
        {.id = "exported",
         .clauses = {"WSASend.requirements.export"},
         .claim = "the DLL exports WSASend by name",
         .on = kTcp4,
         .paths = Path::blocking,
         .call = procedure("a look for the export, and one WSASend through it",
                           [](Scene& scene) {
                               scene.observe("WSASend", scene.target_exports("WSASend") ? "exported" : "not exported");
                               post(scene, one_buffer(16));
                           }),
         .expect = fact_is("WSASend", "exported") & succeeds() & delivered()},
    };
}

}  // namespace wcts::wsasend
