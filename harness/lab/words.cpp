#include "harness/lab/words.h"

namespace wcts::lab {

std::string line_of(const Request& request) {
    std::string line(words_of(request.verb).word);
    if (request.verb == Verb::heal) return line;
    if (request.verb == Verb::expire_ttl || request.verb == Verb::break_provider) return line + " " + std::to_string(request.value);
    line += " " + request.local + " " + request.remote;
    if (request.verb == Verb::cap_pending) line += " " + std::to_string(request.value);
    return line;
}

}  // namespace wcts::lab
