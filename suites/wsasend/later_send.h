// Datagrams whose failure is learnt from a message that comes back (suites/common/later_failure.h), on every path.
#pragma once

#include "fixtures/rows/row.h"

#include <string>

namespace wcts::wsasend {

// Sends of 16 bytes.
[[nodiscard]] rows::Call send_until_one_fails(const std::string& where);

// What send_until_one_fails observes.
[[nodiscard]] expect::Expectation a_later_send_fails(const std::string& code);

// Observed and not judged: the page says of sends what they tell, and implementations differ in what is left for a receive to tell.
[[nodiscard]] scene::Step the_next_recv_is_noted();

}  // namespace wcts::wsasend
