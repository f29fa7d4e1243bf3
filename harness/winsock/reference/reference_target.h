// `--target reference`: the reference provider as a target, with its peers and its lab in the same network.
#pragma once

#include "harness/winsock/target.h"

#include <memory>

namespace wcts::winsock::reference {

[[nodiscard]] std::unique_ptr<Target> open();

}  // namespace wcts::winsock::reference
