#include "reports/repro/arguments.h"

#include "reports/report_error.h"
#include "reports/strict_json.h"
#include "reports/text.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace wcts::reports::repro {

namespace {

// Where an address comes out that no other call is given.
constexpr const char* kFresh = "from";

// Memory of the recorded sort, where a caller has no right to it.
std::string memory_of(const Pointer& pointer, const std::string& size) {
    return "memory(\"" + pointer.sort + "\", " + size + ", " + pointer.there + ")";
}

}  // namespace

void Arguments::tell_address(const std::string& shown) {
    addresses_.try_emplace(shown, "address_" + std::to_string(addresses_.size() + 1));
}

std::string Arguments::address_told(const std::string& shown) const {
    const auto known = addresses_.find(shown);
    return known == addresses_.end() ? kFresh : known->second;
}

std::string Arguments::variables() const {
    static const std::map<std::string_view, const char*> kInitial{
        {"DWORD", kUntouched}, {"SOCKET", "INVALID_SOCKET"}, {"HANDLE", "nullptr"}};
    std::string text;
    for (const auto& [name, type] : variables_) {
        const auto initial = kInitial.find(type);
        text += type + " " + name + (initial == kInitial.end() ? "" : std::string{" = "} + initial->second) + ";\n";
    }
    for (const auto& [shown, name] : addresses_) {
        text += "Address " + name + ";\n";
    }
    return text;
}

std::string Arguments::all_of(const Node& node, std::string& before) {
    std::string all;
    for (const auto& [name, value] : node.entry.args.items()) {
        all += (all.empty() ? "" : ", ") + argument(node, name, value.is_string() ? value.get<std::string>() : compact(value), before);
    }
    return all;
}

const std::string& Arguments::variable(const std::string& name, const char* type) {
    return variables_.try_emplace(name, type).first->first;
}

std::string Arguments::socket_expression(const std::string& text) {
    if (text == "INVALID") {
        return "INVALID_SOCKET";
    }
    if (text == "NULL") {
        return "static_cast<SOCKET>(0)";
    }
    if (text.starts_with("socket#")) {
        if (const auto name = identifier(text)) {
            return variable(*name, "SOCKET");
        }
    }
    return "reinterpret_cast<SOCKET>(" + handle_expression(text) + ")";
}

std::string Arguments::handle_expression(const std::string& text) {
    static const std::map<std::string_view, const char*> kKnown{{"NULL", "nullptr"},
                                                                {"INVALID", "INVALID_HANDLE_VALUE"},
                                                                {"current thread", "GetCurrentThread()"},
                                                                {"no handle", "no_handle()"},
                                                                {"a file's handle", "file_handle()"},
                                                                {"unknown handle", "event_handle()"},
                                                                {"a process", "another_process()"}};
    if (const auto known = kKnown.find(text); known != kKnown.end()) {
        return known->second;
    }
    const auto name = identifier(text);
    if (!name) {
        throw ReportError("the trace has the handle " + printable(text, 80) + ", which nothing gave out");
    }
    return text.starts_with("socket#") ? "reinterpret_cast<HANDLE>(" + variable(*name, "SOCKET") + ")" : variable(*name, "HANDLE");
}

std::string Arguments::handles_expression(const Node& node, const std::string& text, std::string& before) {
    if (!text.starts_with('[')) {
        // None or too many to be shown.
        before += "std::vector<HANDLE> events(" + number_in(node.arg("cEvents")) + " + 1, event_handle()); ";
        return "events.data()";
    }
    // An event that no call of the case made was set where a wait for it ended at once.
    const bool is_set = node.entry.result == "0" && text == "[unknown handle]";
    before += "HANDLE events[] = {";
    for (const std::string& event : listed(text)) {
        before += (is_set ? "event_handle(true)" : handle_expression(event)) + ", ";
    }
    before += "}; ";
    return "events";
}

