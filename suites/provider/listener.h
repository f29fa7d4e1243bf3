// Names of the target's sockets, and connections that come to it.
#pragma once

#include "fixtures/scene/scene.h"

namespace wcts::provider {

// getsockname. Throws SetupFailed.
[[nodiscard]] peer::Address name_of(scene::Scene& scene, SOCKET s);

// A socket of the target that listens on loopback; the scene closes it. Throws SetupFailed.
[[nodiscard]] SOCKET listen_on_loopback(scene::Scene& scene);

// One of the trusted table's that is connected to it. Throws SetupFailed.
[[nodiscard]] peer::Endpoint connect_to(scene::Scene& scene, SOCKET listener);

}  // namespace wcts::provider
