// An APC in a call that waits: shows whether the wait is alertable.
#pragma once

#include "fixtures/scene/scene.h"
#include "harness/expect/expectation.h"

#include <functional>
#include <string>

namespace wcts::common {

// Queues an APC to this thread that does the deed, and makes the call, which waits for the deed. Where the APC does not run meanwhile the
// deed is done after a while: a wait that is not alertable would have no end of its own. `what` names the deed in the trace.
void call_with_apc(scene::Scene& scene, const std::string& what, const std::function<void()>& deed, const std::function<void()>& call);

// What call_with_apc observes.
[[nodiscard]] expect::Expectation the_apc_ran_during_the_call();

}  // namespace wcts::common
