// Connections that come to the target.
#pragma once

#include "fixtures/scene/step.h"

namespace wcts::provider {

// A socket of the target that listens on loopback; the scene closes it. Throws SetupFailed.
[[nodiscard]] SOCKET listen_on_loopback(scene::Scene& scene);

// One of the trusted table's that is connected to it. Throws SetupFailed.
[[nodiscard]] peer::Endpoint connect_to(scene::Scene& scene, SOCKET listener);

}  // namespace wcts::provider
