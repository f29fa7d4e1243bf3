// The provider at the bottom of every chain: WSPStartup of the harness's own, over any call table.
//
// It keeps the set of the sockets that it made. A call with any other handle is a handle of a layer above that leaked down, and is refused
// with WSAENOTSOCK, also where the call table would take it.
//
// WSPStartup is exported by this program, so that an LSP finds it as it finds any provider: by the path in the catalog and GetProcAddress.
#pragma once

#include "harness/winsock/lsp/base.h"
#include "harness/winsock/lsp/catalog.h"
#include "harness/winsock/lsp/lent.h"
#include "harness/winsock/lsp/rules.h"

#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <set>

namespace wcts::winsock::lsp {

class BaseProvider {
public:
    BaseProvider(Base& base, const Catalog& catalog, const LentMemory& lent, Rules& rules)
        : base_(base), catalog_(catalog), lent_(lent), rules_(rules) {}

    // The one of Host::current(); nullptr without a host. For the functions of the table.
    [[nodiscard]] static BaseProvider* current();
    [[nodiscard]] static const WSPPROC_TABLE& table();

    [[nodiscard]] Winsock& winsock() { return base_.winsock(); }
    [[nodiscard]] Base& base() { return base_; }

    // 0 or the error. Every start is to be balanced by a WSPCleanup.
    [[nodiscard]] int start(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, const WSPUPCALLTABLE& upcalls, LPWSPPROC_TABLE table);
    [[nodiscard]] int clean_up();
    [[nodiscard]] int starts() const;
    // As if every start had been balanced.
    void end();
    // While the base itself is about to end: it closes what is open then, and tells nobody of what is under way.
    void leave_sockets_to_base(bool leave);
    // Whether the last start brought the base's own catalog entry, as the provider below gets it where it is the base.
    [[nodiscard]] bool started_with_own_entry() const;
    // The table that the last start brought.
    [[nodiscard]] WSPUPCALLTABLE upcalls() const;

    // Whether a call with this handle may go on. Otherwise *lpErrno is set.
    bool admits(SOCKET s, const char* function, LPINT lpErrno);
    // The same without a verdict.
    [[nodiscard]] bool owns(SOCKET s) const;
    [[nodiscard]] bool ever_owned(SOCKET s) const;
    // A socket of ours that is open; INVALID_SOCKET: none.
    [[nodiscard]] SOCKET any_socket() const;

    // A socket that the call table has made: ours from now on, known to whoever called the provider. INVALID_SOCKET with *lpErrno set when
    // it cannot be named upwards.
    SOCKET adopt(SOCKET made, DWORD entry, LPINT lpErrno);
    void forget(SOCKET s);
    // Forgotten too soon: closing it did not succeed.
    void keep(SOCKET s, DWORD entry);
    [[nodiscard]] DWORD entry_of(SOCKET s) const;
    [[nodiscard]] std::size_t open_sockets() const;

    // Arguments that are only lent for a call and come from one that has returned. False and *lpErrno set when they do.
    bool are_fresh(const WSABUF* buffers, DWORD count, const WSATHREADID* thread, const char* function, LPINT lpErrno);

    [[nodiscard]] const Catalog& catalog() const { return catalog_; }
    [[nodiscard]] Rules& rules() { return rules_; }
    // Back to the state of a new process.
    void clear();

private:
    Base& base_;
    const Catalog& catalog_;
    const LentMemory& lent_;
    Rules& rules_;
    mutable std::mutex mutex_;
    std::map<SOCKET, DWORD> sockets_;  // to the catalog entry
    std::set<SOCKET> closed_;
    int starts_ = 0;
    bool own_entry_ = false;
    std::atomic<bool> leaves_sockets_{false};
    WSPUPCALLTABLE upcalls_{};
};

}  // namespace wcts::winsock::lsp
