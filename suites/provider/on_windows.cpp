// What only Windows can show: an LSP that is installed, and handles that its redirector for them (ws2ifsl) makes. A hosted LSP has no
// catalog but the host's and no handle but an event's; these rows say so, and count for nothing until they run through `--target
// catalog:ID`.
#include "suites/provider/vocabulary.h"

namespace wcts::provider {
namespace {

rows::Call beyond_a_host(std::string words, std::string why) {
    return procedure(std::move(words), [why = std::move(why)](Scene&) { throw Unsupported(why); });
}

Row for_windows(std::string_view id, std::string_view clause, std::string_view claim, std::string words, std::string why) {
    return {.id = id,
            .clauses = {clause},
            .claim = claim,
            .on = kTcp4,
            .paths = Path::both_null,
            .arrange = {no_connection()},
            .call = beyond_a_host(std::move(words), std::move(why)),
            .expect = recorded("what the catalog holds")};
}

}  // namespace

std::vector<Row> on_windows() {
    return {
        for_windows("installed-chains", "WSCInstallProvider.chains",
                    "each entry of an installed LSP has a GUID of its own, and IPv4 and IPv6 are covered alike",
                    "WSCEnumProtocols on a machine where the LSP is installed",
                    "the catalog of a hosted LSP is made by the host; an installed one is needed (Windows)"),
        for_windows("installed-in-both-catalogs", "WSCInstallProvider.both-catalogs",
                    "the 64-bit and the 32-bit catalog hold the same layers", "WSCEnumProtocols and WSCEnumProtocols32",
                    "only Windows keeps a second catalog for 32-bit programs"),
        for_windows("categories", "WSCSetProviderInfo.categories", "the LSP's categories are set",
                    "WSCGetProviderInfo with ProviderInfoLspCategories", "categories are kept with an installed LSP (Windows)"),
        for_windows("handle-is-a-file", "WPUCreateSocketHandle.file",
                    "a handle from WPUCreateSocketHandle can be given to the C runtime, inherited, read and written",
                    "_open_osfhandle, _write, DuplicateHandle", "the host's handles are events; Windows' own are files"),
    };
}

}  // namespace wcts::provider
