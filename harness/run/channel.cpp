#include "harness/run/channel.h"

namespace wcts::run {

std::string to_line(const reports::Json& message) {
    return message.dump(-1, ' ', false, reports::Json::error_handler_t::replace) + '\n';
}

bool write_all(HANDLE pipe, std::string_view text) noexcept {
    while (!text.empty()) {
        DWORD written = 0;
        if (!WriteFile(pipe, text.data(), static_cast<DWORD>(text.size()), &written, nullptr) || written == 0) return false;
        text.remove_prefix(written);
    }
    return true;
}

std::optional<std::string> LineReader::next() {
    for (;;) {
        const std::size_t end = pending_.find('\n');
        if (end != std::string::npos) {
            std::string line = pending_.substr(0, end);
            pending_.erase(0, end + 1);
            return line;
        }
        char chunk[4096];
        DWORD read = 0;
        if (!ReadFile(pipe_, chunk, sizeof chunk, &read, nullptr) || read == 0) return std::nullopt;
        pending_.append(chunk, read);
    }
}

}  // namespace wcts::run
