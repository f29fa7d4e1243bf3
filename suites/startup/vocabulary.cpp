#include "suites/startup/vocabulary.h"

#include "harness/winsock/error_names.h"

#include <utility>

namespace wcts::startup {

std::vector<rows::SuiteMaker> makers() {
    return {{"wsacleanup", wsacleanup}, {"wsastartup", wsastartup}};
}

Row in_a_new_process(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, std::string words,
                     std::function<void(Scene&)> deed, Expectation expect) {
    Row row = row_without_socket(id, std::move(clauses), claim, std::move(words), std::move(deed), std::move(expect));
    row.process = Process::before_startup;
    return row;
}

void tell_code(Scene& scene, int code, std::string what) {
    scene.observe(std::move(what), code == 0 ? "succeeds" : "fails with " + winsock::error_name(code));
}

void start(Scene& scene) {
    WSADATA data{};
    if (const int error = scene.target().WSAStartup(MAKEWORD(2, 2), &data); error != 0) throw SetupFailed("WSAStartup", error);
}

void tell_socket(Scene& scene, std::string what) {
    const SOCKET made = scene.target().socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    tell(scene, made != INVALID_SOCKET, std::move(what));
    if (made != INVALID_SOCKET) scene.target().closesocket(made);
}

}  // namespace wcts::startup
