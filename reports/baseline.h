// Tells the expected from the unexpected. Strict both ways: what an expectation file names must be seen, and seen exactly so.
#pragma once

#include "reports/expectations.h"
#include "reports/report.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wcts::reports {

// One thing that nobody foresaw.
struct Unexpected {
    enum class Sort {
        failure,    // neither passed nor unsupported, and no entry names the case
        pass,       // passed, though an entry says otherwise
        changed,    // another verdict or observation than the entry's
        unmatched,  // an entry names a case that does not exist
    };
    Sort sort = Sort::failure;
    std::string row;
    Kind kind;                        // of an unmatched entry, its pattern: "tcp4", "*"
    Verdict verdict = Verdict::fail;  // what was seen; of an unmatched entry, what it expects
    std::string reason;               // a sentence, or the case's own

    bool operator==(const Unexpected& other) const {
        return sort == other.sort && row == other.row && kind.socket == other.kind.socket && kind.path == other.kind.path &&
               verdict == other.verdict && reason == other.reason;
    }
};

// Owns its expectations; does not change after construction, so any thread may ask.
class Baseline {
public:
    Baseline() = default;  // names no deviation: everything but pass and unsupported is unexpected
    // `lab`: that of the run, as in TargetInfo. Entries for another lab say nothing of it, but that their cases exist.
    explicit Baseline(Expectations expectations, std::string_view lab = {});

    // Sets `record.expected`.
    std::optional<Unexpected> judge(CaseRecord& record) const;

    // The entries that name no case out of `known`, the ids of all cases there are. When only some are `selected` to run, an entry counts
    // only if its row is among them.
    [[nodiscard]] std::vector<Unexpected> unmatched(std::span<const std::string> known, std::span<const std::string> selected) const;

private:
    struct Line {
        std::string_view socket;
        std::string_view path;
        std::size_t entry;
    };
    [[nodiscard]] const Expectation* find(std::string_view id) const;

    // On the heap and shared, so that the views in rows_ outlive moves and copies.
    std::shared_ptr<const Expectations> expectations_;
    std::unordered_map<std::string_view, std::vector<Line>> rows_;
};

// Judges every case, then adds the unmatched entries.
[[nodiscard]] std::vector<Unexpected> apply(const Baseline& baseline, std::span<CaseRecord> cases, std::span<const std::string> known,
                                            std::span<const std::string> selected);

}  // namespace wcts::reports
