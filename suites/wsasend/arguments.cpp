// Pointers and counts: what may be NULL, what must be memory, what is read and what is not.
#include "fixtures/scene/bad_memory.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

using scene::Bad;
using scene::bad_memory;

using Change = std::function<void(Scene&, Flight&, Arguments&)>;

// A bad pointer may crash its caller: each case has a process of its own. One stream and one datagram kind stand for all.
Row efault(std::string_view id, std::string_view claim, std::string_view clause, PathSet paths, Lengths lengths, std::string what,
           Change change) {
    return {.id = id,
            .clauses = {clause, "WSASend.return.no-indication-after-error"},
            .claim = claim,
            .on = kTcp4 | kUdp4,
            .paths = paths,
            .call = wsasend(std::move(lengths)).with(std::move(what), std::move(change)),
            .expect = fails(WSAEFAULT) & no_completion() & nothing_delivered(),
            .code = "WSAEFAULT",
            .process = Process::may_crash};
}

Row bad_array(std::string_view id, std::string_view claim, std::string what, Bad bad) {
    return efault(id, claim, "WSASend.error.WSAEFAULT.lpBuffers", kUndisputedPaths, {8, 8}, std::move(what),
                  [bad](Scene&, Flight&, Arguments& call) {
                      call.lpBuffers = static_cast<WSABUF*>(bad_memory(bad, 2 * sizeof(WSABUF), call.lpBuffers));
                  });
}

Row bad_data(std::string_view id, std::string_view claim, std::string what, Bad bad) {
    return efault(id, claim, "WSASend.error.WSAEFAULT.lpBuffers", kUndisputedPaths, one_buffer(64), std::move(what),
                  [bad](Scene&, Flight& flight, Arguments& call) {
                      // The flight's own array keeps its meaning; this one lives as long as the process.
                      call.lpBuffers = new WSABUF{64, static_cast<char*>(bad_memory(bad, 64, flight.data().data()))};
                  });
}

Row bad_count(std::string_view id, std::string_view claim, PathSet paths, std::string what, Bad bad) {
    return efault(id, claim, "WSASend.error.WSAEFAULT.lpNumberOfBytesSent", paths, one_buffer(16), std::move(what),
                  [bad](Scene&, Flight&, Arguments& call) {
                      call.lpNumberOfBytesSent = static_cast<DWORD*>(bad_memory(bad, sizeof(DWORD), call.lpNumberOfBytesSent));
                  });
}

Row bad_overlapped(std::string_view id, std::string_view claim, std::string what, Bad bad) {
    return efault(id, claim, "WSASend.error.WSAEFAULT.lpOverlapped", kOverlappedPaths, one_buffer(16), std::move(what),
                  [bad](Scene&, Flight&, Arguments& call) {
                      call.lpOverlapped = static_cast<WSAOVERLAPPED*>(bad_memory(bad, sizeof(WSAOVERLAPPED), call.lpOverlapped));
                  });
}

Row bad_routine(std::string_view id, std::string_view claim, std::string what, std::function<std::uintptr_t()> address) {
    return efault(id, claim, "WSASend.error.WSAEFAULT.lpCompletionRoutine", kRoutinePaths, one_buffer(16), std::move(what),
                  [address = std::move(address)](Scene&, Flight&, Arguments& call) {
                      call.lpCompletionRoutine = reinterpret_cast<LPWSAOVERLAPPED_COMPLETION_ROUTINE>(address());
                  });
}

// An address that belongs to the system in every process: the top of the address space.
std::uintptr_t system_address() {
    return ~std::uintptr_t{0} - 0xFFFF;
}

}  // namespace

