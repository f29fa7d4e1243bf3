// Handles: whose they are, and that each is made, known and released once.
#include "suites/provider/listener.h"
#include "suites/provider/vocabulary.h"

#include <array>

namespace wcts::provider {
namespace {

// Every entry that takes a socket, with a handle that is none. What it did, where that is not SOCKET_ERROR and WSAENOTSOCK.
std::string odd_answers(const WSPPROC_TABLE& table, SOCKET s) {
    std::string odd;
    int error = 0;
    const auto note = [&](const char* name, bool refused) {
        if (refused && error == WSAENOTSOCK) return;
        odd += (odd.empty() ? "" : ", ") + std::string(name) + ": " + (refused ? error_name(error) : std::string("succeeds"));
    };
    const auto ask = [&](const char* name, auto call) {
        error = 0;
        note(name, call());
    };
    std::array<char, 16> data{};
    WSABUF buffer{static_cast<ULONG>(data.size()), data.data()};
    DWORD count = 0;
    DWORD flags = 0;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(9);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    int length = sizeof(address);
    int option = 0;
    int option_length = sizeof(option);
    u_long on = 1;
    WSAOVERLAPPED overlapped{};
    WSANETWORKEVENTS events{};
    WSAPROTOCOL_INFOW info{};
    constexpr int kBad = SOCKET_ERROR;
    ask("WSPAccept", [&] { return table.lpWSPAccept(s, nullptr, nullptr, nullptr, 0, &error) == INVALID_SOCKET; });
    ask("WSPBind", [&] { return table.lpWSPBind(s, name, sizeof(address), &error) == kBad; });
    ask("WSPConnect", [&] { return table.lpWSPConnect(s, name, sizeof(address), nullptr, nullptr, nullptr, nullptr, &error) == kBad; });
    ask("WSPDuplicateSocket", [&] { return table.lpWSPDuplicateSocket(s, ::GetCurrentProcessId(), &info, &error) == kBad; });
    ask("WSPEnumNetworkEvents", [&] { return table.lpWSPEnumNetworkEvents(s, nullptr, &events, &error) == kBad; });
    ask("WSPEventSelect", [&] { return table.lpWSPEventSelect(s, nullptr, 0, &error) == kBad; });
    ask("WSPGetOverlappedResult", [&] { return !table.lpWSPGetOverlappedResult(s, &overlapped, &count, FALSE, &flags, &error); });
    ask("WSPGetPeerName", [&] { return table.lpWSPGetPeerName(s, name, &length, &error) == kBad; });
    ask("WSPGetSockName", [&] { return table.lpWSPGetSockName(s, name, &length, &error) == kBad; });
    ask("WSPGetSockOpt",
        [&] { return table.lpWSPGetSockOpt(s, SOL_SOCKET, SO_TYPE, reinterpret_cast<char*>(&option), &option_length, &error) == kBad; });
    ask("WSPIoctl", [&] {
        return table.lpWSPIoctl(s, static_cast<DWORD>(FIONBIO), &on, sizeof(on), nullptr, 0, &count, nullptr, nullptr, nullptr, &error) ==
               kBad;
    });
    ask("WSPListen", [&] { return table.lpWSPListen(s, 1, &error) == kBad; });
    ask("WSPRecv", [&] { return table.lpWSPRecv(s, &buffer, 1, &count, &flags, nullptr, nullptr, nullptr, &error) == kBad; });
    ask("WSPRecvFrom",
        [&] { return table.lpWSPRecvFrom(s, &buffer, 1, &count, &flags, nullptr, nullptr, nullptr, nullptr, nullptr, &error) == kBad; });
    ask("WSPSend", [&] { return table.lpWSPSend(s, &buffer, 1, &count, 0, nullptr, nullptr, nullptr, &error) == kBad; });
    ask("WSPSendTo",
        [&] { return table.lpWSPSendTo(s, &buffer, 1, &count, 0, name, sizeof(address), nullptr, nullptr, nullptr, &error) == kBad; });
    ask("WSPSetSockOpt", [&] {
        return table.lpWSPSetSockOpt(s, SOL_SOCKET, SO_KEEPALIVE, reinterpret_cast<const char*>(&option), sizeof(option), &error) == kBad;
    });
    ask("WSPShutdown", [&] { return table.lpWSPShutdown(s, SD_SEND, &error) == kBad; });
    ask("WSPCloseSocket", [&] { return table.lpWSPCloseSocket(s, &error) == kBad; });
    return odd.empty() ? "none" : odd;
}

void ask_with_an_event(Scene& scene) {
    const Spi spi(scene);
    const HANDLE event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (event == nullptr) throw SetupFailed("CreateEventW", static_cast<int>(::GetLastError()));
    scene.observe("other answers than WSAENOTSOCK", odd_answers(spi.table(), reinterpret_cast<SOCKET>(event)));
    ::CloseHandle(event);
}

void ask_with_a_closed_socket(Scene& scene) {
    const Spi spi(scene);
    const SOCKET s = scene.socket();
    scene.close_socket();
    scene.set_connected(false);
    DWORD sent = 0;
    char byte = 'x';
    WSABUF buffer{1, &byte};
    int error = 0;
    sockaddr_storage name{};
    int length = sizeof(name);
    const int named = spi.table().lpWSPGetSockName(s, reinterpret_cast<sockaddr*>(&name), &length, &error);
    scene.observe("WSPGetSockName", result_text(named, error));
    const int sending = spi.table().lpWSPSend(s, &buffer, 1, &sent, 0, nullptr, nullptr, nullptr, &error);
    scene.observe("WSPSend", result_text(sending, error));
}

// Whatever the host counts becomes part of the verdict; here it is enough to have lived through it.
void make_and_close(Scene& scene) {
    const Spi spi(scene);
    const auto open_handles = [&spi] { return spi.host().handles().open_layered([](DWORD) { return true; }); };
    const std::size_t before = open_handles();
    constexpr int kMany = 20;
    for (int i = 0; i < kMany; ++i) {
        const SOCKET s =
            scene.target().WSASocketW(scene.kind().family, scene.kind().type, scene.kind().protocol, nullptr, 0, WSA_FLAG_OVERLAPPED);
        if (s == INVALID_SOCKET) throw SetupFailed("WSASocketW", scene.target().WSAGetLastError());
        scene.target().closesocket(s);
    }
    scene.observe("handles that were not released", std::to_string(open_handles() - before));
    scene.observe("sockets of the base that were not closed", std::to_string(spi.host().base_provider().open_sockets()));
}

std::string port_text(Scene& scene, SOCKET s, bool of_the_peer) {
    peer::Address address;
    address.length = sizeof(address.storage);
    const int result = of_the_peer ? scene.target().getpeername(s, address.get(), &address.length)
                                   : scene.target().getsockname(s, address.get(), &address.length);
    if (result != 0) return error_name(scene.target().WSAGetLastError());
    return std::to_string(ntohs(reinterpret_cast<const sockaddr_in*>(address.get())->sin_port));
}

void accept_and_ask(Scene& scene) {
    auto& ws = scene.target();
    const SOCKET listener = listen_on_loopback(scene);
    peer::Endpoint client = connect_to(scene, listener);
    const SOCKET accepted = ws.accept(listener, nullptr, nullptr);
    if (accepted == INVALID_SOCKET) throw SetupFailed("accept", ws.WSAGetLastError());

    const peer::Address local = client.local_address();
    const std::string port = std::to_string(ntohs(reinterpret_cast<const sockaddr_in*>(local.get())->sin_port));
    scene.observe("the accepted socket's peer", port_text(scene, accepted, true) == port ? "the one that connected" : "another");
    scene.observe("the accepted socket's name",
                  port_text(scene, accepted, false) == port_text(scene, listener, false) ? "the listener's" : "another");
    char text[] = "through";
    scene.observe("send on it",
                  ws.send(accepted, text, sizeof(text), 0) == static_cast<int>(sizeof(text)) ? "sent" : error_name(ws.WSAGetLastError()));
    ws.closesocket(accepted);
}

// The name that both ways of asking give for the entry.
void ask_for_the_protocol(Scene& scene) {
    const Spi spi(scene);
    WSAPROTOCOL_INFOW wide{};
    int length = sizeof(wide);
    auto& ws = scene.target();
    if (ws.getsockopt(scene.socket(), SOL_SOCKET, SO_PROTOCOL_INFOW, reinterpret_cast<char*>(&wide), &length) != 0)
        throw SetupFailed("getsockopt(SO_PROTOCOL_INFOW)", ws.WSAGetLastError());
    scene.observe("SO_PROTOCOL_INFOW names", wide.dwCatalogEntryId == spi.entry().id() ? "the layered entry" : "another entry");
    WSAPROTOCOL_INFOA narrow{};
    length = sizeof(narrow);
    const bool told = ws.getsockopt(scene.socket(), SOL_SOCKET, SO_PROTOCOL_INFOA, reinterpret_cast<char*>(&narrow), &length) == 0;
    scene.observe("SO_PROTOCOL_INFOA names", !told                                         ? error_name(ws.WSAGetLastError())
                                             : narrow.dwCatalogEntryId == spi.entry().id() ? "the layered entry"
                                                                                           : "another entry");
}

void shut_down_and_ask(Scene& scene) {
    scene.observe("shutdown(SD_SEND)", result_text(scene.target().shutdown(scene.socket(), SD_SEND), scene.target().WSAGetLastError()));
    const bool named = port_text(scene, scene.socket(), true) != error_name(WSAENOTSOCK);
    scene.observe("getpeername", named ? "gives a name" : "fails");
}

}  // namespace

std::vector<Row> handles() {
    return {
        {.id = "not-a-socket",
         .clauses = {"WSPPROC_TABLE.error.WSAENOTSOCK", "WSPPROC_TABLE.error.in-lpErrno"},
         .claim = "every entry refuses an event's handle with WSAENOTSOCK in lpErrno",
         .on = kTcp4 | kUdp4,
         .paths = Path::blocking,
         .call = procedure("each entry of the procedure table that takes a socket, with an event's handle", ask_with_an_event),
         .expect = fact_is("other answers than WSAENOTSOCK", "none"),
         .code = "WSAENOTSOCK",
         .process = Process::own},
        {.id = "closed-socket",
         .clauses = {"WSPCloseSocket.closed"},
         .claim = "a descriptor that was closed is refused with WSAENOTSOCK",
         .on = kTcp4 | kUdp4,
         .paths = Path::blocking,
         .call = procedure("WSPCloseSocket, then WSPGetSockName and WSPSend", ask_with_a_closed_socket),
         .expect = fact_is("WSPGetSockName", "WSAENOTSOCK") & fact_is("WSPSend", "WSAENOTSOCK"),
         .code = "WSAENOTSOCK"},
        {.id = "twenty-sockets",
         .clauses = {"WPUCloseSocketHandle.release", "WSPCloseSocket.next-layer", "WPUCreateSocketHandle.flag",
                     "WPUModifyIFSHandle.before-return"},
         .claim = "twenty sockets that are made and closed leave neither handles nor sockets of the layer below",
         .on = kEverySocket,
         .paths = Path::blocking,
         .arrange = {{"no connection",
                      [](Scene& scene) {
                          // The first socket starts the provider.
                          scene.adopt(scene.make_socket());
                          scene.close_socket();
                      },
                      Stage::instead_of_connect}},
         .call = procedure("twenty times WSASocket and closesocket", make_and_close),
         .expect = fact_is("handles that were not released", "0") & fact_is("sockets of the base that were not closed", "0")},
        {.id = "accept",
         .clauses = {"WSPAccept.new-descriptor", "WPUCreateSocketHandle.only-own", "WPUModifyIFSHandle.before-return",
                     "WSPPROC_TABLE.handles-mapped", "WSPPROC_TABLE.returns"},
         .claim = "an accepted socket is one of the layer's own and belongs to its connection",
         .on = kTcp4,
         .paths = Path::blocking,
         .arrange = {no_connection()},
         .call = procedure("accept, getpeername, getsockname and send", accept_and_ask),
         .expect = fact_is("the accepted socket's peer", "the one that connected") &
                   fact_is("the accepted socket's name", "the listener's") & fact_is("send on it", "sent")},
        {.id = "protocol-info",
         .clauses = {"WSPGetSockOpt.protocol-info"},
         .claim = "SO_PROTOCOL_INFO names the layered entry, wide and narrow",
         .on = kEverySocket,
         .paths = Path::blocking,
         .call = procedure("getsockopt with SO_PROTOCOL_INFOW and SO_PROTOCOL_INFOA", ask_for_the_protocol),
         .expect = fact_is("SO_PROTOCOL_INFOW names", "the layered entry") & fact_is("SO_PROTOCOL_INFOA names", "the layered entry")},
        {.id = "names-and-shutdown",
         .clauses = {"WSPPROC_TABLE.handles-mapped", "WSPPROC_TABLE.returns"},
         .claim = "shutdown and getpeername reach the layer below with its own handle",
         .on = kStreams,
         .paths = Path::blocking,
         .call = procedure("shutdown(SD_SEND) and getpeername", shut_down_and_ask),
         .expect = fact_is("shutdown(SD_SEND)", "0") & fact_is("getpeername", "gives a name")},
    };
}

}  // namespace wcts::provider
