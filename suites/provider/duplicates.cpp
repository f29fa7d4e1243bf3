// Sockets that are shared: WSADuplicateSocket.
#include "suites/provider/vocabulary.h"

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
    };
}

}  // namespace wcts::provider
