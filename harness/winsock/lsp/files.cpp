#include "harness/winsock/lsp/files.h"

namespace wcts::winsock::lsp {
namespace {

// A call of Winsock's in the manner of ReadFile: its error is the last one of Windows, and the count may be absent.
template <typename Call>
BOOL as_file(const FileTransfer& what, Call call) {
    WSABUF buffer{what.bytes, static_cast<char*>(what.data)};
    DWORD count = 0;
    INT error = 0;
    const int result = call(buffer, count, error);
    if (result == 0 && what.transferred != nullptr) *what.transferred = count;
    if (result != 0) ::SetLastError(static_cast<DWORD>(error));
    return result == 0 ? TRUE : FALSE;
}

SOCKET socket_of(const FileTransfer& what) {
    return reinterpret_cast<SOCKET>(what.file);
}

// nullptr: the handle is none of a provider's own.
const WSPPROC_TABLE* table_of(Host& host, const FileTransfer& what) {
    const auto owner = host.handles().owner(socket_of(what));
    return owner && owner->layered ? host.started(owner->entry) : nullptr;
}

template <typename Call>
BOOL through(Host& host, const FileTransfer& what, Call call) {
    return as_file(what, [&](WSABUF& buffer, DWORD& count, INT& error) {
        if (what.overlapped != nullptr) host.operations().begin(socket_of(what), what.overlapped, nullptr, true);
        const int result = call(buffer, count, error);
        if (what.overlapped != nullptr) host.operations().returned(what.overlapped, result == 0 || error == WSA_IO_PENDING, result == 0);
        return result;
    });
}

}  // namespace

BOOL read_file(Host& host, const FileTransfer& what) {
    const WSPPROC_TABLE* const table = table_of(host, what);
    if (table != nullptr)
        return through(host, what, [&](WSABUF& buffer, DWORD& count, INT& error) {
            DWORD flags = 0;
            return table->lpWSPRecv(socket_of(what), &buffer, 1, &count, &flags, what.overlapped, nullptr, nullptr, &error);
        });
    if (host.base().in_memory()) return read_below(host.base().winsock(), what);
    return ::ReadFile(what.file, what.data, what.bytes, what.transferred, what.overlapped);
}

BOOL write_file(Host& host, const FileTransfer& what) {
    const WSPPROC_TABLE* const table = table_of(host, what);
    if (table != nullptr)
        return through(host, what, [&](WSABUF& buffer, DWORD& count, INT& error) {
            return table->lpWSPSend(socket_of(what), &buffer, 1, &count, 0, what.overlapped, nullptr, nullptr, &error);
        });
    if (host.base().in_memory()) return write_below(host.base().winsock(), what);
    return ::WriteFile(what.file, what.data, what.bytes, what.transferred, what.overlapped);
}

BOOL read_below(Winsock& base, const FileTransfer& what) {
    return as_file(what, [&](WSABUF& buffer, DWORD& count, INT& error) {
        // An overlapped call may write the flags at its end, and a caller of ReadFile has no place for them.
        auto* const flags = new DWORD(0);
        const int result = base.WSARecv(socket_of(what), &buffer, 1, &count, flags, what.overlapped, nullptr);
        if (what.overlapped == nullptr) delete flags;
        if (result != 0) error = base.WSAGetLastError();
        return result;
    });
}

BOOL write_below(Winsock& base, const FileTransfer& what) {
    return as_file(what, [&](WSABUF& buffer, DWORD& count, INT& error) {
        const int result = base.WSASend(socket_of(what), &buffer, 1, &count, 0, what.overlapped, nullptr);
        if (result != 0) error = base.WSAGetLastError();
        return result;
    });
}

}  // namespace wcts::winsock::lsp
