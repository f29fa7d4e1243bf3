#include "harness/lab/netns_lab.h"

#include "harness/lab/words.h"

#include <winsock2.h>

#include <windows.h>

#include <charconv>
#include <future>

namespace wcts::lab {
namespace {

constexpr const char* kVariable = "WINSOCK_CTS_LAB_PORT";
constexpr DWORD kAnswer_ms = 30'000;

}  // namespace

// Plain ws2_32 calls: the server is no part of the case.
class NetnsLab::Connection {
public:
    explicit Connection(std::uint16_t port) {
        WSADATA data{};
        if (const int error = ::WSAStartup(MAKEWORD(2, 2), &data); error != 0) fail("WSAStartup", error);
        socket_ = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        if (socket_ == INVALID_SOCKET) give_up("socket");
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, reinterpret_cast<const char*>(&kAnswer_ms), sizeof(kAnswer_ms));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) give_up("connect");
    }
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // One line there, one line back.
    std::string ask(std::string line) {
        line += '\n';
        if (::send(socket_, line.data(), static_cast<int>(line.size()), 0) != static_cast<int>(line.size())) broken("send");
        std::string answer;
        char piece[512];
        while (answer.empty() || answer.back() != '\n') {
            const int count = ::recv(socket_, piece, sizeof(piece), 0);
            if (count == 0) throw LabError("the lab's server has ended");
            if (count < 0) broken("recv");
            answer.append(piece, static_cast<std::size_t>(count));
        }
        answer.pop_back();
        return answer;
    }

private:
    [[noreturn]] static void fail(const char* call, int error) {
        throw LabError(std::string("the lab's server cannot be reached: ") + call + " failed with error " + std::to_string(error));
    }
    [[noreturn]] static void broken(const char* call) { fail(call, ::WSAGetLastError()); }
    [[noreturn]] void give_up(const char* call) {
        const int error = ::WSAGetLastError();
        close();
        fail(call, error);
    }
    void close() {
        if (socket_ != INVALID_SOCKET) ::closesocket(socket_);
        ::WSACleanup();
    }

    SOCKET socket_ = INVALID_SOCKET;
};

std::unique_ptr<NetnsLab> NetnsLab::from_environment() {
    char text[16]{};
    const DWORD length = ::GetEnvironmentVariableA(kVariable, text, sizeof(text));
    std::uint16_t port = 0;
    if (length == 0 || length >= sizeof(text) || std::from_chars(text, text + length, port).ec != std::errc{} || port == 0)
        throw LabError("the lab 'netns' is made by the launcher: './winsock-cts run --lab netns', on Linux and as root");
    return std::make_unique<NetnsLab>(port);
}

NetnsLab::NetnsLab(std::uint16_t port) : port_(port) {}
NetnsLab::~NetnsLab() = default;

std::optional<std::string> NetnsLab::unable(Verb verb) const {
    switch (verb) {
        case Verb::down:
            return "Linux has no state in which the network under a socket has failed: with an interface down its routes are gone, and a send "
                   "meets ENETUNREACH, which is another error; with the loopback down, sends succeed and are lost";
        case Verb::exhaust:
            return "no network can take the buffers that Wine sends from, and a kernel that has none left for a socket lets the send wait";
        case Verb::cap_pending:
            return "Wine's server keeps a queue of outstanding requests for each socket, which has no limit that could be lowered";
        case Verb::unreachable:
            return "Linux keeps what a router says of an unreachable host to itself on a connected stream, where it goes on sending, and the "
                   "router of this lab says nothing to others";
        case Verb::break_provider:
            return "Wine has one service provider, which is a part of its own ws2_32";
        default:
            return std::nullopt;
    }
}

std::string NetnsLab::apply(const Request& request) {
    constexpr std::string_view kOk = "ok";
    constexpr std::string_view kError = "error ";
    // A blocking call waits alertably: on the case's own thread it would run completion routines that the case is to wait for.
    const std::string answer = std::async(std::launch::async, [&] {
                                   if (connection_ == nullptr) connection_ = std::make_unique<Connection>(port_);
                                   return connection_->ask(line_of(request));
                               }).get();
    if (answer == kOk) return {};
    if (answer.starts_with("ok ")) return answer.substr(kOk.size() + 1);
    throw LabError(answer.starts_with(kError) ? answer.substr(kError.size()) : "the lab's server answers '" + answer + "'");
}

}  // namespace wcts::lab
