// Pages: WSAStartup, WSACleanup, WSASetBlockingHook and its neighbours, getaddrinfo.
#include "harness/winsock/lsp/lsp_winsock.h"

namespace wcts::winsock::lsp {

std::optional<LspWinsock::Way> LspWinsock::way_to(SOCKET s) {
    if (!is_started()) return std::nullopt;
    const auto owner = host_.handles().owner(s);
    // A handle of the base that no layer has named to the application is none of its handles.
    if (!owner) return host_.base_provider().owns(s) ? std::optional(Way{}) : std::nullopt;
    const Entry* const entry = host_.catalog().find(owner->entry);
    if (entry != nullptr && entry->layer == 0) return Way{&BaseProvider::table(), false};
    const WSPPROC_TABLE* const table = host_.started(owner->entry);
    return table == nullptr ? std::nullopt : std::optional(Way{table, owner->layered});
}

void LspWinsock::tell_no_code(int error) {
    if (error == 0) host_.rules().broken("a function of the provider failed without an error in lpErrno");
}

void LspWinsock::renew() {
    if (startups_.exchange(0) > 0) host_.clean_up();
    host_.clear();
}

int LspWinsock::WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData) {
    // Providers start when a socket is made of them.
    const int error = base().WSAStartup(wVersionRequested, lpWSAData);
    if (error != 0 || startups_++ > 0) return error;
    // One start more is the face's own: see WSACleanup.
    WSADATA ignored{};
    return base().WSAStartup(lpWSAData->wVersion, &ignored);
}

int LspWinsock::WSACleanup() {
    // The base has a start left, so that providers are cleaned up only where it does not refuse, and while their calls still work.
    const int result = base().WSACleanup();
    if (result != 0 || --startups_ > 0) return result;
    // WSACleanup.final.no-event, .no-routine: of ends that the providers tell from here on the application hears nothing.
    host_.operations().tell_nobody();
    host_.base_provider().leave_sockets_to_base(true);
    host_.clean_up();
    host_.base_provider().leave_sockets_to_base(false);
    return base().WSACleanup();
}

FARPROC LspWinsock::WSASetBlockingHook(FARPROC lpBlockFunc) {
    return base().WSASetBlockingHook(lpBlockFunc);
}

int LspWinsock::WSAUnhookBlockingHook() {
    return base().WSAUnhookBlockingHook();
}

int LspWinsock::WSACancelBlockingCall() {
    for (const Entry& entry : host_.catalog().entries()) {
        const WSPPROC_TABLE* const table = entry.layer == host_.catalog().top() ? host_.started(entry.id()) : nullptr;
        if (table == nullptr) continue;
        return through(Way{table, false}, SOCKET_ERROR,
                       [](const WSPPROC_TABLE& procedures, LPINT lpErrno) { return procedures.lpWSPCancelBlockingCall(lpErrno); });
    }
    return base().WSACancelBlockingCall();
}

BOOL LspWinsock::WSAIsBlocking() {
    return base().WSAIsBlocking();
}

int LspWinsock::getaddrinfo(const char* pNodeName, const char* pServiceName, const addrinfo* pHints, addrinfo** ppResult) {
    return base().getaddrinfo(pNodeName, pServiceName, pHints, ppResult);
}

void LspWinsock::freeaddrinfo(addrinfo* pAddrInfo) {
    base().freeaddrinfo(pAddrInfo);
}

}  // namespace wcts::winsock::lsp
