#include "reports/report.h"

#include <array>
#include <cstddef>

namespace wcts::reports {

namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 9> kVerdictNames{
    "pass", "fail", "unsupported", "setup-failed", "harness-error", "timeout", "crash", "not-run", "flaky",
};

}  // namespace

std::string_view to_string(Verdict verdict) noexcept {
    return kVerdictNames[static_cast<std::size_t>(verdict)];
}

std::optional<Verdict> parse_verdict(std::string_view text) noexcept {
    for (std::size_t index = 0; index < kVerdictNames.size(); ++index) {
        if (kVerdictNames[index] == text) {
            return static_cast<Verdict>(index);
        }
    }
    return std::nullopt;
}

}  // namespace wcts::reports
