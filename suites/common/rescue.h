// For rows that make a call which only a faithful target ends: a broken one must not hang the run.
#pragma once

#include "harness/winsock/platform.h"

#include <chrono>
#include <functional>
#include <thread>

namespace wcts::common {

// Does its deed on a thread of its own after the given time, unless it is called off before. The thread is joined by the destructor.
class Rescue {
public:
    Rescue(std::chrono::milliseconds after, std::function<void()> deed) : stop_(::CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
        thread_ = std::thread([this, deed = std::move(deed), after] {
            if (::WaitForSingleObject(stop_, static_cast<DWORD>(after.count())) == WAIT_OBJECT_0) return;
            needed_ = true;
            deed();
        });
    }
    ~Rescue() {
        call_off();
        ::CloseHandle(stop_);
    }
    Rescue(const Rescue&) = delete;
    Rescue& operator=(const Rescue&) = delete;

    void call_off() {
        ::SetEvent(stop_);
        if (thread_.joinable()) thread_.join();
    }
    // Only after call_off().
    [[nodiscard]] bool was_needed() const { return needed_; }

private:
    HANDLE stop_;
    bool needed_ = false;
    std::thread thread_;
};

}  // namespace wcts::common
