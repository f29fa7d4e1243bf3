#include "harness/run/testing/fake_setup.h"

#include "reports/report.h"

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

// Stands on the target "system", as it says itself.
class LayeredTarget final : public winsock::Target {
public:
    winsock::Winsock& winsock() override { return below_->winsock(); }
    winsock::Winsock& trusted() override { return below_->trusted(); }
    bool exports(const std::string& function) override { return below_->exports(function); }
    std::vector<std::string> broken_rules() override {
        return take_broken_rule() ? std::vector<std::string>{"a rule of the fixture"} : std::vector<std::string>{};
    }
    reports::TargetInfo describe() const override {
        reports::TargetInfo info;
        info.kind = "layered";
        info.base = "system";
        return info;
    }

private:
    std::unique_ptr<winsock::Target> below_ = winsock::open_target("system");
};

std::unique_ptr<winsock::Target> open(const winsock::TargetChoice& choice) {
    if (choice.target == "layered") return std::make_unique<LayeredTarget>();
    return winsock::open_plain_target(choice);
}

}  // namespace

cli::Setup fake_setup(FakeSource& source) {
    cli::Setup setup{source, "0.0.0-test", "", {}, {}, {}};
    setup.open = open;
    setup.spec.push_back({"fake.json", kSpec});
    setup.commands["echo"] = {"an extra command: succeeds when it gets two arguments",
                              [](const std::vector<std::string>& arguments) { return arguments.size() == 2 ? 0 : 2; }};
    return setup;
}

}  // namespace wcts::run::testing
