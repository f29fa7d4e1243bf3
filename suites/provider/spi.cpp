#include "suites/provider/spi.h"

#include <algorithm>
#include <cstring>

namespace wcts::provider {

using winsock::lsp::Entry;
using winsock::lsp::Host;

namespace {

Host& host_of(scene::Scene& scene) {
    Host* const host = scene.provider_host();
    if (host == nullptr) throw scene::Unsupported("this target is made of no layered provider");
    return *host;
}

const Entry& entry_of(const scene::Scene& scene, const Host& host) {
    const kinds::SocketKind& kind = scene.kind();
    const auto& entries = host.catalog().entries();
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return !entry.hidden() && entry.layer == host.catalog().top() && entry.info.iAddressFamily == kind.family &&
               entry.info.iSocketType == kind.type && entry.info.iProtocol == kind.protocol;
    });
    if (found == entries.end()) throw scene::Unsupported("the layered provider does not cover " + std::string(kind.name));
    return *found;
}

}  // namespace

Spi::Spi(scene::Scene& scene) : host_(host_of(scene)), entry_(entry_of(scene, host_)) {}

Spi::Started Spi::start(WORD version, const WSAPROTOCOL_INFOW& info, const WSPUPCALLTABLE& upcalls) const {
    const auto startup =
        reinterpret_cast<LPWSPSTARTUP>(reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(entry_.dll.c_str()), "WSPStartup")));
    if (startup == nullptr) throw SetupFailed("GetProcAddress(WSPStartup)", static_cast<int>(::GetLastError()));
    Started started;
    WSAPROTOCOL_INFOW given = info;
    started.error = startup(version, &started.data, &given, upcalls, &started.table);
    return started;
}

WSPPROC_TABLE Spi::start() const {
    const Started started = start(MAKEWORD(2, 2), entry_.info, winsock::lsp::upcall_table());
    if (started.error != 0) throw SetupFailed("WSPStartup", started.error);
    return started.table;
}

const WSPPROC_TABLE& Spi::table() const {
    const WSPPROC_TABLE* const table = host_.started(entry_.id());
    if (table == nullptr) throw SetupFailed("the provider has not been started for this kind of socket");
    return *table;
}

SOCKET Spi::make_socket(const WSPPROC_TABLE& table) const {
    WSAPROTOCOL_INFOW info = entry_.info;
    int error = 0;
    const SOCKET made = table.lpWSPSocket(info.iAddressFamily, info.iSocketType, info.iProtocol, &info, 0, WSA_FLAG_OVERLAPPED, &error);
    if (made == INVALID_SOCKET) throw SetupFailed("WSPSocket", error);
    return made;
}

}  // namespace wcts::provider
