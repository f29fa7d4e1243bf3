#include "harness/cli/commands.h"
#include "harness/run/spawn.h"
#include "harness/winsock/file_identity.h"
#include "harness/winsock/target.h"
#include "reports/report.h"
#include "reports/text.h"

#include <array>
#include <filesystem>
#include <utility>

namespace wcts::cli {
namespace {

using reports::Json;

// Bits of LSP_CATEGORIES (ws2spi.h).
constexpr auto kCategories = std::to_array<std::pair<std::uint32_t, std::string_view>>({
    {0x00000001, "inspector"},
    {0x00000002, "redirector"},
    {0x00000004, "proxy"},
    {0x00000008, "firewall"},
    {0x00000010, "inbound-modify"},
    {0x00000020, "outbound-modify"},
    {0x00000040, "crypto-compress"},
    {0x00000080, "local-cache"},
    {0x80000000, "system"},
});

std::string categories_text(std::uint32_t bits) {
    std::vector<std::string> names;
    for (const auto& [bit, name] : kCategories) {
        if ((bits & bit) != 0) names.emplace_back(name);
        bits &= ~bit;
    }
    if (bits != 0) names.push_back("others");
    return names.empty() ? "none" : reports::joined(names, ", ");
}

std::string chain_text(const Json& entry) {
    const Json& chain = entry.at("chain");
    if (chain.empty()) return "an LSP itself, hidden";
    if (chain.size() == 1) return "base";
    std::vector<std::string> ids;
    for (const Json& id : chain) ids.push_back(std::to_string(id.get<std::uint32_t>()));
    return "chain " + reports::joined(ids, " > ");
}

}  // namespace

int catalog_command(const Context& context, bool as_json) {
    Json catalog = winsock::describe_platform().catalog;
    for (Json& entry : catalog) {
        const std::string path = entry.at("path").get<std::string>();
        entry["file_version"] = path.empty() ? std::string{} : winsock::file_version(std::filesystem::path(run::to_wide(path)));
    }
    if (as_json) {
        context.out << catalog.dump(1) << '\n';
        return kExitFine;
    }
    for (const Json& entry : catalog) {
        const auto text = [&entry](const char* name) { return reports::printable(entry.at(name).get<std::string>(), 200); };
        context.out << entry.at("id").get<std::uint32_t>() << "  " << text("name") << "\n    " << chain_text(entry) << ", family "
                    << entry.at("address_family").get<int>() << ", type " << entry.at("socket_type").get<int>() << ", protocol "
                    << entry.at("protocol").get<int>() << "\n    "
                    << (text("path").empty() ? "the system does not tell its DLL" : text("path"));
        if (!text("file_version").empty()) context.out << ", version " << text("file_version");
        if (!entry.at("lsp_categories").is_null())
            context.out << "\n    LSP categories: " << categories_text(entry.at("lsp_categories").get<std::uint32_t>());
        context.out << '\n';
    }
    context.out << catalog.size() << (catalog.size() == 1 ? " entry" : " entries") << "; run --target catalog:ID uses one\n";
    return kExitFine;
}

}  // namespace wcts::cli
