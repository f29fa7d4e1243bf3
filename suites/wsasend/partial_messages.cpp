// MSG_PARTIAL on a transport that has messages in parts.
#include "harness/peer/pattern.h"
#include "suites/wsasend/catalog.h"
#include "suites/wsasend/vocabulary.h"

#include <array>

namespace wcts::wsasend {
namespace {

// What the peer gets next, in words. The pattern tells whether it is the piece that was sent.
std::string next_piece(Scene& scene, peer::Endpoint& peer, std::uint64_t position) {
    if (!peer.wait(peer::Endpoint::Ready::read, scene.deadline())) return "nothing arrives";
    std::array<char, 256> data{};
    WSABUF buffer{static_cast<ULONG>(data.size()), data.data()};
    DWORD bytes = 0;
    DWORD flags = 0;
    if (scene.trusted().WSARecv(peer.get(), &buffer, 1, &bytes, &flags, nullptr, nullptr) != 0)
        return "WSARecv fails with " + winsock::error_name(scene.trusted().WSAGetLastError());
    std::string text = std::to_string(bytes) + " bytes";
    if (peer::find_mismatch({data.data(), bytes}, position)) text += " with wrong content";
    return text + ((flags & MSG_PARTIAL) != 0 ? ", and the message goes on" : ", and the message ends");
}

// The second piece is sent only once the first has been received, so that the two cannot be taken as one.
void send_a_message_in_two_pieces(Scene& scene) {
    const WSAPROTOCOL_INFOW info = find_protocol(
        scene, has_messages_in_parts,
        "no protocol in this machine's Winsock catalog has messages in parts (XP1_MESSAGE_ORIENTED with XP1_PARTIAL_MESSAGE)");
    peer::Endpoint peer = connect_by_catalog(scene, info);
    const Flight& first = post(scene, one_buffer(24), MSG_PARTIAL);
    scene.collect();
    scene.observe("the first piece", next_piece(scene, peer, first.position()));
    const Flight& last = post(scene, one_buffer(40));
    scene.collect();
    scene.observe("the last piece", next_piece(scene, peer, last.position()));
}

}  // namespace

std::vector<Row> partial_messages() {
    return {
        {.id = "partial-message",
         .clauses = {"WSASend.flags.MSG_PARTIAL"},
         .claim = "MSG_PARTIAL sends a part of a message, and a send without it the last one",
         .on = kTcp4,
         .paths = kUndisputedPaths,
         .arrange = {by_the_catalog()},
         .call = procedure("WSASend with MSG_PARTIAL and then without, on a protocol with XP1_PARTIAL_MESSAGE", send_a_message_in_two_pieces),
         .expect = succeeds() & completes_once() & fact_is("the first piece", "24 bytes, and the message goes on") &
                   fact_is("the last piece", "40 bytes, and the message ends")},
    };
}

}  // namespace wcts::wsasend
