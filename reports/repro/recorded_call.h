// A call of a trace with what happened inside it.
#pragma once

#include "reports/trace.h"

#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports::repro {

// A recorded call or routine, and what happened inside it on the same thread.
struct Node {
    TraceEntry entry;
    std::vector<Node> inside;

    [[nodiscard]] bool returned() const { return entry.note != "did not return"; }
    [[nodiscard]] std::string arg(const char* name) const {
        const auto found = entry.args.find(name);
        return found == entry.args.end() || !found->is_string() ? std::string{} : found->get<std::string>();
    }
    [[nodiscard]] std::string out(const char* name) const {
        const auto found = entry.out.find(name);
        return found == entry.out.end() || !found->is_string() ? std::string{} : found->get<std::string>();
    }
};

using Nodes = std::vector<Node>;

enum class Returns { integer, boolean, handle, socket, wait, procedure, nothing };

// What the function gives back. Throws ReportError for a function that no program can call.
[[nodiscard]] Returns returns_of(std::string_view function);

}  // namespace wcts::reports::repro
