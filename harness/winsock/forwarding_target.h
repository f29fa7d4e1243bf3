// A target that is another one but for what is overridden: what whoever puts something before a target derives from.
#pragma once

#include "harness/winsock/target.h"
#include "reports/report.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wcts::winsock {

class ForwardingTarget : public Target {
public:
    explicit ForwardingTarget(std::unique_ptr<Target> inner) : inner_(std::move(inner)) {}

    Winsock& winsock() override { return inner_->winsock(); }
    Winsock& trusted() override { return inner_->trusted(); }
    bool exports(const std::string& function) override { return inner_->exports(function); }
    [[nodiscard]] const Clock& clock() const override { return inner_->clock(); }
    lab::Lab* lab() override { return inner_->lab(); }
    bool renew() override { return inner_->renew(); }
    std::vector<std::string> broken_rules() override { return inner_->broken_rules(); }
    lsp::Host* provider_host() override { return inner_->provider_host(); }
    [[nodiscard]] reports::TargetInfo describe() const override { return inner_->describe(); }

private:
    const std::unique_ptr<Target> inner_;
};

}  // namespace wcts::winsock
