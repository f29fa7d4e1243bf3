#include "suites/wsasend/later_send.h"

#include "harness/winsock/error_names.h"
#include "suites/common/later_failure.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

int send_once(Scene& scene) {
    const Flight& flight = post(scene, one_buffer(16));
    scene.collect();
    return flight.record.accepted() ? flight.record.status : flight.record.error;
}

void receive_without_waiting(Scene& scene) {
    scene::make_nonblocking(scene);
    char byte = 0;
    const int result = scene.target().recv(scene.socket(), &byte, 1, 0);
    scene.observe("the next recv", result != SOCKET_ERROR ? "succeeds" : "fails with " + winsock::error_name(scene.target().WSAGetLastError()));
}

}  // namespace

rows::Call send_until_one_fails(const std::string& where) {
    return common::until_one_fails("WSASend of 16 bytes to " + where, send_once);
}

expect::Expectation a_later_send_fails(const std::string& code) {
    return common::a_later_send_fails(code) & completes_once();
}

Step the_next_recv_is_noted() {
    return {"recv, which may tell what no send told", receive_without_waiting};
}

}  // namespace wcts::wsasend
