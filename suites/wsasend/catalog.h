// Rows on protocols that a machine may have besides TCP and UDP: found in the target's catalog by what they can do.
#pragma once

#include "fixtures/scene/step.h"

#include <functional>
#include <string>
#include <vector>

namespace wcts::wsasend {

// The target's own catalog, in its order. Throws SetupFailed.
[[nodiscard]] std::vector<WSAPROTOCOL_INFOW> catalog_of(scene::Scene& scene);

// The first protocol of the catalog that is wanted. Where there is none, throws Unsupported with the sentence `missing`.
[[nodiscard]] WSAPROTOCOL_INFOW find_protocol(scene::Scene& scene, const std::function<bool(const WSAPROTOCOL_INFOW&)>& wanted,
                                              const std::string& missing);

// A connection of the Internet's families that carries messages, also in parts.
[[nodiscard]] bool has_messages_in_parts(const WSAPROTOCOL_INFOW& info);

// Makes the scene's socket of this protocol and connects it to another one on loopback, with what the path needs. Returns the other end:
// of a connection, its accepted side; else the bound one.
[[nodiscard]] peer::Endpoint connect_by_catalog(scene::Scene& scene, WSAPROTOCOL_INFOW info);

// The step that leaves the connection to the row's call.
[[nodiscard]] inline scene::Step by_the_catalog() {
    return {"a socket of the first such protocol in the catalog", [](scene::Scene&) {}, scene::Stage::instead_of_connect};
}

}  // namespace wcts::wsasend
