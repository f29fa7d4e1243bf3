#include "suites/sockets/caller.h"

namespace wcts::sockets {
namespace {

void listened(Scene& scene, int backlog, std::string what = "the call") {
    tell(scene, scene.target().listen(scene.socket(), backlog) == 0, std::move(what));
}

std::function<void(Scene&)> listening_for(int backlog) {
    return [backlog](Scene& scene) { listened(scene, backlog); };
}

bool accepts_one(Scene& scene) {
    scene::wait_until_readable(scene, "the connection did not arrive in time");
    const SOCKET accepted = scene.target().accept(scene.socket(), nullptr, nullptr);
    if (accepted != INVALID_SOCKET) scene.target().closesocket(accepted);
    return accepted != INVALID_SOCKET;
}

void queued_until_accepted(Scene& scene) {
    listened(scene, 5);
    Caller caller(scene);
    scene.observe("a caller, before accept", caller.outcome(2s));
    tell(scene, accepts_one(scene), "accept");
}

void again(Scene& scene) {
    listened(scene, 5);
    listened(scene, 1, "once more");
    Caller caller(scene);
    tell(scene, accepts_one(scene), "accept");
}

void any_backlog(Scene& scene, int backlog) {
    listened(scene, backlog);
    Caller caller(scene);
    tell(scene, accepts_one(scene), "accept");
}

void full(Scene& scene) {
    listened(scene, 1);
    std::vector<std::unique_ptr<Caller>> callers;
    // How many more than were asked for a provider takes is its own affair; far beyond that it has to refuse.
    constexpr int kMost = 8;
    std::string last;
    for (int i = 0; i < kMost && last != "is refused"; ++i) {
        callers.push_back(std::make_unique<Caller>(scene));
        last = callers.back()->outcome(100ms);
        if (last == "waits") break;
    }
    scene.observe("a caller too many", last);
}

Row any_backlog_row(const RowOf& row, std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, std::string words,
                    int backlog) {
    return row(
        id, clauses, claim, kTcp4, {scene::bound_but_unconnected()}, std::move(words),
        [backlog](Scene& scene) { any_backlog(scene, backlog); }, call_succeeds() & call_succeeds("accept"));
}

const Subject kSubject{
    .function = "listen",
    .ready = [](Scene& scene) -> std::function<bool()> { return [&scene] { return scene.target().listen(scene.socket(), 1) == 0; }; },
    .on = kTcp4,
    .on_descriptor = [](Scene& scene, SOCKET descriptor) { return scene.target().listen(descriptor, 1) == 0; }};

}  // namespace

Suite listen() {
    const RowOf row{"listen"};
    const std::vector<Step> bound{scene::bound_but_unconnected()};
    Suite suite{"listen", "listen", {}};
    suite.rows = {
        row("queued-until-accepted", {"return.zero", "queue.until-accepted"},
            "callers are connected and queued before anybody accepts them", kStreams, bound, "listen(5), a caller, and accept",
            queued_until_accepted, call_succeeds() & fact_is("a caller, before accept", "is connected") & call_succeeds("accept")),
        row("listening-again", {"again.succeeds"}, "on a socket that listens the call succeeds, and the socket listens on", kTcp4, bound,
            "listen(5), listen(1), a caller, and accept", again, call_succeeds() & call_succeeds("once more") & call_succeeds("accept")),
        any_backlog_row(row, "backlog-negative", {"backlog.nearest"}, "a negative backlog is replaced by a legal one",
                        "listen(-1), a caller, and accept", -1),
        any_backlog_row(row, "backlog-zero", {"backlog.nearest"}, "a backlog of 0 is replaced by a legal one",
                        "listen(0), a caller, and accept", 0),
        any_backlog_row(row, "backlog-huge", {"backlog.nearest"}, "a backlog beyond any is replaced by a legal one",
                        "listen(1000000), a caller, and accept", 1'000'000),
        any_backlog_row(row, "backlog-somaxconn", {"backlog.SOMAXCONN"}, "SOMAXCONN asks for what the provider holds reasonable",
                        "listen(SOMAXCONN), a caller, and accept", SOMAXCONN),
        any_backlog_row(row, "backlog-hint", {"backlog.SOMAXCONN_HINT"}, "SOMAXCONN_HINT(300) asks for a backlog of 300",
                        "listen(SOMAXCONN_HINT(300)), a caller, and accept", -300),
        row("full-queue-refuses", {"queue.full-refuses"}, "a caller that meets a full queue is refused", kTcp4, bound,
            "listen(1), and callers up to 8", full, fact_is("a caller too many", "is refused"), WSAECONNREFUSED),
        row("einval-unbound", {"error.WSAEINVAL.not-bound", "return.failure"}, "a socket that is not bound cannot listen", kStreams,
            {scene::unconnected()}, "listen(1) on a socket that is not bound", listening_for(1), call_fails(WSAEINVAL), WSAEINVAL),
        row("eisconn-when-connected", {"error.WSAEISCONN.connected", "return.failure"}, "a socket that is connected cannot listen",
            kStreams, {}, "listen(1) on a connected socket", listening_for(1), call_fails(WSAEISCONN), WSAEISCONN),
        row("eopnotsupp-on-datagrams", {"error.WSAEOPNOTSUPP.type", "return.failure"}, "a datagram socket cannot listen", kDatagrams, bound,
            "listen(1) on a datagram socket", listening_for(1), call_fails(WSAEOPNOTSUPP), WSAEOPNOTSUPP),
        in_the_lab(row(
                       "enobufs-or-emfile", {"error.WSAENOBUFS.exhausted", "error.WSAEMFILE.descriptors"},
                       "without buffers or descriptors the call fails with the code of one of them", kTcp4, bound,
                       "listen(1) when there is no room left",
                       [](Scene& scene) {
                           scene::buffers_are_exhausted().act(scene);
                           listened(scene, 1);
                       },
                       fact_is_any("the call", {"fails with WSAENOBUFS", "fails with WSAEMFILE"}), WSAENOBUFS),
                   lab::Verb::exhaust),
    };
    append(suite.rows, common::rows_without_connection(kSubject, scene::bound_but_unconnected()));
    append(suite.rows, common::rows_of_descriptors(kSubject));
    return suite;
}

}  // namespace wcts::sockets
