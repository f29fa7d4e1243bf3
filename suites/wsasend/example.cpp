// The reference page's example program as one case: accept a client, ten event-driven overlapped sends of 4096 bytes.
#include "harness/peer/pattern.h"
#include "harness/winsock/case_thread.h"
#include "harness/winsock/error_names.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

constexpr int kSends = 10;
constexpr std::size_t kBytes = 4096;

// The client reads to the end on a thread of its own, as another program would.
class Client {
public:
    Client(Scene& scene, const peer::Address& server)
        : scene_(scene), socket_(scene.trusted(), scene.trusted().socket(scene.kind().family, SOCK_STREAM, IPPROTO_TCP)) {
        if (!socket_ || scene.trusted().connect(socket_.get(), server.get(), server.length) != 0)
            throw SetupFailed("client: connect", scene.trusted().WSAGetLastError());
        thread_ = CaseThread(scene.clock(), [this] { read_to_end(); });
    }
    ~Client() { join(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Bounded by the server's closesocket, which ends the stream.
    std::string join() {
        thread_.join();
        return received_.text();
    }

private:
    void read_to_end() {
        std::vector<char> piece(kBytes);
        for (;;) {
            const int count = scene_.trusted().recv(socket_.get(), piece.data(), static_cast<int>(piece.size()), 0);
            if (count <= 0) {
                received_.end_of_stream = count == 0;
                received_.error = count == 0 ? 0 : scene_.trusted().WSAGetLastError();
                return;
            }
            const auto wrong = peer::find_mismatch({piece.data(), static_cast<std::size_t>(count)}, received_.bytes);
            if (wrong && !received_.first_wrong) received_.first_wrong = received_.bytes + *wrong;
            received_.bytes += static_cast<std::uint64_t>(count);
        }
    }

    Scene& scene_;
    peer::Endpoint socket_;
    peer::Received received_;
    CaseThread thread_;
};

SOCKET checked(Scene& scene, SOCKET socket, std::string_view call) {
    if (socket == INVALID_SOCKET) throw SetupFailed(call, scene.target().WSAGetLastError());
    return socket;
}

void checked(Scene& scene, int result, std::string_view call) {
    if (result != 0) throw SetupFailed(call, scene.target().WSAGetLastError());
}

// The page's loop, step by step. The port is the system's choice and the address loopback; every wait is bounded.
std::string ten_sends(Scene& scene, SOCKET accepted) {
    auto& ws = scene.target();
    WSAOVERLAPPED overlapped{};
    overlapped.hEvent = scene.make_event();
    std::vector<char> data(kBytes);
    for (int i = 0; i < kSends; ++i) {
        peer::fill_pattern(data, static_cast<std::uint64_t>(i) * kBytes);
        WSABUF buffer{static_cast<ULONG>(data.size()), data.data()};
        DWORD sent = 0;
        DWORD flags = 0;
        const std::string which = "send " + std::to_string(i + 1) + ": ";
        if (ws.WSASend(accepted, &buffer, 1, &sent, 0, &overlapped, nullptr) == SOCKET_ERROR && ws.WSAGetLastError() != WSA_IO_PENDING)
            return which + "WSASend: " + winsock::error_name(ws.WSAGetLastError());
        if (ws.WSAWaitForMultipleEvents(1, &overlapped.hEvent, TRUE, scene.deadline().left_ms(), TRUE) != WSA_WAIT_EVENT_0)
            return which + "the event was not signalled";
        if (!ws.WSAGetOverlappedResult(accepted, &overlapped, &sent, FALSE, &flags))
            return which + "WSAGetOverlappedResult: " + winsock::error_name(ws.WSAGetLastError());
        if (sent != kBytes) return which + "wrote " + std::to_string(sent) + " bytes";
        ws.WSAResetEvent(overlapped.hEvent);
    }
    return "ten times 4096 bytes";
}

void run_example(Scene& scene) {
    auto& ws = scene.target();
    addrinfo hints{};
    hints.ai_family = scene.kind().family;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_protocol = IPPROTO_TCP;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST;
    addrinfo* found = nullptr;
    if (const int error = ws.getaddrinfo(scene.kind().family == AF_INET6 ? "::1" : "127.0.0.1", "0", &hints, &found); error != 0)
        throw SetupFailed("getaddrinfo", error);
    const SOCKET listener = ws.socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    const int bound = listener == INVALID_SOCKET ? SOCKET_ERROR : ws.bind(listener, found->ai_addr, static_cast<int>(found->ai_addrlen));
    const int bind_error = ws.WSAGetLastError();
    ws.freeaddrinfo(found);
    if (bound != 0) throw SetupFailed("socket or bind", bind_error);
    checked(scene, ws.listen(listener, 1), "listen");

    peer::Address server;
    server.length = sizeof(server.storage);
    checked(scene, ws.getsockname(listener, server.get(), &server.length), "getsockname");
    Client client(scene, server);
    const SOCKET accepted = checked(scene, ws.accept(listener, nullptr, nullptr), "accept");

    scene.observe("the server", ten_sends(scene, accepted));
    ws.closesocket(accepted);
    ws.closesocket(listener);
    scene.observe("the client", client.join());
}

}  // namespace

std::vector<Row> example() {
    return {
        {.id = "page-example",
         .clauses = {"WSASend.example.program", "WSASend.overlapped.event.signalled", "WSASend.overlapped.event.wait-apis"},
         .claim = "the reference page's example accepts a client and sends ten times 4096 bytes, and all 40,960 arrive",
         .on = kStreams,
         .paths = Path::event_wait,
         .arrange = {{"no connection but the example's own", [](Scene&) {}, Stage::instead_of_connect}},
         .call = procedure("the reference page's example", run_example),
         .expect = fact_is("the server", "ten times 4096 bytes") & fact_is("the client", "40960 bytes in order, then end")},
    };
}

}  // namespace wcts::wsasend
