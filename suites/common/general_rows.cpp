#include "suites/common/general_rows.h"

#include "fixtures/scene/foreign_handle.h"
#include "fixtures/scene/lab_steps.h"
#include "fixtures/spec/clauses.h"
#include "harness/winsock/error_names.h"
#include "suites/common/in_progress.h"
#include "suites/common/words.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wcts::common {
namespace {

using rows::Process;
using rows::Row;
using scene::Scene;

constexpr const char* kMade = "the call was made";

Row refused_row(const Subject& subject, std::string_view id, std::string_view condition, int code, std::string_view claim,
                rows::Call call) {
    Row row;
    row.id = id;
    const std::string name = winsock::error_name(code);
    row.clauses = {clause(subject.function, "error." + name + "." + std::string(condition)), clause(subject.function, "return.failure")};
    row.claim = claim;
    row.on = subject.on;
    row.paths = subject.paths;
    row.call = std::move(call);
    row.expect = call_fails(code);
    if (subject.also) row.expect = std::move(row.expect) & subject.also(code);
    row.code = kept(name);
    return row;
}

rows::Call after(const Subject& subject, std::string words, std::function<void(Scene&)> deed) {
    return procedure(std::string(subject.function) + " " + std::move(words), [ready = subject.ready, deed = std::move(deed)](Scene& scene) {
        const std::function<bool()> call = ready(scene);
        deed(scene);
        tell(scene, call());
    });
}

// Where its time never came the call is made at last: a flight without a call would be waited for.
Row inside_row(const Subject& subject, std::string_view id, std::string_view condition, std::string_view claim, std::string where,
               bool (*caller)(Scene&, const std::function<void()>&)) {
    const std::string inside = "inside " + where;
    Row row = refused_row(subject, id, condition, WSAEINPROGRESS, claim,
                          procedure(std::string(subject.function) + " " + inside, [ready = subject.ready, inside, caller](Scene& scene) {
                              const std::function<bool()> call = ready(scene);
                              const bool made = caller(scene, [&] { tell(scene, call()); });
                              scene.observe(kMade, made ? inside : "after it, since nothing was called back");
                              if (!made) tell(scene, call());
                          }));
    row.expect = expect::fact_is(kMade, inside) & std::move(row.expect);
    return row;
}

Row descriptor_row(const Subject& subject, std::string_view id, std::string_view claim, std::string words,
                   std::function<SOCKET(Scene&)> make) {
    Row row = refused_row(subject, id, "not-a-socket", WSAENOTSOCK, claim,
                          procedure(std::string(subject.function) + " on " + std::move(words),
                                    [call = subject.on_descriptor, make = std::move(make)](Scene& scene) {
                                        const SOCKET descriptor = make(scene);
                                        tell(scene, call(scene, descriptor));
                                    }));
    row.arrange = {no_connection()};
    return row;
}

}  // namespace

bool is_clause(std::string_view id) {
    return spec::clause_ids().contains(std::string(id));
}

std::vector<Row> of_its_page(std::vector<Row> rows, std::string_view function, std::span<const std::string_view> family) {
    const auto belongs_to_others = [&](std::string_view id) {
        const std::string rest(id.substr(function.size()));
        return !is_clause(id) &&
               std::any_of(family.begin(), family.end(), [&](std::string_view name) { return is_clause(std::string(name) + rest); });
    };
    std::erase_if(rows, [&](const Row& row) { return belongs_to_others(row.clauses.front()); });
    for (Row& row : rows) std::erase_if(row.clauses, belongs_to_others);
    return rows;
}

void append(std::vector<Row>& rows, std::vector<Row> more) {
    rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<Row> rows_of_startup(const Subject& subject) {
    constexpr std::string_view kNoStartup = "no-startup";
    Row before =
        refused_row(subject, "enotinitialised-before-startup", kNoStartup, WSANOTINITIALISED,
                    "the call fails in a process that never called WSAStartup", after(subject, "before WSAStartup", [](Scene&) {}));
    before.arrange = {no_connection()};
    before.process = Process::before_startup;

    Row cleaned =
        refused_row(subject, "enotinitialised-after-cleanup", kNoStartup, WSANOTINITIALISED, "the call fails after the last WSACleanup",
                    after(subject, "after a WSACleanup for every WSAStartup", [](Scene& scene) {
                        clean_up_all(scene);
                        scene.set_connected(false);
                    }));
    cleaned.process = Process::own;

    std::vector<Row> rows;
    for (Row* const row : {&before, &cleaned}) rows.push_back(std::move(*row));
    return rows;
}

std::vector<Row> rows_of_progress(const Subject& subject) {
    Row blocking = under_winsock_1_1(inside_row(subject, "einprogress-during-a-blocking-call", "blocking-call",
                                                "the call fails while a blocking call of Winsock 1.1 is in progress",
                                                "the blocking hook of a recv on another socket", &inside_a_blocking_call));

    Row callback =
        inside_row(subject, "einprogress-during-a-callback", "callback", "the call fails while the provider is still processing a callback",
                   "the condition function of a WSAAccept", &inside_a_callback);

    std::vector<Row> rows;
    for (Row* const row : {&blocking, &callback}) rows.push_back(std::move(*row));
    return rows;
}

Row row_of_network_down(const Subject& subject) {
    Row row =
        refused_row(subject, "enetdown", "subsystem", WSAENETDOWN, "the call fails when the network subsystem has failed",
                    after(subject, "when the network subsystem has failed", [](Scene& scene) { scene::network_is_down().act(scene); }));
    row.provoked_by = "lab";
    row.lab_verb = lab::Verb::down;
    return row;
}

std::vector<Row> rows_without_connection(const Subject& subject, const scene::Step& socket) {
    std::vector<Row> rows = rows_of_startup(subject);
    append(rows, rows_of_progress(subject));
    rows.push_back(row_of_network_down(subject));
    // Before WSAStartup there is no socket, and Winsock 1.1 is started ahead of it.
    for (Row& row : rows)
        if (row.id != "enotinitialised-before-startup") row.arrange.push_back(socket);
    return rows;
}

std::vector<Row> rows_of_descriptors(const Subject& subject) {
    std::vector<Row> rows;
    rows.push_back(descriptor_row(subject, "enotsock-closed", "the call fails on a socket that was closed", "a socket that was closed",
                                  scene::closed_socket));
    rows.push_back(descriptor_row(subject, "enotsock-invalid-socket", "the call fails on INVALID_SOCKET", "INVALID_SOCKET",
                                  [](Scene&) { return INVALID_SOCKET; }));
    rows.push_back(descriptor_row(subject, "enotsock-never-opened", "the call fails on a value that was never opened",
                                  "a value that was never opened", [](Scene&) { return scene::never_opened(); }));
    rows.push_back(descriptor_row(subject, "enotsock-file", "the call fails on a file's handle", "a file's handle",
                                  [](Scene&) { return scene::file_as_socket(); }));
    rows.push_back(descriptor_row(subject, "enotsock-event", "the call fails on an event's handle", "an event's handle",
                                  [](Scene&) { return scene::event_as_socket(); }));
    return rows;
}

}  // namespace wcts::common
