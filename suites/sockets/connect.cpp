#include "suites/sockets/connecting.h"

namespace wcts::sockets {

Suite connect() {
    // The address alone is zero.
    const Connector connector{
        "connect", [](Scene& scene, SOCKET s, const sockaddr* name, int namelen) { return scene.target().connect(s, name, namelen); },
        [](int family) {
            peer::Address name{};
            name.get()->sa_family = static_cast<ADDRESS_FAMILY>(family);
            name.length = family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
            return name;
        }};
    return {"connect", "connect", rows_of_connecting(connector)};
}

}  // namespace wcts::sockets
