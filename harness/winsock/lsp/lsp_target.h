// `--target lsp:PATH[,PATH...]`: hosted LSPs as a target, over a base. The first path is the LSP that the application sees; the last stands
// on the base.
#pragma once

#include "harness/winsock/target.h"

#include <memory>
#include <string_view>

namespace wcts::winsock::lsp {

class Host;

// `paths` is what stands behind "lsp:". Throws TargetError.
[[nodiscard]] std::unique_ptr<Target> open(std::string_view paths, const TargetChoice& choice);

}  // namespace wcts::winsock::lsp
