#include "suites/receiving/vocabulary.h"

#include "harness/peer/pattern.h"
#include "harness/winsock/error_names.h"
#include "suites/common/rescue.h"

#include <utility>

namespace wcts::receiving {

namespace {

rows::Suite suite_of(std::string_view name, const Function& function) {
    static constexpr std::string_view kFamily[]{"WSARecv", "recv", "WSARecvFrom", "recvfrom"};
    rows::Suite suite{name, function.name, {}};
    for (auto rows : {data(function), ends(function), flags(function), messages(function), from(function), refusals(function)})
        common::append(suite.rows, common::of_its_page(std::move(rows), function.name, kFamily));
    return suite;
}

}  // namespace

std::vector<rows::SuiteMaker> makers() {
    return {{"wsarecv", [] { return suite_of("wsarecv", {"WSARecv", true, false}); }},
            {"recv", [] { return suite_of("recv", {"recv", false, false}); }},
            {"wsarecvfrom", [] { return suite_of("wsarecvfrom", {"WSARecvFrom", true, true}); }},
            {"recvfrom", [] { return suite_of("recvfrom", {"recvfrom", false, true}); }}};
}

Posted post(Scene& scene, const Function& function, const Lengths& lengths, DWORD flags, const std::function<void(Arguments&)>& change) {
    Flight& flight = scene.add_flight(lengths);
    flight.record.sends = false;
    // What stays of this was not received.
    flight.reuse_data();
    const auto path = scene.ready(flight, std::string(function.name));
    auto* const in_and_out = new DWORD(flags);  // the target may write it until the operation ends
    auto* const origin = new Origin;
    Arguments call{scene.socket(),  flight.buffers(), flight.buffer_count(), path.count,     in_and_out,
                   path.overlapped, path.routine,     origin->get(),         &origin->length};
    if (change) change(call);
    flight.record.count_given = call.count != nullptr;
    auto& ws = scene.target();
    if (function.overlapped) {
        scene.called(flight, function.from ? ws.WSARecvFrom(call.s, call.buffers, call.buffer_count, call.count, call.flags, call.from,
                                                            call.from_length, call.overlapped, call.routine)
                                           : ws.WSARecv(call.s, call.buffers, call.buffer_count, call.count, call.flags, call.overlapped,
                                                        call.routine));
        return {flight, in_and_out, origin};
    }
    char* const buf = call.buffers->buf;
    const int len = static_cast<int>(call.buffers->len);
    const int given = static_cast<int>(*call.flags);
    const int result = function.from ? ws.recvfrom(call.s, buf, len, given, call.from, call.from_length) : ws.recv(call.s, buf, len, given);
    // What WSARecv tells through a pointer recv returns.
    if (result != SOCKET_ERROR) *flight.count() = static_cast<DWORD>(result);
    scene.called(flight, result == SOCKET_ERROR ? SOCKET_ERROR : 0);
    return {flight, in_and_out, origin};
}

void tell(Scene& scene, const Flight& flight, std::uint64_t position, std::string what) {
    scene.collect();
    const expect::Operation& record = flight.record;
    if (!record.accepted()) return scene.observe(std::move(what), "fails with " + winsock::error_name(record.error));
    if (!record.settled) return scene.observe(std::move(what), "never ended");
    if (record.status != 0) return scene.observe(std::move(what), "fails with " + winsock::error_name(record.status));
    std::string text = std::to_string(record.bytes) + (record.bytes == 1 ? " byte" : " bytes");
    const std::span<const char> data = const_cast<Flight&>(flight).data();
    if (record.bytes > data.size()) {
        text += ", more than there was room for";
    } else if (record.bytes > 0) {
        text += peer::find_mismatch(data.first(record.bytes), position) ? ", not those that were sent"
                                                                        : " from position " + std::to_string(position);
    }
    if (record.immediate() && record.count_given && record.count != record.bytes) text += ", and another count told by the call";
    scene.observe(std::move(what), std::move(text));
}

rows::Call receives(const Function& function, std::size_t bytes, DWORD flags) {
    return procedure(function.words("of " + std::to_string(bytes) + " bytes" + (flags != 0 ? " with flags " + std::to_string(flags) : "")),
                     [function, bytes, flags](Scene& scene) { tell(scene, post(scene, function, one_buffer(bytes), flags).flight, 0); });
}

Expectation received(std::size_t bytes, std::uint64_t position, std::string what) {
    std::string text = std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
    if (bytes > 0) text += " from position " + std::to_string(position);
    return fact_is(std::move(what), std::move(text)) & completes_once();
}

Expectation receive_fails(int code, std::string what) {
    return fact_is(std::move(what), "fails with " + winsock::error_name(code)) & completes_once();
}

Row RowOf::operator()(std::string_view id, const std::vector<std::string_view>& clauses, std::string_view claim, SocketSet on,
                      PathSet paths, std::vector<Step> arrange, rows::Call call, Expectation expect, std::string_view code) const {
    Row row;
    row.id = id;
    row.clauses = common::clauses(function.name, clauses);
    row.claim = claim;
    row.on = on;
    row.paths = paths;
    row.arrange = std::move(arrange);
    row.call = std::move(call);
    row.expect = std::move(expect);
    row.code = code;
    return row;
}

Row may_hang(Row row) {
    row.paths = row.paths - Path::both_null - Path::event_result - Path::no_event;
    row.patience = 700ms;
    row.limit = 4000ms;
    return row;
}

Row efault(const Function& function, std::string_view id, std::string_view claim, std::string_view clause, SocketSet on, PathSet paths,
           const std::string& words, std::function<void(Arguments&)> change, std::vector<Step> arrange) {
    arrange.push_back(peer_sends(64));
    Row row = RowOf{function}(id, {clause, "return.failure"}, claim, on, paths, std::move(arrange),
                              procedure(function.words("of 64 bytes with " + words),
                                        [function, change = std::move(change)](Scene& scene) {
                                            tell(scene, post(scene, function, one_buffer(64), 0, change).flight, 0);
                                        }),
                              receive_fails(WSAEFAULT), "WSAEFAULT");
    row.process = Process::may_crash;
    row.patience = 1500ms;
    return row;
}

rows::Call deed_of(const Function& function, const std::string& what, Deed deed) {
    return procedure(function.words(what), [deed, function](Scene& scene) { deed(scene, function); });
}

Step peer_ends() {
    return {"the peer closes the stream, and its end has arrived", [](Scene& scene) {
                scene.stream_peer().connection().close();
                scene.set_connected(false);
                scene::wait_until_readable(scene, "the end of the stream did not arrive in time");
            }};
}

void meanwhile(Scene& scene, const std::function<void()>& deed, const std::function<void()>& call) {
    if (!Function::waiting().contains(scene.path())) {
        call();
        deed();
        return;
    }
    common::Rescue other(200ms, deed);
    call();
    other.call_off();
    if (!other.was_needed()) deed();
}

}  // namespace wcts::receiving
