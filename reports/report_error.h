// What every reader and writer of this room throws. The text is one sentence for the user; the commands turn it into exit code 2.
#pragma once

#include <stdexcept>

namespace wcts::reports {

class ReportError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace wcts::reports