std::string Arguments::buffers_expression(const std::string& text, const std::string& count) {
    const Pointer pointer = pointer_of(text);
    if (pointer.sort == "NULL") {
        return "nullptr";
    }
    std::string pieces;
    for (const RecordedBuffers& piece : buffers_of(pointer)) {
        pieces += "{" + piece.times + ", " + piece.length + ", \"" + piece.data.sort + "\", " + piece.data.there + "}, ";
    }
    return "buffers(\"" + pointer.sort + "\", " + pointer.there + ", {" + pieces + "}, " + number_in(count) + ")";
}

std::string Arguments::bad_memory(const Pointer& pointer, const std::string& size, const std::string& fresh, std::string& before,
                                  const std::string& fill) {
    before += "char* const " + fresh + " = " + memory_of(pointer, size) + "; ";
    if (pointer.sort == "read-only") {
        before += fill + "make_read_only(" + fresh + "); ";
    }
    return fresh;
}

std::string Arguments::address_room_expression(const std::string& text, const std::string& told, std::string& before) {
    const Pointer pointer = pointer_of(text);
    if (pointer.sort == "NULL") {
        return "nullptr";
    }
    if (pointer.sort == "good") {
        const std::string held = address_told(told);
        before += held == kFresh ? "Address " + held + "; " : "";
        return held + ".get()";
    }
    return "reinterpret_cast<sockaddr*>(" + bad_memory(pointer, "sizeof(sockaddr_storage)", kFresh, before) + ")";
}

std::string Arguments::buffer_expression(const std::string& text, const std::string& length, std::string& before) {
    const Pointer pointer = pointer_of(text);
    const std::string size = "(" + number_in(length) + " < 0 ? 0 : " + number_in(length) + ")";
    if (pointer.sort == "NULL") {
        return "nullptr";
    }
    if (pointer.sort == "good") {
        return "room(" + size + ")";
    }
    return bad_memory(pointer, size, "bytes", before);
}

std::string Arguments::address_expression(const std::string& text, std::string& before) {
    if (text == "NULL") {
        return "nullptr";
    }
    const Pointer pointer = pointer_of(text);
    if (pointer.sort != "good") {
        return "reinterpret_cast<sockaddr*>(" + memory_of(pointer, "sizeof(sockaddr_storage)") + ")";
    }
    const std::string& shown = pointer.rest;
    if (const auto known = addresses_.find(shown); known != addresses_.end()) {
        return known->second + ".get()";
    }
    if (shown.starts_with("family ") && is_number(shown.substr(7))) {
        before += "Address to; to.storage.ss_family = " + shown.substr(7) + "; ";
        return "to.get()";
    }
    if (const std::size_t bytes = shown.find("bytes "); bytes != std::string::npos) {
        before += "Address to(std::vector<unsigned char>{" + byte_list(shown.substr(bytes)) + "}); ";
        return "to.get()";
    }
    const bool six = shown.starts_with("AF_INET6 [");
    const std::size_t colon = shown.rfind(':');
    if ((!six && !shown.starts_with("AF_INET ")) || colon == std::string::npos) {
        throw ReportError("the trace has the address " + printable(text, 80) + ", which is none of IPv4 or IPv6");
    }
    const std::string host = six ? shown.substr(10, colon - 11) : shown.substr(8, colon - 8);
    before += "Address to(" + std::string{six ? "AF_INET6" : "AF_INET"} + ", " + literal(host) + ", " +
              port_expression(shown.substr(colon + 1)) + "); ";
    return "to.get()";
}

std::string Arguments::port_expression(const std::string& port) const {
    for (const auto& [shown, name] : addresses_) {
        if (port != "0" && shown.ends_with(":" + port)) {
            return name + ".port()";
        }
    }
    return number_in(port);
}

std::string Arguments::byte_list(std::string_view text) {
    std::string list;
    for (const std::string& byte : split(text, " ")) {
        if (byte != "bytes") {
            list += number_in("0x" + byte) + ", ";
        }
    }
    return list;
}

