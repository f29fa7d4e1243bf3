#include "harness/winsock/traced_winsock.h"

#include "harness/winsock/last_call.h"
#include "harness/winsock/memory.h"
#include "harness/winsock/signature.h"

#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <string>
#include <tuple>
#include <type_traits>

namespace wcts::winsock {
namespace {

// What no address is longer than.
constexpr int kAddressAtMost = sizeof(sockaddr_storage);

using Words = std::array<std::uint64_t, 12>;

template <typename T>
std::uint64_t word(T value) {
    if constexpr (std::is_pointer_v<T>) {
        return reinterpret_cast<std::uintptr_t>(value);
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
    } else {
        return static_cast<std::uint64_t>(value);
    }
}

std::string hex(std::uint64_t value) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    do {
        text.insert(text.begin(), digits[value & 15]);
        value >>= 4;
    } while (value != 0);
    return "0x" + text;
}

std::string followed(const std::string& name, const std::string& extra) {
    return extra.empty() ? name : name + " " + extra;
}

std::string flag_names(std::uint64_t flags) {
    static constexpr auto kNames = std::to_array<std::pair<std::uint64_t, std::string_view>>(
        {{MSG_OOB, "MSG_OOB"}, {MSG_PEEK, "MSG_PEEK"}, {MSG_DONTROUTE, "MSG_DONTROUTE"}, {MSG_WAITALL, "MSG_WAITALL"},
         {MSG_PARTIAL, "MSG_PARTIAL"}});
    if (flags == 0) return "0";
    std::string text;
    for (const auto& [bit, name] : kNames) {
        if ((flags & bit) == 0) continue;
        if (!text.empty()) text += '|';
        text += name;
        flags &= ~bit;
    }
    if (flags != 0) text += (text.empty() ? "" : "|") + hex(flags & 0xFFFFFFFFu);
    return text;
}

// A pointer that nobody has named, by what its memory allows: a program that shows the case anew must pass one of the same sort.
std::string memory_text(const Recorder& recorder, const void* pointer, std::size_t size, bool is_written = true) {
    std::string name = recorder.pointer_name(pointer);
    if (name != "pointer" || size == 0 || (is_written && writable(pointer, size))) return name;
    if (readable(pointer, size)) return is_written ? "read-only" : name;
    std::size_t there = 0;
    for (std::size_t step = std::bit_floor(size); step > 0; step /= 2)
        if (there + step <= size && readable(pointer, there + step)) there += step;
    return there == 0 ? "unmapped" : "straddling at " + std::to_string(there);
}

// "[7, 9]"; runs of the same are counted: "[256 x 16]". Of an array that is there in part, that part.
std::string buffers_text(const Recorder& recorder, const WSABUF* buffers, std::uint64_t count) {
    constexpr std::uint64_t kMostRuns = 16;
    if (count == 0 || count > 65'536) return {};
    std::string text;
    std::string run;
    std::uint64_t times = 0;
    std::uint64_t runs = 0;
    const auto flush = [&] {
        if (times == 0) return;
        const std::string shown = times == 1 ? run : times == 2 ? run + ", " + run : std::to_string(times) + " x " + run;
        text += (text.empty() ? "" : ", ") + shown;
        ++runs;
    };
    const bool whole = readable(buffers, static_cast<std::size_t>(count) * sizeof(WSABUF));
    for (std::uint64_t i = 0; i < count; ++i) {
        if (!whole && !readable(buffers + i, sizeof(WSABUF))) break;
        std::string one = std::to_string(buffers[i].len);
        const std::string at = memory_text(recorder, buffers[i].buf, buffers[i].len);
        if (at != "pointer") one += " at " + at;
        if (one != run) {
            flush();
            if (runs == kMostRuns) return " [" + text + ", ... " + std::to_string(count) + " buffers]";
            run = std::move(one);
            times = 0;
        }
        ++times;
    }
    flush();
    return text.empty() ? text : " [" + text + "]";
}

// "bytes 02 00", as far as it makes sense to show them.
std::string raw_text(const void* bytes, std::int64_t length) {
    constexpr std::int64_t kMost = 64;
    if (length <= 0 || length > kMost || !readable(bytes, static_cast<std::size_t>(length))) return {};
    std::string text = "bytes";
    for (std::int64_t i = 0; i < length; ++i) {
        std::array<char, 4> digits{};
        std::snprintf(digits.data(), digits.size(), " %02x", static_cast<const unsigned char*>(bytes)[i]);
        text += digits.data();
    }
    return text;
}

std::string address_text(const sockaddr* address, std::int64_t length) {
    if (length < static_cast<std::int64_t>(sizeof(ADDRESS_FAMILY)) || !readable(address, static_cast<std::size_t>(length))) return {};
    std::array<char, 64> host{};
    std::uint16_t port = 0;
    if (address->sa_family == AF_INET && length >= static_cast<std::int64_t>(sizeof(sockaddr_in))) {
        sockaddr_in whole{};
        std::memcpy(&whole, address, sizeof(whole));
        const auto* const byte = reinterpret_cast<const unsigned char*>(&whole.sin_addr);
        const unsigned char* const at = reinterpret_cast<const unsigned char*>(&whole.sin_port);
        port = static_cast<std::uint16_t>(at[0] << 8 | at[1]);
        std::snprintf(host.data(), host.size(), "AF_INET %u.%u.%u.%u:%u", byte[0], byte[1], byte[2], byte[3], port);
        return host.data();
    }
    if (address->sa_family == AF_INET6 && length >= static_cast<std::int64_t>(sizeof(sockaddr_in6))) {
        sockaddr_in6 whole{};
        std::memcpy(&whole, address, sizeof(whole));
        const auto* const byte = reinterpret_cast<const unsigned char*>(&whole.sin6_addr);
        const unsigned char* const at = reinterpret_cast<const unsigned char*>(&whole.sin6_port);
        port = static_cast<std::uint16_t>(at[0] << 8 | at[1]);
        std::string text = "AF_INET6 [";
        for (int i = 0; i < 16; i += 2) {
            std::snprintf(host.data(), host.size(), "%s%x", i == 0 ? "" : ":", byte[i] << 8 | byte[i + 1]);
            text += host.data();
        }
        return text + "]:" + std::to_string(port);
    }
    // One that is none, or too short for one.
    const std::string bytes = raw_text(address, length);
    const std::string family = address->sa_family == AF_INET    ? "AF_INET"
                               : address->sa_family == AF_INET6 ? "AF_INET6"
                                                                : "family " + std::to_string(address->sa_family);
    return followed(family, bytes);
}

std::string protocol_text(const void* pointer) {
    if (!readable(pointer, sizeof(WSAPROTOCOL_INFOW))) return {};
    const auto* const info = static_cast<const WSAPROTOCOL_INFOW*>(pointer);
    return "protocol " + std::to_string(info->iAddressFamily) + " " + std::to_string(info->iSocketType) + " " + std::to_string(info->iProtocol);
}

std::string flow_text(const FLOWSPEC& flow) {
    std::string text;
    for (const std::uint64_t number : {std::uint64_t{flow.TokenRate}, std::uint64_t{flow.TokenBucketSize}, std::uint64_t{flow.PeakBandwidth},
                                       std::uint64_t{flow.Latency}, std::uint64_t{flow.DelayVariation}, std::uint64_t{flow.ServiceType},
                                       std::uint64_t{flow.MaxSduSize}, std::uint64_t{flow.MinimumPolicedSize}})
        text += (text.empty() ? "{" : ", ") + hex(number);
    return text + "}";
}

std::string quality_text(const Recorder& recorder, const void* pointer) {
    const std::string name = memory_text(recorder, pointer, sizeof(QOS));
    if (!readable(pointer, sizeof(QOS))) return name;
    QOS held{};
    std::memcpy(&held, pointer, sizeof(held));
    return name + " sending " + flow_text(held.SendingFlowspec) + " receiving " + flow_text(held.ReceivingFlowspec);
}

// Four bytes as a number, others one by one.
std::string bytes_text(const void* bytes, std::int64_t length) {
    if (length != sizeof(std::int32_t) || !readable(bytes, sizeof(std::int32_t))) return raw_text(bytes, length);
    std::int32_t number = 0;
    std::memcpy(&number, bytes, sizeof(number));
    return std::to_string(number);
}

// Values that no call of the case has given out, by what they are.
std::string handle_text(const Recorder& recorder, std::uint64_t value) {
    std::string name = recorder.handle_name(value);
    if (name != "unknown handle") return name;
    const auto handle = reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(value));
    if (handle == ::GetCurrentThread()) return "current thread";
    DWORD flags = 0;
    if (!::GetHandleInformation(handle, &flags)) return "no handle";
    if (::GetFileType(handle) == FILE_TYPE_DISK) return "a file's handle";
    return ::GetProcessId(handle) != 0 ? "a process" : name;
}

std::string overlapped_text(const Recorder& recorder, const void* pointer) {
    const std::string name = memory_text(recorder, pointer, sizeof(OVERLAPPED));
    if (!readable(pointer, sizeof(OVERLAPPED))) return name;
    OVERLAPPED held{};
    std::memcpy(&held, pointer, sizeof(held));
    const auto event = reinterpret_cast<std::uintptr_t>(held.hEvent);
    if (event == 0) return name;
    // The low bit keeps a completion port silent; an event's handle has it unset.
    std::string shown = recorder.handle_name(event & ~std::uintptr_t{1});
    if (shown == "unknown handle") return name + " hEvent " + hex(event);
    return name + " hEvent " + shown + ((event & 1) != 0 ? "|1" : "");
}

std::string socket_set_text(const Recorder& recorder, const void* pointer) {
    if (!readable(pointer, sizeof(fd_set))) return recorder.pointer_name(pointer);
    const auto* const set = static_cast<const fd_set*>(pointer);
    std::string text;
    for (unsigned i = 0; i < set->fd_count && i < FD_SETSIZE; ++i) text += (i > 0 ? ", " : "") + handle_text(recorder, set->fd_array[i]);
    return "{" + text + "}";
}

std::string argument_text(const Recorder& recorder, const Parameter& parameter, std::uint64_t before, std::uint64_t value, std::uint64_t next) {
    const auto* const pointer = reinterpret_cast<const void*>(static_cast<std::uintptr_t>(value));
    // What is only read may be anywhere that can be read, and of most parameters it is not known how much of them is.
    const auto with = [&](const std::string& extra, std::size_t size = 1) {
        return followed(memory_text(recorder, pointer, size, false), extra);
    };
    switch (parameter.show) {
        case Show::number:
            return std::to_string(static_cast<std::int64_t>(value));
        case Show::hex:
            // A negative long is a code of 32 bits, such as FIONBIO.
            return hex(static_cast<std::int64_t>(value) < 0 ? value & 0xFFFFFFFFu : value);
        case Show::flags:
            return flag_names(value & 0xFFFFFFFFu);
        case Show::socket:
        case Show::handle:
            return handle_text(recorder, value);
        case Show::buffers: {
            const auto* const buffers = static_cast<const WSABUF*>(pointer);
            const auto count = next > 65'536 ? 1u : static_cast<std::size_t>(next);
            return memory_text(recorder, pointer, count * sizeof(WSABUF)) + buffers_text(recorder, buffers, next);
        }
        case Show::data_in:
        case Show::data_out: {
            // The length goes by as an int, and may be one that is none.
            const auto length = static_cast<std::int64_t>(next);
            return memory_text(recorder, pointer, length < 1 ? 1 : static_cast<std::size_t>(length), parameter.show == Show::data_out);
        }
        case Show::buffer:
            return memory_text(recorder, pointer, sizeof(WSABUF)) + buffers_text(recorder, static_cast<const WSABUF*>(pointer), 1);
        case Show::quality:
            return quality_text(recorder, pointer);
        case Show::address:
            return with(address_text(static_cast<const sockaddr*>(pointer), static_cast<int>(next)),
                        next > std::uint64_t{kAddressAtMost} ? 1 : static_cast<std::size_t>(next));
        case Show::bytes:
            return with(bytes_text(pointer, static_cast<int>(next)));
        case Show::routine:
            // Code is there, and nobody writes to it.
            return pointer != nullptr && (!readable(pointer, 1) || writable(pointer, 1)) ? "no code" : recorder.pointer_name(pointer);
        case Show::overlapped:
            return overlapped_text(recorder, pointer);
        case Show::handles: {
            const auto* const handles = static_cast<const HANDLE*>(pointer);
            if (before == 0 || before > 64 || !readable(handles, static_cast<std::size_t>(before) * sizeof(HANDLE))) break;
            std::string text;
            for (std::uint64_t i = 0; i < before; ++i) text += (i > 0 ? ", " : "") + handle_text(recorder, word(handles[i]));
            return "[" + text + "]";
        }
        case Show::socket_set:
            return socket_set_text(recorder, pointer);
        case Show::period: {
            if (!readable(pointer, sizeof(timeval))) break;
            timeval time{};
            std::memcpy(&time, pointer, sizeof(time));
            return std::to_string(std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec) + " us";
        }
        case Show::in_out_dword:
            return followed(memory_text(recorder, pointer, sizeof(DWORD)), bytes_text(pointer, sizeof(DWORD)));
        case Show::out_dword:
            return memory_text(recorder, pointer, sizeof(DWORD));
        case Show::startup_data:
            return memory_text(recorder, pointer, sizeof(WSADATA));
        case Show::out_address:
        case Show::address_room: {
            const auto* const length = reinterpret_cast<const int*>(static_cast<std::uintptr_t>(next));
            const bool is_known = readable(length, sizeof(int)) && *length > 0 && *length <= kAddressAtMost;
            return memory_text(recorder, pointer, is_known ? static_cast<std::size_t>(*length) : 1);
        }
        case Show::protocol_info:
            return with(protocol_text(pointer), sizeof(WSAPROTOCOL_INFOW));
        case Show::pointer:
        case Show::out_handle:
            break;
    }
    return with({});
}

void add_out(const Recorder& recorder, Fields& out, const Parameter& parameter, std::uint64_t value, std::uint64_t next) {
    const auto* const pointer = reinterpret_cast<const void*>(static_cast<std::uintptr_t>(value));
    if ((parameter.show == Show::out_dword || parameter.show == Show::in_out_dword) && readable(pointer, sizeof(DWORD))) {
        DWORD held = 0;
        std::memcpy(&held, pointer, sizeof(held));
        out.emplace_back(parameter.name, std::to_string(held));
    } else if (parameter.show == Show::out_address) {
        const auto* const length = reinterpret_cast<const int*>(static_cast<std::uintptr_t>(next));
        const std::string text = readable(length, sizeof(int)) ? address_text(static_cast<const sockaddr*>(pointer), *length) : std::string();
        if (!text.empty()) out.emplace_back(parameter.name, text);
    } else if (parameter.show == Show::out_handle && readable(pointer, sizeof(void*))) {
        std::uintptr_t held = 0;
        std::memcpy(&held, pointer, sizeof(held));
        const std::string name = recorder.pointer_name(reinterpret_cast<const void*>(held));
        out.emplace_back(parameter.name, name == "pointer" ? recorder.handle_name(held) : name);
    }
}

// Gives new handles their names, and says what a result means.
template <typename Result>
std::string result_text(Recorder& recorder, const Signature& signature, Result result) {
    if constexpr (std::is_same_v<Result, HANDLE>) {
        if (result == nullptr || result == INVALID_HANDLE_VALUE) return "NULL";
        const std::uint64_t handle = word(result);
        if (signature.function == "WSACreateEvent") return recorder.number_handle(handle, "event");
        // Associating a socket gives the port back that was passed in, and it has its name already.
        const std::string known = recorder.handle_name(handle);
        return known.starts_with("port") ? known : recorder.number_handle(handle, "port");
    } else if constexpr (std::is_same_v<Result, SOCKET>) {
        if (result == INVALID_SOCKET) return "INVALID_SOCKET";
        return recorder.number_handle(result, "socket");
    } else if constexpr (std::is_same_v<Result, FARPROC>) {
        return recorder.pointer_name(reinterpret_cast<const void*>(result));
    } else if constexpr (std::is_same_v<Result, int>) {
        if (signature.returns_bool) return result == FALSE ? "FALSE" : "TRUE";
        return result == SOCKET_ERROR ? "SOCKET_ERROR" : std::to_string(result);
    } else {
        switch (static_cast<DWORD>(result)) {
            case WAIT_IO_COMPLETION:
                return "WAIT_IO_COMPLETION";
            case WAIT_TIMEOUT:
                return "WAIT_TIMEOUT";
            case WAIT_FAILED:
                return "WAIT_FAILED";
            default:
                return std::to_string(static_cast<DWORD>(result));
        }
    }
}

// Only after a failure there is a last error to show.
template <typename Result>
bool failed(const Signature& signature, Result result) {
    if constexpr (std::is_same_v<Result, HANDLE>) {
        return result == nullptr || result == INVALID_HANDLE_VALUE;
    } else if constexpr (std::is_same_v<Result, SOCKET>) {
        return result == INVALID_SOCKET;
    } else if constexpr (std::is_same_v<Result, FARPROC>) {
        return result == nullptr;
    } else if constexpr (std::is_same_v<Result, int>) {
        return signature.returns_bool ? result == FALSE : result == SOCKET_ERROR;
    } else {
        return result == WAIT_FAILED;
    }
}

class Call {
public:
    Call(Winsock& inner, Recorder& recorder, Who who, const Signature& signature, FunctionNumber function)
        : inner_(inner), recorder_(recorder), who_(who), signature_(signature), function_(function) {}

