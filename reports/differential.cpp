#include "reports/differential.h"

#include "reports/text.h"

#include <algorithm>

namespace wcts::reports {

bool behaves_as_base(const CaseRecord& record) {
    return record.base && record.base->verdict == record.verdict && record.base->observation == record.observation;
}

bool breaks_rules(const CaseRecord& record) {
    return record.observation.contains(kBrokenRules);
}

std::optional<Differential> differential_of(std::span<const CaseRecord> cases) {
    if (std::ranges::none_of(cases, [](const CaseRecord& record) { return record.base.has_value(); })) {
        return std::nullopt;
    }
    Differential result;
    for (const CaseRecord& record : cases) {
        const bool shown_below = record.base && record.base->verdict != Verdict::unsupported;
        if (!shown_below && record.verdict != Verdict::unsupported) {
            ++result.only_here;
        } else if (!behaves_as_base(record)) {
            ++result.different;
        } else {
            ++result.alike;
            if (record.verdict != Verdict::pass && record.verdict != Verdict::unsupported) {
                ++result.alike_in_red;
            }
        }
        if (breaks_rules(record)) {
            ++result.rules;
        }
    }
    return result;
}

std::string differential_text(const Differential& differential) {
    std::string text = counted(differential.alike, "case") + (differential.alike == 1 ? " behaves" : " behave") + " as on the base";
    if (differential.alike_in_red != 0) {
        text += " (" + std::to_string(differential.alike_in_red) + " red on both: the platform's)";
    }
    text += ", " + std::to_string(differential.different) + (differential.different == 1 ? " differs" : " differ");
    if (differential.only_here != 0) {
        text += ", " + std::to_string(differential.only_here) + (differential.only_here == 1 ? " is" : " are") + " about the layer alone";
    }
    if (differential.rules != 0) {
        text += ", rules of the SPI are broken in " + counted(differential.rules, "case");
    }
    return text + ".";
}

}  // namespace wcts::reports
