// The reference provider's catalog: TCP and UDP over both families as everybody knows them, and the transports of which the documentation
// speaks and that no common system has.
#pragma once

#include "harness/winsock/platform.h"

#include <optional>
#include <span>

namespace wcts::winsock::reference {

struct Protocol {
    DWORD id;  // dwCatalogEntryId
    int family;
    int type;
    int protocol;
    DWORD service_flags;  // XP1_*
    DWORD most_bytes;     // of a message; 0 for streams
    const wchar_t* name;

    [[nodiscard]] bool is_stream() const { return type == SOCK_STREAM; }
    [[nodiscard]] bool has_connections() const { return (service_flags & XP1_CONNECTIONLESS) == 0; }
    [[nodiscard]] bool has_urgent_data() const { return (service_flags & XP1_EXPEDITED_DATA) != 0; }
    [[nodiscard]] bool has_partial_messages() const { return (service_flags & XP1_PARTIAL_MESSAGE) != 0; }
    [[nodiscard]] bool is_reliable() const { return (service_flags & XP1_GUARANTEED_DELIVERY) != 0; }
    [[nodiscard]] bool sends_only() const { return (service_flags & XP1_UNI_SEND) != 0; }
    [[nodiscard]] bool receives_only() const { return (service_flags & XP1_UNI_RECV) != 0; }
};

[[nodiscard]] std::span<const Protocol> catalog();

// The entry for the arguments of socket(); 0 stands for the usual. Nothing: `error` says why (WSAEAFNOSUPPORT, WSAESOCKTNOSUPPORT,
// WSAEPROTONOSUPPORT, WSAEPROTOTYPE).
[[nodiscard]] const Protocol* find_protocol(int family, int type, int protocol, int& error);
[[nodiscard]] const Protocol* find_protocol(DWORD catalog_entry_id);

[[nodiscard]] WSAPROTOCOL_INFOW describe(const Protocol& protocol);

}  // namespace wcts::winsock::reference
