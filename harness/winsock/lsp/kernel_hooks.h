// What provider DLLs get instead of the kernel's functions, so that they can be hosted over a base whose handles the kernel does not know.
// Over a base of the kernel's own each does what the original does.
#pragma once

#include "harness/winsock/lsp/interception.h"

#include <span>

namespace wcts::winsock::lsp {

[[nodiscard]] std::span<const Replacement> kernel_replacements();

}  // namespace wcts::winsock::lsp
