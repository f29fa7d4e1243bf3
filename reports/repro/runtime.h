// What each repro program begins with, behind its own comment: headers and the few functions that its steps are made of.
#pragma once

#include <string_view>

namespace wcts::reports {

[[nodiscard]] std::string_view repro_runtime();

}  // namespace wcts::reports
