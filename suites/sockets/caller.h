// Those who connect to the socket under test.
#pragma once

#include "suites/sockets/vocabulary.h"

namespace wcts::sockets {

// A connection of the peers' to the socket under test, tried without waiting; what became of it is known by select.
class Caller {
public:
    explicit Caller(Scene& scene) : Caller(scene, scene::name_of(scene)) {}
    // On any thread: where the socket is was asked before.
    Caller(Scene& scene, const peer::Address& to);

    // "is connected", "is refused", "waits" where neither came within the time; otherwise the error.
    [[nodiscard]] std::string outcome(std::chrono::milliseconds time);
    [[nodiscard]] peer::Endpoint& endpoint() { return endpoint_; }

private:
    Scene& scene_;
    peer::Endpoint endpoint_;
    int error_ = 0;  // of connect itself
};

}  // namespace wcts::sockets
