#include "suites/common/apc.h"

#include "harness/expect/operations.h"
#include "suites/common/rescue.h"

namespace wcts::common {
namespace {

constexpr const char* kFact = "the APC";
constexpr const char* kInTime = "ran during the call";

// Longer than any call that the APC lets end.
constexpr std::chrono::milliseconds kLate{1500};

struct Apc {
    scene::Scene& scene;
    const std::string& what;
    const std::function<void()>& deed;
    bool ran = false;

    static void CALLBACK run(ULONG_PTR self) {
        auto& apc = *reinterpret_cast<Apc*>(self);
        apc.ran = true;
        apc.scene.recorder().note(winsock::Who::harness, "apc", "ran, and " + apc.what);
        apc.deed();
    }
};

}  // namespace

void call_with_apc(scene::Scene& scene, const std::string& what, const std::function<void()>& deed, const std::function<void()>& call) {
    Apc apc{scene, what, deed};
    scene.target().QueueUserAPC(&Apc::run, ::GetCurrentThread(), reinterpret_cast<ULONG_PTR>(&apc));
    Rescue rescue(kLate, deed);
    call();
    rescue.call_off();
    scene.observe(kFact, apc.ran && !rescue.was_needed() ? kInTime : "did not run during the call");
    if (!apc.ran) scene.target().SleepEx(0, TRUE);  // it must not run in a later case
}

expect::Expectation the_apc_ran_during_the_call() {
    return expect::fact_is(kFact, kInTime);
}

}  // namespace wcts::common
