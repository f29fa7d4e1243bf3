// `winsock-cts gtest`: the same cases as GoogleTest tests, for IDEs and for whoever knows --gtest_filter, --gtest_repeat, --gtest_shuffle.
//
// A case `wsasend.small-send/tcp4/iocp-skip` is the test `wsasend.small_send/tcp4/iocp_skip`: '-' means something else in a filter. The
// tests run in this process, so cases that need one of their own are skipped here with a sentence; `run` has them.
#pragma once

#include "harness/run/case_source.h"

#include <string>
#include <vector>

namespace wcts::suites {

// Returns the exit code: 0, or 1 where a test failed or none was selected. The expectation files play no part.
[[nodiscard]] int gtest_command(run::CaseSource& source, const std::vector<std::string>& arguments);

}  // namespace wcts::suites
