// Start-up, versions, the upcall table, chains, and the end.
#include "suites/provider/vocabulary.h"

#include <tlhelp32.h>

#include <algorithm>
#include <atomic>
#include <cstring>

namespace wcts::provider {
namespace {

using winsock::lsp::upcall_table;

std::string version_text(WORD version) {
    return std::to_string(LOBYTE(version)) + "." + std::to_string(HIBYTE(version));
}

int clean_up(const WSPPROC_TABLE& table, int& error) {
    error = 0;
    return table.lpWSPCleanup(&error);
}

void must_clean_up(const WSPPROC_TABLE& table) {
    int error = 0;
    if (clean_up(table, error) != 0 && error != 0) throw SetupFailed("WSPCleanup", error);
}

void ask_for_versions(Scene& scene) {
    const Spi spi(scene);
    for (const WORD asked : {MAKEWORD(2, 2), MAKEWORD(2, 0), MAKEWORD(9, 9)}) {
        const Spi::Started started = spi.start(asked, spi.entry().info, upcall_table());
        // A provider may support nothing below 2.2.
        const bool refused = asked == MAKEWORD(2, 0) && started.error == WSAVERNOTSUPPORTED;
        scene.observe("asked for " + version_text(asked),
                      refused              ? "2.0 of 2.2"
                      : started.error != 0 ? error_name(started.error)
                                           : version_text(started.data.wVersion) + " of " + version_text(started.data.wHighVersion));
        if (started.error == 0) must_clean_up(started.table);
    }
}

void ask_for_1_1(Scene& scene) {
    const Spi spi(scene);
    const Spi::Started started = spi.start(MAKEWORD(1, 1), spi.entry().info, upcall_table());
    scene.observe("asked for 1.1", result_text(started.error == 0 ? 0 : SOCKET_ERROR, started.error));
    if (started.error == 0) must_clean_up(started.table);
}

// NULLs of a table, by their number from the front.
std::size_t holes_of(const WSPPROC_TABLE& table) {
    void* pointers[sizeof(table) / sizeof(void*)];
    static_assert(sizeof(pointers) == sizeof(table));
    std::memcpy(pointers, &table, sizeof(table));
    return static_cast<std::size_t>(std::count(std::begin(pointers), std::end(pointers), nullptr));
}

void start_every_entry(Scene& scene) {
    const Spi spi(scene);
    std::size_t started_entries = 0;
    std::size_t holes = 0;
    for (const auto& entry : spi.host().catalog().entries()) {
        if (entry.hidden() || entry.layer != spi.host().catalog().top()) continue;
        const Spi::Started started = spi.start(MAKEWORD(2, 2), entry.info, upcall_table());
        if (started.error != 0) throw SetupFailed("WSPStartup", started.error);
        ++started_entries;
        holes += holes_of(started.table);
        must_clean_up(started.table);
    }
    scene.observe("entries that could be started", started_entries > 0 ? "all" : "none");
    scene.observe("NULLs in their tables", std::to_string(holes));
}

void start_for_a_strange_entry(Scene& scene) {
    const Spi spi(scene);
    WSAPROTOCOL_INFOW strange = spi.entry().info;
    constexpr DWORD kNobody = 0x7FFF'0000;
    strange.dwCatalogEntryId = kNobody;
    strange.ProtocolChain.ChainEntries[0] = kNobody + 1;
    strange.ProtocolChain.ChainEntries[1] = kNobody + 2;
    strange.ProtocolChain.ChainLen = 2;
    const Spi::Started started = spi.start(MAKEWORD(2, 2), strange, upcall_table());
    scene.observe("an entry that is not its own", started.error == 0 ? "started" : "refused");
    if (started.error == 0 && started.table.lpWSPCleanup != nullptr) must_clean_up(started.table);
}

// Upcall tables that count who makes handles for the entry under test: the layers below name other entries.
struct CountedUpcalls {
    static inline std::atomic<DWORD> entry{0};
    static inline std::atomic<int> calls[2]{};

