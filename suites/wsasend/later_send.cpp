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

void receive_without_waiting(Scene& scene) {
    u_long on = 1;
    if (scene.target().ioctlsocket(scene.socket(), FIONBIO, &on) != 0) {
        throw SetupFailed("ioctlsocket(FIONBIO)", scene.target().WSAGetLastError());
    }
    char byte = 0;
    const int result = scene.target().recv(scene.socket(), &byte, 1, 0);
    scene.observe("the next recv", result != SOCKET_ERROR ? "succeeds" : "fails with " + winsock::error_name(scene.target().WSAGetLastError()));
}

}  // namespace

rows::Call send_until_one_fails(std::string where) {
    return procedure("WSASend of 16 bytes to " + where + ", up to five times", send_repeatedly);
}

expect::Expectation a_later_send_fails(std::string code) {
    return fact_is(kFact, "fails with " + code) & completes_once();
}

Step the_next_recv_is_noted() {
    return {"recv, which may tell what no send told", receive_without_waiting};
}

}  // namespace wcts::wsasend
