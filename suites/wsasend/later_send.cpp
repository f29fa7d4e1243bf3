#include "suites/wsasend/later_send.h"

#include "harness/winsock/error_names.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

constexpr const char* kFact = "a later send";

// The first datagram draws the message, on loopback within the call or soon after it.
void send_repeatedly(Scene& scene) {
    constexpr int kMost = 5;
    for (int i = 0; i < kMost; ++i) {
        const Flight& flight = post(scene, one_buffer(16));
        scene.collect();
        const int code = flight.record.accepted() ? flight.record.status : flight.record.error;
        if (code != 0) {
            scene.observe(kFact, "fails with " + winsock::error_name(code));
            return;
        }
        scene.target().SleepEx(10, FALSE);
    }
    scene.observe(kFact, "never fails");
}

}  // namespace

rows::Call send_until_one_fails(std::string where) {
    return procedure("WSASend of 16 bytes to " + where + ", up to five times", send_repeatedly);
}

expect::Expectation a_later_send_fails(std::string code) {
    return fact_is(kFact, "fails with " + code) & completes_once();
}

}  // namespace wcts::wsasend
