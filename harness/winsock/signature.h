// A function of the call list as the tracing front sees it: its name and, for each parameter, what its declared type says about how to
// show it. Made once a function from the text of its declaration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wcts::winsock {

enum class Show {
    number,      // int, DWORD, ...
    hex,         // codes and keys: 0x...
    flags,       // MSG_* bits
    socket,      // SOCKET
    handle,      // HANDLE
    pointer,     // by name
    out_dword,   // LPDWORD, LPINT: by name, and what it holds after the call
    in_out_dword,  // u_long*, and LPDWORD and LPINT where they go in too: likewise, and what it holds before
    out_handle,  // LPHANDLE, LPOVERLAPPED*: likewise
    buffers,     // LPWSABUF with the count that follows
    buffer,      // LPWSABUF of a single one
    data_in,     // const char* with the length that follows, by what its memory allows
    data_out,    // likewise, to be written to
    quality,     // LPQOS: both flows, as their numbers
    address,     // const sockaddr* with the length that follows
    out_address,  // sockaddr* of getsockname and the like: by name, and the address after the call
    address_room,  // sockaddr* of accept and the receives: by what its memory allows
    protocol_info,  // LPWSAPROTOCOL_INFOW that goes in: family, type and protocol
    bytes,       // bytes that go in, with the length that follows
    overlapped,  // LPWSAOVERLAPPED: by name, with its hEvent
    routine,     // LPWSAOVERLAPPED_COMPLETION_ROUTINE: by name, or that it is no code
    handles,     // const HANDLE* with the count before it
    socket_set,  // fd_set*
    period,      // PTIMEVAL: microseconds
    startup_data,  // LPWSADATA: by name, or by what its memory allows
};

struct Parameter {
    std::string_view name;
    Show show;
};

struct Signature {
    // As text with static storage: the function's name, its result type, its parameter list with the parentheses.
    Signature(std::string_view function, std::string_view result, std::string_view declaration);

    std::string_view function;
    bool returns_bool;  // FALSE means failure; other ints fail with SOCKET_ERROR
    std::vector<Parameter> parameters;
};

}  // namespace wcts::winsock
