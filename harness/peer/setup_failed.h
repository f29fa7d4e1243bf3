// The arrangement of a case did not come about: nothing was judged. Becomes the verdict setup-failed.
#pragma once

#include "harness/winsock/error_names.h"

#include <stdexcept>
#include <string>
#include <string_view>

namespace wcts {

class SetupFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;

    SetupFailed(std::string_view call, int error) : std::runtime_error(std::string(call) + " failed with " + winsock::error_name(error)) {}
};

}  // namespace wcts