std::string Arguments::dword_expression(const std::string& text, const char* type, const char* fresh, std::string& before) {
    if (const auto name = identifier(text)) {
        return "&" + variable(*name, "DWORD");
    }
    const Pointer pointer = pointer_of(text);
    if (pointer.sort == "NULL") {
        return "nullptr";
    }
    // What goes in too is told; elsewhere an old value shows whether it was written.
    // Older traces do not tell it: then there was room, and no flag.
    const bool is_length = std::string_view{type} == "int";
    const std::string held = !pointer.rest.empty()                  ? number_in(pointer.rest)
                             : std::string_view{fresh} == "lpFlags" ? "0"
                             : is_length                            ? "sizeof(sockaddr_storage)"
                                                                    : kUntouched;
    if (pointer.sort == "good") {
        before += std::string{type} + " " + fresh + " = static_cast<" + type + ">(" + held + "); ";
        return std::string{"&"} + fresh;
    }
    const std::string value =
        std::string{"*reinterpret_cast<"} + type + "*>(" + fresh + "_memory) = static_cast<" + type + ">(" + held + "); ";
    return std::string{"reinterpret_cast<"} + type + "*>(" +
           bad_memory(pointer, "sizeof(DWORD)", std::string{fresh} + "_memory", before, value) + ")";
}

std::string Arguments::overlapped_expression(const std::string& text, bool posts, std::string& before) {
    const std::size_t mark = text.find(" hEvent ");
    const std::string event = mark == std::string::npos ? std::string{} : text.substr(mark + 8);
    const std::string name_text = text.substr(0, mark);
    std::string name = "spare";
    if (const auto named = identifier(name_text)) {
        name = variable(*named, "WSAOVERLAPPED");
    } else {
        const Pointer pointer = pointer_of(name_text);
        if (pointer.sort == "NULL") {
            return "nullptr";
        }
        if (pointer.sort != "good") {
            return "reinterpret_cast<WSAOVERLAPPED*>(" + bad_memory(pointer, "sizeof(WSAOVERLAPPED)", "bad", before) + ")";
        }
    }
    if ((posts || name == "spare") && !event.empty()) {
        const bool low_bit = event.ends_with("|1");
        const std::string value =
            is_hex(event) ? event
                          : "reinterpret_cast<ULONG_PTR>(" + handle_expression(event.substr(0, event.size() - (low_bit ? 2 : 0))) + ")";
        before += name + ".hEvent = reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(" + value + (low_bit ? " | 1" : "") + ")); ";
    }
    return "&" + name;
}

std::string Arguments::set_expression(const std::string& text, const std::string& name, std::string& before) {
    if (text == "NULL") {
        return "nullptr";
    }
    before += "fd_set " + name + "_set; FD_ZERO(&" + name + "_set); ";
    for (const std::string& socket : listed(text)) {
        before += name + "_set.fd_array[" + name + "_set.fd_count++] = " + socket_expression(socket) + "; ";
    }
    return "&" + name + "_set";
}

std::string Arguments::bytes_expression(const std::string& text, std::string& before) {
    const std::string rest = pointer_of(text).rest;
    if (text == "NULL") {
        return "nullptr";
    }
    if (is_number(rest)) {
        before += "int value = " + rest + "; ";
        return "reinterpret_cast<char*>(&value)";
    }
    const std::string list = byte_list(rest);
    if (list.empty()) {
        throw ReportError("the trace does not tell the bytes that a call was given");
    }
    before += "unsigned char value[] = {" + list + "}; ";
    return "reinterpret_cast<char*>(value)";
}

