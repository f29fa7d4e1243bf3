// The words of the rows about receiving. Include it from files of rows only.
#pragma once

#include "fixtures/scene/lab_steps.h"
#include "suites/common/general_rows.h"
#include "suites/receiving/receiving.h"
#include "suites/wsasend/catalog.h"
#include "suites/wsasend/vocabulary.h"

#include <cstring>
#include <functional>
#include <string>

namespace wcts::receiving {

using namespace kinds;
using namespace expect;
using namespace std::chrono_literals;

using common::procedure;
using common::Subject;
using rows::Process;
using rows::Row;
using scene::Flight;
using scene::peer_resets;
using scene::peer_sends;
using scene::Scene;
using scene::Step;
using wcts::SetupFailed;
using wsasend::Lengths;
using wsasend::one_buffer;

// WSARecv and WSARecvFrom know every path. recv and recvfrom take no overlapped structure: a blocking socket with and without the
// attribute, and a non-blocking one.
struct Function {
    std::string_view name;  // "WSARecv"
    bool overlapped;
    bool from;  // it tells where a datagram came from

    [[nodiscard]] PathSet paths() const {
        return overlapped ? kUndisputedPaths : PathSet(Path::blocking) | Path::both_null | Path::nonblocking;
    }
    // Those of them on which the call itself waits.
    [[nodiscard]] static PathSet waiting() { return PathSet(Path::blocking) | Path::both_null; }
    // "WSARecv.stream.end"
    [[nodiscard]] std::string_view clause(std::string_view rest) const { return common::clause(name, rest); }
    [[nodiscard]] std::string words(const std::string& what) const { return std::string(name) + " " + what; }
};

// What one call passes; rows about bad arguments change it just before the call. recv is given the first buffer.
struct Arguments {
    SOCKET s;
    WSABUF* buffers;
    DWORD buffer_count;
    DWORD* count;
    DWORD* flags;
    WSAOVERLAPPED* overlapped;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
    sockaddr* from;  // of the functions that have it
    int* from_length;
};

// Room for an address, more than any needs, and its length.
struct Origin {
    static constexpr char kUntouched = '\x5A';
    char memory[sizeof(sockaddr_storage)];
    int length = sizeof(memory);

    Origin() { std::memset(memory, kUntouched, sizeof(memory)); }
    [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(memory); }
};

struct Posted {
    Flight& flight;
    DWORD* flags;    // lpFlags; as long as the process
    Origin* origin;  // the same of lpFrom and lpFromlen
};

// Makes one call on the scene and takes down its result.
Posted post(Scene& scene, const Function& function, const Lengths& lengths, DWORD flags = 0,
            const std::function<void(Arguments&)>& change = nullptr);

// Learns the ends, and observes of one receive what came of it: "16 bytes from position 0", "0 bytes", "fails with WSAECONNRESET".
void tell(Scene& scene, const Flight& flight, std::uint64_t position, std::string what = "the receive");

// One receive of so many bytes, told at once. The data is the pattern from 0 on.
[[nodiscard]] rows::Call receives(const Function& function, std::size_t bytes, DWORD flags = 0);
// What receives() observes.
[[nodiscard]] Expectation received(std::size_t bytes, std::uint64_t position = 0, std::string what = "the receive");
[[nodiscard]] Expectation receive_fails(int code, std::string what = "the receive");

// A row about clauses of the function, named without it.
struct RowOf {
    const Function& function;
    Row operator()(std::string_view id, const std::vector<std::string_view>& clauses, std::string_view claim, SocketSet on, PathSet paths,
                   std::vector<Step> arrange, rows::Call call, Expectation expect, std::string_view code = {}) const;
};
// A receive that should be refused and is not may wait for what never comes: less time than usual, since a refusal comes at once, and of
// the paths that know no bound the blocking one only.
[[nodiscard]] Row may_hang(Row row);
// A receive of 64 bytes, with arguments that are changed just before the call to some in bad memory. Memory may be looked at at once or
// when something comes: so something has come. A bad pointer may crash its caller.
[[nodiscard]] Row efault(const Function& function, std::string_view id, std::string_view claim, std::string_view clause, SocketSet on,
                         PathSet paths, const std::string& words, std::function<void(Arguments&)> change, std::vector<Step> arrange = {});
using Deed = void (*)(Scene&, const Function&);
[[nodiscard]] rows::Call deed_of(const Function& function, const std::string& what, Deed deed);

// The peer closes the stream, and the end has arrived.
[[nodiscard]] Step peer_ends();
// Does this while a call of this thread waits, where it does; at once after the call where it does not. On a loaded machine the call needs its
// time to come that far.
void meanwhile(Scene& scene, const std::function<void()>& deed, const std::function<void()>& call);

}  // namespace wcts::receiving
