// The words of the rows about events. Include it from files of rows only.
#pragma once

#include "fixtures/scene/foreign_handle.h"
#include "fixtures/scene/lab_steps.h"
#include "suites/common/vocabulary.h"
#include "suites/events/events.h"

#include <array>
#include <span>

namespace wcts::events {

using namespace common::vocabulary;

// An event of the system's own, which exists whether Winsock does or not. The process keeps it.
[[nodiscard]] HANDLE system_event(bool manual_reset = true);
// The handle of an event that was closed.
[[nodiscard]] HANDLE closed_event(Scene& scene);

// Observes what one event is: "signalled", "nonsignalled" or how the wait failed. A look that takes nothing but an auto-reset event's
// signal.
void look(Scene& scene, HANDLE event, std::string what);

// The rows about handles that are no event's, of a function of one event.
[[nodiscard]] std::vector<Row> rows_of_handles(const Subject& subject, BOOL (winsock::Winsock::*function)(HANDLE), bool files_too);
// The row of WSA_NOT_ENOUGH_MEMORY.
[[nodiscard]] Row row_of_memory(const Subject& subject);

// A function of one event, called on one of the system's.
[[nodiscard]] Subject subject_of(std::string_view function, BOOL (winsock::Winsock::*member)(HANDLE));

}  // namespace wcts::events
