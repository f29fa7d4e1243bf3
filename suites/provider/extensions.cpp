// Extension functions and the controls about handles.
#include "suites/provider/listener.h"
#include "suites/provider/vocabulary.h"

#include <array>
#include <cstring>

namespace wcts::provider {
namespace {

// Newer than the oldest headers that this is built with; values of mswsock.h.
constexpr DWORD kBspHandleSelect = 0x4800001C;
constexpr DWORD kExtSelect = 0x4800001E;

struct Extension {
    const char* name;
    GUID id;
};
const std::array<Extension, 8> kExtensions{{
    {"AcceptEx", WSAID_ACCEPTEX},
    {"ConnectEx", WSAID_CONNECTEX},
    {"DisconnectEx", WSAID_DISCONNECTEX},
    {"GetAcceptExSockaddrs", WSAID_GETACCEPTEXSOCKADDRS},
    {"TransmitFile", WSAID_TRANSMITFILE},
    {"TransmitPackets", WSAID_TRANSMITPACKETS},
    {"WSARecvMsg", WSAID_WSARECVMSG},
    {"WSASendMsg", {0xa441e712, 0x754f, 0x43ca, {0x84, 0xa7, 0x0d, 0xee, 0x44, 0xcf, 0x60, 0x6d}}},
}};

void* pointer_of(winsock::Winsock& ws, SOCKET s, GUID id) {
    void* pointer = nullptr;
    DWORD returned = 0;
    const int result =
        ws.WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &pointer, sizeof(pointer), &returned, nullptr, nullptr);
    return result == 0 ? pointer : nullptr;
}

template <typename Function>
Function extension(Scene& scene, GUID id, const char* name) {
    void* const pointer = pointer_of(scene.target(), scene.socket(), id);
    if (pointer == nullptr) throw Unsupported(std::string("this target has no ") + name);
    return reinterpret_cast<Function>(pointer);
}

// The base's own socket beside the target's tells what there is below.
void compare_extensions(Scene& scene) {
    const Spi spi(scene);
    winsock::Winsock& base = spi.host().base().winsock();
    const SOCKET below = base.WSASocketW(scene.kind().family, scene.kind().type, scene.kind().protocol, nullptr, 0, WSA_FLAG_OVERLAPPED);
    if (below == INVALID_SOCKET) throw SetupFailed("WSASocketW (base)", base.WSAGetLastError());
    std::string missing;
    std::string surplus;
    for (const Extension& one : kExtensions) {
        const bool here = pointer_of(scene.target(), scene.socket(), one.id) != nullptr;
        const bool there = pointer_of(base, below, one.id) != nullptr;
        if (here && !there) surplus += (surplus.empty() ? "" : ", ") + std::string(one.name);
        if (there && !here) missing += (missing.empty() ? "" : ", ") + std::string(one.name);
    }
    base.closesocket(below);
    scene.observe("given out though the base lacks it", surplus.empty() ? "none" : surplus);
    scene.observe("not given out though the base has it", missing.empty() ? "none" : missing);
    GUID unknown{0x5AFE0001, 0, 0, {}};
    scene.observe("an extension that nobody knows",
                  pointer_of(scene.target(), scene.socket(), unknown) == nullptr ? "refused" : "given out");
}

void connect_with_connectex(Scene& scene) {
    auto& ws = scene.target();
    scene.adopt(scene.make_socket());
    const peer::Address here = peer::loopback(scene.kind().family);
    if (ws.bind(scene.socket(), here.get(), here.length) != 0) throw SetupFailed("bind", ws.WSAGetLastError());
    const auto connect_ex = extension<LPFN_CONNECTEX>(scene, WSAID_CONNECTEX, "ConnectEx");
    const peer::Address to = scene.stream_peer().address();
    WSAOVERLAPPED overlapped{};
    overlapped.hEvent = scene.make_event();
    DWORD sent = 0;
    if (!connect_ex(scene.socket(), to.get(), to.length, nullptr, 0, &sent, &overlapped) && ::WSAGetLastError() != WSA_IO_PENDING) {
        scene.observe("ConnectEx", error_name(::WSAGetLastError()));
        return;
    }
    const bool told = ws.WSAWaitForMultipleEvents(1, &overlapped.hEvent, FALSE, scene.deadline().left_ms(), FALSE) == WSA_WAIT_EVENT_0;
    DWORD flags = 0;
    const BOOL ok = told && ws.WSAGetOverlappedResult(scene.socket(), &overlapped, &sent, FALSE, &flags);
    scene.observe("ConnectEx", ok ? "connected" : told ? error_name(ws.WSAGetLastError()) : "its event is never set");
    if (ok) scene.stream_peer().accept(scene.deadline());
}

void accept_with_acceptex(Scene& scene) {
    auto& ws = scene.target();
    const SOCKET listener = listen_on_loopback(scene);
    scene.adopt(listener);
    const auto accept_ex = extension<LPFN_ACCEPTEX>(scene, WSAID_ACCEPTEX, "AcceptEx");
    const SOCKET accepted = scene.make_socket();
    constexpr DWORD kRoom = sizeof(sockaddr_storage) + 16;
    std::array<char, 2 * kRoom> addresses{};
    WSAOVERLAPPED overlapped{};
    overlapped.hEvent = scene.make_event();
    DWORD received = 0;
    if (!accept_ex(listener, accepted, addresses.data(), 0, kRoom, kRoom, &received, &overlapped) &&
        ::WSAGetLastError() != WSA_IO_PENDING) {
        scene.observe("AcceptEx", error_name(::WSAGetLastError()));
        return;
    }
    const peer::Endpoint client = connect_to(scene, listener);
    const bool told = ws.WSAWaitForMultipleEvents(1, &overlapped.hEvent, FALSE, scene.deadline().left_ms(), FALSE) == WSA_WAIT_EVENT_0;
    scene.observe("AcceptEx", told ? "accepted" : "its event is never set");
    const int result =
        ws.setsockopt(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, reinterpret_cast<const char*>(&listener), sizeof(listener));
    scene.observe("SO_UPDATE_ACCEPT_CONTEXT", result_text(result, ws.WSAGetLastError()));
    peer::Address name;
    name.length = sizeof(name.storage);
    scene.observe("the peer's name", ws.getpeername(accepted, name.get(), &name.length) == 0 ? "known" : error_name(ws.WSAGetLastError()));
}

void extension_on_a_stranger(Scene& scene) {
    const Spi spi(scene);
    const auto connect_ex = extension<LPFN_CONNECTEX>(scene, WSAID_CONNECTEX, "ConnectEx");
    const HANDLE event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    const peer::Address to = peer::loopback(scene.kind().family);
    WSAOVERLAPPED overlapped{};
    DWORD sent = 0;
    const BOOL ok = connect_ex(reinterpret_cast<SOCKET>(event), to.get(), to.length, nullptr, 0, &sent, &overlapped);
    scene.observe("ConnectEx on an event's handle", ok ? "TRUE" : error_name(::WSAGetLastError()));
    ::CloseHandle(event);
}

void ask_for_the_base_handle(Scene& scene) {
    const Spi spi(scene);
    auto& ws = scene.target();
    SOCKET base = INVALID_SOCKET;
    DWORD returned = 0;
    const int result = ws.WSAIoctl(scene.socket(), SIO_BASE_HANDLE, nullptr, 0, &base, sizeof(base), &returned, nullptr, nullptr);
    scene.observe("SIO_BASE_HANDLE", result != 0                             ? error_name(ws.WSAGetLastError())
                                     : spi.host().base_provider().owns(base) ? "a handle of the base"
                                                                             : "another handle");
    // Whoever does not look at the size writes a whole handle, so there is room for one.
    const auto into_one_byte = [&returned](winsock::Winsock& asked, SOCKET s) {
        SOCKET room = INVALID_SOCKET;
        const int result = asked.WSAIoctl(s, SIO_BASE_HANDLE, nullptr, 0, &room, 1, &returned, nullptr, nullptr);
        return result_text(result, asked.WSAGetLastError());
    };
    winsock::Winsock& below = spi.host().base().winsock();
    const SOCKET plain = below.WSASocketW(scene.kind().family, scene.kind().type, scene.kind().protocol, nullptr, 0, WSA_FLAG_OVERLAPPED);
    if (plain == INVALID_SOCKET) throw SetupFailed("WSASocketW (base)", below.WSAGetLastError());
    const std::string there = into_one_byte(below, plain);
    below.closesocket(plain);
    const std::string here = into_one_byte(ws, scene.socket());
    scene.observe("into one byte", here != error_name(WSAEFAULT) && here == there ? "what the base says" : here);
}

// Nobody has to answer it; whoever answers with a handle of his own must be ready for what comes then.
void ask_for_the_bsp_handle(Scene& scene) {
    const Spi spi(scene);
    auto& ws = scene.target();
    SOCKET handle = INVALID_SOCKET;
    DWORD returned = 0;
    const int result = ws.WSAIoctl(scene.socket(), kBspHandleSelect, nullptr, 0, &handle, sizeof(handle), &returned, nullptr, nullptr);
    std::string answer = "none";
    if (result == 0) {
        // Over IFS handles the numbers are the same: then it counts what is made of the answer below.
        SOCKET below = INVALID_SOCKET;
        const bool base_answers = spi.host().base().winsock().WSAIoctl(handle, kBspHandleSelect, nullptr, 0, &below, sizeof(below),
                                                                       &returned, nullptr, nullptr) == 0;
        answer = base_answers && below == handle ? "the base's" : "its own";
    }
    if (answer == "its own") {
        const int served = ws.WSAIoctl(handle, kExtSelect, nullptr, 0, nullptr, 0, &returned, nullptr, nullptr);
        const int error = served == 0 ? 0 : ws.WSAGetLastError();
        answer += error == WSAEOPNOTSUPP || error == WSAEINVAL ? ", and SIO_EXT_SELECT is not handled" : ", and SIO_EXT_SELECT is handled";
    }
    scene.observe("the answer to SIO_BSP_HANDLE_SELECT", answer);
}

}  // namespace

