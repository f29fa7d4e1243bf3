#include "reports/renames.h"

#include "reports/strict_json.h"
#include "reports/text.h"

#include <algorithm>
#include <utility>

namespace wcts::reports {

namespace {

std::ptrdiff_t slashes(std::string_view id) noexcept {
    return std::ranges::count(id, '/');
}

// A row's id has no slash, a case's has two.
bool is_id(std::string_view id) noexcept {
    return !id.empty() && (slashes(id) == 0 || slashes(id) == 2) && id.find_first_of("*? \t\r\n") == std::string_view::npos;
}

}  // namespace

Renames::Renames(std::unordered_map<std::string, std::string> new_of_old) : new_of_old_(std::move(new_of_old)) {
    refuse_circles();
}

std::optional<std::string> Renames::step(std::string_view id) const {
    if (const auto whole = new_of_old_.find(std::string{id}); whole != new_of_old_.end()) {
        return whole->second;
    }
    const std::size_t slash = id.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto row = new_of_old_.find(std::string{id.substr(0, slash)});
    return row == new_of_old_.end() ? std::nullopt : std::optional{row->second + std::string{id.substr(slash)}};
}

std::string Renames::operator()(std::string_view case_id) const {
    std::string id{case_id};
    if (!new_of_old_.empty()) {
        while (auto next = step(id)) {
            id = std::move(*next);
        }
    }
    return id;
}

void Renames::add(const Renames& other) {
    for (const auto& [old_id, new_id] : other.new_of_old_) {
        new_of_old_[old_id] = new_id;
    }
    refuse_circles();
}

void Renames::refuse_circles() const {
    for (const auto& [old_id, new_id] : new_of_old_) {
        if (!is_id(old_id) || !is_id(new_id) || slashes(old_id) != slashes(new_id)) {
            throw ReportError("renames: \"" + printable(old_id, 80) + "\" to \"" + printable(new_id, 80) +
                              "\": expected two ids of rows such as \"wsasend.zero-buffers\", or two of cases");
        }
        // Without a circle the end comes at the latest after each entry has been followed once for the case and once for its row.
        std::string id = old_id;
        for (std::size_t steps = 0; auto next = step(id); ++steps) {
            if (steps > 2 * new_of_old_.size()) {
                throw ReportError("renames: \"" + printable(old_id, 80) + "\" leads in a circle");
            }
            id = std::move(*next);
        }
    }
}

Renames renames_from(const Json& document) {
    const Field root{document};
    if (const std::string schema = root.member("schema").text(); schema != kRenamesSchema) {
        throw ReportError("schema: this is \"" + printable(schema, 80) + "\", and this program reads \"" + std::string{kRenamesSchema} +
                          "\"");
    }
    root.only({"schema", "renames"});
    const Field renames = root.member("renames");
    std::unordered_map<std::string, std::string> new_of_old;
    for (const auto& [old_id, value] : renames.object().items()) {
        new_of_old[old_id] = renames.named(old_id, value).filled_text();
    }
    return Renames{std::move(new_of_old)};
}

Renames parse_renames(std::string_view text) {
    return renames_from(parse_json(text));
}

Renames load_renames(const std::filesystem::path& path) {
    const std::string text = read_text_file(path);
    try {
        return parse_renames(text);
    } catch (const ReportError& error) {
        throw ReportError(path_text(path) + ": " + error.what());
    }
}

}  // namespace wcts::reports
