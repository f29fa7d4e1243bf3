// What socket and WSASocketW promise alike.
#pragma once

#include "suites/sockets/vocabulary.h"

namespace wcts::sockets {

// One of the two, with everything else as it makes the usual socket: with the overlapped attribute.
struct Maker {
    std::string_view function;
    SOCKET (*make)(Scene& scene, int af, int type, int protocol);
};

// The row's socket under test is one that the function made; the scene closes it. INVALID_SOCKET where it made none.
SOCKET make_one(Scene& scene, const Maker& maker, int af, int type, int protocol, std::string what = "the call");

// What the socket under test says it is made of: getsockopt(SO_PROTOCOL_INFO). Throws SetupFailed.
[[nodiscard]] WSAPROTOCOL_INFOW protocol_of(Scene& scene);
// The first entry of the catalog for these values; with protocol 0 one that may stand for it. Throws SetupFailed.
[[nodiscard]] WSAPROTOCOL_INFOW first_match(Scene& scene, int af, int type, int protocol);

// Posts an overlapped receive on the socket under test, closes the socket and observes how the call was taken, as "a receive".
void tell_overlapped_receive(Scene& scene);
// What it is where the socket has the overlapped attribute.
[[nodiscard]] Expectation the_receive_pends();

// The clauses that both pages have, with equal ids.
[[nodiscard]] std::vector<Row> rows_of_making(const Maker& maker);

}  // namespace wcts::sockets
