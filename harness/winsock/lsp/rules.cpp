#include "harness/winsock/lsp/rules.h"

#include <algorithm>
#include <utility>

namespace wcts::winsock::lsp {

void Rules::broken(std::string sentence) {
    const std::lock_guard lock(mutex_);
    if (std::find(broken_.begin(), broken_.end(), sentence) == broken_.end()) broken_.push_back(std::move(sentence));
}

std::vector<std::string> Rules::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(broken_, {});
}

}  // namespace wcts::winsock::lsp
