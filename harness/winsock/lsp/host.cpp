#include "harness/winsock/lsp/host.h"

#include "harness/winsock/error_names.h"
#include "harness/winsock/lsp/interception.h"
#include "harness/winsock/lsp/upcalls.h"

#include <array>
#include <cstring>
#include <string>

namespace wcts::winsock::lsp {
namespace {

std::atomic<Host*> current_host{nullptr};

std::filesystem::path this_program() {
    std::wstring path(32768, L'\0');
    path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
    return path;
}

std::string quoted(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return "'" + std::string(text.begin(), text.end()) + "'";
}

std::vector<WSAPROTOCOL_INFOW> protocols_of(Winsock& base) {
    WSADATA data{};
    if (const int error = base.WSAStartup(MAKEWORD(2, 2), &data); error != 0)
        throw TargetError("the base under the LSP does not start: WSAStartup fails with " + error_name(error));
    DWORD size = 0;
    base.WSAEnumProtocolsW(nullptr, nullptr, &size);
    std::vector<WSAPROTOCOL_INFOW> infos(size / sizeof(WSAPROTOCOL_INFOW) + 1);
    size = static_cast<DWORD>(infos.size() * sizeof(WSAPROTOCOL_INFOW));
    const int count = base.WSAEnumProtocolsW(nullptr, infos.data(), &size);
    base.WSACleanup();
    if (count <= 0) throw TargetError("the base under the LSP has no catalog");
    infos.resize(static_cast<std::size_t>(count));
    return infos;
}

// WSPPROC_TABLE is nothing but pointers.
bool is_whole(const WSPPROC_TABLE& table) {
    std::array<void*, sizeof(WSPPROC_TABLE) / sizeof(void*)> pointers{};
    static_assert(sizeof(pointers) == sizeof(table));
    std::memcpy(pointers.data(), &table, sizeof(table));
    for (const void* pointer : pointers)
        if (pointer == nullptr) return false;
    return true;
}

}  // namespace

Host* Host::current() {
    return current_host.load();
}

Host::Host(std::unique_ptr<Base> base, std::vector<Layer> layers)
    : base_(std::move(base)),
      layers_(std::move(layers)),
      catalog_(protocols_of(base_->winsock()), this_program(), layers_),
      operations_(*base_, handles_, rules_),
      base_provider_(*base_, catalog_, lent_, rules_) {}

Host& Host::open(std::unique_ptr<Base> base, std::vector<Layer> layers) {
    auto* const host = new Host(std::move(base), std::move(layers));
    current_host = host;
    try {
        for (const Layer& layer : host->layers_) host->load(layer);
        host->try_out();
    } catch (...) {
        current_host = nullptr;
        throw;
    }
    return *host;
}

void Host::load(const Layer& layer) {
    const Interception interception;
    if (load_provider(layer.dll) == nullptr)
        throw TargetError("lsp target: cannot load " + quoted(layer.dll) + ": " + why_not_loaded(::GetLastError()));
}

int Host::start(const Entry& entry, WSPPROC_TABLE& table) {
    if (entry.layer == 0) {
        table = BaseProvider::table();
        WSPDATA data{};
        WSAPROTOCOL_INFOW info = entry.info;
        return base_provider_.start(MAKEWORD(2, 2), &data, &info, upcall_table(), &table);
    }
    const auto startup =
        reinterpret_cast<LPWSPSTARTUP>(reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(entry.dll.c_str()), "WSPStartup")));
    if (startup == nullptr) return WSAEPROVIDERFAILEDINIT;
    WSPDATA data{};
    WSAPROTOCOL_INFOW info = entry.info;
    const int error = startup(MAKEWORD(2, 2), &data, &info, upcall_table(), &table);
    if (error != 0) return error;
    if (data.wVersion != MAKEWORD(2, 2)) return WSAEINVALIDPROVIDER;
    return is_whole(table) ? 0 : WSAEINVALIDPROCTABLE;
}

const WSPPROC_TABLE* Host::table_of(const Entry& entry, int& error) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = started_.find(entry.id());
        if (found != started_.end()) return &found->second;
    }
    // Without the lock: the provider calls back. Two threads that come here at the same time start it twice, which it has to bear, and
    // clean it up once too often less one.
    WSPPROC_TABLE table{};
    error = start(entry, table);
    if (error != 0) return nullptr;
    const std::lock_guard lock(mutex_);
    const auto [place, first] = started_.emplace(entry.id(), table);
    if (!first) {
        INT ignored = 0;
        table.lpWSPCleanup(&ignored);
    }
    return &place->second;
}

