// The report's `summary`: how many cases got each verdict, and how many results nothing foresaw.
#pragma once

#include "reports/report.h"

#include <array>
#include <cstddef>
#include <span>

namespace wcts::reports {

inline constexpr std::array kAllVerdicts{Verdict::pass,         Verdict::fail,          Verdict::unsupported,
                                         Verdict::setup_failed, Verdict::harness_error, Verdict::timeout,
                                         Verdict::crash,        Verdict::not_run,       Verdict::flaky};

struct Summary {
    std::array<std::size_t, kAllVerdicts.size()> counts{};
    std::size_t unexpected = 0;

    [[nodiscard]] std::size_t operator[](Verdict verdict) const noexcept { return counts[static_cast<std::size_t>(verdict)]; }
    void add(const CaseRecord& record) noexcept {
        ++counts[static_cast<std::size_t>(record.verdict)];
        unexpected += record.expected ? 0 : 1;
    }
    bool operator==(const Summary&) const = default;
};

[[nodiscard]] inline Summary summarise(std::span<const CaseRecord> cases) noexcept {
    Summary summary;
    for (const CaseRecord& record : cases) {
        summary.add(record);
    }
    return summary;
}

}  // namespace wcts::reports
