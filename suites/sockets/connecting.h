// What connect and WSAConnect promise alike.
#pragma once

#include "suites/sockets/vocabulary.h"

namespace wcts::sockets {

// One of the two, with nothing besides the name.
struct Connector {
    std::string_view function;
    int (*connect)(Scene& scene, SOCKET s, const sockaddr* name, int namelen);
    // A datagram socket loses its peer by this name: the pages differ.
    peer::Address (*nobody)(int family);
};

// The clauses that both pages have, with equal ids.
[[nodiscard]] std::vector<Row> rows_of_connecting(const Connector& connector);

}  // namespace wcts::sockets
