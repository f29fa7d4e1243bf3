// run-fixture.exe: the whole program over cases that misbehave on purpose, and the worker that the tests of the coordinator start.
#include "harness/cli/main.h"
#include "harness/run/testing/fake_setup.h"

extern "C" int wmain(int count, wchar_t** arguments) {
    wcts::run::testing::FakeSource source;
    return wcts::cli::main(wcts::run::testing::fake_setup(source), count, arguments);
}
