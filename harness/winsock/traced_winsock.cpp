#include "harness/winsock/traced_winsock.h"

#include "harness/winsock/memory.h"
#include "harness/winsock/signature.h"

#include <array>
#include <cstring>
#include <string>
#include <tuple>
#include <type_traits>

namespace wcts::winsock {
namespace {

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

std::string buffers_text(const WSABUF* buffers, std::uint64_t count) {
    constexpr std::uint64_t kShown = 4;
    if (count == 0 || count > 65'536 || !readable(buffers, static_cast<std::size_t>(count) * sizeof(WSABUF))) return {};
    std::string text = "[";
    for (std::uint64_t i = 0; i < count && i < kShown; ++i) {
        if (i > 0) text += ", ";
        text += std::to_string(buffers[i].len);
        if (buffers[i].buf == nullptr) text += " at NULL";
    }
    if (count > kShown) text += ", ... " + std::to_string(count) + " buffers";
    return text + "]";
}

std::string address_text(const sockaddr* address, std::int64_t length) {
    if (length < static_cast<std::int64_t>(sizeof(ADDRESS_FAMILY)) || !readable(address, static_cast<std::size_t>(length))) return {};
    if (address->sa_family == AF_INET) return "AF_INET";
    if (address->sa_family == AF_INET6) return "AF_INET6";
    return "family " + std::to_string(address->sa_family);
}

std::string argument_text(const Recorder& recorder, const Parameter& parameter, std::uint64_t value, std::uint64_t next) {
    const auto* const pointer = reinterpret_cast<const void*>(static_cast<std::uintptr_t>(value));
    const auto with = [&](const std::string& extra) {
        const std::string name = recorder.pointer_name(pointer);
        return extra.empty() ? name : name + " " + extra;
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
            return recorder.handle_name(value);
        case Show::buffers:
            return with(buffers_text(static_cast<const WSABUF*>(pointer), next));
        case Show::address:
            return with(address_text(static_cast<const sockaddr*>(pointer), static_cast<int>(next)));
        case Show::pointer:
        case Show::out_dword:
        case Show::out_handle:
            break;
    }
    return with({});
}

void add_out(const Recorder& recorder, Fields& out, const Parameter& parameter, std::uint64_t value) {
    const auto* const pointer = reinterpret_cast<const void*>(static_cast<std::uintptr_t>(value));
    if (parameter.show == Show::out_dword && readable(pointer, sizeof(DWORD))) {
        DWORD held = 0;
        std::memcpy(&held, pointer, sizeof(held));
        out.emplace_back(parameter.name, std::to_string(held));
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
    Call(Winsock& inner, Recorder& recorder, Who who, const Signature& signature)
        : inner_(inner), recorder_(recorder), who_(who), signature_(signature) {}

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
            event.args.emplace_back(parameters[i].name, argument_text(recorder_, parameters[i], words_[i], words_[i + 1]));
        event.begin = recorder_.next();
        started_ns_ = event.time_ns = recorder_.now_ns();
        index_ = recorder_.enter(std::move(event));
    }

    template <typename Result>
    void leave(Result result, int last_error) {
        finish();
        if (failed(signature_, result)) left_.error = last_error;
        left_.result = result_text(recorder_, signature_, result);
        for (std::size_t i = 0; i < signature_.parameters.size(); ++i)
            add_out(recorder_, left_.out, signature_.parameters[i], words_[i]);
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
        left_.duration_ns = recorder_.now_ns() - started_ns_;
        left_.end = recorder_.next();
    }

    Winsock& inner_;
    Recorder& recorder_;
    Who who_;
    const Signature& signature_;
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
#define WCTS_CALL(library, result, name, params, args)                  \
    result TracedWinsock::name params {                                 \
        const int error_before = inner_.WSAGetLastError();              \
        static const Signature signature(#name, #result, #params);      \
        Call call(inner_, recorder_, who_, signature);                  \
        call.enter(std::tuple args);                                    \
        inner_.WSASetLastError(error_before);                           \
        return between(call, inner_, [&] { return inner_.name args; }); \
    }
#include "harness/winsock/call_list.inc"

}  // namespace wcts::winsock
