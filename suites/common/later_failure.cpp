#include "suites/common/later_failure.h"

#include "harness/expect/operations.h"
#include "harness/winsock/error_names.h"
#include "suites/common/words.h"

#include <utility>

namespace wcts::common {
namespace {

constexpr const char* kFact = "a later send";

}  // namespace

// The first datagram draws the message, on loopback within the call or soon after it.
rows::Call until_one_fails(std::string words, std::function<int(scene::Scene&)> send_once) {
    return procedure(std::move(words) + ", up to five times", [send_once = std::move(send_once)](scene::Scene& scene) {
        constexpr int kMost = 5;
        for (int i = 0; i < kMost; ++i) {
            if (const int code = send_once(scene); code != 0) {
                scene.observe(kFact, "fails with " + winsock::error_name(code));
                return;
            }
            scene.target().SleepEx(10, FALSE);
        }
        scene.observe(kFact, "never fails");
    });
}

expect::Expectation a_later_send_fails(const std::string& code) {
    return expect::fact_is(kFact, "fails with " + code);
}

}  // namespace wcts::common
