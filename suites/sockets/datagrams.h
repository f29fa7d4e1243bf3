// What becomes of datagrams on a socket that is connected.
#pragma once

#include "suites/sockets/vocabulary.h"

namespace wcts::sockets {

// A stranger's datagram and then one of the peer's, sent to the socket under test, which is the datagram peer's own. Whose comes first out
// of it, and whether anything comes after, is observed.
void tell_whom_it_hears(Scene& scene);
[[nodiscard]] Expectation hears_the_peer_alone();

// Sends a datagram of so many bytes to the socket under test.
void send_to_it(Scene& scene, peer::Endpoint& from, int bytes);
// The length of the next datagram, as text; "none" where none is there within a while.
[[nodiscard]] std::string next_datagram(Scene& scene);

}  // namespace wcts::sockets
