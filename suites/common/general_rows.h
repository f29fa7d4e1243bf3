// The rows that every function's page asks for: Winsock not started, the network down, a blocking call or a callback under way, a
// descriptor that is no socket. What is the function's own is the call; ids of clauses and rows are the same everywhere. Each row is about
// the clause FUNCTION.return.failure as well: what the call returns then, and that WSAGetLastError tells the code.
#pragma once

#include "fixtures/rows/row.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::common {

// A function as those rows see it.
struct Subject {
    std::string_view function;  // "WSASetEvent"
    // One call for which nothing else is wrong. It is made ready where calls still work, and returns whether the call succeeded.
    std::function<std::function<bool()>(scene::Scene&)> ready;
    // On which cases are enough to show what has nothing to do with sockets.
    kinds::SocketSet on = kinds::kNoSocket;
    kinds::PathSet paths = kinds::Path::call;
    // Where the function takes a socket: the call on this descriptor, whatever it is.
    std::function<bool(scene::Scene&, SOCKET)> on_descriptor{};
    // Where calls are flights as well: what is wanted of those besides that the call fails with the code.
    std::function<expect::Expectation(int code)> also{};
};

// Clause FUNCTION.error.WSANOTINITIALISED.no-startup.
[[nodiscard]] std::vector<rows::Row> rows_of_startup(const Subject& subject);
// Clauses FUNCTION.error.WSAEINPROGRESS.blocking-call and .callback.
[[nodiscard]] std::vector<rows::Row> rows_of_progress(const Subject& subject);
// Clause FUNCTION.error.WSAENETDOWN.subsystem. The lab brings the network down that the scene's socket is in.
[[nodiscard]] rows::Row row_of_network_down(const Subject& subject);
// Clause FUNCTION.error.WSAENOTSOCK.not-a-socket.
[[nodiscard]] std::vector<rows::Row> rows_of_descriptors(const Subject& subject);

// The rows of startup, of progress and of the network for a function that is about another socket than a connected one: `socket` takes the
// connection's place.
[[nodiscard]] std::vector<rows::Row> rows_without_connection(const Subject& subject, const scene::Step& socket);

// Whether a spec file has this clause.
[[nodiscard]] bool is_clause(std::string_view id);

// For rows that are written once for a family of functions: those whose first clause the function's page has, each with the clauses that it
// has. A clause that no page of the family has is misspelt; it stays, and the loader refuses it.
[[nodiscard]] std::vector<rows::Row> of_its_page(std::vector<rows::Row> rows, std::string_view function,
                                                 std::span<const std::string_view> family);

// Adds the rows of `more` behind those of `rows`.
void append(std::vector<rows::Row>& rows, std::vector<rows::Row> more);

}  // namespace wcts::common
