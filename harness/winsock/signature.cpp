#include "harness/winsock/signature.h"

#include <array>
#include <utility>

namespace wcts::winsock {
namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

Show show_for(std::string_view function, std::string_view type, std::string_view name) {
    static constexpr auto kByType = std::to_array<std::pair<std::string_view, Show>>({
        {"SOCKET", Show::socket},
        {"HANDLE", Show::handle},
        {"LPDWORD", Show::out_dword},
        {"LPINT", Show::in_out_dword},
        {"sockaddr*", Show::address_room},
        {"u_long*", Show::in_out_dword},
        {"LPHANDLE", Show::out_handle},
        {"LPOVERLAPPED*", Show::out_handle},
        {"PULONG_PTR", Show::out_handle},
        {"LPWSABUF", Show::buffers},
        {"LPQOS", Show::quality},
        {"const sockaddr*", Show::address},
        {"LPWSAOVERLAPPED", Show::overlapped},
        {"LPOVERLAPPED", Show::overlapped},
        {"LPWSAOVERLAPPED_COMPLETION_ROUTINE", Show::routine},
        {"const HANDLE*", Show::handles},
        {"fd_set*", Show::socket_set},
        {"PTIMEVAL", Show::period},
        {"LPWSADATA", Show::startup_data},
        {"ULONG_PTR", Show::hex},
        {"DWORD_PTR", Show::hex},
        {"FARPROC", Show::pointer},
    });
    // Only data calls take MSG_* bits by these names; WSASocketW's dwFlags are others.
    const bool moves_data = function.find("end") != std::string_view::npos || function.find("ecv") != std::string_view::npos;
    if (name == "flags" || name == "dwFlags") return moves_data ? Show::flags : Show::hex;
    if (name == "dwIoControlCode" || name == "cmd" || name == "optname" || name == "level") return Show::hex;
    if (name == "optval" && type == "const char*") return Show::bytes;
    if (name == "lpvInBuffer") return Show::bytes;
    if (name == "buf") return type == "char*" ? Show::data_out : Show::data_in;
    if (name == "lpFlags" || name == "lpdwBufferLength") return Show::in_out_dword;
    if (name == "lpiProtocols") return Show::pointer;
    if (name == "lpProtocolInfo" && function == "WSASocketW") return Show::protocol_info;
    if (name == "lpCallerData" || name == "lpCalleeData") return Show::buffer;
    if (name == "name" && type == "sockaddr*") return Show::out_address;
    for (const auto& [known, show] : kByType)
        if (type == known) return show;
    const bool is_pointer = type.ends_with('*') || type.starts_with("LP") || type.starts_with("PAPC");
    return is_pointer ? Show::pointer : Show::number;
}

}  // namespace

Signature::Signature(std::string_view function_name, std::string_view result, std::string_view declaration)
    : function(function_name), returns_bool(result == "BOOL") {
    declaration.remove_prefix(1);
    declaration.remove_suffix(1);
    while (!trim(declaration).empty()) {
        const auto comma = declaration.find(',');
        const std::string_view one = trim(declaration.substr(0, comma));
        const auto space = one.rfind(' ');
        const std::string_view name = one.substr(space + 1);
        parameters.push_back({name, show_for(function, trim(one.substr(0, space)), name)});
        declaration = comma == std::string_view::npos ? std::string_view{} : declaration.substr(comma + 1);
    }
}

}  // namespace wcts::winsock
