// A case's id is "row/socket/path": wsasend.eshutdown-after-sd-send/tcp4/iocp.
#pragma once

#include "reports/report.h"

#include <string>
#include <string_view>

namespace wcts::reports {

// Views into the id that was split.
struct CaseName {
    std::string_view row;
    std::string_view socket;  // both empty if the id has no such parts
    std::string_view path;
};

[[nodiscard]] inline CaseName split_case_id(std::string_view id) noexcept {
    const std::size_t first = id.find('/');
    const std::size_t second = first == std::string_view::npos ? first : id.find('/', first + 1);
    if (second == std::string_view::npos) {
        return {id, {}, {}};
    }
    return {id.substr(0, first), id.substr(first + 1, second - first - 1), id.substr(second + 1)};
}

[[nodiscard]] inline std::string case_id(std::string_view row, const Kind& kind) {
    return std::string{row} + "/" + kind.socket + "/" + kind.path;
}

}  // namespace wcts::reports
