#include "harness/run/testing/fake_setup.h"

namespace wcts::run::testing {

namespace {

constexpr std::string_view kSpec = R"({
  "function": "Fake",
  "clauses": [
    {"id": "Fake.clause.pass-00", "kind": "must", "text": "The first case passes."},
    {"id": "Fake.clause.fail", "kind": "must", "text": "A failing case fails."},
    {"id": "Fake.clause.nobody", "kind": "must", "text": "No case covers this."}
  ]
})";

}  // namespace

cli::Setup fake_setup(FakeSource& source) {
    cli::Setup setup{source, "0.0.0-test", "", {}, {}, {}};
    setup.spec.push_back({"fake.json", kSpec});
    setup.commands["echo"] = {"an extra command: succeeds when it gets two arguments",
                              [](const std::vector<std::string>& arguments) { return arguments.size() == 2 ? 0 : 2; }};
    return setup;
}

}  // namespace wcts::run::testing
