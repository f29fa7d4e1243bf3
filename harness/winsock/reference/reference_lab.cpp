#include "harness/winsock/reference/reference_lab.h"

namespace wcts::winsock::reference {

std::string ReferenceLab::apply(const lab::Request& request) {
    using lab::Verb;
    const Turn turn(network_->scheduler());
    if (request.verb == Verb::heal) {
        network_->heal();
        return {};
    }
    if (request.verb == Verb::expire_ttl) return Address::beyond(request.value == 6 ? AF_INET6 : AF_INET).text();
    if (request.verb == Verb::break_provider) {
        network_->break_provider(process_, static_cast<int>(request.value));
        return {};
    }
    if (request.verb == Verb::down) {
        network_->bring_down(process_);
        return {};
    }
    if (request.verb == Verb::exhaust && request.local.empty()) {
        network_->take_memory(process_);
        return {};
    }
    if (request.verb == Verb::cap_pending && request.local.empty()) {
        network_->take_tasks(process_);
        return {};
    }
    const auto socket = network_->find_by_address(process_, request.local);
    if (!socket) throw lab::LabError("the reference network has no socket at " + request.local);
    switch (request.verb) {
        case Verb::cut:
            network_->cut(socket);
            break;
        case Verb::abort:
            network_->fail(socket, WSAECONNABORTED);
            break;
        case Verb::exhaust:
            socket->exhausted = true;
            break;
        case Verb::cap_pending:
            socket->most_pending = request.value;
            break;
        case Verb::unreachable:
            socket->unreachable = true;
            break;
        case Verb::no_route:
            socket->no_route = true;
            break;
        case Verb::break_provider:
        case Verb::down:
        case Verb::expire_ttl:
        case Verb::heal:
            break;
    }
    return {};
}

}  // namespace wcts::winsock::reference
