#include "harness/winsock/lsp/description.h"

#include "harness/winsock/lsp/interception.h"
#include "harness/winsock/lsp/pe_file.h"
#include "harness/winsock/target.h"

#include <nlohmann/json.hpp>

#include <array>
#include <fstream>

namespace wcts::winsock::lsp {
namespace {

std::string quoted(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return "'" + std::string(text.begin(), text.end()) + "'";
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

struct Manifest {
    std::optional<GUID> guid;
    std::vector<std::string> protocols;
    std::optional<bool> ifs;
    std::wstring name;
};

Manifest read_manifest(const std::filesystem::path& path) {
    Manifest manifest;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return manifest;
    std::ifstream stream(path);
    const auto refuse = [&path](const std::string& what) -> TargetError {
        return TargetError("lsp target: the manifest " + quoted(path) + ": " + what);
    };
    const auto json = nlohmann::json::parse(stream, nullptr, false);
    if (!json.is_object()) throw refuse("it is no JSON object");
    for (const auto& [key, value] : json.items()) {
        if (key == "guid") {
            manifest.guid = value.is_string() ? parse_guid(value.get<std::string>()) : std::nullopt;
            if (!manifest.guid) throw refuse("\"guid\" is no GUID");
        } else if (key == "ifs") {
            if (!value.is_boolean()) throw refuse("\"ifs\" is neither true nor false");
            manifest.ifs = value.get<bool>();
        } else if (key == "name") {
            if (!value.is_string()) throw refuse("\"name\" is no text");
            manifest.name =
                std::filesystem::path(std::u8string(reinterpret_cast<const char8_t*>(value.get<std::string>().c_str()))).wstring();
        } else if (key == "protocols") {
            if (!value.is_array() || value.empty()) throw refuse("\"protocols\" is no list of names such as \"tcp4\"");
            for (const auto& one : value) {
                if (!one.is_string()) throw refuse("\"protocols\" is no list of names such as \"tcp4\"");
                manifest.protocols.push_back(one.get<std::string>());
            }
        } else {
            throw refuse("\"" + key + "\" is not known: a manifest has guid, protocols, ifs and name");
        }
    }
    return manifest;
}

// The samples of the Windows SDK export it for their installer.
std::optional<GUID> exported_guid(const std::filesystem::path& dll) {
    const Interception interception;
    const HMODULE module = load_provider(dll);
    if (module == nullptr) throw TargetError("lsp target: cannot load " + quoted(dll) + ": " + why_not_loaded(::GetLastError()));
    using GetLspGuid = void(WSPAPI*)(LPGUID);
    const auto get = reinterpret_cast<GetLspGuid>(reinterpret_cast<void*>(::GetProcAddress(module, "GetLspGuid")));
    if (get == nullptr) return std::nullopt;
    GUID guid{};
    get(&guid);
    return guid;
}

}  // namespace

std::optional<GUID> parse_guid(std::string_view text) {
    if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
    constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (text.size() != kForm.size()) return std::nullopt;
    std::array<unsigned char, 16> bytes{};
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (kForm[i] == '-') {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int digit = hex_digit(text[i]);
        if (digit < 0) return std::nullopt;
        unsigned char& byte = bytes[digits++ / 2];
        byte = static_cast<unsigned char>(byte * 16 + digit);
    }
    GUID guid{};
    guid.Data1 = static_cast<ULONG>(bytes[0]) << 24 | static_cast<ULONG>(bytes[1]) << 16 | static_cast<ULONG>(bytes[2]) << 8 | bytes[3];
    guid.Data2 = static_cast<USHORT>(bytes[4] << 8 | bytes[5]);
    guid.Data3 = static_cast<USHORT>(bytes[6] << 8 | bytes[7]);
    for (std::size_t i = 0; i < 8; ++i) guid.Data4[i] = bytes[8 + i];
    return guid;
}

std::string guid_text(const GUID& guid) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    const auto add = [&text](unsigned long value, int bytes) {
        for (int shift = bytes * 8 - 4; shift >= 0; shift -= 4) text += digits[(value >> shift) & 15];
    };
    add(guid.Data1, 4);
    text += '-';
    add(guid.Data2, 2);
    text += '-';
    add(guid.Data3, 2);
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == 0 || i == 2) text += '-';
        add(guid.Data4[i], 1);
    }
    return text;
}

Layer describe_layer(const std::filesystem::path& dll, std::string_view guid) {
    const PeFile file = read_pe_file(dll);
    if (file.machine != own_machine()) {
        throw TargetError("lsp target: " + quoted(dll) + " is for " + machine_name(file.machine) + ", and this program is for " +
                          machine_name(own_machine()) + "; use the winsock-cts that is built for " + machine_name(file.machine));
    }
    if (!file.is_dll) throw TargetError("lsp target: " + quoted(dll) + " is a program and no DLL");
    if (!file.exports.contains("WSPStartup")) throw TargetError("lsp target: " + quoted(dll) + " is no LSP: it does not export WSPStartup");

    std::filesystem::path manifest_path = dll;
    manifest_path += ".json";
    const Manifest manifest = read_manifest(manifest_path);
    Layer layer;
    layer.dll = dll;
    layer.protocols = manifest.protocols;
    layer.name = manifest.name.empty() ? dll.stem().wstring() : manifest.name;
    layer.ifs = manifest.ifs.value_or(!file.imports.contains("WPUCompleteOverlappedRequest"));
    std::optional<GUID> known = guid.empty() ? manifest.guid : parse_guid(guid);
    if (!guid.empty() && !known) throw TargetError("--lsp-guid: '" + std::string(guid) + "' is no GUID");
    if (!known && file.exports.contains("GetLspGuid")) known = exported_guid(dll);
    if (!known) {
        throw TargetError("lsp target: nothing names the GUID that " + quoted(dll) +
                          " looks for itself by: give it with --lsp-guid or in the manifest " + quoted(manifest_path));
    }
    layer.guid = *known;
    return layer;
}

}  // namespace wcts::winsock::lsp
