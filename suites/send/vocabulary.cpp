#include "suites/send/vocabulary.h"

#include <utility>

namespace wcts::send {

namespace {

constexpr USHORT kDiscardPort = 9;

peer::Address address_of_peer(Scene& scene) {
    peer::Address address;
    address.length = sizeof(address.storage);
    if (scene.target().getpeername(scene.socket(), address.get(), &address.length) == 0) return address;
    address = peer::loopback(scene.kind().family);
    // The port is at the same place in both families' structures.
    reinterpret_cast<sockaddr_in*>(address.get())->sin_port = static_cast<USHORT>(kDiscardPort << 8);
    return address;
}

int call_with(Scene& scene, const Function& function, const Arguments& call) {
    return function.addressed ? scene.target().sendto(call.s, call.buf, call.len, call.flags, call.to, call.to_length)
                              : scene.target().send(call.s, call.buf, call.len, call.flags);
}

rows::Suite suite_of(const Function& function) {
    static constexpr std::string_view kFamily[]{"send", "sendto"};
    rows::Suite suite{function.name, function.name, {}};
    for (auto rows : {data(function), refusals(function), failures(function), unreachable(function), destinations(function)})
        common::append(suite.rows, common::of_its_page(std::move(rows), function.name, kFamily));
    return suite;
}

}  // namespace

std::vector<rows::SuiteMaker> makers() {
    return {{"send", [] { return suite_of({"send", false}); }}, {"sendto", [] { return suite_of({"sendto", true}); }}, {"wsasendto", wsasendto}};
}

Flight& post(Scene& scene, const Function& function, std::size_t bytes, int flags, const std::function<void(Arguments&)>& change) {
    return post_buffers(scene, function, {&bytes, 1}, flags, change);
}

Flight& post_buffers(Scene& scene, const Function& function, std::span<const std::size_t> lengths, int flags,
                     const std::function<void(Arguments&)>& change) {
    Flight& flight = scene.add_flight(lengths);
    const peer::Address to = function.addressed ? address_of_peer(scene) : peer::Address{};
    const auto path = scene.ready(flight, std::string(function.name));
    Arguments call{scene.socket(), flight.data().data(), static_cast<int>(lengths.front()), flags, to.get(), to.length};
    if (change) change(call);
    if (function.overlapped) {
        scene.called(flight,
                     scene.target().WSASendTo(call.s, flight.buffers(), flight.buffer_count(), path.count, static_cast<DWORD>(call.flags),
                                              call.to, call.to_length, path.overlapped, path.routine));
        return flight;
    }
    const int result = call_with(scene, function, call);
    // What WSASend tells through a pointer these return.
    if (result != SOCKET_ERROR) *flight.count() = static_cast<DWORD>(result);
    scene.called(flight, result == SOCKET_ERROR ? SOCKET_ERROR : 0);
    return flight;
}

int send_on(Scene& scene, const Function& function, const char* buf, int len) {
    const peer::Address to = function.addressed ? address_of_peer(scene) : peer::Address{};
    return call_with(scene, function, {scene.socket(), buf, len, 0, to.get(), to.length});
}

rows::Call deed_of(const Function& function, const std::string& what, Deed deed) {
    return procedure(function.words(what), [deed, function](Scene& scene) { deed(scene, function); });
}

rows::Call sends(const Function& function, std::size_t bytes, int flags, std::size_t times) {
    std::string words = "of " + std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
    if (flags != 0)
        words += (flags & MSG_OOB) != 0   ? (flags & MSG_DONTROUTE) != 0 ? " with MSG_OOB | MSG_DONTROUTE" : " with MSG_OOB"
                 : flags == MSG_DONTROUTE ? " with MSG_DONTROUTE"
                                          : " with bits " + std::to_string(flags);
    if (times != 1) words += ", " + std::to_string(times) + " times";
    return procedure(function.words(words), [function, bytes, flags, times](Scene& scene) {
        for (std::size_t i = 0; i < times; ++i) post(scene, function, bytes, flags);
    });
}

}  // namespace wcts::send
