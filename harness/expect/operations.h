// What rows expect of their operations. Each speaks of every operation of the case.
//
//     succeeds()          accepted; ended with success and the whole byte count; indicated exactly once where the path indicates
//     fails(WSAEINVAL)    refused by the call itself with this code
//     no_completion()     nothing was ever indicated: no event, no routine, no packet
//     untouched()         the byte count left as it was; the data, the WSABUF array and the memory around the parameters unchanged
#pragma once

#include "harness/expect/expectation.h"

#include <initializer_list>

namespace wcts::expect {

[[nodiscard]] Expectation succeeds();

// The call returned 0 (and, where a count was asked for, wrote the count) / returned SOCKET_ERROR with WSA_IO_PENDING.
[[nodiscard]] Expectation immediate();
[[nodiscard]] Expectation pends();

[[nodiscard]] Expectation fails(int code);
[[nodiscard]] Expectation fails_with_any(std::initializer_list<int> codes);
// fails & no_completion & untouched: what every refused call owes.
[[nodiscard]] Expectation refused(int code);
[[nodiscard]] Expectation refused_with_any(std::initializer_list<int> codes);

// Refused with WSAEINVAL on the path of a socket without the overlapped attribute: the page's other answer there (the conflict of
// WSASend.error.WSAEINVAL.not-overlapped with the clauses that the pointers are ignored).
[[nodiscard]] Expectation refused_for_lack_of_attribute();

// The operation was accepted and ended with this code, indicated exactly once.
[[nodiscard]] Expectation completes_with(int code);
// Either of the two: a condition that the transport may find at once or later.
[[nodiscard]] Expectation ends_with(int code);

// Each accepted operation was indicated as often as its path promises, in its own WSAOVERLAPPED; nothing stray.
[[nodiscard]] Expectation completes_once();
[[nodiscard]] Expectation no_completion();
[[nodiscard]] Expectation untouched();
// The data and the WSABUF array only; the byte count is not looked at.
[[nodiscard]] Expectation data_untouched();

// The peer got exactly the bytes of the operations that succeeded, in order, and nothing else.
[[nodiscard]] Expectation delivered();
[[nodiscard]] Expectation nothing_delivered();
// What the peer got is a prefix of what was asked for: no wrong, doubled or reordered byte.
[[nodiscard]] Expectation delivered_a_prefix();
// Each operation arrived as one datagram of its own length, in order.
[[nodiscard]] Expectation delivered_as_datagrams();

}  // namespace wcts::expect
