#include "reports/outside/annotations.h"

#include "reports/summary_text.h"
#include "reports/text.h"

#include <string_view>
#include <vector>

namespace wcts::reports {

namespace {

// Printable text has no line breaks, so these are all that means something to GitHub: "%" anywhere, the rest in a property.
std::string escaped(std::string_view text, bool in_property) {
    std::string result;
    for (const char character : text) {
        if (character == '%') {
            result += "%25";
        } else if (in_property && character == ':') {
            result += "%3A";
        } else if (in_property && character == ',') {
            result += "%2C";
        } else {
            result += character;
        }
    }
    return result;
}

std::string error_line(std::string_view title, std::string_view message) {
    return "::error title=" + escaped(printable(title, 200), true) + "::" + escaped(printable(message, 1000), false) + "\n";
}

}  // namespace

std::string github_annotations(const RunResult& run, std::size_t most) {
    std::vector<std::string> lines;
    if (!run.report().complete) {
        lines.push_back(error_line("winsock-cts", kCutOff));
    }
    for (const UnexpectedGroup& group : grouped(run.unexpected())) {
        const std::string reason = group.first.reason.empty() ? "" : ": " + group.first.reason;
        lines.push_back(error_line(group.first.row + " (" + size_text(group) + ")",
                                   std::string{word_of(group.first)} + reason + " [" + kinds_text(group.kinds) + "]"));
    }
    if (lines.size() > most) {
        const std::size_t left = lines.size() - most + 1;
        lines.resize(most - 1);
        lines.push_back(error_line("winsock-cts", "and " + counted(left, "more line") + " like these"));
    }
    return joined(lines, "");
}

}  // namespace wcts::reports
