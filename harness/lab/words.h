// A request as a line of words, the same for commands and for the server of the namespaces: "cut 127.0.0.1:4711 127.0.0.1:80".
#pragma once

#include "harness/lab/lab.h"

namespace wcts::lab {

[[nodiscard]] std::string line_of(const Request& request);

}  // namespace wcts::lab
