#include "suites/selftest/kills_file.h"

#include "harness/run/errors.h"

#include <nlohmann/json.hpp>

namespace wcts::selftest {

Kills kills_from(std::string_view json) {
    const auto root = nlohmann::json::parse(json, nullptr, false);
    try {
        if (root.is_object()) return root.at("rows").get<Kills>();
    } catch (const nlohmann::json::exception&) {
    }
    throw run::UsageError("the record of kills is not of the form {\"rows\": {\"ROW\": [\"FAULT\", ...]}}");
}

std::string kills_text(const Kills& kills) {
    std::string text = "{\n\"rows\": {\n";
    bool first = true;
    for (const auto& [row, names] : kills) {
        text += first ? "" : ",\n";
        first = false;
        text += nlohmann::json(row).dump() + ": " + nlohmann::json(names).dump();
    }
    return text + "\n}\n}\n";
}

}  // namespace wcts::selftest