    template <typename... Args>
    void enter(const std::tuple<Args...>& arguments) {
        std::apply([&](auto... argument) {
            std::size_t at = 0;
            ((words_[at++] = word(argument)), ...);
        }, arguments);
        Event event;
        event.who = who_;
        event.what = signature_.function;
        const auto& parameters = signature_.parameters;
        event.args.reserve(parameters.size());
        for (std::size_t i = 0; i < parameters.size(); ++i)
            event.args.emplace_back(parameters[i].name, argument_text(recorder_, parameters[i], i == 0 ? 0 : words_[i - 1], words_[i], words_[i + 1]));
        event.begin = recorder_.next();
        started_ns_ = event.time_ns = recorder_.now_ns();
        index_ = recorder_.enter(std::move(event));
        if (who_ == Who::target) call_begins(function_);
    }

    template <typename Result>
    void leave(Result result, int last_error) {
        finish();
        if (failed(signature_, result)) left_.error = last_error;
        left_.result = result_text(recorder_, signature_, result);
        for (std::size_t i = 0; i < signature_.parameters.size(); ++i)
            add_out(recorder_, left_.out, signature_.parameters[i], words_[i], words_[i + 1]);
        recorder_.leave(index_, std::move(left_));
        inner_.WSASetLastError(last_error);
    }

