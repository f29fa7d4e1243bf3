// What a provider is lent for the length of one call: the WSABUF array and the WSATHREADID. Pages: WSPSend, WSPRecv, WPUQueueApc.
//
// Each call gets copies, which are overwritten when it returns and are not used again for a while: whoever keeps a pointer instead of a
// copy finds values that can only have come from here.
#pragma once

#include "harness/winsock/lsp/spi.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace wcts::winsock::lsp {

// No address of a program and no handle.
inline constexpr std::uintptr_t kPoison = 0x5AFE'0BAD;

// Any thread.
class LentMemory {
public:
    struct Slot {
        std::vector<WSABUF> buffers;
        WSATHREADID thread{};
        bool expired = false;
    };

    [[nodiscard]] std::shared_ptr<Slot> lend();
    void take_back(const std::shared_ptr<Slot>& slot);
    // Whether the pointer leads into something that a call has returned from.
    [[nodiscard]] bool expired(const void* pointer) const;

private:
    static constexpr std::size_t kKept = 256;

    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<Slot>> slots_;
};

// One call's worth.
class Lent {
public:
    // Where the array cannot be read the caller's own pointer is passed on: that is the provider's to notice.
    Lent(LentMemory& memory, LPWSABUF buffers, DWORD count);
    ~Lent() { memory_.take_back(slot_); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

    [[nodiscard]] LPWSABUF buffers() const { return buffers_; }
    [[nodiscard]] LPWSATHREADID thread() const { return &slot_->thread; }

private:
    LentMemory& memory_;
    std::shared_ptr<LentMemory::Slot> slot_;
    LPWSABUF buffers_;
};

// A handle of the calling thread that others may use as long as the thread lives.
[[nodiscard]] HANDLE handle_of_this_thread();

}  // namespace wcts::winsock::lsp
