// The command line's setup over FakeSource: a spec file and an expectation file of its own.
#pragma once

#include "harness/cli/main.h"
#include "harness/run/testing/fake_source.h"

namespace wcts::run::testing {

[[nodiscard]] cli::Setup fake_setup(FakeSource& source);

}  // namespace wcts::run::testing
