// Datagrams whose failure is learnt from a message that comes back: which of the next sends tells of it is chance.
#pragma once

#include "fixtures/rows/row.h"

#include <string>

namespace wcts::wsasend {

// Up to five sends of 16 bytes, until one fails. A send that succeeds is no mistake yet, five are.
[[nodiscard]] rows::Call send_until_one_fails(std::string where);

// What send_until_one_fails observes.
[[nodiscard]] expect::Expectation a_later_send_fails(std::string code);

// Observed and not judged: the page says of sends what they tell, and implementations differ in what is left for a receive to tell.
[[nodiscard]] scene::Step the_next_recv_is_noted();

}  // namespace wcts::wsasend
