// Broken rules of the service provider interface: what a provider did wrong although the result may look right.
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace wcts::winsock::lsp {

class Rules {
public:
    // `sentence` names what was done and holds nothing that differs from run to run (no handles, no addresses). Any thread.
    void broken(std::string sentence);

    // Those broken since the last call, each once, in the order in which they were broken first.
    [[nodiscard]] std::vector<std::string> take();

private:
    std::mutex mutex_;
    std::vector<std::string> broken_;
};

}  // namespace wcts::winsock::lsp
