#include "harness/cli/expectation_choice.h"

#include "harness/run/spawn.h"

#include <cctype>
#include <utility>

namespace wcts::cli {

namespace {

bool leads(std::string_view version, std::string_view whole) {
    if (!whole.starts_with(version)) return false;
    // "8.0" leads "8.0", "8.0.2" and "8.0-rc1", not "8.01".
    return whole.size() == version.size() || std::isdigit(static_cast<unsigned char>(whole[version.size()])) == 0;
}

}  // namespace

PlatformName name_of(const reports::PlatformInfo& platform) {
    if (platform.wine) return {"wine", *platform.wine, platform.process_architecture};
    return {"windows", "10.0." + std::to_string(platform.build), platform.process_architecture};
}

bool is_for(const reports::Expectations& file, const PlatformName& platform) {
    return file.system == platform.system && leads(file.version, platform.version) && (file.arch.empty() || file.arch == platform.arch);
}

ChosenExpectations choose_expectations(const std::string& expect, const std::vector<TextFile>& carried,
                                       const reports::PlatformInfo& platform) {
    if (expect == "none") return {};
    if (expect != "auto") return {expect, reports::load_expectations(std::filesystem::path(run::to_wide(expect)))};

    const PlatformName here = name_of(platform);
    ChosenExpectations best;
    for (const TextFile& file : carried) {
        reports::Expectations candidate = reports::parse_expectations(file.text);
        if (!is_for(candidate, here)) continue;
        const auto rank = [](const reports::Expectations& of) { return std::pair{of.version.size(), !of.arch.empty()}; };
        if (best.expectations && rank(*best.expectations) >= rank(candidate)) continue;
        best = {std::string(file.name), std::move(candidate)};
    }
    return best;
}

}  // namespace wcts::cli
