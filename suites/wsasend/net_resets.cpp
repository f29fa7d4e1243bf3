// WSAENETRESET: keep-alive finds a circuit broken, a datagram's time to live ends on its way.
#include "fixtures/scene/lab_steps.h"
#include "suites/wsasend/later_send.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

using scene::connected_beyond_its_time_to_live;
using scene::keep_alive;
using scene::keep_alive_fails;
using scene::path_is_cut;

// The first probe comes after a second, and the last of Windows' ten a second later (SIO_KEEPALIVE_VALS).
constexpr auto kIdle = 1s;

std::vector<Step> full_stream_with_keep_alive() {
    auto steps = full_stream();
    steps.push_back(keep_alive(kIdle));
    steps.push_back(path_is_cut());
    return steps;
}

}  // namespace

std::vector<Row> net_resets() {
    return {
        {.id = "enetreset-after-keep-alive",
         .clauses = {"WSASend.error.WSAENETRESET.stream-keepalive"},
         .claim = "a send on a circuit that keep-alive found broken fails",
         .on = kStreams,
         .paths = kUndisputedPaths,
         .arrange = {keep_alive(kIdle), path_is_cut(), keep_alive_fails()},
         .call = wsasend(one_buffer(16)),
         .expect = ends_with(WSAENETRESET) & data_untouched(),
         .code = "WSAENETRESET",
         .limit = 20s,
         .patience = 12s,
         .provoked_by = "lab",
         .lab_verb = lab::Verb::cut},
        {.id = "enetreset-keep-alive-while-pending",
         .clauses = {"WSASend.error.WSAENETRESET.stream-keepalive"},
         .claim = "a pending send ends when keep-alive finds its circuit broken",
         .on = kStreams,
         .paths = kOverlappedPaths,
         .arrange = full_stream_with_keep_alive(),
         .call = wsasend(one_buffer(64 * 1024)),
         .expect = pends() & completes_with(WSAENETRESET) & data_untouched(),
         .code = "WSAENETRESET",
         .limit = 45s,
         .patience = 30s,
         .provoked_by = "lab",
         .lab_verb = lab::Verb::cut},
        {.id = "enetreset-after-ttl-expired",
         .clauses = {"WSASend.error.WSAENETRESET.datagram-ttl"},
         .claim = "a send fails after the time to live of an earlier datagram of the socket expired",
         .on = kDatagrams,
         .paths = kUndisputedPaths,
         .arrange = {connected_beyond_its_time_to_live()},
         .call = send_until_one_fails("an address that one hop does not reach"),
         .expect = a_later_send_fails("WSAENETRESET"),
         .code = "WSAENETRESET",
         .provoked_by = "lab",
         .lab_verb = lab::Verb::expire_ttl},
    };
}

}  // namespace wcts::wsasend
