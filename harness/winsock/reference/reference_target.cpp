#include "harness/winsock/reference/reference_target.h"

#include "harness/winsock/reference/reference_lab.h"
#include "harness/winsock/reference/reference_winsock.h"
#include "reports/report.h"

#include <algorithm>
#include <iterator>

namespace wcts::winsock::reference {
namespace {

constexpr ProcessId kSubject = 1;
constexpr ProcessId kPeers = 2;

class ReferenceTarget final : public Target {
public:
    ReferenceTarget()
        : network_(std::make_shared<Network>()), subject_(network_, kSubject), peers_(network_, kPeers), lab_(network_, kSubject) {}

    Winsock& winsock() override { return subject_; }
    Winsock& trusted() override { return peers_; }
    bool exports(const std::string& function) override {
        static constexpr std::string_view kNames[] = {
#define WCTS_CALL(library, result, name, params, args) #name,
#include "harness/winsock/call_list.inc"
        };
        return std::find(std::begin(kNames), std::end(kNames), function) != std::end(kNames);
    }
    const Clock& clock() const override { return network_->scheduler(); }
    lab::Lab* lab() override { return &lab_; }
    bool renew() override {
        const Turn turn(network_->scheduler());
        network_->renew();
        subject_.renew();
        peers_.renew();
        return true;
    }
    reports::TargetInfo describe() const override {
        reports::TargetInfo info;
        info.kind = "reference";
        return info;
    }

private:
    std::shared_ptr<Network> network_;
    ReferenceWinsock subject_;
    ReferenceWinsock peers_;
    ReferenceLab lab_;
};

}  // namespace

std::unique_ptr<Target> open() {
    return std::make_unique<ReferenceTarget>();
}

}  // namespace wcts::winsock::reference
