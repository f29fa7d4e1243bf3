// Pages: getsockopt, setsockopt, ioctlsocket, WSAIoctl, and those of the options and codes named below.
#include "harness/winsock/memory.h"
#include "harness/winsock/reference/reference_winsock.h"

#include <algorithm>
#include <cstring>

namespace wcts::winsock::reference {
namespace {

constexpr int kWrongOption = WSAENOPROTOOPT;

int to_int(bool value) {
    return value ? 1 : 0;
}

// The value of an option that is a number; nothing where there is none of that name.
std::optional<int> value_of(Socket& socket, int level, int name) {
    const Options& options = socket.options;
    const Protocol& protocol = *socket.protocol;
    if (level == SOL_SOCKET) {
        switch (name) {
            case SO_SNDBUF:
                return options.send_buffer;
            case SO_RCVBUF:
                return options.receive_buffer;
            case SO_SNDTIMEO:
                return static_cast<int>(options.send_timeout_ms);
            case SO_RCVTIMEO:
                return static_cast<int>(options.receive_timeout_ms);
            case SO_TYPE:
                return protocol.type;
            case SO_ERROR:
                return socket.failure != 0 ? socket.failure : socket.connect_error;
            case SO_OOBINLINE:
                return to_int(options.urgent_inline);
            case SO_KEEPALIVE:
                return to_int(options.keep_alive);
            case SO_BROADCAST:
                return to_int(options.broadcast);
            case SO_REUSEADDR:
                return to_int(options.reuse_address);
            case SO_EXCLUSIVEADDRUSE:
                return to_int(options.exclusive_address);
            case SO_DONTROUTE:
                return to_int(options.dont_route);
            case SO_ACCEPTCONN:
                return to_int(socket.listening);
            case SO_DONTLINGER:
                return to_int(options.lingering.l_onoff == 0);
            case SO_MAX_MSG_SIZE:
                // WSASend.remarks.message.max
                if (protocol.is_stream()) return std::nullopt;
                return static_cast<int>(protocol.most_bytes);
            default:
                return std::nullopt;
        }
    }
    if (level == IPPROTO_TCP && name == TCP_NODELAY && protocol.is_stream()) return to_int(options.no_delay);
    if (level == IPPROTO_IP && name == IP_TTL && protocol.family == AF_INET) return options.time_to_live;
    if (level == IPPROTO_IPV6 && name == IPV6_UNICAST_HOPS && protocol.family == AF_INET6) return options.time_to_live;
    if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY && protocol.family == AF_INET6) return to_int(options.only_v6);
    return std::nullopt;
}

bool set_value(Socket& socket, int level, int name, int value) {
    Options& options = socket.options;
    if (level == SOL_SOCKET) {
        switch (name) {
            case SO_SNDBUF:
                options.send_buffer = value;
                return true;
            case SO_RCVBUF:
                options.receive_buffer = value;
                return true;
            case SO_SNDTIMEO:
                options.send_timeout_ms = static_cast<DWORD>(value);
                return true;
            case SO_RCVTIMEO:
                options.receive_timeout_ms = static_cast<DWORD>(value);
                return true;
            case SO_OOBINLINE:
                options.urgent_inline = value != 0;
                return true;
            case SO_KEEPALIVE:
                options.keep_alive = value != 0;
                return true;
            case SO_BROADCAST:
                options.broadcast = value != 0;
                return true;
            case SO_REUSEADDR:
                options.reuse_address = value != 0;
                return true;
            case SO_EXCLUSIVEADDRUSE:
                options.exclusive_address = value != 0;
                return true;
            case SO_DONTROUTE:
                options.dont_route = value != 0;
                return true;
            case SO_DONTLINGER:
                options.lingering.l_onoff = value != 0 ? 0 : 1;
                return true;
            default:
                return false;
        }
    }
    if (!value_of(socket, level, name)) return false;
    if (level == IPPROTO_TCP) options.no_delay = value != 0;
    if (name == IP_TTL && level == IPPROTO_IP) options.time_to_live = value;
    if (name == IPV6_UNICAST_HOPS && level == IPPROTO_IPV6) options.time_to_live = value;
    if (name == IPV6_V6ONLY && level == IPPROTO_IPV6) options.only_v6 = value != 0;
    return true;
}

// Some callers give one byte for a BOOL; the pages say int.
std::optional<int> read_int(const char* optval, int optlen) {
    int value = 0;
    if (optlen < static_cast<int>(sizeof(value)) || !readable(optval, sizeof(value))) return std::nullopt;
    std::memcpy(&value, optval, sizeof(value));
    return value;
}

template <typename T>
int write_out(const T& value, char* optval, LPINT optlen) {
    if (!writable(optlen, sizeof(int)) || *optlen < static_cast<int>(sizeof(T)) || !writable(optval, sizeof(T))) return WSAEFAULT;
    std::memcpy(optval, &value, sizeof(T));
    *optlen = sizeof(T);
    return 0;
}

}  // namespace

int ReferenceWinsock::getsockopt(SOCKET s, int level, int optname, char* optval, LPINT optlen) {
    const Turn turn(scheduler());
    int error = 0;
    if (level == SOL_SOCKET && optname == SO_OPENTYPE) {
        error = not_now();
        if (error == 0) error = write_out(open_type_, optval, optlen);
        return error == 0 ? 0 : fail(error);
    }
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (level == SOL_SOCKET && optname == SO_LINGER) {
        error = write_out(socket->options.lingering, optval, optlen);
    } else if (level == SOL_SOCKET && optname == SO_PROTOCOL_INFOW) {
        error = write_out(describe(*socket->protocol), optval, optlen);
    } else if (const auto value = value_of(*socket, level, optname)) {
        error = write_out(*value, optval, optlen);
    } else {
        error = kWrongOption;
    }
    return error == 0 ? 0 : fail(error);
}

