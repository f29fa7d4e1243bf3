// The words of the rows about the use of Winsock. Include it from files of rows only.
#pragma once

#include "suites/common/in_progress.h"
#include "suites/common/vocabulary.h"
#include "suites/startup/startup.h"

namespace wcts::startup {

using namespace common::vocabulary;

// A row without a socket of the scene's, in a process where nobody has started Winsock.
[[nodiscard]] Row in_a_new_process(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, std::string words,
                                   std::function<void(Scene&)> deed, Expectation expect);

// WSAStartup returns its error itself. Observes what it came to: "succeeds", "fails with WSAVERNOTSUPPORTED".
void tell_code(Scene& scene, int code, std::string what = "the call");

// Starts Winsock 2.2. Throws SetupFailed.
void start(Scene& scene);

// Observes whether a socket can be made; it is closed again.
void tell_socket(Scene& scene, std::string what);

}  // namespace wcts::startup
