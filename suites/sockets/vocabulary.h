// The words of the rows about sockets. Include it from files of rows only.
#pragma once

#include "fixtures/scene/lab_steps.h"
#include "harness/expect/operations.h"
#include "harness/winsock/error_names.h"
#include "suites/common/vocabulary.h"
#include "suites/sockets/sockets.h"

namespace wcts::sockets {

using namespace common::vocabulary;

using scene::make_nonblocking;

// A row of one function, its clauses named without it.
struct RowOf {
    std::string_view function;
    Row operator()(std::string_view id, const std::vector<std::string_view>& clauses, std::string_view claim, SocketSet on,
                   std::vector<Step> arrange, std::string words, std::function<void(Scene&)> deed, Expectation expect, int code = 0) const;
};

// Observes a call of the target's that is not the one under test: "succeeds", "fails with WSAESHUTDOWN".
void tell_send(Scene& scene, std::string what);
void tell_receive(Scene& scene, std::string what);

}  // namespace wcts::sockets
