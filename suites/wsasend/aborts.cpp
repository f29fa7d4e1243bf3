// A pending send that is cancelled: by closesocket, by SIO_FLUSH, by the end of its thread, by CancelIo and CancelIoEx.
#include "suites/wsasend/aborts.h"

#include "harness/winsock/error_names.h"
#include "harness/winsock/readiness.h"
#include "suites/wsasend/vocabulary.h"

#include <thread>

namespace wcts::wsasend {
namespace {

// Where the control code is refused the peer reads, so that the send comes to an end all the same.
Step flush() {
    return {"WSAIoctl(SIO_FLUSH)", [](Scene& scene) {
                DWORD returned = 0;
                const int result = scene.target().WSAIoctl(scene.socket(), SIO_FLUSH, nullptr, 0, nullptr, 0, &returned, nullptr, nullptr);
                scene.observe("SIO_FLUSH", result == 0 ? "accepted" : winsock::error_name(scene.target().WSAGetLastError()));
                if (result != 0) scene.stream_peer().start_reading();
            }};
}

// The kernel knows nothing of the operations on a handle that a layered provider made without it.
[[noreturn]] void not_cancelled(Scene& scene, const std::string& function) {
    const int error = scene.target().WSAGetLastError();
    if (error == ERROR_NOT_SUPPORTED)
        throw scene::Unsupported(function + " is for handles of the kernel's own, and this socket's is a non-IFS provider's");
    throw SetupFailed(function, error);
}

// While parts of the send are still being taken, there may be a moment in which it cannot be cancelled.
Step stream_rests() {
    return {"the stream takes no more for 100 ms", [](Scene& scene) {
                for (;;) {
                    if (winsock::select_one(scene.target(), scene.socket(), winsock::Ready::write, 100ms) == 0) return;
                    if (scene.deadline().passed()) throw SetupFailed("the stream did not come to rest");
                    scene.target().SleepEx(10, FALSE);
                }
            }};
}

Step cancel_all_of_the_thread() {
    return {"CancelIo", [](Scene& scene) {
                if (!scene.target().CancelIo(reinterpret_cast<HANDLE>(scene.socket()))) not_cancelled(scene, "CancelIo");
            }};
}

void send_on_a_thread_that_ends(Scene& scene) {
    Flight* flight = nullptr;
    std::thread([&] { flight = &post(scene, one_buffer(64 * 1024)); }).join();
    scene.orphan(*flight);
}

// What the peer got of it is a prefix; how much was already on its way is nobody's promise.
Row aborted(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, rows::Call call, std::vector<Step> then) {
    return {.id = id,
            .clauses = std::move(clauses),
            .claim = claim,
            .on = kStreams,
            .paths = kOverlappedPaths,
            .arrange = full_stream(),
            .call = std::move(call),
            .then = std::move(then),
            .expect = pends() & completes_with(WSA_OPERATION_ABORTED) & delivered_a_prefix(),
            .code = "WSA_OPERATION_ABORTED",
            .patience = 1500ms};
}

}  // namespace

Step cancel_this_one() {
    return {"CancelIoEx of the operation", [](Scene& scene) {
                const auto handle = reinterpret_cast<HANDLE>(scene.socket());
                if (!scene.target().CancelIoEx(handle, scene.flights().back()->overlapped())) not_cancelled(scene, "CancelIoEx");
            }};
}

std::vector<Row> aborts() {
    return {
        aborted("aborted-by-close", {"WSASend.error.WSA_OPERATION_ABORTED.closed", "WSASend.remarks.final-status"},
                "closing the socket ends a pending send with WSA_OPERATION_ABORTED", wsasend(one_buffer(64 * 1024)), {close_the_socket()}),
        aborted("aborted-by-close-all", {"WSASend.error.WSA_OPERATION_ABORTED.closed", "WSASend.overlapped.separate-structures"},
                "closing the socket ends each of several pending sends with WSA_OPERATION_ABORTED, each in its own WSAOVERLAPPED",
                wsasend(one_buffer(8 * 1024)).times(8), {close_the_socket()}),
        aborted("aborted-by-sio-flush", {"WSASend.error.WSA_OPERATION_ABORTED.sio-flush"},
                "SIO_FLUSH ends a pending send with WSA_OPERATION_ABORTED", wsasend(one_buffer(64 * 1024)), {flush()}),
        aborted("aborted-by-thread-exit", {"WSASend.error.WSA_OPERATION_ABORTED.thread-exit", "WSASend.overlapped.thread-exit"},
                "a pending send whose thread ends is ended with WSA_OPERATION_ABORTED",
                procedure("WSASend of 65536 bytes on a thread that then ends", send_on_a_thread_that_ends), {}),
        aborted("aborted-by-cancelioex", {"WSASend.remarks.final-status", "WSASend.return.pending"},
                "CancelIoEx ends a pending send with WSA_OPERATION_ABORTED", wsasend(one_buffer(64 * 1024)), {cancel_this_one()}),
        aborted("aborted-by-cancelio", {"WSASend.remarks.final-status", "WSASend.return.pending"},
                "CancelIo ends the thread's pending sends with WSA_OPERATION_ABORTED", wsasend(one_buffer(64 * 1024)),
                {cancel_all_of_the_thread()}),
        // How much of it was sent nobody promises to tell: it is recorded.
        {.id = "count-of-a-cancelled-send",
         .clauses = {"WSASend.overlapped.transferred", "WSASend.remarks.final-status", "WSASend.overlapped.pending"},
         .claim = "a send that pends with a part of it sent, and is cancelled, does not tell that all of it was sent",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = stream_with_little_room(),
         .call = wsasend(one_buffer(1024 * 1024)),
         .then = {stream_rests(), cancel_this_one(), count_that_is_told()},
         .expect = pends() & completes_with(WSA_OPERATION_ABORTED) & not_everything_is_told() & delivered_a_prefix(),
         .code = "WSA_OPERATION_ABORTED",
         .form_matters = true,
         .patience = 1500ms},
    };
}

}  // namespace wcts::wsasend
