#include "suites/sockets/vocabulary.h"

#include <utility>

namespace wcts::sockets {

std::vector<rows::SuiteMaker> makers() {
    return {{"accept", accept}, {"bind", bind},         {"closesocket", closesocket}, {"connect", connect},       {"listen", listen},
            {"shutdown", shutdown}, {"socket", socket}, {"wsaconnect", wsaconnect},   {"wsasocketw", wsasocketw}};
}

Row RowOf::operator()(std::string_view id, const std::vector<std::string_view>& clauses, std::string_view claim, SocketSet on,
                      std::vector<Step> arrange, std::string words, std::function<void(Scene&)> deed, Expectation expect, int code) const {
    Row row;
    row.id = id;
    row.clauses = common::clauses(function, clauses);
    row.claim = claim;
    row.on = on;
    row.paths = Path::call;
    row.arrange = std::move(arrange);
    row.call = procedure(std::move(words), std::move(deed));
    row.expect = std::move(expect);
    if (code != 0) row.code = common::kept(winsock::error_name(code));
    return row;
}

void tell_send(Scene& scene, std::string what) {
    const char byte = 'x';
    tell(scene, scene.target().send(scene.socket(), &byte, 1, 0) == 1, std::move(what));
}

void tell_receive(Scene& scene, std::string what) {
    char byte = 0;
    tell(scene, scene.target().recv(scene.socket(), &byte, 1, 0) != SOCKET_ERROR, std::move(what));
}

}  // namespace wcts::sockets
