// What is refused whatever comes: the socket's state, its descriptor, the memory, and what every function's page has.
#include "fixtures/scene/bad_memory.h"
#include "harness/winsock/error_names.h"
#include "suites/receiving/vocabulary.h"

namespace wcts::receiving {
namespace {

using scene::Bad;

std::function<void(Arguments&)> bad_data(Bad bad) {
    return [bad](Arguments& call) { call.buffers = new WSABUF{64, static_cast<char*>(scene::bad_memory(bad, 64))}; };
}

Subject subject_of(const Function& function) {
    return {.function = function.name,
            .ready = [function](Scene& scene) -> std::function<bool()> {
                return [&scene, function] { return post(scene, function, one_buffer(16)).flight.record.accepted(); };
            },
            .on = kUdp4,
            .paths = Path::nonblocking,
            .on_descriptor =
                [function](Scene& scene, SOCKET descriptor) {
                    return post(scene, function, one_buffer(16), 0, [descriptor](Arguments& call) { call.s = descriptor; })
                        .flight.record.accepted();
                },
            .also = [](int code) { return refused(code); }};
}

}  // namespace

std::vector<Row> refusals(const Function& function) {
    const RowOf row{function};
    const auto shut = [&](std::string_view id, std::string_view clause, std::string_view claim, int how) {
        return row(id, std::vector<std::string_view>{clause, "return.failure"}, claim, kTcp4 | kUdp4, function.paths(),
                   std::vector<Step>{scene::shut_down(how)}, receives(function, 16), receive_fails(WSAESHUTDOWN), "WSAESHUTDOWN");
    };
    const Subject subject = subject_of(function);
    std::vector<Row> rows{
        row("enotconn-when-bound", {"error.WSAENOTCONN.not-connected", "return.failure"},
            "a receive on a bound stream socket that is not connected fails", kTcp4, function.paths(), {scene::bound_but_unconnected()},
            receives(function, 16), receive_fails(WSAENOTCONN), "WSAENOTCONN"),
        may_hang(row("einval-unbound", {"error.WSAEINVAL.not-bound", "return.failure"},
                     "a receive on a datagram socket that is not bound fails", kUdp4, function.paths(), {scene::unconnected()},
                     receives(function, 16), receive_fails(WSAEINVAL), "WSAEINVAL")),
        shut("eshutdown-after-sd-receive", "error.WSAESHUTDOWN.sd-receive", "a receive after shutdown(SD_RECEIVE) fails", SD_RECEIVE),
        shut("eshutdown-after-sd-both", "error.WSAESHUTDOWN.sd-both", "a receive after shutdown(SD_BOTH) fails", SD_BOTH),
        row("ewouldblock-without-data", {"error.WSAEWOULDBLOCK.nonblocking", "return.failure"},
            "a non-blocking receive fails where nothing has come", kTcp4 | kUdp4, Path::nonblocking, {}, receives(function, 16),
            receive_fails(WSAEWOULDBLOCK), "WSAEWOULDBLOCK"),
        efault(function, "efault-data-null", "a buffer at NULL is refused", "error.WSAEFAULT.buffer", kTcp4 | kUdp4, Path::blocking,
               "a buffer at NULL", bad_data(Bad::null)),
        efault(function, "efault-data-unmapped", "a buffer in unmapped memory is refused", "error.WSAEFAULT.buffer", kTcp4 | kUdp4,
               Path::blocking, "a buffer in unmapped memory", bad_data(Bad::unmapped)),
        efault(function, "efault-data-read-only", "a buffer in read-only memory is refused", "error.WSAEFAULT.buffer", kTcp4 | kUdp4,
               Path::blocking, "a buffer in read-only memory", bad_data(Bad::read_only)),
        common::row_of_network_down(subject),
    };
    if (function.overlapped) {
        rows.push_back(efault(function, "efault-buffers-unmapped", "lpBuffers in unmapped memory is refused", "error.WSAEFAULT.buffer",
                              kTcp4 | kUdp4, Path::blocking, "lpBuffers unmapped", [](Arguments& call) {
                                  call.buffers = static_cast<WSABUF*>(scene::bad_memory(Bad::unmapped, sizeof(WSABUF)));
                              }));
        rows.push_back(efault(function, "efault-count-null-without-overlapped", "lpNumberOfBytesRecvd may not be NULL when lpOverlapped is",
                              "lpNumberOfBytesRecvd.null-nonoverlapped", kTcp4 | kUdp4, Path::blocking, "lpNumberOfBytesRecvd NULL",
                              [](Arguments& call) { call.count = nullptr; }));
        rows.push_back(efault(function, "efault-flags-unmapped", "lpFlags in unmapped memory is refused", "error.WSAEFAULT.lpFlags",
                              kTcp4 | kUdp4, Path::blocking, "lpFlags unmapped",
                              [](Arguments& call) { call.flags = static_cast<DWORD*>(scene::bad_memory(Bad::unmapped, sizeof(DWORD))); }));
        rows.push_back(efault(function, "efault-count-unmapped", "lpNumberOfBytesRecvd in unmapped memory is refused",
                              "error.WSAEFAULT.lpNumberOfBytesRecvd", kTcp4 | kUdp4, Path::blocking, "lpNumberOfBytesRecvd unmapped",
                              [](Arguments& call) { call.count = static_cast<DWORD*>(scene::bad_memory(Bad::unmapped, sizeof(DWORD))); }));
        rows.push_back(efault(function, "efault-overlapped-unmapped", "lpOverlapped in unmapped memory is refused",
                              "error.WSAEFAULT.lpOverlapped", kTcp4 | kUdp4, Path::event_wait, "lpOverlapped unmapped",
                              [](Arguments& call) {
                                  call.overlapped = static_cast<WSAOVERLAPPED*>(scene::bad_memory(Bad::unmapped, sizeof(WSAOVERLAPPED)));
                              }));
        rows.push_back(efault(
            function, "efault-routine-unmapped", "lpCompletionRoutine in unmapped memory is refused", "error.WSAEFAULT.lpCompletionRoutine",
            kTcp4 | kUdp4, Path::routine_sleepex, "lpCompletionRoutine unmapped", [](Arguments& call) {
                constexpr std::size_t kSomeCode = 16;
                call.routine = reinterpret_cast<LPWSAOVERLAPPED_COMPLETION_ROUTINE>(scene::bad_memory(Bad::unmapped, kSomeCode));
            }));
    } else {
        for (const int length : {0, -1}) {
            Row bad =
                row(length == 0 ? "einval-no-bytes" : "einval-negative-length",
                    std::vector<std::string_view>{"error.WSAEINVAL.length", "return.failure"},
                    length == 0 ? "a receive of no bytes on a stream is refused" : "a receive of a negative length on a stream is refused",
                    kTcp4, function.paths(), std::vector<Step>{peer_sends(16)},
                    procedure(function.words(length == 0 ? "of 0 bytes" : "of -1 bytes"),
                              [function, length](Scene& scene) {
                                  tell(scene,
                                       post(scene, function, one_buffer(16), 0,
                                            [length](Arguments& call) {
                                                // The function is given the buffer and the length; the array is the scene's.
                                                call.buffers = new WSABUF{static_cast<ULONG>(length), call.buffers->buf};
                                            })
                                           .flight,
                                       0);
                              }),
                    receive_fails(WSAEINVAL), "WSAEINVAL");
            rows.push_back(std::move(bad));
        }
    }
    common::append(rows, common::rows_of_startup(subject));
    common::append(rows, common::rows_of_progress(subject));
    common::append(rows, common::rows_of_descriptors(subject));
    return rows;
}

}  // namespace wcts::receiving
