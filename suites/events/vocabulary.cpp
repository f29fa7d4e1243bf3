#include "suites/events/vocabulary.h"

#include "harness/winsock/error_names.h"

namespace wcts::events {

std::vector<rows::SuiteMaker> makers() {
    return {{"wsacloseevent", wsacloseevent},
            {"wsacreateevent", wsacreateevent},
            {"wsaresetevent", wsaresetevent},
            {"wsasetevent", wsasetevent},
            {"wsawaitformultipleevents", wsawaitformultipleevents}};
}

HANDLE system_event(bool manual_reset) {
    const HANDLE event = ::CreateEventW(nullptr, manual_reset ? TRUE : FALSE, FALSE, nullptr);
    if (event == nullptr) throw SetupFailed("CreateEventW", static_cast<int>(::GetLastError()));
    return event;
}

HANDLE closed_event(Scene& scene) {
    const HANDLE event = scene.target().WSACreateEvent();
    if (event == nullptr) throw SetupFailed("WSACreateEvent", scene.target().WSAGetLastError());
    scene.target().WSACloseEvent(event);
    return event;
}

void look(Scene& scene, HANDLE event, std::string what) {
    const DWORD result = scene.target().WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE);
    scene.observe(std::move(what), result == WSA_WAIT_EVENT_0   ? "signalled"
                                   : result == WSA_WAIT_TIMEOUT ? "nonsignalled"
                                                                : "fails with " + winsock::error_name(scene.target().WSAGetLastError()));
}

std::vector<Row> rows_of_handles(const Subject& subject, BOOL (winsock::Winsock::*function)(HANDLE), bool files_too) {
    std::vector<Row> rows;
    const auto add = [&](std::string_view id, std::string_view claim, std::string words, std::function<HANDLE(Scene&)> make) {
        Row row = row_without_socket(
            id,
            {common::clause(subject.function, "error.WSA_INVALID_HANDLE.not-an-event"), common::clause(subject.function, "return.failure")},
            claim, std::string(subject.function) + " on " + std::move(words),
            [function, make = std::move(make)](Scene& scene) {
                const HANDLE handle = make(scene);
                tell(scene, (scene.target().*function)(handle) != FALSE);
            },
            call_fails(WSA_INVALID_HANDLE));
        row.code = "WSA_INVALID_HANDLE";
        rows.push_back(std::move(row));
    };
    add("invalid-handle-closed", "the call fails on an event that was closed", "an event that was closed", closed_event);
    add("invalid-handle-null", "the call fails on WSA_INVALID_EVENT", "WSA_INVALID_EVENT", [](Scene&) { return WSA_INVALID_EVENT; });
    add("invalid-handle-never-opened", "the call fails on a value that was never opened", "a value that was never opened",
        [](Scene&) { return reinterpret_cast<HANDLE>(scene::never_opened()); });
    if (files_too) {
        add("invalid-handle-file", "the call fails on a file's handle", "a file's handle",
            [](Scene&) { return reinterpret_cast<HANDLE>(scene::file_as_socket()); });
    }
    return rows;
}

Row row_of_memory(const Subject& subject) {
    Row row = row_without_socket(
        "not-enough-memory",
        {common::clause(subject.function, "error.WSA_NOT_ENOUGH_MEMORY.memory"), common::clause(subject.function, "return.failure")},
        "the call fails when there is too little free memory", std::string(subject.function) + " when there is no memory left",
        [ready = subject.ready](Scene& scene) {
            const std::function<bool()> call = ready(scene);
            scene::buffers_are_exhausted().act(scene);
            tell(scene, call());
        },
        call_fails(WSA_NOT_ENOUGH_MEMORY));
    row.code = "WSA_NOT_ENOUGH_MEMORY";
    row.provoked_by = "resource";
    row.lab_verb = lab::Verb::exhaust;
    return row;
}

Subject subject_of(std::string_view function, BOOL (winsock::Winsock::*member)(HANDLE)) {
    return {.function = function, .ready = [member](Scene& scene) -> std::function<bool()> {
                return [&scene, member, event = system_event()] { return (scene.target().*member)(event) != FALSE; };
            }};
}

}  // namespace wcts::events