const WSPPROC_TABLE* Host::started(DWORD entry) const {
    const std::lock_guard lock(mutex_);
    const auto found = started_.find(entry);
    return found == started_.end() ? nullptr : &found->second;
}

bool Host::any_started() const {
    const std::lock_guard lock(mutex_);
    return !started_.empty();
}

void Host::clean_up() {
    std::map<DWORD, WSPPROC_TABLE> tables;
    {
        const std::lock_guard lock(mutex_);
        tables.swap(started_);
    }
    for (const auto& [id, table] : tables) {
        INT error = 0;
        if (table.lpWSPCleanup(&error) != 0)
            rules_.broken("WSPCleanup failed with " + error_name(error) + " although it is the one that WSPStartup is balanced by");
    }
    if (base_provider_.starts() > 0) {
        rules_.broken("WSPStartup of the provider below was called more often than its WSPCleanup");
        base_provider_.end();
    }
    excuse_waiting();
    if (handles_.open_layered([](DWORD) { return true; }) > 0)
        rules_.broken("handles of WPUCreateSocketHandle were left open by WSPCleanup");
    handles_.clear();
    const std::lock_guard lock(mutex_);
    open_.clear();
}

void Host::clear() {
    {
        const std::lock_guard lock(mutex_);
        open_.clear();
    }
    handles_.clear();
    operations_.clear();
    base_provider_.clear();
}

void Host::try_out() {
    WSADATA data{};
    if (const int error = base_->winsock().WSAStartup(MAKEWORD(2, 2), &data); error != 0)
        throw TargetError("the base under the LSP does not start: WSAStartup fails with " + error_name(error));
    std::string refusal;
    for (const Entry& entry : catalog_.entries()) {
        if (entry.hidden() || entry.layer == 0 || entry.layer != catalog_.top()) continue;
        int error = 0;
        if (table_of(entry, error) == nullptr) {
            refusal = error == WSAEINVALIDPROCTABLE  ? "its procedure table has null entries"
                      : error == WSAEINVALIDPROVIDER ? "it is not of version 2.2"
                                                     : "its WSPStartup fails with " + error_name(error);
            refusal += " (for the catalog entry of " + protocol_name(entry.info) + ")";
            break;
        }
    }
    clean_up();
    base_->winsock().WSACleanup();
    clear();
    if (!refusal.empty()) throw TargetError("lsp target: " + quoted(layers_.back().dll) + " cannot be used: " + refusal);
    static_cast<void>(rules_.take());
}

void Host::close() {
    clean_up();
    clear();
    current_host = nullptr;
}

void Host::socket_opened(SOCKET s) {
    const std::lock_guard lock(mutex_);
    open_.insert(s);
}

void Host::socket_closed(SOCKET s) {
    const std::lock_guard lock(mutex_);
    open_.erase(s);
}

void Host::excuse_waiting() {
    for (const SOCKET s : operations_.waiting_for_routines()) handles_.excuse(s);
}

std::vector<std::string> Host::rules_broken() {
    excuse_waiting();
    // One socket below and one handle for each of the application's; those that it left open itself are nobody's leak.
    const auto left_below = [this] {
        const std::lock_guard lock(mutex_);
        return base_provider_.open_sockets() > open_.size();
    };
    const auto left_above = [this] {
        const std::size_t handles = handles_.open_layered([this](DWORD id) {
            const Entry* const entry = catalog_.find(id);
            return entry != nullptr && entry->layer == catalog_.top();
        });
        const std::lock_guard lock(mutex_);
        return handles > open_.size();
    };
    // Workers of a provider may be about to finish; whoever has nothing left to do is not waited for.
    constexpr int kMostTries = 100;
    for (int i = 0; i < kMostTries && (left_below() || left_above() || operations_.owes_ends()); ++i) base_->winsock().SleepEx(10, FALSE);
    if (left_below()) rules_.broken("sockets of the provider below were left open after the application's were closed");
    if (left_above()) rules_.broken("handles of WPUCreateSocketHandle were left open after the application's sockets were closed");
    if (operations_.owes_ends()) rules_.broken("a handle was closed by WPUCloseSocketHandle and an operation of it never ended");
    if (threads_ > 0) rules_.broken("WPUOpenCurrentThread was called more often than WPUCloseThread");
    if (threads_ < 0) rules_.broken("WPUCloseThread was called more often than WPUOpenCurrentThread");
    threads_ = 0;
    operations_.tell_nobody();
    return rules_.take();
}

}  // namespace wcts::winsock::lsp
