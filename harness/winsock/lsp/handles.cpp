#include "harness/winsock/lsp/handles.h"

#include <algorithm>

namespace wcts::winsock::lsp {

SOCKET Handles::create(DWORD entry, DWORD_PTR context) {
    const HANDLE event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (event == nullptr) return INVALID_SOCKET;
    const auto s = reinterpret_cast<SOCKET>(event);
    const std::lock_guard lock(mutex_);
    handles_[s] = {{entry, true}, context, {}, false, false};
    return s;
}

bool Handles::close(SOCKET s) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = handles_.find(s);
        if (found == handles_.end() || found->second.closed || !found->second.owner.layered) return false;
        found->second.closed = true;
    }
    ::CloseHandle(reinterpret_cast<HANDLE>(s));
    return true;
}

std::optional<DWORD_PTR> Handles::context(SOCKET s) const {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found == handles_.end() || found->second.closed || !found->second.owner.layered) return std::nullopt;
    return found->second.context;
}

void Handles::modify(DWORD entry, SOCKET s) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found != handles_.end() && found->second.owner.layered && !found->second.closed) {
        found->second.owner.entry = entry;
    } else {
        handles_[s] = {{entry, false}, 0, {}, false, false};
    }
}

std::optional<Owner> Handles::owner(SOCKET s) const {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found == handles_.end() || found->second.closed) return std::nullopt;
    return found->second.owner;
}

void Handles::forget(SOCKET s) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found != handles_.end() && !found->second.owner.layered) handles_.erase(found);
}

bool Handles::set_port(SOCKET s, HANDLE port, ULONG_PTR key) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found == handles_.end() || found->second.port.port != nullptr) return false;
    found->second.port.port = port;
    found->second.port.key = key;
    return true;
}

bool Handles::add_modes(SOCKET s, UCHAR modes) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found == handles_.end() || found->second.closed) return false;
    found->second.port.modes = static_cast<UCHAR>(found->second.port.modes | modes);
    return true;
}

std::optional<Port> Handles::port(SOCKET s) const {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found == handles_.end() || !found->second.owner.layered) return std::nullopt;
    return found->second.port;
}

bool Handles::was_closed(SOCKET s) const {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    return found != handles_.end() && found->second.closed;
}

void Handles::excuse(SOCKET s) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(s);
    if (found != handles_.end()) found->second.excused = true;
}

std::size_t Handles::open_layered(const std::function<bool(DWORD)>& counts) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(handles_.begin(), handles_.end(), [&counts](const auto& one) {
        return one.second.owner.layered && !one.second.closed && !one.second.excused && counts(one.second.owner.entry);
    }));
}

void Handles::clear() {
    const std::lock_guard lock(mutex_);
    for (const auto& [s, handle] : handles_)
        if (handle.owner.layered && !handle.closed) ::CloseHandle(reinterpret_cast<HANDLE>(s));
    handles_.clear();
}

}  // namespace wcts::winsock::lsp
