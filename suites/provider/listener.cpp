#include "suites/provider/listener.h"

namespace wcts::provider {

SOCKET listen_on_loopback(scene::Scene& scene) {
    auto& ws = scene.target();
    const SOCKET listener = scene.make_socket();
    const peer::Address here = peer::loopback(scene.kind().family);
    if (ws.bind(listener, here.get(), here.length) != 0 || ws.listen(listener, 1) != 0)
        throw SetupFailed("bind or listen", ws.WSAGetLastError());
    return listener;
}

peer::Endpoint connect_to(scene::Scene& scene, SOCKET listener) {
    const peer::Address to = name_of(scene, listener);
    auto& ws = scene.trusted();
    peer::Endpoint client(ws, ws.socket(scene.kind().family, scene.kind().type, scene.kind().protocol));
    if (!client || ws.connect(client.get(), to.get(), to.length) != 0) throw SetupFailed("peer: connect", ws.WSAGetLastError());
    return client;
}

}  // namespace wcts::provider
