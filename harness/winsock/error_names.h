// Winsock's error codes by name. Values: winerror.h / winsock2.h; meaning: "Windows Sockets Error Codes" reference page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wcts::winsock {

// "WSAENOTSOCK" for 10038, "0" for 0, "error 1234" for a code without a name here.
[[nodiscard]] std::string error_name(int code);

[[nodiscard]] std::optional<int> error_code(std::string_view name);

}  // namespace wcts::winsock
