// What comes, in what pieces and in which order.
#include "suites/common/apc.h"
#include "suites/receiving/vocabulary.h"

namespace wcts::receiving {
namespace {

void in_two_pieces(Scene& scene, const Function& function) {
    const Posted first = post(scene, function, one_buffer(40));
    tell(scene, first.flight, 0, "the first receive");
    const Posted second = post(scene, function, one_buffer(60));
    tell(scene, second.flight, 40, "the second receive");
}

void while_it_waits(Scene& scene, const Function& function) {
    Flight* flight = nullptr;
    meanwhile(
        scene, [&scene] { scene::send_from_peer(scene, 16); }, [&] { flight = &post(scene, function, one_buffer(16)).flight; });
    tell(scene, *flight, 0);
}

void pending_then_data(Scene& scene, const Function& function) {
    const Posted receive = post(scene, function, one_buffer(16));
    scene.observe("lpFlags while pending", std::to_string(*receive.flags));
    scene::send_from_peer(scene, 16);
    tell(scene, receive.flight, 0);
}

// Three receives are under way before anything comes.
void three_in_order(Scene& scene, const Function& function) {
    const Posted first = post(scene, function, one_buffer(10));
    const Posted second = post(scene, function, one_buffer(10));
    const Posted third = post(scene, function, one_buffer(10));
    for (int i = 0; i < 3; ++i) scene::send_from_peer(scene, 10);
    tell(scene, first.flight, 0, "the first receive");
    tell(scene, second.flight, 10, "the second receive");
    tell(scene, third.flight, 20, "the third receive");
}

// The peer sends only once the APC has run.
void apc_in_the_wait(Scene& scene, const Function& function) {
    Flight* flight = nullptr;
    common::call_with_apc(scene, "made the peer send", [&scene] { scene::send_from_peer(scene, 16); },
                          [&] { flight = &post(scene, function, one_buffer(16)).flight; });
    tell(scene, *flight, 0);
}

void captured(Scene& scene, const Function& function) {
    const Posted receive = post(scene, function, {8, 8});
    receive.flight.scribble_over_array();
    scene::send_from_peer(scene, 16);
    tell(scene, receive.flight, 0);
}

}  // namespace

std::vector<Row> data(const Function& function) {
    const RowOf row{function};
    const auto doing = [&](const std::string& what, Deed deed) { return deed_of(function, what, deed); };
    std::vector<Row> rows{
        row("small-receive", {"return.success"}, "16 bytes that have come are received and counted", kEverySocket, function.paths(),
            {peer_sends(16)}, receives(function, 16), received(16)),
        row("takes-what-is-there", {"stream.what-is-there"}, "a receive on a stream takes what there is, up to the size of its buffer",
            kStreams, function.paths(), {peer_sends(100)}, receives(function, 1000), received(100)),
        row("rest-stays", {"stream.what-is-there"}, "what a receive on a stream has no room for is left to the next", kStreams,
            function.paths(), {peer_sends(100)}, doing("of 40 bytes, and of 60", in_two_pieces),
            received(40, 0, "the first receive") & received(60, 40, "the second receive")),
        row("waits-for-data", {"blocking.waits"}, "a blocking receive waits until something comes", kTcp4 | kUdp4, Function::waiting(), {},
            doing("of 16 bytes, which the peer sends while it waits", while_it_waits), received(16)),
        row("wait-is-alertable", {"blocking.alertable"}, "an APC runs while a blocking receive waits, which then goes on to its own end",
            kTcp4, Function::waiting(), {}, doing("of 16 bytes with an APC queued that lets the peer send", apc_in_the_wait),
            common::the_apc_ran_during_the_call() & received(16)),
    };
    if (!function.overlapped) return rows;

    rows.push_back(
        row("pends-until-data", {"return.pending", "lpFlags.pending", "overlapped.indicated"},
            "an overlapped receive without data pends, and ends once it comes; count and lpFlags of the call are left as they were",
            kEverySocket, kOverlappedPaths, {}, doing("of 16 bytes, which the peer sends afterwards", pending_then_data),
            pends() & fact_is("lpFlags while pending", "0") & received(16)));
    rows.back().form_matters = true;
    rows.push_back(
        row("filled-in-posting-order", {"overlapped.posting-order"}, "several pending receives are filled in the order of their calls",
            kStreams, kOverlappedPaths, {}, doing("of 10 bytes three times, and then 30 bytes come", three_in_order),
            received(10, 0, "the first receive") & received(10, 10, "the second receive") & received(10, 20, "the third receive")));
    rows.push_back(row("scatter", {"lpBuffers.scatter"}, "buffers are filled in the order of the array, without gaps", kEverySocket,
                       function.paths(), {peer_sends(18)},
                       procedure(function.words("into buffers of 5, 6 and 7 bytes"),
                                 [function](Scene& scene) {
                                     tell(scene, post(scene, function, {5, 6, 7}).flight, 0);
                                 }),
                       received(18)));
    rows.push_back(row("array-captured", {"lpBuffers.captured"}, "the WSABUF array is the caller's again when the call returns",
                       kEverySocket, kOverlappedPaths, {}, doing("into two buffers, after which the array is overwritten", captured),
                       received(16)));
    rows.push_back(
        row("count-null-with-overlapped", {"lpNumberOfBytesRecvd.null-overlapped"},
            "lpNumberOfBytesRecvd may be NULL when lpOverlapped is not", kTcp4 | kUdp4, kOverlappedPaths, {peer_sends(16)},
            procedure(function.words("of 16 bytes with lpNumberOfBytesRecvd NULL"),
                      [function](Scene& scene) {
                          tell(scene, post(scene, function, one_buffer(16), 0, [](Arguments& call) { call.count = nullptr; }).flight, 0);
                      }),
            received(16)));
    return rows;
}

}  // namespace wcts::receiving
