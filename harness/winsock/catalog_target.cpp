#include "harness/winsock/catalog_target.h"

#include "harness/winsock/file_identity.h"
#include "harness/winsock/forwarding_winsock.h"
#include "harness/winsock/number.h"
#include "harness/winsock/platform.h"
#include "harness/winsock/system_winsock.h"
#include "reports/report.h"

#include <ws2spi.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace wcts::winsock {
namespace {

std::string utf8(const std::wstring& text) {
    const auto bytes = std::filesystem::path(text).u8string();
    return {bytes.begin(), bytes.end()};
}

std::vector<WSAPROTOCOL_INFOW> installed() {
    INT error = 0;
    DWORD size = 0;
    ::WSCEnumProtocols(nullptr, nullptr, &size, &error);
    std::vector<WSAPROTOCOL_INFOW> infos(size / sizeof(WSAPROTOCOL_INFOW) + 1);
    size = static_cast<DWORD>(infos.size() * sizeof(WSAPROTOCOL_INFOW));
    const int count = ::WSCEnumProtocols(nullptr, infos.data(), &size, &error);
    infos.resize(static_cast<std::size_t>(std::max(count, 0)));
    return infos;
}

// Expanded; empty where the system does not tell.
std::wstring path_of(WSAPROTOCOL_INFOW& info) {
    std::array<wchar_t, MAX_PATH> path{};
    INT length = static_cast<INT>(path.size());
    INT error = 0;
    if (::WSCGetProviderPath(&info.ProviderId, path.data(), &length, &error) != 0) return {};
    std::array<wchar_t, MAX_PATH> expanded{};
    ::ExpandEnvironmentStringsW(path.data(), expanded.data(), static_cast<DWORD>(expanded.size()));
    return expanded.data();
}

bool is_layered(const WSAPROTOCOL_INFOW& info) {
    return info.ProtocolChain.ChainLen > BASE_PROTOCOL;
}

class CatalogWinsock final : public ForwardingWinsock {
public:
    CatalogWinsock(Winsock& system, std::vector<WSAPROTOCOL_INFOW> entries) : ForwardingWinsock(system), entries_(std::move(entries)) {}

    SOCKET socket(int af, int type, int protocol) override { return WSASocketW(af, type, protocol, nullptr, 0, WSA_FLAG_OVERLAPPED); }

    SOCKET WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g, DWORD dwFlags) override {
        // Whoever names an entry means it.
        if (lpProtocolInfo != nullptr) return inner().WSASocketW(af, type, protocol, lpProtocolInfo, g, dwFlags);
        const auto fits = [&](const WSAPROTOCOL_INFOW& one) {
            return (af == AF_UNSPEC || one.iAddressFamily == af) && (type == 0 || one.iSocketType == type) &&
                   (protocol == 0 || one.iProtocol == protocol);
        };
        const auto found = std::find_if(entries_.begin(), entries_.end(), fits);
        if (found == entries_.end()) {
            WSASetLastError(WSAEAFNOSUPPORT);
            return INVALID_SOCKET;
        }
        WSAPROTOCOL_INFOW info = *found;
        return inner().WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, g, dwFlags);
    }

private:
    const std::vector<WSAPROTOCOL_INFOW> entries_;  // the chosen one first
};

class CatalogTarget final : public Target {
public:
    CatalogTarget(WSAPROTOCOL_INFOW chosen, std::vector<WSAPROTOCOL_INFOW> entries)
        : chosen_(chosen), through_(system_, std::move(entries)) {}

    Winsock& winsock() override { return through_; }
    Winsock& trusted() override { return system_; }
    bool exports(const std::string& function) override {
        return ::GetProcAddress(::GetModuleHandleW(L"ws2_32.dll"), function.c_str()) != nullptr;
    }
    reports::TargetInfo describe() const override {
        WSAPROTOCOL_INFOW entry = chosen_;
        reports::TargetInfo info;
        info.kind = "catalog";
        const std::wstring path = path_of(entry);
        info.path = utf8(path);
        info.file_version = file_version(path);
        info.sha256 = file_sha256(path);
        info.protocol_chain.push_back(describe_entry(entry));
        if (!is_layered(entry)) return info;
        auto all = installed();
        const WSAPROTOCOLCHAIN& chain = entry.ProtocolChain;
        for (int i = 1; i < chain.ChainLen && i < MAX_PROTOCOL_CHAIN; ++i) {
            const auto found =
                std::find_if(all.begin(), all.end(), [id = chain.ChainEntries[i]](const auto& one) { return one.dwCatalogEntryId == id; });
            if (found != all.end()) info.protocol_chain.push_back(describe_entry(*found));
        }
        info.base = "catalog:" + std::to_string(chain.ChainEntries[std::clamp(chain.ChainLen, 1, MAX_PROTOCOL_CHAIN) - 1]);
        return info;
    }

private:
    static reports::Json describe_entry(WSAPROTOCOL_INFOW& entry) {
        const std::wstring path = path_of(entry);
        return {
            {"id", entry.dwCatalogEntryId}, {"name", utf8(entry.szProtocol)}, {"path", utf8(path)}, {"file_version", file_version(path)}};
    }

    const WSAPROTOCOL_INFOW chosen_;
    SystemWinsock system_;
    CatalogWinsock through_;
};

}  // namespace

std::unique_ptr<Target> open_catalog_target(std::string_view id) {
    const auto number = winsock::whole_number<DWORD>(id);
    if (!number)
        throw TargetError("catalog target: '" + std::string(id) + "' is no number of a catalog entry; 'winsock-cts catalog' lists them");
    const DWORD wanted = *number;
    auto all = installed();
    const auto chosen = std::find_if(all.begin(), all.end(), [wanted](const auto& one) { return one.dwCatalogEntryId == wanted; });
    if (chosen == all.end())
        throw TargetError("catalog target: there is no entry " + std::to_string(wanted) + "; 'winsock-cts catalog' lists them");
    if (chosen->ProtocolChain.ChainLen == LAYERED_PROTOCOL) {
        throw TargetError("catalog target: entry " + std::to_string(wanted) +
                          " stands for an LSP itself and no socket can be made of it; choose one whose chain it is in");
    }
    std::vector<WSAPROTOCOL_INFOW> entries{*chosen};
    const std::wstring path = path_of(*chosen);
    for (WSAPROTOCOL_INFOW& one : all) {
        const bool same = one.dwCatalogEntryId != wanted && one.ProtocolChain.ChainLen != LAYERED_PROTOCOL &&
                          is_layered(one) == is_layered(*chosen) && path_of(one) == path;
        if (same) entries.push_back(one);
    }
    return std::make_unique<CatalogTarget>(*chosen, std::move(entries));
}

}  // namespace wcts::winsock
