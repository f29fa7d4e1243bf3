// The words that every file of rows uses. Include it from files of rows only.
#pragma once

#include "fixtures/kinds/path.h"
#include "fixtures/kinds/socket_kind.h"
#include "fixtures/rows/row.h"
#include "fixtures/scene/step.h"
#include "harness/expect/operations.h"
#include "suites/common/words.h"
#include "suites/wsasend/send_call.h"
#include "suites/wsasend/wsasend.h"

namespace wcts::wsasend {

// Several files of rows stand on these.

// A stream that takes no more: the next send cannot end at once.
[[nodiscard]] inline std::vector<scene::Step> full_stream() {
    return {scene::peer_window(4096), scene::send_buffer(0), scene::stream_is_full()};
}

// A stream that takes a part of a large send at once, and the rest only when the peer reads.
[[nodiscard]] inline std::vector<scene::Step> stream_with_little_room() {
    return {scene::peer_window(4096), scene::send_buffer(0)};
}

// Learns the end of the last send, and what count it tells: more than `little` is more than such a stream has room for.
[[nodiscard]] inline scene::Step count_that_is_told() {
    return {"the end is learnt, and the count that it tells", [](scene::Scene& scene) {
                constexpr std::uint32_t little = 32 * 1024;
                scene.collect();
                const expect::Operation& send = scene.flights().back()->record;
                if (!send.settled) return;
                scene.observe("the count told", send.bytes == 0                  ? "nothing"
                                                : send.bytes >= send.requested ? "everything"
                                                : send.bytes > little          ? "more than 32 KiB"
                                                                               : "up to 32 KiB");
            }};
}

[[nodiscard]] inline expect::Expectation not_everything_is_told() {
    return expect::fact_is_any("the count told", {"nothing", "up to 32 KiB", "more than 32 KiB"});
}

// Everything is sent, told once and received; or, where the socket lacks the attribute, the page's other answer.
[[nodiscard]] inline expect::Expectation sent() {
    return (expect::succeeds() & expect::completes_once() & expect::delivered()) | expect::refused_for_lack_of_attribute();
}

using namespace kinds;
using namespace expect;
using namespace std::chrono_literals;

// For rows that move much, of which sixteen may do so at once on a loaded machine.
inline constexpr std::chrono::milliseconds kPatienceWithMuch = 20s;
inline constexpr std::chrono::milliseconds kLimitOfMuch = 30s;

using common::clean_up_all;
using common::no_connection;
using common::procedure;
using rows::Process;
using rows::Row;
using scene::bound_but_unconnected;
using scene::close_the_socket;
using scene::Flight;
using scene::listening;
using scene::peer_port_closed;
using scene::peer_reads;
using scene::peer_resets;
using scene::peer_takes_oob_inline;
using scene::peer_window;
using scene::Scene;
using scene::send_buffer;
using scene::send_timeout;
using scene::shut_down;
using scene::Stage;
using scene::Step;
using scene::stream_is_full;
using scene::unconnected;
using scene::Unsupported;
using wcts::SetupFailed;

}  // namespace wcts::wsasend
