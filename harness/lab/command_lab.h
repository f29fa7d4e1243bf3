// A lab that is a command of the user's: README.md in this folder tells what the command is called with and what it answers.
#pragma once

#include "harness/lab/lab.h"

#include <chrono>
#include <string>

namespace wcts::lab {

class CommandLab final : public Lab {
public:
    // `command` is the beginning of the command line, verbatim, in UTF-8; the verb and its arguments follow it. A command that takes longer
    // than `patience` is killed.
    explicit CommandLab(std::string command, std::chrono::milliseconds patience = std::chrono::seconds(30));

    // Nothing: a command is asked by doing it. What it cannot do it says with exit code 3, which apply() throws as Unable.
    [[nodiscard]] std::optional<std::string> unable(Verb verb) const override;
    std::string apply(const Request& request) override;

private:
    std::string command_;
    std::chrono::milliseconds patience_;
};

}  // namespace wcts::lab