int ReferenceWinsock::setsockopt(SOCKET s, int level, int optname, const char* optval, int optlen) {
    const Turn turn(scheduler());
    int error = 0;
    // socket.attribute.SO_OPENTYPE: of the process, whatever the socket.
    if (level == SOL_SOCKET && optname == SO_OPENTYPE) {
        error = not_now();
        const auto type = read_int(optval, optlen);
        if (error == 0 && !type) error = WSAEFAULT;
        if (error != 0) return fail(error);
        open_type_ = *type;
        return 0;
    }
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (level == SOL_SOCKET && optname == SO_LINGER) {
        if (optlen < static_cast<int>(sizeof(linger)) || !readable(optval, sizeof(linger))) return fail(WSAEFAULT);
        if (!socket->protocol->has_connections()) return fail(WSAENOPROTOOPT);
        std::memcpy(&socket->options.lingering, optval, sizeof(linger));
        return 0;
    }
    const auto value = read_int(optval, optlen);
    if (!value) return fail(WSAEFAULT);
    if (*value < 0) return fail(WSAEINVAL);
    if (!set_value(*socket, level, optname, *value)) return fail(kWrongOption);
    if (level == SOL_SOCKET && optname == SO_KEEPALIVE) network_->start_keep_alive(socket);
    return 0;
}

int ReferenceWinsock::ioctlsocket(SOCKET s, long cmd, u_long* argp) {
    const Turn turn(scheduler());
    int error = 0;
    const SocketPtr socket = find(s, error);
    if (!socket) return fail(error);
    if (!writable(argp, sizeof(*argp))) return fail(WSAEFAULT);
    switch (static_cast<u_long>(cmd)) {
        case static_cast<u_long>(FIONBIO):
            if (*argp == 0 && socket->selected != 0) return fail(WSAEINVAL);
            socket->nonblocking = *argp != 0;
            return 0;
        case static_cast<u_long>(FIONREAD):
            *argp = static_cast<u_long>(socket->protocol->is_stream() ? socket->incoming.size()
                                        : socket->inbox.empty()       ? 0
                                                                      : socket->inbox.front().data.size());
            return 0;
        case static_cast<u_long>(SIOCATMARK):
            // TRUE where no urgent data waits to be read.
            if (!socket->protocol->is_stream()) return fail(WSAEINVAL);
            *argp = socket->urgent.empty() ? 1 : 0;
            return 0;
        default:
            return fail(WSAEINVAL);
    }
}

int ReferenceWinsock::WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                               LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED, LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
    {
        const Turn turn(scheduler());
        int error = 0;
        const SocketPtr socket = find(s, error);
        if (!socket) return fail(error);
        if (!writable(lpcbBytesReturned, sizeof(DWORD))) return fail(WSAEFAULT);
        *lpcbBytesReturned = 0;
        switch (dwIoControlCode) {
            case SIO_FLUSH:
                // WSASend.error.WSA_OPERATION_ABORTED.sio-flush
                network_->cancel(socket, [](const Operation& one) { return one.kind == Operation::Kind::send && one.overlapped != nullptr; });
                socket->outgoing.clear();
                return 0;
            case SIO_KEEPALIVE_VALS: {
                if (cbInBuffer < sizeof(tcp_keepalive) || !readable(lpvInBuffer, sizeof(tcp_keepalive))) return fail(WSAEFAULT);
                tcp_keepalive values{};
                std::memcpy(&values, lpvInBuffer, sizeof(values));
                socket->options.keep_alive = values.onoff != 0;
                socket->options.keep_alive_time = std::chrono::milliseconds(values.keepalivetime);
                socket->options.keep_alive_interval = std::chrono::milliseconds(values.keepaliveinterval);
                network_->start_keep_alive(socket);
                return 0;
            }
            case SIO_BASE_HANDLE:
                if (cbOutBuffer < sizeof(SOCKET) || !writable(lpvOutBuffer, sizeof(SOCKET))) return fail(WSAEFAULT);
                std::memcpy(lpvOutBuffer, &s, sizeof(s));
                *lpcbBytesReturned = sizeof(s);
                return 0;
            case static_cast<DWORD>(FIONBIO):
            case static_cast<DWORD>(FIONREAD):
            case static_cast<DWORD>(SIOCATMARK):
                break;
            default:
                return fail(WSAEOPNOTSUPP);
        }
    }
    // The three codes that ioctlsocket knows too.
    const bool in = dwIoControlCode == static_cast<DWORD>(FIONBIO);
    u_long value = 0;
    if (in) {
        if (cbInBuffer < sizeof(value) || !readable(lpvInBuffer, sizeof(value))) return fail(WSAEFAULT);
        std::memcpy(&value, lpvInBuffer, sizeof(value));
    } else if (cbOutBuffer < sizeof(value) || !writable(lpvOutBuffer, sizeof(value))) {
        return fail(WSAEFAULT);
    }
    if (ioctlsocket(s, static_cast<long>(dwIoControlCode), &value) != 0) return SOCKET_ERROR;
    if (!in) {
        std::memcpy(lpvOutBuffer, &value, sizeof(value));
        *lpcbBytesReturned = sizeof(value);
    }
    return 0;
}

}  // namespace wcts::winsock::reference
