#include "harness/winsock/lsp/lsp_target.h"

#include "harness/winsock/file_identity.h"
#include "harness/winsock/lsp/description.h"
#include "harness/winsock/lsp/lsp_winsock.h"
#include "reports/report.h"

#include <algorithm>

namespace wcts::winsock::lsp {
namespace {

std::string utf8(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

std::vector<Layer> describe_layers(std::string_view paths, std::string_view guids) {
    const auto files = split(paths);
    const auto given = guids.empty() ? std::vector<std::string_view>(files.size()) : split(guids);
    if (given.size() != files.size()) {
        throw TargetError("--lsp-guid: there are " + std::to_string(given.size()) + " GUIDs for " + std::to_string(files.size()) +
                          " LSPs; give one for each, in the same order (nothing between two commas leaves one out)");
    }
    std::vector<Layer> layers;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].empty()) throw TargetError("lsp target: a path is empty");
        layers.push_back(
            describe_layer(std::filesystem::absolute(std::filesystem::path(std::u8string(files[i].begin(), files[i].end()))), given[i]));
    }
    // From the base upwards.
    std::reverse(layers.begin(), layers.end());
    return layers;
}

Host& open_host(const std::string& base_name, std::string_view paths, std::string_view guids) {
    auto base = open_base(base_name);
    return Host::open(std::move(base), describe_layers(paths, guids));
}

class LspTarget final : public Target {
public:
    LspTarget(std::string_view paths, const TargetChoice& choice)
        : base_name_(choice.base.empty() ? "system" : choice.base), host_(open_host(base_name_, paths, choice.lsp_guid)), face_(host_) {}
    ~LspTarget() override {
        face_.renew();
        host_.close();
    }

    Winsock& winsock() override { return face_; }
    Winsock& trusted() override { return host_.base().target().trusted(); }
    bool exports(const std::string& function) override { return host_.base().target().exports(function); }
    const Clock& clock() const override { return host_.base().target().clock(); }
    lab::Lab* lab() override { return host_.base().target().lab(); }
    bool renew() override {
        if (!host_.base().in_memory()) return false;
        face_.renew();
        return host_.base().target().renew();
    }
    std::vector<std::string> broken_rules() override { return host_.rules_broken(); }
    Host* provider_host() override { return &host_; }

    reports::TargetInfo describe() const override {
        const Layer& top = host_.layers().back();
        reports::TargetInfo info;
        info.kind = "lsp";
        info.path = utf8(top.dll);
        info.file_version = file_version(top.dll);
        info.sha256 = file_sha256(top.dll);
        const reports::TargetInfo base = host_.base().target().describe();
        for (auto layer = host_.layers().rbegin(); layer != host_.layers().rend(); ++layer)
            info.protocol_chain.push_back(describe_layer_of(*layer));
        info.protocol_chain.push_back({{"name", base.kind}, {"path", base.path}, {"file_version", base.file_version}});
        info.base = base_name_;
        info.lab = base.lab;
        return info;
    }

private:
    [[nodiscard]] reports::Json describe_layer_of(const Layer& layer) const {
        reports::Json entries = reports::Json::array();
        for (const Entry& entry : host_.catalog().entries()) {
            if (entry.dll != layer.dll || entry.hidden()) continue;
            reports::Json chain = reports::Json::array();
            for (int i = 0; i < entry.info.ProtocolChain.ChainLen; ++i) chain.push_back(entry.info.ProtocolChain.ChainEntries[i]);
            entries.push_back({{"id", entry.id()}, {"protocol", protocol_name(entry.info)}, {"chain", chain}});
        }
        return {{"name", utf8(layer.name)},
                {"path", utf8(layer.dll)},
                {"file_version", file_version(layer.dll)},
                {"sha256", file_sha256(layer.dll)},
                {"guid", guid_text(layer.guid)},
                {"handles", layer.ifs ? "ifs" : "non-ifs"},
                {"entries", entries}};
    }

    const std::string base_name_;
    Host& host_;
    LspWinsock face_;
};

}  // namespace

std::unique_ptr<Target> open(std::string_view paths, const TargetChoice& choice) {
    if (paths.empty()) throw TargetError("lsp target: no path after 'lsp:'");
    return std::make_unique<LspTarget>(paths, choice);
}

}  // namespace wcts::winsock::lsp
