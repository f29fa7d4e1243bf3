// Which provider a socket handle belongs to, and what stands behind the handles that WPUCreateSocketHandle gives out.
//
// A layered handle is an event of the kernel: real and unique, and neither a socket nor a file, so that whoever goes past the host with it
// fails. A handle of the kernel's own (IFS) belongs to whoever last named it in WPUModifyIFSHandle.
#pragma once

#include "harness/winsock/lsp/spi.h"

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace wcts::winsock::lsp {

struct Owner {
    DWORD entry = 0;
    bool layered = false;
};

// A layered handle's completion port.
struct Port {
    HANDLE port = nullptr;
    ULONG_PTR key = 0;
    UCHAR modes = 0;  // FILE_SKIP_*
};

// Any thread.
class Handles {
public:
    [[nodiscard]] SOCKET create(DWORD entry, DWORD_PTR context);
    // False when it is no open layered handle.
    bool close(SOCKET s);
    [[nodiscard]] std::optional<DWORD_PTR> context(SOCKET s) const;
    // A layered handle of the provider below stays one, and is the entry's from now on.
    void modify(DWORD entry, SOCKET s);

    // Nothing for handles that nobody made, or that are closed.
    [[nodiscard]] std::optional<Owner> owner(SOCKET s) const;
    // Closed by whoever owned it.
    void forget(SOCKET s);

    // Ports of layered handles. False when it has one already, or is none.
    [[nodiscard]] bool set_port(SOCKET s, HANDLE port, ULONG_PTR key);
    [[nodiscard]] bool add_modes(SOCKET s, UCHAR modes);
    // Also of handles that are closed, as long as the number is not given out anew.
    [[nodiscard]] std::optional<Port> port(SOCKET s) const;
    [[nodiscard]] bool was_closed(SOCKET s) const;

    // Something holds it open that is no fault of the provider's.
    void excuse(SOCKET s);
    // Those that are excused apart: how many layered ones are open whose entry `counts`.
    [[nodiscard]] std::size_t open_layered(const std::function<bool(DWORD entry)>& counts) const;
    void clear();

private:
    struct Handle {
        Owner owner;
        DWORD_PTR context = 0;
        Port port;
        bool closed = false;
        bool excused = false;
    };

    mutable std::mutex mutex_;
    std::map<SOCKET, Handle> handles_;
};

}  // namespace wcts::winsock::lsp
