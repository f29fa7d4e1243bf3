#include "harness/winsock/lsp/base_provider.h"

#include "harness/winsock/lsp/base_calls.h"
#include "harness/winsock/lsp/host.h"
#include "harness/winsock/memory.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::winsock::lsp {

BaseProvider* BaseProvider::current() {
    Host* const host = Host::current();
    return host == nullptr ? nullptr : &host->base_provider();
}

const WSPPROC_TABLE& BaseProvider::table() {
    static const WSPPROC_TABLE table = base_calls::table();
    return table;
}

int BaseProvider::start(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, const WSPUPCALLTABLE& upcalls, LPWSPPROC_TABLE procedures) {
    constexpr WORD kVersion = MAKEWORD(2, 2);
    if (LOBYTE(version) < 2) return WSAVERNOTSUPPORTED;
    if (!writable(data, sizeof(*data)) || !writable(procedures, sizeof(*procedures)) || !readable(info, sizeof(*info))) return WSAEFAULT;
    const Entry* const entry = catalog_.find(info->dwCatalogEntryId);
    // The lower provider may be given its own entry or, as a layered one gets it, the entry of the chain above.
    if (entry == nullptr || entry->hidden()) {
        rules_.broken("WSPStartup of the base provider was called with a WSAPROTOCOL_INFOW that the catalog does not have");
        return WSAEINVALIDPROVIDER;
    }
    *data = {};
    data->wVersion = kVersion;
    data->wHighVersion = kVersion;
    static constexpr std::wstring_view kDescription = L"winsock-cts base provider";
    std::copy(kDescription.begin(), kDescription.end(), data->szDescription);
    *procedures = table();
    const std::lock_guard lock(mutex_);
    ++starts_;
    own_entry_ = entry->layer == 0;
    upcalls_ = upcalls;
    return 0;
}

int BaseProvider::clean_up() {
    {
        const std::lock_guard lock(mutex_);
        if (starts_ == 0) {
            rules_.broken("WSPCleanup of the provider below was called more often than its WSPStartup");
            return WSANOTINITIALISED;
        }
        if (--starts_ > 0) return 0;
    }
    end();
    return 0;
}

void BaseProvider::end() {
    std::vector<SOCKET> left;
    {
        const std::lock_guard lock(mutex_);
        starts_ = 0;
        for (const auto& [s, entry] : sockets_) left.push_back(s);
    }
    for (const SOCKET s : left) forget(s);
    // WSPCleanup: sockets that are still open go as if WSPCloseSocket had been called.
    if (!leaves_sockets_)
        for (const SOCKET s : left) winsock().closesocket(s);
}

void BaseProvider::leave_sockets_to_base(bool leave) {
    leaves_sockets_ = leave;
}

int BaseProvider::starts() const {
    const std::lock_guard lock(mutex_);
    return starts_;
}

bool BaseProvider::started_with_own_entry() const {
    const std::lock_guard lock(mutex_);
    return own_entry_;
}

WSPUPCALLTABLE BaseProvider::upcalls() const {
    const std::lock_guard lock(mutex_);
    return upcalls_;
}

bool BaseProvider::admits(SOCKET s, const char* function, LPINT lpErrno) {
    {
        const std::lock_guard lock(mutex_);
        // One that was closed a moment ago is for the call table to refuse.
        if (sockets_.contains(s) || closed_.contains(s)) return true;
    }
    // A layer's own handle must not come down here. What is no socket at all may be the application's mistake, which an IFS layer passes on.
    Host* const host = Host::current();
    const auto owner = host == nullptr ? std::nullopt : host->handles().owner(s);
    if (owner && owner->layered) rules_.broken(std::string(function) + " of the provider below was called with a handle that it did not make");
    *lpErrno = WSAENOTSOCK;
    return false;
}

bool BaseProvider::owns(SOCKET s) const {
    const std::lock_guard lock(mutex_);
    return sockets_.contains(s);
}

bool BaseProvider::ever_owned(SOCKET s) const {
    const std::lock_guard lock(mutex_);
    return sockets_.contains(s) || closed_.contains(s);
}

SOCKET BaseProvider::any_socket() const {
    const std::lock_guard lock(mutex_);
    return sockets_.empty() ? INVALID_SOCKET : sockets_.begin()->first;
}

SOCKET BaseProvider::adopt(SOCKET made, DWORD entry, LPINT lpErrno) {
    if (made == INVALID_SOCKET) {
        *lpErrno = winsock().WSAGetLastError();
        return INVALID_SOCKET;
    }
    LPWPUMODIFYIFSHANDLE modify = nullptr;
    {
        const std::lock_guard lock(mutex_);
        sockets_[made] = entry;
        closed_.erase(made);
        modify = upcalls_.lpWPUModifyIFSHandle;
    }
    const SOCKET named = modify == nullptr ? INVALID_SOCKET : modify(entry, made, lpErrno);
    if (named == made) return made;
    winsock().closesocket(made);
    forget(made);
    if (named != INVALID_SOCKET || modify == nullptr) *lpErrno = WSAEPROVIDERFAILEDINIT;
    return INVALID_SOCKET;
}

void BaseProvider::forget(SOCKET s) {
    const std::lock_guard lock(mutex_);
    if (sockets_.erase(s) > 0) closed_.insert(s);
}

void BaseProvider::keep(SOCKET s, DWORD entry) {
    const std::lock_guard lock(mutex_);
    sockets_[s] = entry;
    closed_.erase(s);
}

DWORD BaseProvider::entry_of(SOCKET s) const {
    const std::lock_guard lock(mutex_);
    const auto found = sockets_.find(s);
    return found == sockets_.end() ? 0 : found->second;
}

std::size_t BaseProvider::open_sockets() const {
    const std::lock_guard lock(mutex_);
    return sockets_.size();
}

bool BaseProvider::are_fresh(const WSABUF* buffers, DWORD count, const WSATHREADID* thread, const char* function, LPINT lpErrno) {
    const bool stale_buffers = lent_.expired(buffers) || (count > 0 && readable(buffers, sizeof(WSABUF)) &&
                                                          reinterpret_cast<std::uintptr_t>(buffers->buf) == kPoison);
    const bool stale_thread =
        lent_.expired(thread) || (readable(thread, sizeof(*thread)) && reinterpret_cast<std::uintptr_t>(thread->ThreadHandle) == kPoison);
    if (stale_buffers)
        rules_.broken("a WSABUF array was used by " + std::string(function) + " below after the call that lent it had returned");
    if (stale_thread)
        rules_.broken("a WSATHREADID was used by " + std::string(function) + " below after the call that lent it had returned");
    if (!stale_buffers && !stale_thread) return true;
    *lpErrno = WSAEFAULT;
    return false;
}

void BaseProvider::clear() {
    const std::lock_guard lock(mutex_);
    sockets_.clear();
    closed_.clear();
    starts_ = 0;
    upcalls_ = {};
}

}  // namespace wcts::winsock::lsp

// The declaration in ws2spi.h says nothing of exports.
extern "C" __declspec(dllexport) int WSPAPI WSPStartup(WORD wVersionRequested, LPWSPDATA lpWSPData, LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                                       WSPUPCALLTABLE UpcallTable, LPWSPPROC_TABLE lpProcTable) {
    auto* const provider = wcts::winsock::lsp::BaseProvider::current();
    if (provider == nullptr) return WSAEPROVIDERFAILEDINIT;
    return provider->start(wVersionRequested, lpWSPData, lpProtocolInfo, UpcallTable, lpProcTable);
}
