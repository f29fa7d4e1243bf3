// Rename maps: under what id a case of an older report is known today. reports/schema/renames.schema.json describes the files.
#pragma once

#include "reports/report.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wcts::reports {

inline constexpr std::string_view kRenamesSchema = "winsock-cts/renames/1";

// Does not change after construction, so any thread may ask.
class Renames {
public:
    Renames() = default;  // renames nothing
    // Old id -> new id; of rows ("wsasend.old"), or of single cases ("wsasend.old/tcp4/iocp"). ReportError for a circle, and for a case
    // that becomes a row or the other way round.
    explicit Renames(std::unordered_map<std::string, std::string> new_of_old);

    // Today's id of a case. A case's own entry counts before its row's; renames are followed to their end.
    [[nodiscard]] std::string operator()(std::string_view case_id) const;

    // Adds those of `other`; where both name an id, `other` counts. ReportError as above.
    void add(const Renames& other);

    [[nodiscard]] bool empty() const noexcept { return new_of_old_.empty(); }

private:
    // The id after one renaming; nothing if the id is today's.
    [[nodiscard]] std::optional<std::string> step(std::string_view id) const;
    void refuse_circles() const;

    std::unordered_map<std::string, std::string> new_of_old_;
};

// Strict; ReportError names the place.
[[nodiscard]] Renames renames_from(const Json& document);
[[nodiscard]] Renames parse_renames(std::string_view text);
[[nodiscard]] Renames load_renames(const std::filesystem::path& path);  // messages begin with the file's name

}  // namespace wcts::reports
