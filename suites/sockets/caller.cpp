#include "suites/sockets/caller.h"

namespace wcts::sockets {

Caller::Caller(Scene& scene, const peer::Address& to)
    : scene_(scene), endpoint_(peer::Endpoint::bound(scene.trusted(), scene.kind().family, scene.kind().type, scene.kind().protocol)) {
    endpoint_.make_nonblocking();
    if (scene.trusted().connect(endpoint_.get(), to.get(), to.length) != 0) error_ = scene.trusted().WSAGetLastError();
}

std::string Caller::outcome(std::chrono::milliseconds time) {
    if (error_ != WSAEWOULDBLOCK)
        return error_ == 0 ? "is connected" : error_ == WSAECONNREFUSED ? "is refused" : winsock::error_name(error_);
    fd_set written;
    FD_ZERO(&written);
    written.fd_array[written.fd_count++] = endpoint_.get();
    fd_set failed = written;
    timeval timeout{static_cast<long>(time.count() / 1000), static_cast<long>(time.count() % 1000 * 1000)};
    if (scene_.trusted().select(0, nullptr, &written, &failed, &timeout) < 1) return "waits";
    if (failed.fd_count == 0) return "is connected";
    int error = 0;
    int length = sizeof(error);
    scene_.trusted().getsockopt(endpoint_.get(), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &length);
    return error == WSAECONNREFUSED ? "is refused" : "fails with " + winsock::error_name(error);
}

}  // namespace wcts::sockets
