// Calls while something else of the provider is under way: a blocking call of Winsock 1.1, a callback.
#pragma once

#include "fixtures/rows/row.h"
#include "fixtures/scene/step.h"

#include <chrono>
#include <functional>

namespace wcts::common {

// A call that only a faithful target ends is ended by us after this time.
inline constexpr std::chrono::milliseconds kRescueAfter{700};

// For rows in a process of their own where WSAStartup has not been called: hooks are for applications that asked for Winsock 1.1 alone.
[[nodiscard]] scene::Step winsock_1_1();
// The row in such a process.
[[nodiscard]] rows::Row under_winsock_1_1(rows::Row row);

// The thread's blocking hook, as long as the object lives: runs the deed at the first turn of the first blocking call, and nothing after.
// A hook runs on the thread that blocks and has no context, so the call that it belongs to is known here. The constructor throws
// Unsupported where the target has no hooks.
class Hook {
public:
    Hook(scene::Scene& scene, std::function<void()> deed);
    ~Hook();
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

    [[nodiscard]] bool ran() const { return ran_; }

private:
    static BOOL CALLBACK turn();

    static thread_local Hook* current_;

    scene::Scene& scene_;
    std::function<void()> deed_;
    bool ran_ = false;
};

// Each runs the deed there, on this thread; false where that was never called back.
// The blocking call is a receive on another socket, for which nothing ever comes. The hook cancels it; else a datagram ends it.
[[nodiscard]] bool inside_a_blocking_call(scene::Scene& scene, const std::function<void()>& deed);
// The condition function of a WSAAccept on another socket.
[[nodiscard]] bool inside_a_callback(scene::Scene& scene, const std::function<void()>& deed);

}  // namespace wcts::common
