// A target is the Winsock under test, opened and ready: what `--target` names.
#pragma once

#include "harness/winsock/clock.h"
#include "harness/winsock/winsock.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Declared only: the JSON library behind it is heavy, and every case sees this header.
namespace wcts::reports {
struct PlatformInfo;
struct TargetInfo;
}  // namespace wcts::reports

namespace wcts::lab {
class Lab;
}

namespace wcts::winsock::lsp {
class Host;
}

namespace wcts::winsock {

// A `--target` that cannot be used: unknown form, missing DLL, missing exports. The text is for the user; exit code 2.
class TargetError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Target {
public:
    virtual ~Target() = default;

    // The table under test, untraced. Lives as long as the target; safe from any thread, as Winsock itself is.
    [[nodiscard]] virtual Winsock& winsock() = 0;

    // The table that peers speak through: never the one under test unless the target lives in a network of its own.
    [[nodiscard]] virtual Winsock& trusted() = 0;

    // Whether the target's DLL exports this function by name.
    [[nodiscard]] virtual bool exports(const std::string& function) = 0;

    // What waits of the cases are bounded by.
    [[nodiscard]] virtual const Clock& clock() const { return real_clock(); }

    // The network that fails on demand; nullptr where there is none.
    [[nodiscard]] virtual lab::Lab* lab() { return nullptr; }

    // Puts the target into the state that it has in a new process, where it can do so. False where only a new process does that, and
    // nothing was changed. Between cases only.
    virtual bool renew() { return false; }

    // The rules of the service provider interface that were broken since the last call, a sentence each. Between cases only.
    [[nodiscard]] virtual std::vector<std::string> broken_rules() { return {}; }

    // The host of the LSPs that the target is made of; nullptr where it is made of none. For suites about the provider interface itself.
    [[nodiscard]] virtual lsp::Host* provider_host() { return nullptr; }

    // Kind, path, file version, SHA-256: the report's `target`.
    [[nodiscard]] virtual reports::TargetInfo describe() const = 0;
};

// What a worker is to open, as the command line names it.
struct TargetChoice {
    std::string target = "system";
    std::string fault;  // the misbehaviour to put before it; empty: none
    std::string lab;    // as for --lab; empty: the target's own, if it has one
    std::string base{};      // what an lsp target stands on: "system" (also where it is empty) or "reference"
    std::string lsp_guid{};  // of each LSP, separated by commas, as for --lsp-guid; empty: they are known otherwise
};

// Throws TargetError.
using TargetOpener = std::function<std::unique_ptr<Target>(const TargetChoice&)>;

// "system", "reference" (reference/reference_target.h), "library:PATH" (an absolute or relative path to a DLL that exports the Winsock API;
// loaded by full path only) or "lsp:PATH[,PATH...]" (lsp/lsp_target.h). Throws TargetError.
[[nodiscard]] std::unique_ptr<Target> open_target(std::string_view name);

// The same, for programs that know neither faults nor labs: they are refused.
[[nodiscard]] std::unique_ptr<Target> open_plain_target(const TargetChoice& choice);

// The machine that this runs on: the report's `platform`. Calls WSAStartup and WSACleanup for the catalog.
[[nodiscard]] reports::PlatformInfo describe_platform();

}  // namespace wcts::winsock
