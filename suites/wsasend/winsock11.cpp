// What is refused while something else of the provider is under way: a blocking call of Winsock 1.1, a callback.
//
// Cases that set a blocking hook have a process of their own, whose only WSAStartup asks for Winsock 1.1.
#include "suites/common/in_progress.h"
#include "suites/common/rescue.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

using common::Hook;
using common::kRescueAfter;
using common::Rescue;
using common::winsock_1_1;

// A send that is made ready beforehand, since what making it ready calls may be refused where the send itself is made.
class ReadySend {
public:
    explicit ReadySend(Scene& scene)
        : scene_(scene), flight_(scene.add_flight(one_buffer(16))), arguments_(scene.ready(flight_, "WSASend")) {}

    void make() {
        made_ = true;
        scene_.called(flight_, scene_.target().WSASend(scene_.socket(), flight_.buffers(), flight_.buffer_count(), arguments_.count, 0,
                                                       arguments_.overlapped, arguments_.routine));
    }
    [[nodiscard]] bool made() const { return made_; }

private:
    Scene& scene_;
    Flight& flight_;
    Scene::Arguments arguments_;
    bool made_ = false;
};

constexpr const char* kMade = "the send was made";

// Where its time never came it is made at last: a flight without a call would be waited for.
void observe(Scene& scene, ReadySend& send, const char* during) {
    scene.observe(kMade, send.made() ? during : "after it, since nothing was called back");
    if (!send.made()) send.make();
}

void cancel_inside_the_hook(Scene& scene) {
    Rescue rescue(kRescueAfter, [&scene] { scene.stream_peer().start_reading(); });
    Hook hook(scene, [&scene] { scene.target().WSACancelBlockingCall(); });
    post(scene, one_buffer(64 * 1024));
    rescue.call_off();
    scene.observe("the blocking hook", hook.ran() ? "was called" : "was never called");
    // Of a socket whose call was cancelled, only closesocket is promised to work.
    if (hook.ran()) scene.set_connected(false);
}

void send_inside_the_hook(Scene& scene) {
    ReadySend send(scene);
    static_cast<void>(common::inside_a_blocking_call(scene, [&send] { send.make(); }));
    observe(scene, send, "inside the blocking hook");
}

void send_inside_a_condition_function(Scene& scene) {
    ReadySend send(scene);
    static_cast<void>(common::inside_a_callback(scene, [&send] { send.make(); }));
    observe(scene, send, "inside the condition function");
}

}  // namespace

std::vector<Row> winsock11() {
    auto full_stream_of_1_1 = full_stream();
    full_stream_of_1_1.insert(full_stream_of_1_1.begin(), winsock_1_1());
    return {
        {.id = "eintr-when-cancelled",
         .clauses = {"WSASend.error.WSAEINTR.cancelled-blocking-call"},
         .claim = "a blocking send of Winsock 1.1 that its hook cancels with WSACancelBlockingCall fails",
         .on = kStreams,
         .paths = PathSet(Path::blocking) | Path::both_null,
         .arrange = std::move(full_stream_of_1_1),
         .call = procedure("WSASend of 65536 bytes, and WSACancelBlockingCall inside the blocking hook", cancel_inside_the_hook),
         .expect = fact_is("the blocking hook", "was called") & fails(WSAEINTR) & no_completion() & data_untouched(),
         .code = "WSAEINTR",
         .process = Process::before_startup,
         .provoked_by = "winsock-1.1"},
        {.id = "einprogress-during-a-blocking-call",
         .clauses = {"WSASend.error.WSAEINPROGRESS.blocking-call", "WSASend.return.no-indication-after-error"},
         .claim = "a send while a blocking call of Winsock 1.1 is in progress fails",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {winsock_1_1()},
         .call = procedure("WSASend of 16 bytes inside the blocking hook of a recv on another socket", send_inside_the_hook),
         .expect = fact_is(kMade, "inside the blocking hook") & refused(WSAEINPROGRESS) & nothing_delivered(),
         .code = "WSAEINPROGRESS",
         .process = Process::before_startup,
         .provoked_by = "winsock-1.1"},
        {.id = "einprogress-during-a-callback",
         .clauses = {"WSASend.error.WSAEINPROGRESS.callback", "WSASend.return.no-indication-after-error"},
         .claim = "a send while the provider is still processing a callback fails",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .call = procedure("WSASend of 16 bytes inside the condition function of a WSAAccept", send_inside_a_condition_function),
         .expect = fact_is(kMade, "inside the condition function") & refused(WSAEINPROGRESS) & nothing_delivered(),
         .code = "WSAEINPROGRESS"},
    };
}

}  // namespace wcts::wsasend
