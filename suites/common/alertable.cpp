#include "suites/common/alertable.h"

#include <thread>

namespace wcts::common {

using scene::Scene;

void wait_until_ended(Scene& scene) {
    for (const auto& flight : scene.flights()) {
        DWORD bytes = 0;
        DWORD flags = 0;
        while (!scene.target().WSAGetOverlappedResult(scene.socket(), flight->overlapped(), &bytes, FALSE, &flags) &&
               scene.target().WSAGetLastError() == WSA_IO_INCOMPLETE && !scene.deadline().passed()) {
            scene.target().SleepEx(1, FALSE);
        }
    }
}

std::string one_alertable_wait(Scene& scene) {
    const HANDLE never_set = scene.make_event();
    const Scene::Alertable alertable(scene);
    const DWORD result = scene.path() == kinds::Path::routine_wait
                             ? scene.target().WSAWaitForMultipleEvents(1, &never_set, FALSE, scene.deadline().left_ms(), TRUE)
                             : scene.target().SleepEx(scene.deadline().left_ms(), TRUE);
    return result == WAIT_IO_COMPLETION ? "WSA_WAIT_IO_COMPLETION" : "another result";
}

void waits_that_are_not_alertable(Scene& scene) {
    const HANDLE event = scene.make_event();
    scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 2, FALSE);
    scene.target().WaitForSingleObjectEx(event, 2, FALSE);
    scene.target().SleepEx(2, FALSE);
}

void while_another_thread_is_alertable(const std::function<void()>& deed) {
    struct Other {
        Other() { ::WaitForSingleObject(rests, 10'000); }
        ~Other() {
            ::SetEvent(done);
            thread.join();
            ::CloseHandle(done);
            ::CloseHandle(rests);
        }
        Other(const Other&) = delete;
        Other& operator=(const Other&) = delete;

        const HANDLE done = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
        const HANDLE rests = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
        std::thread thread{[this] {
            ::SetEvent(rests);
            while (::WaitForSingleObjectEx(done, 10'000, TRUE) == WAIT_IO_COMPLETION) {
            }
        }};
    } const other;
    deed();
}

}  // namespace wcts::common
