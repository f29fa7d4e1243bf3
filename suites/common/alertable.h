// Waits in which completion routines run, and those in which they do not.
#pragma once

#include "fixtures/scene/scene.h"

#include <functional>
#include <string>

namespace wcts::common {

// Every flight has ended, or the case's time is over. Awaited without an alertable wait, so that no routine has run: WSAGetOverlappedResult
// may be polled where a routine was given.
void wait_until_ended(scene::Scene& scene);

// One alertable wait, in the manner of the path: what it returned.
[[nodiscard]] std::string one_alertable_wait(scene::Scene& scene);

// Waits that are not alertable: for an event as Winsock has it and as the kernel has it, and for nothing.
void waits_that_are_not_alertable(scene::Scene& scene);

// Another thread rests alertably as long as the deed lasts.
void while_another_thread_is_alertable(const std::function<void()>& deed);

}  // namespace wcts::common
