// The words that every file of rows uses. Include it from files of rows only.
#pragma once

#include "harness/winsock/error_names.h"
#include "suites/provider/provider.h"
#include "suites/provider/spi.h"
#include "suites/wsasend/catalog.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::provider {

using namespace kinds;
using namespace expect;
using namespace std::chrono_literals;

using common::no_connection;
using common::procedure;
using rows::Process;
using rows::Row;
using scene::Flight;
using scene::Scene;
using scene::Stage;
using scene::Step;
using scene::Unsupported;
using winsock::error_name;
using wsasend::full_stream;
using wsasend::one_buffer;
using wsasend::post;

// A row about what happens before and after everything else, in a process of its own where the provider has not been started.
[[nodiscard]] inline Row about_startup(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, rows::Call call,
                                       Expectation expect) {
    return {.id = id,
            .clauses = std::move(clauses),
            .claim = claim,
            .on = kTcp4,
            .paths = Path::blocking,
            .arrange = {no_connection()},
            .call = std::move(call),
            .expect = std::move(expect),
            .process = Process::own};
}

// "0", or the error by name.
[[nodiscard]] inline std::string result_text(int result, int error) {
    return result == 0 ? "0" : error == 0 ? "a failure without a code" : error_name(error);
}

}  // namespace wcts::provider