std::vector<Row> extensions() {
    return {
        {.id = "extensions-of-the-base",
         .clauses = {"WSPIoctl.extension.next-layer"},
         .claim = "exactly the extension functions that the base has are given out",
         .on = kTcp4 | kUdp4,
         .paths = Path::both_null,
         .call = procedure("SIO_GET_EXTENSION_FUNCTION_POINTER for each extension, on the target and on the base", compare_extensions),
         .expect = fact_is("given out though the base lacks it", "none") & fact_is("not given out though the base has it", "none") &
                   fact_is("an extension that nobody knows", "refused")},
        {.id = "connectex",
         .clauses = {"WSPIoctl.extension.own"},
         .claim = "ConnectEx takes the layer's descriptors and its end is told",
         .on = kTcp4,
         .paths = Path::both_null,
         .arrange = {no_connection()},
         .call = procedure("ConnectEx to the peer", connect_with_connectex),
         .expect = fact_is("ConnectEx", "connected"),
         .process = Process::own},
        {.id = "acceptex",
         .clauses = {"WSPIoctl.extension.own", "WSPSetSockOpt.accept-context"},
         .claim = "AcceptEx takes the layer's descriptors, and so does SO_UPDATE_ACCEPT_CONTEXT after it",
         .on = kTcp4,
         .paths = Path::both_null,
         .arrange = {no_connection()},
         .call = procedure("AcceptEx, SO_UPDATE_ACCEPT_CONTEXT, getpeername", accept_with_acceptex),
         .expect = fact_is("AcceptEx", "accepted") & fact_is("SO_UPDATE_ACCEPT_CONTEXT", "0") & fact_is("the peer's name", "known"),
         .process = Process::own},
        {.id = "extension-on-a-stranger",
         .clauses = {"WSPIoctl.extension.strangers"},
         .claim = "an extension function refuses what is no socket of the provider with WSAENOTSOCK",
         .on = kTcp4,
         .paths = Path::both_null,
         .call = procedure("ConnectEx on an event's handle", extension_on_a_stranger),
         .expect = fact_is("ConnectEx on an event's handle", "WSAENOTSOCK"),
         .code = "WSAENOTSOCK",
         .process = Process::own},
        {.id = "base-handle",
         .clauses = {"WSPIoctl.base-handle", "WSPIoctl.base-handle.short-buffer"},
         .claim = "SIO_BASE_HANDLE gives the base's handle, and WSAEFAULT where there is no room for it",
         .on = kEverySocket,
         .paths = Path::both_null,
         .call = procedure("SIO_BASE_HANDLE into a SOCKET and into one byte", ask_for_the_base_handle),
         .expect = fact_is("SIO_BASE_HANDLE", "a handle of the base") & fact_is_any("into one byte", {"WSAEFAULT", "what the base says"})},
        {.id = "bsp-handle-select",
         .clauses = {"WSPIoctl.bsp-handle"},
         .claim = "whoever answers SIO_BSP_HANDLE_SELECT with a handle of its own handles SIO_EXT_SELECT",
         .on = kTcp4,
         .paths = Path::both_null,
         .call = procedure("SIO_BSP_HANDLE_SELECT, and SIO_EXT_SELECT on the answer", ask_for_the_bsp_handle),
         .expect = fact_is_any("the answer to SIO_BSP_HANDLE_SELECT", {"none", "the base's", "its own, and SIO_EXT_SELECT is handled"})},
    };
}

}  // namespace wcts::provider
