// A target is the Winsock under test, opened and ready: what `--target` names.
#pragma once

#include "harness/winsock/winsock.h"
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// Declared only: the JSON library behind it is heavy, and every case sees this header.
namespace wcts::reports {
struct PlatformInfo;
struct TargetInfo;
}  // namespace wcts::reports

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

    // Kind, path, file version, SHA-256: the report's `target`.
    [[nodiscard]] virtual reports::TargetInfo describe() const = 0;
};

// "system" or "library:PATH" (an absolute or relative path to a DLL that exports the Winsock API; loaded by full path only).
// Throws TargetError.
[[nodiscard]] std::unique_ptr<Target> open_target(std::string_view name);

// The machine that this runs on: the report's `platform`. Calls WSAStartup and WSACleanup for the catalog.
[[nodiscard]] reports::PlatformInfo describe_platform();

}  // namespace wcts::winsock
