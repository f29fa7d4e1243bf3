#include "harness/winsock/lsp/base.h"

#include "harness/winsock/lsp/status.h"
#include "harness/winsock/reference/reference_target.h"
#include "harness/winsock/reference/reference_winsock.h"

namespace wcts::winsock::lsp {
namespace {

class SystemBase final : public Base {
public:
    SystemBase() : target_(open_target("system")) {}
    Target& target() override { return *target_; }
    bool in_memory() const override { return false; }
    bool may_be_own(HANDLE) const override { return false; }
    // PostQueuedCompletionStatus knows no failures.
    bool post(const Packet& packet) override {
        using SetIoCompletion = LONG(NTAPI*)(HANDLE port, ULONG_PTR key, ULONG_PTR value, LONG status, SIZE_T bytes);
        static const auto set = reinterpret_cast<SetIoCompletion>(
            reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "NtSetIoCompletion")));
        return set != nullptr &&
               set(packet.port, packet.key, reinterpret_cast<ULONG_PTR>(packet.overlapped), status_of(packet.error), packet.bytes) >= 0;
    }

private:
    std::unique_ptr<Target> target_;
};

class ReferenceBase final : public Base {
public:
    ReferenceBase() : target_(reference::open()) {}
    Target& target() override { return *target_; }
    bool in_memory() const override { return true; }
    bool may_be_own(HANDLE handle) const override { return reference::Network::may_be_ours(handle); }
    bool post(const Packet& packet) override {
        auto& table = static_cast<reference::ReferenceWinsock&>(target_->winsock());
        return table.post(packet.port, {packet.bytes, packet.key, packet.overlapped, packet.error});
    }

private:
    std::unique_ptr<Target> target_;
};

}  // namespace

std::unique_ptr<Base> open_base(const std::string& name) {
    if (name.empty() || name == "system") return std::make_unique<SystemBase>();
    if (name == "reference") return std::make_unique<ReferenceBase>();
    throw TargetError("unknown base '" + name + "' under an LSP: known are 'system' and 'reference'");
}

}  // namespace wcts::winsock::lsp
