// The lab of the reference network: what other labs do with cables and rules, it does with a word.
#pragma once

#include "harness/lab/lab.h"
#include "harness/winsock/reference/network.h"

#include <memory>

namespace wcts::winsock::reference {

class ReferenceLab final : public lab::Lab {
public:
    // For the sockets of this process.
    ReferenceLab(std::shared_ptr<Network> network, ProcessId process) : network_(std::move(network)), process_(process) {}

    [[nodiscard]] std::optional<std::string> unable(lab::Verb) const override { return std::nullopt; }
    std::string apply(const lab::Request& request) override;

private:
    std::shared_ptr<Network> network_;
    const ProcessId process_;
};

}  // namespace wcts::winsock::reference
