// Datagrams whose failure is learnt from a message that comes back: which of the next sends tells of it is chance.
#pragma once

#include "fixtures/rows/row.h"

#include <functional>
#include <string>

namespace wcts::common {

// Up to five sends, until one fails. A send that succeeds is no mistake yet, five are. `send_once` returns the error that the send ended
// with, 0 where it succeeded.
[[nodiscard]] rows::Call until_one_fails(std::string words, std::function<int(scene::Scene&)> send_once);

// What until_one_fails observes.
[[nodiscard]] expect::Expectation a_later_send_fails(const std::string& code);

}  // namespace wcts::common
