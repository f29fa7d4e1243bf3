// The machine in a report: OS, architectures, Wine, file versions, the whole Winsock catalog.
#include "harness/winsock/file_identity.h"
#include "harness/winsock/platform.h"
#include "harness/winsock/target.h"
#include "reports/report.h"

#include <ws2spi.h>

#include <array>
#include <vector>

namespace wcts::winsock {
namespace {

template <typename Function>
Function find(const wchar_t* library, const char* name) {
    const HMODULE module = ::GetModuleHandleW(library);
    if (module == nullptr) return nullptr;
    return reinterpret_cast<Function>(reinterpret_cast<void*>(::GetProcAddress(module, name)));
}

std::string utf8(const wchar_t* text) {
    const int size = ::WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
    if (size <= 1) return {};
    std::string result(static_cast<std::size_t>(size), '\0');
    ::WideCharToMultiByte(CP_UTF8, 0, text, -1, result.data(), size, nullptr, nullptr);
    result.pop_back();
    return result;
}

std::string guid_text(const GUID& guid) {
    static constexpr std::string_view digits = "0123456789abcdef";
    const auto* const bytes = reinterpret_cast<const unsigned char*>(&guid);
    // The first three fields are little-endian integers, the rest plain bytes.
    static constexpr std::array<int, 16> order{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    std::string text;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += digits[bytes[order[i]] >> 4];
        text += digits[bytes[order[i]] & 15];
    }
    return text;
}

std::string architecture(WORD machine) {
    switch (machine) {
        case PROCESSOR_ARCHITECTURE_AMD64:
            return "x64";
        case PROCESSOR_ARCHITECTURE_INTEL:
            return "x86";
        case 12:  // PROCESSOR_ARCHITECTURE_ARM64, absent from older headers
            return "arm64";
        default:
            return "architecture " + std::to_string(machine);
    }
}

DWORD registry_dword(const wchar_t* name) {
    DWORD value = 0;
    DWORD size = sizeof(value);
    ::RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", name, RRF_RT_REG_DWORD, nullptr, &value, &size);
    return value;
}

std::string registry_text(const wchar_t* name) {
    std::array<wchar_t, 256> text{};
    DWORD size = sizeof(text);
    if (::RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", name, RRF_RT_REG_SZ, nullptr, text.data(),
                       &size) != ERROR_SUCCESS) {
        return {};
    }
    return utf8(text.data());
}

reports::Json catalog_entry(WSAPROTOCOL_INFOW& info) {
    reports::Json entry;
    entry["id"] = info.dwCatalogEntryId;
    entry["name"] = utf8(info.szProtocol);
    entry["provider"] = guid_text(info.ProviderId);
    entry["address_family"] = info.iAddressFamily;
    entry["socket_type"] = info.iSocketType;
    entry["protocol"] = info.iProtocol;
    entry["service_flags1"] = info.dwServiceFlags1;
    entry["chain"] = reports::Json::array();
    for (int i = 0; i < info.ProtocolChain.ChainLen && i < MAX_PROTOCOL_CHAIN; ++i) entry["chain"].push_back(info.ProtocolChain.ChainEntries[i]);

    std::array<wchar_t, MAX_PATH> path{};
    INT length = static_cast<INT>(path.size());
    INT error = 0;
    entry["path"] = ::WSCGetProviderPath(&info.ProviderId, path.data(), &length, &error) == 0 ? utf8(path.data()) : std::string{};

    // Vista and later; absent from Wine.
    using GetInfo = int(WSPAPI*)(LPGUID, int, PBYTE, size_t*, DWORD, LPINT);
    entry["lsp_categories"] = nullptr;
    if (const auto get = find<GetInfo>(L"ws2_32.dll", "WSCGetProviderInfo")) {
        constexpr int kLspCategories = 0;  // ProviderInfoLspCategories
        DWORD categories = 0;
        size_t size = sizeof(categories);
        if (get(&info.ProviderId, kLspCategories, reinterpret_cast<PBYTE>(&categories), &size, 0, &error) == 0)
            entry["lsp_categories"] = categories;
    }
    return entry;
}

reports::Json catalog() {
    auto entries = reports::Json::array();
    INT error = 0;
    DWORD size = 0;
    ::WSCEnumProtocols(nullptr, nullptr, &size, &error);
    std::vector<char> buffer(size);
    const int count = size == 0 ? 0 : ::WSCEnumProtocols(nullptr, reinterpret_cast<LPWSAPROTOCOL_INFOW>(buffer.data()), &size, &error);
    for (int i = 0; i < count; ++i) entries.push_back(catalog_entry(reinterpret_cast<LPWSAPROTOCOL_INFOW>(buffer.data())[i]));
    return entries;
}

}  // namespace

reports::PlatformInfo describe_platform() {
    reports::PlatformInfo platform;

    // GetVersionEx answers by the program's manifest; this one tells the truth.
    RTL_OSVERSIONINFOW version{};
    version.dwOSVersionInfoSize = sizeof(version);
    using RtlGetVersion = LONG(WINAPI*)(PRTL_OSVERSIONINFOW);
    if (const auto get = find<RtlGetVersion>(L"ntdll.dll", "RtlGetVersion")) get(&version);
    platform.build = version.dwBuildNumber;
    platform.ubr = registry_dword(L"UBR");

    const std::string product = registry_text(L"ProductName");
    platform.os = (product.empty() ? std::string("Windows") : product) + " " + std::to_string(version.dwMajorVersion) + "." +
                  std::to_string(version.dwMinorVersion);

    SYSTEM_INFO process{};
    ::GetSystemInfo(&process);
    platform.process_architecture = architecture(process.wProcessorArchitecture);
    SYSTEM_INFO machine{};
    ::GetNativeSystemInfo(&machine);
    platform.machine_architecture = architecture(machine.wProcessorArchitecture);

    using WineVersion = const char*(__cdecl*)();
    if (const auto get = find<WineVersion>(L"ntdll.dll", "wine_get_version")) platform.wine = get();

    for (const std::string name : {"ws2_32.dll", "mswsock.dll", "drivers/afd.sys"})
        platform.file_versions[name] = file_version(system_library(name));

    WSADATA data{};
    if (::WSAStartup(MAKEWORD(2, 2), &data) == 0) {
        platform.catalog = catalog();
        ::WSACleanup();
    }
    return platform;
}

}  // namespace wcts::winsock
