// What only Windows can show: an LSP that is installed, and handles that its redirector for them (ws2ifsl) makes. The host's catalog and
// the host's handles prove nothing about those, so these rows look at the machine's own, for the DLL that `--target lsp:` names. Where it
// is not installed, and on Wine, they say so and count for nothing.
#include "harness/winsock/lsp/description.h"
#include "suites/provider/installed.h"
#include "suites/provider/vocabulary.h"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <io.h>

namespace wcts::provider {
namespace {

bool is_wine() {
    return ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

// The LSP that the scene is about, as the machine knows it.
struct Installed {
    std::vector<InstalledEntry> catalog;
    std::vector<InstalledEntry> entries;
};

Installed look_up(Scene& scene) {
    const Spi spi(scene);
    if (is_wine()) throw Unsupported("Wine's catalog takes no layered providers; Windows with the LSP installed is needed");
    Installed found;
    found.catalog = machine_catalog(CatalogOf::this_program);
    found.entries = entries_of(found.catalog, spi.host().layers().back().dll);
    if (found.entries.empty())
        throw Unsupported("this LSP is not in the machine's catalog; once it is installed its entries are looked at");
    return found;
}

void look_at_the_chains(Scene& scene) {
    const Installed lsp = look_up(scene);
    scene.observe("wrong with the chains", chains_at_fault(lsp.entries, lsp.catalog));
    scene.observe("covered in one version of IP only", covered_in_one_family(protocols_of(lsp.entries)));
}

// A 32-bit LSP is another file, and often of another name: its own hidden entry has the same GUID or the same name.
void compare_the_catalogs(Scene& scene) {
    const Installed lsp = look_up(scene);
    const std::vector<InstalledEntry> other = machine_catalog(CatalogOf::programs_of_32_bits);
    const auto is_the_lsp = [&lsp](const InstalledEntry& candidate) {
        return candidate.hidden() && std::ranges::any_of(lsp.entries, [&](const InstalledEntry& own) {
                   return own.hidden() &&
                          (winsock::lsp::guid_text(own.info.ProviderId) == winsock::lsp::guid_text(candidate.info.ProviderId) ||
                           std::wstring_view(own.info.szProtocol) == candidate.info.szProtocol);
               });
    };
    const auto there = std::ranges::find_if(other, is_the_lsp);
    scene.observe("in the catalog of 32-bit programs", there == other.end() ? "absent"
                                                       : protocols_of(entries_of(other, there->dll)) == protocols_of(lsp.entries)
                                                           ? "the same layers"
                                                           : "other layers");
}

void ask_for_categories(Scene& scene) {
    const Installed lsp = look_up(scene);
    const auto own = std::ranges::find_if(lsp.entries, &InstalledEntry::hidden);
    if (own == lsp.entries.end()) throw SetupFailed("the LSP has no hidden entry, which is the one that categories belong to");
    const auto categories = categories_of(own->info.ProviderId);
    scene.observe("the LSP's categories", !categories ? "not to be had" : *categories == 0 ? "none" : "set");
}

// A socket of Winsock itself, made through the installed entry.
class RealSocket {
public:
    RealSocket(const Installed& lsp, const kinds::SocketKind& kind) {
        WSADATA data{};
        if (const int error = ::WSAStartup(MAKEWORD(2, 2), &data)) throw SetupFailed("WSAStartup", error);
        const auto entry = std::ranges::find_if(lsp.entries, [&kind](const InstalledEntry& one) {
            return one.layered() && one.info.iAddressFamily == kind.family && one.info.iSocketType == kind.type &&
                   one.info.iProtocol == kind.protocol;
        });
        if (entry == lsp.entries.end()) {
            ::WSACleanup();
            throw Unsupported("the LSP's installed entries do not cover " + std::string(kind.name));
        }
        WSAPROTOCOL_INFOW info = entry->info;
        socket_ = ::WSASocketW(kind.family, kind.type, kind.protocol, &info, 0, WSA_FLAG_OVERLAPPED);
        if (socket_ == INVALID_SOCKET) {
            const int error = ::WSAGetLastError();
            ::WSACleanup();
            throw SetupFailed("WSASocketW", error);
        }
    }
    ~RealSocket() {
        ::closesocket(socket_);
        ::WSACleanup();
    }
    RealSocket(const RealSocket&) = delete;
    RealSocket& operator=(const RealSocket&) = delete;
    [[nodiscard]] SOCKET get() const { return socket_; }
    [[nodiscard]] HANDLE handle() const { return reinterpret_cast<HANDLE>(socket_); }

private:
    SOCKET socket_ = INVALID_SOCKET;
};

std::string bool_text(BOOL result) {
    return result ? "succeeds" : error_name(static_cast<int>(::GetLastError()));
}

void use_as_a_file(Scene& scene) {
    const Spi spi(scene);
    const Installed lsp = look_up(scene);
    if (spi.host().base().in_memory())
        throw Unsupported("the socket is one of the machine's, and its peer has to be as well (--base system)");
    const RealSocket socket(lsp, scene.kind());
    const peer::Address to = scene.stream_peer().address();
    if (::connect(socket.get(), to.get(), to.length) != 0) throw SetupFailed("connect", ::WSAGetLastError());
    scene.stream_peer().accept(scene.deadline());

    HANDLE twin = nullptr;
    scene.observe("DuplicateHandle", bool_text(::DuplicateHandle(::GetCurrentProcess(), socket.handle(), ::GetCurrentProcess(), &twin, 0,
                                                                 TRUE, DUPLICATE_SAME_ACCESS)));
    if (twin != nullptr) ::CloseHandle(twin);
    scene.observe("SetHandleInformation", bool_text(::SetHandleInformation(socket.handle(), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT)));
    // Not closed: _close would close the socket behind Winsock's back.
    const int file = ::_open_osfhandle(static_cast<intptr_t>(socket.get()), _O_BINARY);
    constexpr std::array<char, 4> kData{'f', 'i', 'l', 'e'};
    const int written = file == -1 ? -1 : ::_write(file, kData.data(), static_cast<unsigned>(kData.size()));
    scene.observe("_write", written == static_cast<int>(kData.size()) ? "writes all" : "fails");
    std::array<char, kData.size()> got{};
    auto& connection = scene.stream_peer().connection();
    const bool came = written > 0 && connection.wait(peer::Endpoint::Ready::read, scene.deadline()) &&
                      scene.trusted().recv(connection.get(), got.data(), static_cast<int>(got.size()), 0) == written;
    scene.observe("the peer got", came && got == kData ? "what was written" : "something else");
}

Row for_windows(std::string_view id, std::string_view clause, std::string_view claim, rows::Call call, Expectation expect) {
    return {.id = id,
            .clauses = {clause},
            .claim = claim,
            .on = kTcp4,
            .paths = Path::both_null,
            .arrange = {no_connection()},
            .call = std::move(call),
            .expect = std::move(expect),
            .process = Process::own};
}

}  // namespace

std::vector<Row> on_windows() {
    return {
        for_windows("installed-chains", "WSCInstallProvider.chains",
                    "each entry of an installed LSP has a GUID of its own, and IPv4 and IPv6 are covered alike",
                    procedure("WSCEnumProtocols on a machine where the LSP is installed", look_at_the_chains),
                    fact_is("wrong with the chains", "nothing") & fact_is("covered in one version of IP only", "none")),
        for_windows("installed-in-both-catalogs", "WSCInstallProvider.both-catalogs",
                    "the 64-bit and the 32-bit catalog hold the same layers",
                    procedure("WSCEnumProtocols and WSCEnumProtocols32", compare_the_catalogs),
                    fact_is("in the catalog of 32-bit programs", "the same layers")),
        for_windows("categories", "WSCSetProviderInfo.categories", "the LSP's categories are set",
                    procedure("WSCGetProviderInfo with ProviderInfoLspCategories", ask_for_categories),
                    fact_is("the LSP's categories", "set")),
        for_windows("handle-is-a-file", "WPUCreateSocketHandle.file",
                    "a handle from WPUCreateSocketHandle can be given to the C runtime, inherited, read and written",
                    procedure("DuplicateHandle, SetHandleInformation, _open_osfhandle and _write on a socket of the installed entry",
                              use_as_a_file),
                    fact_is("DuplicateHandle", "succeeds") & fact_is("SetHandleInformation", "succeeds") & fact_is("_write", "writes all") &
                        fact_is("the peer got", "what was written")),
    };
}

}  // namespace wcts::provider
