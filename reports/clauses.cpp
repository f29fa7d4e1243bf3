#include "reports/clauses.h"

#include "reports/strict_json.h"
#include "reports/text.h"

#include <unordered_set>
#include <utility>

namespace wcts::reports {

std::vector<Clause> clauses_from(const Json& document) {
    std::vector<Clause> clauses;
    std::unordered_set<std::string> ids;
    for (const Field& field : Field{document}.member("clauses").elements()) {
        field.only({"id", "kind", "text"}, {"code", "induce"});
        Clause clause;
        clause.id = field.member("id").filled_text();
        clause.kind = field.member("kind").one_of({"must", "may", "caller", "note"});
        clause.text = field.member("text").filled_text();
        if (field.has("code")) {
            clause.code = field.member("code").filled_text();
        }
        if (field.has("induce")) {
            clause.induce = field.member("induce").one_of({"loopback", "winsock-1.1", "resource", "network"});
        }
        if (!ids.insert(clause.id).second) {
            throw ReportError(field.path() + ": the clause " + printable(clause.id, 80) + " stands twice");
        }
        clauses.push_back(std::move(clause));
    }
    return clauses;
}

std::vector<Clause> parse_clauses(std::string_view text) {
    return clauses_from(parse_json(text));
}

std::vector<Clause> load_clauses(const std::filesystem::path& path) {
    const std::string text = read_text_file(path);
    try {
        return parse_clauses(text);
    } catch (const ReportError& error) {
        throw ReportError(path_text(path) + ": " + error.what());
    }
}

bool wants_case(const Clause& clause) noexcept {
    return clause.kind == "must" || clause.kind == "may";
}

}  // namespace wcts::reports
