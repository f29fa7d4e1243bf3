// A second process that hosts the same LSPs as this one, and uses a socket that this one shares with it.
//
// It is this program again, with a subcommand that no help shows, on the channel that workers have (harness/run/channel.h):
//
//   -> {"who":true}           <- {"process":n}
//   -> {"use":"<hex>"}        <- {"socket":"...","entry":"...","send":"..."}     a WSAPROTOCOL_INFOW, and what became of its use
#pragma once

#include "harness/winsock/platform.h"
#include "harness/winsock/target.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace wcts::scene {
class Scene;
}

namespace wcts::provider {

inline constexpr const char* kOtherProcess = "other-process";
// Of the pattern, from its beginning: what the other process sends.
inline constexpr std::size_t kSharedBytes = 16;

class OtherProcess {
public:
    // Returns once it has opened the LSPs. Throws Unsupported where the base's network lives in the memory of one process, SetupFailed
    // where the other process does not come up.
    explicit OtherProcess(scene::Scene& scene);
    ~OtherProcess();
    OtherProcess(const OtherProcess&) = delete;
    OtherProcess& operator=(const OtherProcess&) = delete;

    [[nodiscard]] DWORD id() const;

    // WSASocket with the structure, a send of kSharedBytes and closesocket. Each is told as rows tell it.
    struct Use {
        std::string socket;  // "a socket", or the error by name
        std::string entry;   // whose it is there
        std::string send;    // "sent", or the error by name
    };
    [[nodiscard]] Use use(const WSAPROTOCOL_INFOW& info);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// The subcommand. Returns the exit code.
[[nodiscard]] int serve_as_other_process(const winsock::TargetOpener& open, const std::vector<std::string>& arguments);

}  // namespace wcts::provider