std::vector<Row> arguments() {
    return {
        bad_array("efault-buffers-null", "lpBuffers NULL with a count of 2 is refused", "lpBuffers NULL", Bad::null),
        bad_array("efault-buffers-unmapped", "lpBuffers in unmapped memory is refused", "lpBuffers unmapped", Bad::unmapped),
        bad_array("efault-buffers-straddling", "an array whose second WSABUF is not mapped is refused", "the second WSABUF unmapped",
                  Bad::straddling),

        bad_data("efault-data-null", "a WSABUF with a length and no memory is refused", "WSABUF.buf NULL", Bad::null),
        bad_data("efault-data-unmapped", "a WSABUF with unmapped data is refused", "WSABUF.buf unmapped", Bad::unmapped),
        bad_data("efault-data-straddling", "a WSABUF whose second half is not mapped is refused, and nothing of it is sent",
                 "the second half of the data unmapped", Bad::straddling),

        // Whether this is a fault or a message too large is open on a datagram socket.
        {.id = "efault-length-of-4-gib",
         .clauses = {"WSASend.error.WSAEFAULT.lpBuffers", "WSASend.return.no-indication-after-error"},
         .claim = "a WSABUF whose length of 0xFFFFFFFF leads far beyond its memory is refused, and nothing of it is sent",
         .on = kTcp4,
         .paths = kUndisputedPaths,
         .arrange = {peer_reads()},
         .call = wsasend(one_buffer(256 * 1024))
                     .with("WSABUF.len 0xFFFFFFFF over 256 KiB of memory",
                           [](Scene&, Flight& flight, Arguments& call) {
                               std::vector<char> data(flight.data().begin(), flight.data().end());
                               data.resize(2 * data.size());  // the second half is what is not mapped
                               void* const memory = bad_memory(Bad::straddling, data.size(), data.data());
                               call.lpBuffers = new WSABUF{0xFFFFFFFF, static_cast<char*>(memory)};
                           }),
         .expect = fails(WSAEFAULT) & no_completion() & nothing_delivered(),
         .code = "WSAEFAULT",
         .process = Process::may_crash},

        {.id = "count-null-without-overlapped",
         .clauses = {"WSASend.param.lpNumberOfBytesSent.null-nonoverlapped", "WSASend.error.WSAEFAULT.lpNumberOfBytesSent"},
         .claim = "lpNumberOfBytesSent may not be NULL when lpOverlapped is NULL",
         .on = kEverySocket,
         .paths = kPlainPaths - Path::no_attribute,
         .call = wsasend(one_buffer(16)).with("lpNumberOfBytesSent NULL",
                                              [](Scene&, Flight&, Arguments& call) { call.lpNumberOfBytesSent = nullptr; }),
         .expect = fails(WSAEFAULT) & no_completion() & nothing_delivered(),
         .code = "WSAEFAULT",
         .process = Process::may_crash},
        {.id = "count-null-with-overlapped",
         .clauses = {"WSASend.param.lpNumberOfBytesSent.null-overlapped"},
         .claim = "lpNumberOfBytesSent may be NULL when lpOverlapped is not",
         .on = kEverySocket,
         .paths = kOverlappedPaths,
         .call = wsasend(one_buffer(16)).with("lpNumberOfBytesSent NULL",
                                              [](Scene&, Flight&, Arguments& call) { call.lpNumberOfBytesSent = nullptr; }),
         .expect = succeeds() & completes_once() & delivered()},
        bad_count("efault-count-unmapped", "lpNumberOfBytesSent in unmapped memory is refused", kUndisputedPaths,
                  "lpNumberOfBytesSent unmapped", Bad::unmapped),
        bad_count("efault-count-read-only", "lpNumberOfBytesSent in read-only memory is refused", kUndisputedPaths,
                  "lpNumberOfBytesSent read-only", Bad::read_only),
        bad_count("efault-count-straddling", "lpNumberOfBytesSent that ends in unmapped memory is refused", kUndisputedPaths,
                  "the second half of lpNumberOfBytesSent unmapped", Bad::straddling),

        bad_overlapped("efault-overlapped-unmapped", "lpOverlapped in unmapped memory is refused", "lpOverlapped unmapped", Bad::unmapped),
        bad_overlapped("efault-overlapped-read-only", "lpOverlapped in read-only memory is refused", "lpOverlapped read-only",
                       Bad::read_only),
        bad_overlapped("efault-overlapped-straddling", "lpOverlapped that ends in unmapped memory is refused",
                       "the second half of lpOverlapped unmapped", Bad::straddling),

        bad_routine("efault-routine-unmapped", "lpCompletionRoutine in unmapped memory is refused", "lpCompletionRoutine unmapped",
                    [] { return reinterpret_cast<std::uintptr_t>(bad_memory(Bad::unmapped, 16)); }),
        bad_routine("efault-routine-straddling", "lpCompletionRoutine on the last bytes before unmapped memory is refused",
                    "lpCompletionRoutine on the last bytes before unmapped memory",
                    [] { return reinterpret_cast<std::uintptr_t>(bad_memory(Bad::straddling, 16)); }),
        bad_routine("efault-routine-system", "lpCompletionRoutine in the system's address space is refused",
                    "lpCompletionRoutine in the system's address space", system_address),

        // The array ends where the mapped memory ends: one WSABUF too far is a fault.
        {.id = "count-of-buffers-is-kept",
         .clauses = {"WSASend.param.dwBufferCount"},
         .claim = "no WSABUF behind dwBufferCount is touched",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .call = wsasend({8, 8}).with("an array that ends at the end of its page",
                                      [](Scene&, Flight&, Arguments& call) {
                                          std::vector<WSABUF> twice(call.lpBuffers, call.lpBuffers + 2);
                                          twice.resize(4);
                                          call.lpBuffers = static_cast<WSABUF*>(bad_memory(Bad::straddling, 4 * sizeof(WSABUF), twice.data()));
                                      }),
         .expect = succeeds() & delivered(),
         .process = Process::may_crash},
        {.id = "buffers-behind-the-count-stay",
         .clauses = {"WSASend.param.dwBufferCount"},
         .claim = "only the first dwBufferCount buffers are sent",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .call = wsasend(one_buffer(8)).with("two more valid WSABUFs behind the one counted",
                                             [](Scene&, Flight&, Arguments& call) {
                                                 static char other[8];
                                                 static WSABUF array[3];
                                                 array[0] = call.lpBuffers[0];
                                                 array[1] = array[2] = {sizeof(other), other};
                                                 call.lpBuffers = array;
                                             }),
         .expect = succeeds() & delivered()},
    };
}

}  // namespace wcts::wsasend
