#include "harness/lab/open.h"

#include "harness/lab/command_lab.h"
#include "harness/lab/netns_lab.h"

namespace wcts::lab {

std::unique_ptr<Lab> open_lab(std::string_view name) {
    constexpr std::string_view kCommand = "command:";
    if (name == "netns") return NetnsLab::from_environment();
    if (!name.starts_with(kCommand)) return nullptr;
    const std::string_view command = name.substr(kCommand.size());
    if (command.empty()) throw LabError("command lab: no command after 'command:'");
    return std::make_unique<CommandLab>(std::string(command));
}

}  // namespace wcts::lab