std::string Arguments::quality_expression(const std::string& text, const std::string& fresh, std::string& before) {
    const Pointer pointer = pointer_of(text);
    if (pointer.sort == "NULL") {
        return "nullptr";
    }
    if (pointer.sort != "good") {
        return "reinterpret_cast<QOS*>(" + memory_of(pointer, "sizeof(QOS)") + ")";
    }
    std::string flows;
    for (const char* flow : {"sending {", "receiving {"}) {
        const std::size_t begin = pointer.rest.find(flow);
        const std::size_t end = pointer.rest.find('}', begin);
        if (begin == std::string::npos || end == std::string::npos) {
            throw ReportError("the trace does not tell what quality of service a call was given");
        }
        const std::size_t from = begin + std::string_view{flow}.size();
        flows += "{";
        for (const std::string& number : split(std::string_view{pointer.rest}.substr(from, end - from), ", ")) {
            flows += number_in(number) + ", ";
        }
        flows += "}, ";
    }
    before += "QOS " + fresh + " = {" + flows + "{0, nullptr}}; ";
    return "&" + fresh;
}

std::string Arguments::argument(const Node& node, const std::string& name, const std::string& text, std::string& before) {
    static const std::set<std::string_view> kHandles{"FileHandle",     "ExistingCompletionPort",
                                                     "CompletionPort", "hFile",
                                                     "hHandle",        "hObject",
                                                     "hEvent",         "hEventObject",
                                                     "hThread",        "hSourceProcessHandle",
                                                     "hSourceHandle",  "hTargetProcessHandle"};
    static const std::set<std::string_view> kCounts{
        "lpNumberOfBytesSent", "lpNumberOfBytesRecvd",       "lpcbTransfer",    "lpdwFlags", "lpFlags",
        "lpcbBytesReturned",   "lpNumberOfBytesTransferred", "lpdwBufferLength"};
    static const std::map<std::string_view, const char*> kFixed{
        {"lpCompletionRoutine", "routine"},
        {"pfnAPC", "apc"},
        {"lpBlockFunc", "reinterpret_cast<FARPROC>(reinterpret_cast<void (*)()>(hook))"},
        {"lpfnCondition", "condition"},
        {"lpProtocolBuffer", "reinterpret_cast<WSAPROTOCOL_INFOW*>(room(1 << 20))"},
        {"lpvOutBuffer", "room(1 << 16)"},
        {"lpiProtocols", "nullptr"},
        {"optval", "room(1 << 16)"}};
    const std::string& function = node.entry.what;
    const bool null = text == "NULL";
    if (name == "s") {
        return socket_expression(text);
    }
    if (kHandles.contains(name)) {
        return handle_expression(text);
    }
    if (name == "lpBuffers") {
        return buffers_expression(text, node.arg("dwBufferCount"));
    }
    if (name == "buf") {
        return buffer_expression(text, node.arg("len"), before);
    }
    if (name == "lpCallerData" || name == "lpCalleeData") {
        return buffers_expression(text, "1");
    }
    if (name == "lpSQOS" || name == "lpGQOS") {
        return quality_expression(text, name + "_held", before);
    }
    if (name == "lpOverlapped" && function == "GetQueuedCompletionStatus") {
        before += "OVERLAPPED* packet = nullptr; ";
        return "&packet";
    }
    if (name == "lpOverlapped") {
        return overlapped_expression(text, node.entry.args.contains("lpBuffers") || function == "WSAIoctl", before);
    }
    if (name == "lpCompletionKey") {
        before += "ULONG_PTR key = 0; ";
        return "&key";
    }
    const bool is_length = name == "addrlen" || name == "fromlen" || name == "lpFromlen" ||
                           ((name == "namelen" || name == "optlen") && function.starts_with("get"));
    if (is_length) {
        return dword_expression(text, "int", name.c_str(), before);
    }
    if (kCounts.contains(name)) {
        return dword_expression(text, "DWORD", name.c_str(), before);
    }
    // Of what else there is, and of what only comes out, no more is told.
    if (text == "unmapped") {
        return "Nowhere()";
    }
    if (name == "to" || name == "lpTo" || (name == "name" && !function.starts_with("get"))) {
        return address_expression(text, before);
    }
    if (name == "name" || name == "addr" || name == "from" || name == "lpFrom") {
        return address_room_expression(text, node.out("name"), before);
    }
    if (function == "setsockopt" && name == "optval") {
        return bytes_expression(text, before);
    }
    if (name == "argp") {
        return dword_expression(text, "u_long", "argp", before);
    }
    if (name == "lpvInBuffer") {
        return bytes_expression(text, before);
    }
    if (name == "lphEvents") {
        return handles_expression(node, text, before);
    }
    if (name == "readfds" || name == "writefds" || name == "exceptfds") {
        return set_expression(text, name, before);
    }
    if (name == "timeout") {
        if (null) {
            return "nullptr";
        }
        const std::string us = number_in(text.substr(0, text.find(' ')));
        before += "timeval timeout{static_cast<long>(" + us + " / 1000000), static_cast<long>(" + us + " % 1000000)}; ";
        return "&timeout";
    }
    if (name == "lpWSAData") {
        const Pointer pointer = pointer_of(text);
        if (null) {
            return "nullptr";
        }
        if (pointer.sort == "good") {
            before += "WSADATA data; ";
            return "&data";
        }
        return "reinterpret_cast<WSADATA*>(" + bad_memory(pointer, "sizeof(WSADATA)", "data", before) + ")";
    }
    if (name == "lpProtocolInfo" && pointer_of(text).rest.starts_with("protocol ") && !duplicated_) {
        std::string numbers;
        for (const std::string& number : split(std::string_view{text}.substr(text.find("protocol ") + 9), " ")) {
            numbers += (numbers.empty() ? "" : ", ") + number_in(number);
        }
        return "protocol(" + numbers + ")";
    }
    if (name == "lpProtocolInfo" && !null) {
        duplicated_ = true;
        return "&protocol_info";
    }
    if (name == "lpTargetHandle") {
        before += "HANDLE duplicate = nullptr; ";
        return "&duplicate";
    }
    if (name == "dwProcessId") {
        return "GetCurrentProcessId()";
    }
    if (name == "lpNetworkEvents") {
        before += "WSANETWORKEVENTS network_events; ";
        return "&network_events";
    }
    if (name == "lpCompletionRoutine" && text == "no code") {
        return "reinterpret_cast<LPWSAOVERLAPPED_COMPLETION_ROUTINE>(memory(\"unmapped\", 1))";
    }
    if (const auto fixed = kFixed.find(name); fixed != kFixed.end()) {
        return null ? "nullptr" : fixed->second;
    }
    if (null) {
        return "nullptr";
    }
    if (is_number(text) && text.size() < 10) {
        return number_in(text);
    }
    if (is_number(text) || is_hex(text)) {
        return "static_cast<" + type_of(name) + ">(" + number_in(text) + ")";
    }
    for (const std::string& flag : split(text, "|")) {
        static const std::set<std::string_view> kFlags{"MSG_OOB", "MSG_PEEK", "MSG_DONTROUTE", "MSG_WAITALL", "MSG_PARTIAL"};
        if (!kFlags.contains(flag) && !is_hex(flag)) {
            throw ReportError("the trace gives " + printable(function, 40) + " the argument " + printable(name, 40) + " as " +
                              printable(text, 80) + ", from which nothing can be made");
        }
    }
    return "static_cast<" + type_of(name) + ">(" + text + ")";
}

std::string Arguments::type_of(const std::string& name) {
    static const std::map<std::string_view, const char*> kTypes{{"wVersionRequested", "WORD"},
                                                                {"cmd", "long"},
                                                                {"lNetworkEvents", "long"},
                                                                {"Flags", "UCHAR"},
                                                                {"CompletionKey", "ULONG_PTR"},
                                                                {"dwCompletionKey", "ULONG_PTR"},
                                                                {"dwData", "ULONG_PTR"},
                                                                {"dwCallbackData", "DWORD_PTR"},
                                                                {"g", "GROUP"}};
    if (const auto known = kTypes.find(name); known != kTypes.end()) {
        return known->second;
    }
    return name.starts_with("dw") || name == "cEvents" || name.starts_with("cb") || name.starts_with("Number") ? "DWORD" : "int";
}

}  // namespace wcts::reports::repro