    void leave(int last_error) {
        finish();
        recorder_.leave(index_, std::move(left_));
        inner_.WSASetLastError(last_error);
    }

private:
    void finish() {
        if (who_ == Who::target) call_ends(function_);
        left_.duration_ns = recorder_.now_ns() - started_ns_;
        left_.end = recorder_.next();
    }

    Winsock& inner_;
    Recorder& recorder_;
    Who who_;
    const Signature& signature_;
    const FunctionNumber function_;
    Words words_{};
    std::int64_t started_ns_ = 0;
    std::size_t index_ = 0;
    Recorder::Left left_;
};

// Makes the call between `enter` and `leave`; a function of its own, so that void results need no other macro.
template <typename Function>
auto between(Call& call, Winsock& inner, Function function) {
    if constexpr (std::is_void_v<decltype(function())>) {
        function();
        call.leave(inner.WSAGetLastError());
    } else {
        const auto returned = function();
        const int last_error = inner.WSAGetLastError();
        call.leave(returned, last_error);
        return returned;
    }
}

}  // namespace

// A call that succeeds may leave the last error alone, so taking down the arguments must not change it either (a mutex does, by TlsGetValue).
#define WCTS_CALL(library, result, name, params, args)                                \
    result TracedWinsock::name params {                                               \
        const int error_before = inner_.WSAGetLastError();                            \
        static const Signature signature(#name, #result, #params);                    \
        Call call(inner_, recorder_, who_, signature, FunctionNumber::number_##name); \
        call.enter(std::tuple args);                                                  \
        inner_.WSASetLastError(error_before);                                         \
        return between(call, inner_, [&] { return inner_.name args; });               \
    }
#include "harness/winsock/call_list.inc"

}  // namespace wcts::winsock
