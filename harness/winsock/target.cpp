#include "harness/winsock/target.h"

#include "reports/report.h"

#include "harness/winsock/catalog_target.h"
#include "harness/winsock/file_identity.h"
#include "harness/winsock/library_winsock.h"
#include "harness/winsock/lsp/lsp_target.h"
#include "harness/winsock/reference/reference_target.h"
#include "harness/winsock/system_winsock.h"

#include <filesystem>

namespace wcts::winsock {
namespace {

std::string utf8(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

reports::TargetInfo identify(std::string kind, const std::filesystem::path& path) {
    reports::TargetInfo info;
    info.kind = std::move(kind);
    info.path = utf8(path);
    info.file_version = file_version(path);
    info.sha256 = file_sha256(path);
    return info;
}

class SystemTarget final : public Target {
public:
    Winsock& winsock() override { return system_; }
    Winsock& trusted() override { return system_; }
    bool exports(const std::string& function) override {
        return ::GetProcAddress(::GetModuleHandleW(L"ws2_32.dll"), function.c_str()) != nullptr;
    }
    reports::TargetInfo describe() const override { return identify("system", system_library("ws2_32.dll")); }

private:
    SystemWinsock system_;
};

class LibraryTarget final : public Target {
public:
    explicit LibraryTarget(std::filesystem::path path) : path_(std::move(path)), library_(path_) {}

    Winsock& winsock() override { return library_; }
    Winsock& trusted() override { return system_; }
    bool exports(const std::string& function) override {
        return ::GetProcAddress(::GetModuleHandleW(path_.c_str()), function.c_str()) != nullptr;
    }
    reports::TargetInfo describe() const override { return identify("library", path_); }

private:
    std::filesystem::path path_;
    LibraryWinsock library_;
    SystemWinsock system_;
};

}  // namespace

std::unique_ptr<Target> open_target(std::string_view name) {
    TargetChoice choice;
    choice.target = name;
    return open_plain_target(choice);
}

std::unique_ptr<Target> open_plain_target(const TargetChoice& choice) {
    if (!choice.fault.empty()) throw TargetError("there is no fault '" + choice.fault + "'");
    if (!choice.lab.empty()) throw TargetError("there is no lab '" + choice.lab + "'");
    const std::string_view name = choice.target;
    constexpr std::string_view kLsp = "lsp:";
    if (name.starts_with(kLsp)) return lsp::open(name.substr(kLsp.size()), choice);
    if (!choice.base.empty()) throw TargetError("--base is for lsp targets");
    if (!choice.lsp_guid.empty()) throw TargetError("--lsp-guid is for lsp targets");
    constexpr std::string_view kLibrary = "library:";
    constexpr std::string_view kCatalog = "catalog:";
    if (name.starts_with(kCatalog)) return open_catalog_target(name.substr(kCatalog.size()));
    if (name == "system") return std::make_unique<SystemTarget>();
    if (name == "reference") return reference::open();
    if (name.starts_with(kLibrary)) {
        const std::string_view path = name.substr(kLibrary.size());
        if (path.empty()) throw TargetError("library target: no path after 'library:'");
        return std::make_unique<LibraryTarget>(std::filesystem::absolute(std::filesystem::path(std::u8string(path.begin(), path.end()))));
    }
    throw TargetError("unknown target '" + std::string(name) + "': known are 'system', 'reference', 'library:PATH', 'lsp:PATH[,PATH...]' and 'catalog:ID'");
}

}  // namespace wcts::winsock
