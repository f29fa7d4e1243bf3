// The words that rows of every family are written in, for the headers and files of rows that say `using namespace common::vocabulary`.
#pragma once

#include "fixtures/scene/step.h"
#include "harness/expect/expectation.h"
#include "suites/common/general_rows.h"
#include "suites/common/words.h"

#include <chrono>

namespace wcts::common::vocabulary {

using namespace expect;
using namespace kinds;
using namespace std::chrono_literals;

using common::append;
using common::call_fails;
using common::call_succeeds;
using common::in_the_lab;
using common::procedure;
using common::row_without_socket;
using common::Subject;
using common::tell;
using rows::Process;
using rows::Row;
using rows::Suite;
using scene::Scene;
using scene::Step;
using wcts::SetupFailed;

}  // namespace wcts::common::vocabulary
