// Sockets that are shared: WSADuplicateSocket.
#include "harness/peer/pattern.h"
#include "suites/provider/other_process.h"
#include "suites/provider/vocabulary.h"

#include <array>

namespace wcts::provider {
namespace {

void duplicate_and_close_the_first(Scene& scene) {
    const Spi spi(scene);
    auto& ws = scene.target();
    WSAPROTOCOL_INFOW info{};
    if (ws.WSADuplicateSocketW(scene.socket(), ::GetCurrentProcessId(), &info) != 0)
        throw SetupFailed("WSADuplicateSocketW", ws.WSAGetLastError());
    scene.observe("the structure names", info.dwCatalogEntryId == spi.entry().id() ? "the layered entry" : "another entry");
    const SOCKET twin = ws.WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED);
    if (twin == INVALID_SOCKET) {
        scene.observe("WSASocket of it", error_name(ws.WSAGetLastError()));
        return;
    }
    scene.observe("WSASocket of it", "a socket");
    scene.close_socket();
    scene.adopt(twin);
    char text[] = "still";
    const int sent = ws.send(twin, text, sizeof(text), 0);
    scene.observe("a send after the first was closed", sent == static_cast<int>(sizeof(text)) ? "sent" : error_name(ws.WSAGetLastError()));
    scene.set_connected(false);
}

// What the peer has got of the pattern.
std::string arrived(Scene& scene) {
    std::vector<char> data;
    if (scene.kind().is_stream()) {
        std::array<char, 2 * kSharedBytes> piece{};
        auto& connection = scene.stream_peer().connection();
        while (data.size() < kSharedBytes && connection.wait(peer::Endpoint::Ready::read, scene.deadline())) {
            const int count = scene.trusted().recv(connection.get(), piece.data(), static_cast<int>(piece.size()), 0);
            if (count <= 0) break;
            data.insert(data.end(), piece.begin(), piece.begin() + count);
        }
    } else if (auto datagram = scene.datagram_peer().receive(scene.deadline())) {
        data = std::move(datagram->data);
    }
    return data.size() != kSharedBytes ? "another number of bytes" : peer::find_mismatch(data, 0) ? "other bytes" : "what was sent";
}

void share_with_another_process(Scene& scene) {
    const Spi spi(scene);
    OtherProcess other(scene);
    auto& ws = scene.target();
    WSAPROTOCOL_INFOW info{};
    if (ws.WSADuplicateSocketW(scene.socket(), other.id(), &info) != 0) throw SetupFailed("WSADuplicateSocketW", ws.WSAGetLastError());
    scene.observe("the structure names", info.dwCatalogEntryId == spi.entry().id() ? "the layered entry" : "another entry");
    const OtherProcess::Use use = other.use(info);
    scene.observe("WSASocket of it over there", use.socket);
    scene.observe("whose it is over there", use.entry);
    scene.observe("a send over there", use.send);
    scene.observe("the peer got", use.send == "sent" ? arrived(scene) : "nothing");
    scene.set_connected(false);
}

}  // namespace

std::vector<Row> duplicates() {
    return {
        {.id = "duplicate",
         .clauses = {"WSPDuplicateSocket.recognisable", "WSPDuplicateSocket.reserved", "WSPDuplicateSocket.last-descriptor"},
         .claim = "a duplicate names the layered entry, leads to the same socket, and outlives the first descriptor",
         .on = kTcp4 | kUdp4,
         .paths = Path::both_null,
         .call = procedure("WSADuplicateSocket, WSASocket, closesocket of the first, send on the second", duplicate_and_close_the_first),
         .expect = fact_is("the structure names", "the layered entry") & fact_is("WSASocket of it", "a socket") &
                   fact_is("a send after the first was closed", "sent")},
        {.id = "duplicate-in-another-process",
         .clauses = {"WSPDuplicateSocket.other-process", "WSPDuplicateSocket.recognisable", "WSPDuplicateSocket.reserved"},
         .claim = "a duplicate works in another process where the LSP runs too",
         .on = kTcp4 | kUdp4,
         .paths = Path::both_null,
         .call = procedure("WSADuplicateSocket for another process; there WSASocket, send and closesocket", share_with_another_process),
         .expect = fact_is("the structure names", "the layered entry") & fact_is("WSASocket of it over there", "a socket") &
                   fact_is("whose it is over there", "the LSP's") & fact_is("a send over there", "sent") &
                   fact_is("the peer got", "what was sent")},
    };
}

}  // namespace wcts::provider
