// A lab: a network that fails on demand. Rows say which verb they need; a target that is given no lab cannot show them.
//
// `reference` carries a lab of its own. Linux network namespaces are one for Wine (`--lab netns`), and a command of the user's can be one
// anywhere (`--lab command:...`): it is called with the verb's word and the arguments that the table below names.
//
// One case at a time uses a lab object; what a case asked for is undone with Verb::heal when it ends. Threads: the case's own only.
#pragma once

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace wcts::lab {

enum class Verb {
    cut,             // nothing passes between the two ends any more, in either direction, and nobody is told
    abort,           // the local system gives the connection up for a failure of its own
    down,            // the network subsystem under the local end fails
    expire_ttl,      // names an address behind one router, where datagrams with a time to live of 1 expire
    exhaust,         // the provider has no buffers left for sends of the local end
    cap_pending,     // the provider takes `value` outstanding overlapped requests on the local end, and no more
    unreachable,     // the remote host cannot be reached any more, and the local end is told so
    no_route,        // no network leads to the remote end any more, and the local end is told so
    break_provider,  // the service provider does not start any more, and fails with the code that is `value`
    heal,            // undoes whatever was asked for before
};

struct VerbWords {
    Verb verb;
    std::string_view word;       // as a command is called with it
    std::string_view arguments;  // behind it
    std::string_view meaning;
};

inline constexpr std::array<VerbWords, 10> kVerbs{{
    {Verb::cut, "cut", "LOCAL REMOTE", "nothing passes between the two ends any more, and neither is told"},
    {Verb::abort, "abort", "LOCAL REMOTE", "the local system gives the connection up for a failure of its own"},
    {Verb::down, "down", "LOCAL REMOTE", "the network subsystem under the local end fails"},
    {Verb::expire_ttl, "expire-ttl", "FAMILY", "prints an address and port behind one router; FAMILY is 4 or 6"},
    {Verb::exhaust, "exhaust", "LOCAL REMOTE", "the provider has no buffers left for sends of the local end"},
    {Verb::cap_pending, "cap-pending", "LOCAL REMOTE COUNT", "the provider takes COUNT outstanding overlapped requests and no more"},
    {Verb::unreachable, "unreachable", "LOCAL REMOTE", "the remote host cannot be reached any more, and the local end is told so"},
    {Verb::no_route, "no-route", "LOCAL REMOTE", "no network leads to the remote end any more, and the local end is told so"},
    {Verb::break_provider, "break-provider", "CODE", "the service provider fails with this error code of Winsock when it is started"},
    {Verb::heal, "heal", "", "undoes whatever was asked for before"},
}};

[[nodiscard]] constexpr const VerbWords& words_of(Verb verb) {
    return kVerbs[static_cast<std::size_t>(verb)];
}

// Addresses as text with their ports: "127.0.0.1:4711", "[::1]:4711". Empty where the case has no socket: then the verb means the whole
// process: `exhaust` its memory, and `cap_pending` how many tasks may start Winsock. A count of 0 then leaves no room for this one.
struct Request {
    Verb verb;
    std::string local{};
    std::string remote{};
    unsigned value = 0;  // cap_pending: the count; expire_ttl: 4 or 6; break_provider: the error code
};

// The lab tried and failed. The case ends with setup-failed and this sentence.
class LabError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The lab found out only by trying that it cannot do it: as unable() would have said, with the sentence why.
class Unable : public LabError {
public:
    using LabError::LabError;
};

class Lab {
public:
    virtual ~Lab() = default;

    // Nothing where the lab can do it; else the sentence why it cannot, which becomes the reason of the verdict unsupported.
    [[nodiscard]] virtual std::optional<std::string> unable(Verb verb) const = 0;

    // Returns once it is done. The answer is the address for expire_ttl, and empty for all others. Throws LabError and Unable.
    virtual std::string apply(const Request& request) = 0;
};

}  // namespace wcts::lab
