// What a target does otherwise than what it stands on: the verdict on an LSP. What both do alike is the platform's.
#pragma once

#include "reports/report.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wcts::reports {

// The member of an observation that lists the broken rules of the provider interface.
inline constexpr std::string_view kBrokenRules = "broken_rules";

// Same verdict and same observation as on the base. False for a record that has none.
[[nodiscard]] bool behaves_as_base(const CaseRecord& record);
[[nodiscard]] bool breaks_rules(const CaseRecord& record);

struct Differential {
    std::size_t alike = 0;         // as on the base, whatever that is
    std::size_t alike_in_red = 0;  // of these, those that do not pass: the platform's
    std::size_t different = 0;
    std::size_t only_here = 0;  // the base cannot show them: they are about the layer itself
    std::size_t rules = 0;  // cases in which rules were broken; they are different as well
};

// Nothing where no record has a base.
[[nodiscard]] std::optional<Differential> differential_of(std::span<const CaseRecord> cases);

// "4027 cases behave as on the base (412 of them red on both, which is the platform's); 40 differ, ..."; a line.
[[nodiscard]] std::string differential_text(const Differential& differential);

}  // namespace wcts::reports
