#include "suites/send/vocabulary.h"

#include <iterator>
#include <utility>

namespace wcts::send {

rows::Suite suite() {
    rows::Suite suite{"send", "send", {}};
    for (auto rows : {data(), refusals(), failures()}) common::append(suite.rows, std::move(rows));
    return suite;
}

Flight& post(Scene& scene, std::size_t bytes, int flags, const std::function<void(Arguments&)>& change) {
    const std::size_t lengths[]{bytes};
    Flight& flight = scene.add_flight(lengths);
    static_cast<void>(scene.ready(flight, "send"));
    Arguments call{scene.socket(), flight.data().data(), static_cast<int>(bytes), flags};
    if (change) change(call);
    const int result = scene.target().send(call.s, call.buf, call.len, call.flags);
    // What WSASend tells through a pointer send returns.
    if (result != SOCKET_ERROR) *flight.count() = static_cast<DWORD>(result);
    scene.called(flight, result == SOCKET_ERROR ? SOCKET_ERROR : 0);
    return flight;
}

rows::Call sends(std::size_t bytes, int flags, std::size_t times) {
    std::string words = "send of " + std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
    if (flags != 0)
        words += (flags & MSG_OOB) != 0   ? (flags & MSG_DONTROUTE) != 0 ? " with MSG_OOB | MSG_DONTROUTE" : " with MSG_OOB"
                 : flags == MSG_DONTROUTE ? " with MSG_DONTROUTE"
                                          : " with bits " + std::to_string(flags);
    if (times != 1) words += ", " + std::to_string(times) + " times";
    return procedure(std::move(words), [bytes, flags, times](Scene& scene) {
        for (std::size_t i = 0; i < times; ++i) post(scene, bytes, flags);
    });
}

}  // namespace wcts::send
