// What is sent arrives: sizes, counts, order, flags, and what blocking and non-blocking sends wait for.
#include "harness/winsock/readiness.h"
#include "suites/common/apc.h"
#include "suites/common/rescue.h"
#include "suites/send/vocabulary.h"

namespace wcts::send {
namespace {

Expectation sent() {
    return succeeds() & delivered();
}

bool is_writable(Scene& scene, std::chrono::milliseconds time) {
    return winsock::select_one(scene.target(), scene.socket(), winsock::Ready::write, time) == 1;
}

// Only the first call is judged as an operation: in how many parts the rest goes is chance.
void in_parts(Scene& scene, const Function& function) {
    constexpr std::size_t kTotal = 256 * 1024;
    Flight& first = post(scene, function, kTotal);
    if (!first.record.accepted()) return;
    scene.observe("the first call took", first.record.bytes == 0 ? "nothing" : first.record.bytes > kTotal ? "too much" : "a part or all");
    scene.stream_peer().start_reading();
    std::size_t done = first.record.bytes;
    while (done < kTotal && is_writable(scene, std::chrono::milliseconds(scene.deadline().left_ms()))) {
        const int count = send_on(scene, function, first.data().data() + done, static_cast<int>(kTotal - done));
        if (count <= 0) break;
        done += static_cast<std::size_t>(count);
        scene.skip_pattern(static_cast<std::uint64_t>(count));
    }
    scene.observe("in the end", done == kTotal ? "everything was taken" : "not everything was taken");
}

void room_is_told(Scene& scene, const Function& function) {
    scene.observe("while the stream is full", is_writable(scene, 0ms) ? "writable" : "not writable");
    scene.stream_peer().start_reading();
    scene.observe("once the peer reads",
                  is_writable(scene, std::chrono::milliseconds(scene.deadline().left_ms())) ? "writable" : "not writable");
    post(scene, function, 16);
}

// The peer reads only once the APC has run.
void apc_in_the_wait(Scene& scene, const Function& function) {
    common::call_with_apc(
        scene, "let the peer read", [&scene] { scene.stream_peer().start_reading(); }, [&] { post(scene, function, 64 * 1024); });
}

// Nobody reads for a while. A send that returned before has not waited.
void until_the_peer_reads(Scene& scene, const Function& function) {
    common::Rescue reader(100ms, [&scene] { scene.stream_peer().start_reading(); });
    post(scene, function, 64 * 1024);
    reader.call_off();
    scene.observe("the call returned", reader.was_needed() ? "once the peer read" : "while the stream was full");
}

int max_message(Scene& scene) {
    int most = 0;
    int length = sizeof(most);
    if (scene.target().getsockopt(scene.socket(), SOL_SOCKET, SO_MAX_MSG_SIZE, reinterpret_cast<char*>(&most), &length) != 0)
        throw SetupFailed("getsockopt(SO_MAX_MSG_SIZE)", scene.target().WSAGetLastError());
    return most;
}

void urgent_byte(Scene& scene, const Function& function) {
    post(scene, function, 1, MSG_OOB);
    peer::Endpoint& ear = scene.stream_peer().connection();
    scene.observe("exceptfds of the peer", ear.wait(peer::Endpoint::Ready::except, scene.deadline()) ? "set" : "not set");
    char byte = 0;
    const int urgent = scene.trusted().recv(ear.get(), &byte, 1, MSG_OOB);
    scene.observe("recv with MSG_OOB", urgent == 1 ? "one byte" : "none");
    scene.set_connected(false);
}

}  // namespace

std::vector<Row> data(const Function& function) {
    return {
        {.id = "small-send",
         .clauses = {function.clause("return.count")},
         .claim = "16 bytes are sent, counted and received",
         .on = kEverySocket,
         .paths = kPaths,
         .call = sends(function, 16),
         .expect = sent()},
        {.id = "data-is-free-at-return",
         .clauses = {function.clause("param.buf.free-at-return")},
         .claim = "the data may be overwritten as soon as the call has returned",
         .on = kTcp4 | kUdp4,
         .paths = kPaths,
         .call = procedure(function.words("of 1024 bytes, after which the data is overwritten"),
                           [function](Scene& scene) { post(scene, function, 1024).reuse_data(); }),
         .expect = sent()},
        {.id = "zero-bytes-on-streams",
         .clauses = {function.clause("zero-bytes.succeeds")},
         .claim = "a send of no bytes succeeds and returns 0",
         .on = kStreams,
         .paths = kPaths,
         .call = sends(function, 0),
         .expect = sent()},
        {.id = "zero-bytes-on-datagrams",
         .clauses = {function.clause("zero-bytes.succeeds"), function.clause("zero-bytes.message")},
         .claim = "a send of no bytes on a datagram socket transmits an empty datagram",
         .on = kDatagrams,
         .paths = kPaths,
         .call = sends(function, 0),
         .expect = sent()},
        {.id = "in-order",
         .clauses = {function.clause("order.calls")},
         .claim = "what successive calls send arrives in the order of the calls",
         .on = kTcp4 | kUdp4,
         .paths = kPaths,
         .call = sends(function, 100, 0, 16),
         .expect = sent()},
        {.id = "blocking-takes-all",
         .clauses = {function.clause("blocking.waits"), function.clause("return.count")},
         .claim = "a blocking send of 1 MiB on a stream is taken whole",
         .on = kStreams,
         .paths = kWaits,
         .arrange = {send_buffer(0), peer_reads()},
         .call = sends(function, 1024 * 1024),
         .expect = sent()},
        {.id = "blocking-waits-for-room",
         .clauses = {function.clause("blocking.waits")},
         .claim = "a blocking send waits while the transport has no room",
         .on = kTcp4,
         .paths = kWaits,
         .arrange = full_stream(),
         .call = deed_of(function, "of 65536 bytes while nobody reads for 100 ms", until_the_peer_reads),
         .expect = fact_is("the call returned", "once the peer read") & sent()},
        {.id = "wait-is-alertable",
         .clauses = {function.clause("blocking.alertable")},
         .claim = "an APC runs while a blocking send waits, and the send then goes on to its own end",
         .on = kTcp4,
         .paths = kWaits,
         .arrange = full_stream(),
         .call = deed_of(function, "of 65536 bytes with an APC queued that lets the peer read", apc_in_the_wait),
         .expect = common::the_apc_ran_during_the_call() & sent()},
        {.id = "nonblocking-takes-a-part",
         .clauses = {function.clause("nonblocking.partial")},
         .claim = "a non-blocking send takes what there is room for and says how much, and the rest can follow",
         .on = kStreams,
         .paths = Path::nonblocking,
         .arrange = {send_buffer(8192)},
         .call = deed_of(function, "of 256 KiB, and of what is left whenever there is room", in_parts),
         .expect = fact_is("the first call took", "a part or all") & fact_is("in the end", "everything was taken") & delivered()},
        {.id = "ewouldblock-when-full",
         .clauses = {function.clause("error.WSAEWOULDBLOCK.nonblocking"), function.clause("return.failure")},
         .claim = "a non-blocking send fails where it would have to wait for room",
         .on = kStreams,
         .paths = Path::nonblocking,
         .arrange = full_stream(),
         .call = sends(function, 64 * 1024),
         .then = {peer_reads()},
         .expect = refused(WSAEWOULDBLOCK),
         .code = "WSAEWOULDBLOCK"},
        {.id = "room-is-told",
         .clauses = {function.clause("nonblocking.readiness")},
         .claim = "select tells when more can be sent",
         .on = kTcp4,
         .paths = Path::nonblocking,
         .arrange = full_stream(),
         .call = deed_of(function, "after select on a full stream, and once the peer reads", room_is_told),
         .expect = fact_is("while the stream is full", "not writable") & fact_is("once the peer reads", "writable") & sent()},
        {.id = "largest-message",
         .clauses = {function.clause("message.max")},
         .claim = "a message of SO_MAX_MSG_SIZE bytes is sent in one piece",
         .on = kDatagrams,
         .paths = kWaits,
         .call = procedure(function.words("of SO_MAX_MSG_SIZE bytes"),
                           [function](Scene& scene) { post(scene, function, static_cast<std::size_t>(max_message(scene))); }),
         .expect = sent()},
        {.id = "emsgsize-above-so-max-msg-size",
         .clauses = {function.clause("error.WSAEMSGSIZE.too-large"), function.clause("message.nothing-sent"),
                     function.clause("message.max"), function.clause("return.failure")},
         .claim = "a message of one byte more than SO_MAX_MSG_SIZE is refused, and nothing of it is sent",
         .on = kDatagrams,
         .paths = kPaths,
         .call = procedure(function.words("of one byte more than SO_MAX_MSG_SIZE"),
                           [function](Scene& scene) { post(scene, function, static_cast<std::size_t>(max_message(scene)) + 1); }),
         .expect = refused(WSAEMSGSIZE) & nothing_delivered(),
         .code = "WSAEMSGSIZE"},
        {.id = "flags-dontroute",
         .clauses = {function.clause("flags.MSG_DONTROUTE")},
         .claim = "MSG_DONTROUTE is taken, and changes nothing on loopback",
         .on = kEverySocket,
         .paths = kPaths,
         .call = sends(function, 24, MSG_DONTROUTE),
         .expect = sent()},
        {.id = "oob-arrives-out-of-band",
         .clauses = {function.clause("flags.MSG_OOB")},
         .claim = "one byte sent with MSG_OOB is urgent data at the peer",
         .on = kStreams,
         .paths = kPaths,
         .call = deed_of(function, "of 1 byte with MSG_OOB", urgent_byte),
         .expect = succeeds() & fact_is("exceptfds of the peer", "set") & fact_is("recv with MSG_OOB", "one byte")},
        {.id = "oob-inline",
         .clauses = {function.clause("flags.MSG_OOB")},
         .claim = "with SO_OOBINLINE at the peer, data sent with MSG_OOB comes in its place",
         .on = kStreams,
         .paths = kPaths,
         .arrange = {peer_takes_oob_inline()},
         .call = sends(function, 24, MSG_OOB),
         .expect = sent()},
    };
}

}  // namespace wcts::send
