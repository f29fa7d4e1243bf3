#include "harness/winsock/lsp/lent.h"

#include "harness/winsock/memory.h"

#include <algorithm>

namespace wcts::winsock::lsp {
namespace {

void CALLBACK close_slot_handle(void* handle) {
    if (handle != nullptr) ::CloseHandle(handle);
}

template <typename T>
bool lies_in(const void* pointer, const T* begin, std::size_t count) {
    const auto at = reinterpret_cast<std::uintptr_t>(pointer);
    const auto first = reinterpret_cast<std::uintptr_t>(begin);
    return count > 0 && at >= first && at < first + count * sizeof(T);
}

}  // namespace

std::shared_ptr<LentMemory::Slot> LentMemory::lend() {
    const std::lock_guard lock(mutex_);
    // The oldest ones that are back go first; those whose call has not returned stay.
    while (slots_.size() >= kKept) {
        const auto back = std::find_if(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->expired; });
        if (back == slots_.end()) break;
        slots_.erase(back);
    }
    slots_.push_back(std::make_shared<Slot>());
    return slots_.back();
}

void LentMemory::take_back(const std::shared_ptr<Slot>& slot) {
    const std::lock_guard lock(mutex_);
    slot->expired = true;
    slot->thread.ThreadHandle = reinterpret_cast<HANDLE>(kPoison);
    slot->thread.Reserved = kPoison;
    for (WSABUF& buffer : slot->buffers) buffer.buf = reinterpret_cast<char*>(kPoison);
}

bool LentMemory::expired(const void* pointer) const {
    if (pointer == nullptr) return false;
    const std::lock_guard lock(mutex_);
    return std::any_of(slots_.begin(), slots_.end(), [pointer](const auto& slot) {
        return slot->expired && (lies_in(pointer, &slot->thread, 1) || lies_in(pointer, slot->buffers.data(), slot->buffers.size()));
    });
}

Lent::Lent(LentMemory& memory, LPWSABUF buffers, DWORD count) : memory_(memory), slot_(memory.lend()), buffers_(buffers) {
    slot_->thread.ThreadHandle = handle_of_this_thread();
    if (count > 0 && readable(buffers, count * sizeof(WSABUF))) {
        slot_->buffers.assign(buffers, buffers + count);
        buffers_ = slot_->buffers.data();
    }
}

HANDLE handle_of_this_thread() {
    // Fiber-local storage: its callback runs on the thread as it ends.
    static const DWORD index = ::FlsAlloc(&close_slot_handle);
    HANDLE handle = ::FlsGetValue(index);
    if (handle == nullptr) {
        ::DuplicateHandle(::GetCurrentProcess(), ::GetCurrentThread(), ::GetCurrentProcess(), &handle, 0, FALSE, DUPLICATE_SAME_ACCESS);
        ::FlsSetValue(index, handle);
    }
    return handle;
}

}  // namespace wcts::winsock::lsp
