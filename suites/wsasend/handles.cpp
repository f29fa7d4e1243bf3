// Descriptors that are no sockets.
#include "fixtures/scene/foreign_handle.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

// The descriptor decides, whatever the family: one kind stands for all.
Row not_a_socket(std::string_view id, std::string_view claim, std::string what, std::function<SOCKET(Scene&)> make) {
    return {.id = id,
            .clauses = {"WSASend.error.WSAENOTSOCK.not-a-socket", "WSASend.return.no-indication-after-error"},
            .claim = claim,
            .on = kTcp4,
            .paths = kEveryPath,
            .arrange = {no_connection()},
            .call = wsasend(one_buffer(16)).with(std::move(what), [make = std::move(make)](Scene& scene, Flight&, Arguments& call) {
                call.s = make(scene);
            }),
            .expect = refused(WSAENOTSOCK),
            .code = "WSAENOTSOCK"};
}

}  // namespace

std::vector<Row> handles() {
    return {
        not_a_socket("enotsock-closed", "a send on a socket that was closed fails", "a descriptor that was closed", scene::closed_socket),
        not_a_socket("enotsock-invalid-socket", "a send on INVALID_SOCKET fails", "INVALID_SOCKET", [](Scene&) { return INVALID_SOCKET; }),
        not_a_socket("enotsock-zero", "a send on descriptor 0 fails", "descriptor 0", [](Scene&) { return SOCKET{0}; }),
        not_a_socket("enotsock-never-opened", "a send on a value that was never opened fails", "a value that was never opened",
                     [](Scene&) { return scene::never_opened(); }),
        not_a_socket("enotsock-file", "a send on a file's handle fails", "a file's handle", [](Scene&) { return scene::file_as_socket(); }),
        not_a_socket("enotsock-event", "a send on an event's handle fails", "an event's handle", [](Scene&) { return scene::event_as_socket(); }),
        not_a_socket("enotsock-other-process", "a send on the value of a socket's handle in another process fails",
                     "the value of a socket's handle in another process", scene::socket_of_another_process),
    };
}

}  // namespace wcts::wsasend
