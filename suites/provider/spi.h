// The provider interface of the target under test, for rows that look behind the application's face: the LSP's own entry points, called
// directly, and what the host knows.
#pragma once

#include "fixtures/scene/scene.h"
#include "harness/winsock/lsp/host.h"
#include "harness/winsock/lsp/upcalls.h"

namespace wcts::provider {

// The LSP on top of the chain, and its catalog entry for the kind of socket of the scene. Made on a scene whose target has been started.
class Spi {
public:
    // Throws Unsupported where the target is made of no LSP, or the LSP does not cover this kind of socket.
    explicit Spi(scene::Scene& scene);

    [[nodiscard]] winsock::lsp::Host& host() const { return host_; }
    [[nodiscard]] const winsock::lsp::Entry& entry() const { return entry_; }

    // WSPStartup as ws2_32 would call it.
    struct Started {
        int error = 0;
        WSPDATA data{};
        WSPPROC_TABLE table{};
    };
    [[nodiscard]] Started start(WORD version, const WSAPROTOCOL_INFOW& info, const WSPUPCALLTABLE& upcalls) const;
    // Of the top entry, version 2.2, with the host's upcalls. Throws SetupFailed where that fails.
    [[nodiscard]] WSPPROC_TABLE start() const;

    // The table through which the scene's sockets go. There must have been one.
    [[nodiscard]] const WSPPROC_TABLE& table() const;

    // A socket of this kind through the procedure table, with the attribute. Throws SetupFailed.
    [[nodiscard]] SOCKET make_socket(const WSPPROC_TABLE& table) const;

private:
    winsock::lsp::Host& host_;
    const winsock::lsp::Entry& entry_;
};

}  // namespace wcts::provider
