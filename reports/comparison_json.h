// A comparison as JSON: reports/schema/comparison.schema.json.
#pragma once

#include "reports/comparison.h"

#include <string_view>

namespace wcts::reports {

inline constexpr std::string_view kComparisonSchema = "winsock-cts/comparison/1";

// Everything that differs; of cases that behave alike only their number.
[[nodiscard]] Json to_json(const Comparison& comparison);

}  // namespace wcts::reports
