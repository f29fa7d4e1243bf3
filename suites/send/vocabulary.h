// The words of the rows about send. Include it from files of rows only.
#pragma once

#include "fixtures/scene/lab_steps.h"
#include "suites/common/general_rows.h"
#include "suites/send/send.h"
#include "suites/wsasend/vocabulary.h"

#include <functional>
#include <span>

namespace wcts::send {

using namespace kinds;
using namespace expect;
using namespace std::chrono_literals;

using common::no_connection;
using common::procedure;
using common::Subject;
using rows::Process;
using rows::Row;
using scene::bound_but_unconnected;
using scene::Flight;
using scene::peer_port_closed;
using scene::peer_reads;
using scene::peer_resets;
using scene::peer_takes_oob_inline;
using scene::Scene;
using scene::send_buffer;
using scene::shut_down;
using scene::Step;
using scene::unconnected;
using wcts::SetupFailed;
using wsasend::full_stream;

// send and sendto take no overlapped structure: a blocking socket with and without the attribute, and a non-blocking one.
inline constexpr PathSet kPaths = PathSet(Path::blocking) | Path::both_null | Path::nonblocking;
inline constexpr PathSet kWaits = PathSet(Path::blocking) | Path::both_null;

// send and sendto know kPaths, WSASendTo every path.
struct Function {
    std::string_view name;  // "send"
    bool addressed;         // it is told where to send to
    bool overlapped = false;

    [[nodiscard]] PathSet paths() const { return overlapped ? kUndisputedPaths : kPaths; }
    [[nodiscard]] std::string_view clause(std::string_view rest) const { return common::clause(name, rest); }
    [[nodiscard]] std::string words(const std::string& what) const { return std::string(name) + " " + what; }
};

// What one call passes; rows about bad arguments change it just before the call.
struct Arguments {
    SOCKET s;
    const char* buf;
    int len;
    int flags;
    const sockaddr* to;  // of sendto and WSASendTo
    int to_length;
};

// Makes one call on the scene and takes down its result: the count returned as an operation's byte count. It is addressed to the socket's
// peer, and where there is none to nobody's port on loopback.
Flight& post(Scene& scene, const Function& function, std::size_t bytes, int flags = 0,
             const std::function<void(Arguments&)>& change = nullptr);
// The same with these buffers, of which send and sendto take the first.
Flight& post_buffers(Scene& scene, const Function& function, std::span<const std::size_t> lengths, int flags,
                     const std::function<void(Arguments&)>& change);

// One bare call to the same address.
int send_on(Scene& scene, const Function& function, const char* buf, int len);

using Deed = void (*)(Scene&, const Function&);
[[nodiscard]] rows::Call deed_of(const Function& function, const std::string& what, Deed deed);

// The same as a row's call.
[[nodiscard]] rows::Call sends(const Function& function, std::size_t bytes, int flags = 0, std::size_t times = 1);

}  // namespace wcts::send
