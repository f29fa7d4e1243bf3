// `--target catalog:ID`: the machine's own Winsock through one installed catalog entry, an LSP's for one, without changing the catalog.
//
// Sockets are made with WSASocketW and the entry's WSAPROTOCOL_INFOW. For other protocols than the entry's, the other entries of its DLL
// serve that are layered as it is; where there is none, sockets of that protocol are refused with WSAEAFNOSUPPORT. Page: WSASocketW.
#pragma once

#include "harness/winsock/target.h"

#include <memory>
#include <string_view>

namespace wcts::winsock {

// `id` is what stands behind "catalog:", a dwCatalogEntryId in decimal. Throws TargetError.
[[nodiscard]] std::unique_ptr<Target> open_catalog_target(std::string_view id);

}  // namespace wcts::winsock