    template <int Index>
    static SOCKET WSPAPI create(DWORD id, DWORD_PTR context, LPINT error) {
        if (id == entry) ++calls[Index];
        return upcall_table().lpWPUCreateSocketHandle(id, context, error);
    }
    template <int Index>
    static SOCKET WSPAPI modify(DWORD id, SOCKET s, LPINT error) {
        if (id == entry) ++calls[Index];
        return upcall_table().lpWPUModifyIFSHandle(id, s, error);
    }
    template <int Index>
    static WSPUPCALLTABLE table() {
        WSPUPCALLTABLE upcalls = upcall_table();
        upcalls.lpWPUCreateSocketHandle = create<Index>;
        upcalls.lpWPUModifyIFSHandle = modify<Index>;
        return upcalls;
    }
};

void start_with_two_upcall_tables(Scene& scene) {
    const Spi spi(scene);
    CountedUpcalls::entry = spi.entry().id();
    CountedUpcalls::calls[0] = CountedUpcalls::calls[1] = 0;
    const Spi::Started first = spi.start(MAKEWORD(2, 2), spi.entry().info, CountedUpcalls::table<0>());
    const Spi::Started second = spi.start(MAKEWORD(2, 2), spi.entry().info, CountedUpcalls::table<1>());
    if (first.error != 0 || second.error != 0) throw SetupFailed("WSPStartup", first.error != 0 ? first.error : second.error);
    const SOCKET s = spi.make_socket(second.table);
    scene.observe("WSPSocket uses", CountedUpcalls::calls[0] > 0   ? "the first table"
                                    : CountedUpcalls::calls[1] > 0 ? "the last table"
                                                                   : "neither table");
    int error = 0;
    second.table.lpWSPCloseSocket(s, &error);
    must_clean_up(second.table);
    must_clean_up(first.table);
}

void look_at_what_the_base_got(Scene& scene) {
    const Spi spi(scene);
    const WSPUPCALLTABLE given = CountedUpcalls::table<0>();
    CountedUpcalls::entry = 0;
    const Spi::Started started = spi.start(MAKEWORD(2, 2), spi.entry().info, given);
    if (started.error != 0) throw SetupFailed("WSPStartup", started.error);
    const WSPUPCALLTABLE got = spi.host().base_provider().upcalls();
    scene.observe("the upcall table below", std::memcmp(&got, &given, sizeof(got)) == 0 ? "the one given" : "another");
    scene.observe("the entry below", spi.host().base_provider().started_with_own_entry() ? "the base's own" : "another");
    must_clean_up(started.table);
}

// A layer that found another structure than the chain's would not know its place in it.
void go_through_a_chain(Scene& scene) {
    const Spi spi(scene);
    if (spi.host().catalog().top() < 2) throw Unsupported("there is one LSP, and the base below it: name several, separated by commas");
    const WSPPROC_TABLE table = spi.start();
    const SOCKET s = spi.make_socket(table);
    int error = 0;
    scene.observe("a socket through all layers", result_text(table.lpWSPCloseSocket(s, &error), error));
    scene.observe("the entry at the bottom", spi.host().base_provider().started_with_own_entry() ? "the base's own" : "another");
    must_clean_up(table);
}

void start_twice_and_clean_up_once(Scene& scene) {
    const Spi spi(scene);
    const WSPPROC_TABLE first = spi.start();
    const WSPPROC_TABLE second = spi.start();
    int error = 0;
    const int one = clean_up(second, error);
    scene.observe("the first of two WSPCleanups", result_text(one, error));
    WSAPROTOCOL_INFOW info = spi.entry().info;
    const SOCKET s = first.lpWSPSocket(info.iAddressFamily, info.iSocketType, info.iProtocol, &info, 0, 0, &error);
    scene.observe("a socket after it", s == INVALID_SOCKET ? error_name(error) : "made");
    if (s != INVALID_SOCKET) first.lpWSPCloseSocket(s, &error);
    const int two = clean_up(first, error);
    scene.observe("the second", result_text(two, error));
}

void clean_up_too_often(Scene& scene) {
    const Spi spi(scene);
    const WSPPROC_TABLE table = spi.start();
    must_clean_up(table);
    int error = 0;
    const int result = clean_up(table, error);
    scene.observe("WSPCleanup without a start-up", result_text(result, error));
}

void start_again(Scene& scene) {
    const Spi spi(scene);
    must_clean_up(spi.start());
    const Spi::Started again = spi.start(MAKEWORD(2, 2), spi.entry().info, upcall_table());
    scene.observe("WSPStartup after the last WSPCleanup", result_text(again.error == 0 ? 0 : SOCKET_ERROR, again.error));
    if (again.error != 0) return;
    const SOCKET s = spi.make_socket(again.table);
    int error = 0;
    scene.observe("a socket of it", result_text(again.table.lpWSPCloseSocket(s, &error), error));
    must_clean_up(again.table);
}

void count_the_base(Scene& scene) {
    const Spi spi(scene);
    const WSPPROC_TABLE table = spi.start();
    const WSPPROC_TABLE again = spi.start();
    scene.observe("the base while it is started", spi.host().base_provider().starts() > 0 ? "started" : "not started");
    must_clean_up(again);
    must_clean_up(table);
    scene.observe("start-ups of the base that are left", std::to_string(spi.host().base_provider().starts()));
}

std::size_t threads_of_this_process() {
    const HANDLE snapshot = ::CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 thread{};
    thread.dwSize = sizeof(thread);
    std::size_t count = 0;
    for (BOOL more = ::Thread32First(snapshot, &thread); more; more = ::Thread32Next(snapshot, &thread))
        if (thread.th32OwnerProcessID == ::GetCurrentProcessId()) ++count;
    ::CloseHandle(snapshot);
    return count;
}

void count_threads(Scene& scene) {
    const Spi spi(scene);
    const std::size_t before = threads_of_this_process();
    const WSPPROC_TABLE table = spi.start();
    const SOCKET s = spi.make_socket(table);
    int error = 0;
    table.lpWSPCloseSocket(s, &error);
    must_clean_up(table);
    // A thread that has been told to end may still be about it.
    std::size_t after = threads_of_this_process();
    for (int tries = 0; tries < 50 && after > before; ++tries) {
        ::Sleep(10);
        after = threads_of_this_process();
    }
    scene.observe("threads after the last WSPCleanup", after > before ? "more than before WSPStartup" : "no more than before WSPStartup");
}

}  // namespace

std::vector<Row> startup() {
    return {
        about_startup("table-is-complete", {"WSPStartup.table.complete"},
                      "WSPStartup for each of its entries fills in a table without NULLs",
                      procedure("WSPStartup and WSPCleanup for each layered entry", start_every_entry),
                      fact_is("entries that could be started", "all") & fact_is("NULLs in their tables", "0")),
        about_startup(
            "versions", {"WSPStartup.version.lesser"},
            "WSPStartup gives the lesser of the version asked for and 2.2, and names 2.2 as its highest",
            procedure("WSPStartup for the versions 2.2, 2.0 and 9.9", ask_for_versions),
            fact_is("asked for 2.2", "2.2 of 2.2") & fact_is("asked for 2.0", "2.0 of 2.2") & fact_is("asked for 9.9", "2.2 of 2.2")),
        about_startup("version-1-1", {"WSPStartup.version.too-low"}, "WSPStartup refuses version 1.1, which has no provider interface",
                      procedure("WSPStartup for the version 1.1", ask_for_1_1), fact_is("asked for 1.1", "WSAVERNOTSUPPORTED")),
        about_startup("strange-entry", {"WSPStartup.chain.own-place"}, "WSPStartup for an entry that is not the provider's own fails",
                      procedure("WSPStartup for an entry that the catalog does not have", start_for_a_strange_entry),
                      fact_is("an entry that is not its own", "refused")),
        about_startup("latest-upcall-table", {"WSPStartup.upcalls.most-recent"},
                      "after two start-ups the provider uses the upcall table of the second",
                      procedure("WSPStartup with two upcall tables, one after the other, and WSPSocket", start_with_two_upcall_tables),
                      fact_is("WSPSocket uses", "the last table")),
        about_startup("next-layer-gets-upcalls-and-entry", {"WSPStartup.upcalls.unmodified", "WSPStartup.chain.next-is-base"},
                      "the base gets the upcall table as it was given, and its own catalog entry",
                      procedure("WSPStartup, and a look at what reached the base", look_at_what_the_base_got),
                      fact_is("the upcall table below", "the one given") & fact_is("the entry below", "the base's own")),
        about_startup("chain-of-layers", {"WSPStartup.chain.next-is-layer", "WSPStartup.chain.next-is-base"},
                      "each layer of a chain finds its place in it, down to the base",
                      procedure("WSPStartup and WSPSocket through several layers", go_through_a_chain),
                      fact_is("a socket through all layers", "0") & fact_is("the entry at the bottom", "the base's own")),
        about_startup("start-ups-are-counted", {"WSPStartup.count", "WSPCleanup.success"},
                      "after two start-ups and one WSPCleanup the provider still works",
                      procedure("WSPStartup twice, WSPCleanup, WSPSocket, WSPCleanup", start_twice_and_clean_up_once),
                      fact_is("the first of two WSPCleanups", "0") & fact_is("a socket after it", "made") & fact_is("the second", "0")),
        about_startup("cleanup-without-startup", {"WSPCleanup.not-started"}, "a WSPCleanup too many fails with WSANOTINITIALISED",
                      procedure("WSPStartup and two WSPCleanups", clean_up_too_often),
                      fact_is("WSPCleanup without a start-up", "WSANOTINITIALISED")),
        about_startup("start-again", {"WSPStartup.again"}, "after the last WSPCleanup the provider starts again at once",
                      procedure("WSPStartup, WSPCleanup, WSPStartup, WSPSocket", start_again),
                      fact_is("WSPStartup after the last WSPCleanup", "0") & fact_is("a socket of it", "0")),
        about_startup("next-layer-is-cleaned-up", {"WSPCleanup.next-layer"}, "each start-up of the base is matched by a WSPCleanup",
                      procedure("WSPStartup twice and WSPCleanup twice", count_the_base),
                      fact_is("the base while it is started", "started") & fact_is("start-ups of the base that are left", "0")),
        about_startup("no-thread-left", {"WSPCleanup.frees"}, "no thread of the provider outlives its last WSPCleanup",
                      procedure("WSPStartup, a socket, WSPCleanup", count_threads),
                      fact_is("threads after the last WSPCleanup", "no more than before WSPStartup")),
    };
}

}  // namespace wcts::provider
