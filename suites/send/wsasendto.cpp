// WSASendTo is WSASend with an address. As far as its page promises the same the rows of WSASend are its own: without an address, on
// sockets that are connected. What an address does is in destinations.cpp.
#include "harness/winsock/forwarding_winsock.h"
#include "suites/send/vocabulary.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

namespace wcts::send {
namespace {

class WithoutAnAddress final : public winsock::ForwardingWinsock {
public:
    using ForwardingWinsock::ForwardingWinsock;

    int WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
                LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine) override {
        return inner().WSASendTo(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, nullptr, 0, lpOverlapped, lpCompletionRoutine);
    }
};

// "WSASend of 16 bytes", "send-inside-a-wsasend-routine": with the other function's name.
std::string_view renamed(std::string_view text) {
    std::string all(text);
    for (const auto& [name, more] : {std::pair<std::string_view, std::string_view>{"WSASend", "To"}, {"wsasend", "to"}})
        for (std::size_t at = all.find(name); at != std::string::npos; at = all.find(name, at + 1))
            if (all.compare(at + name.size(), more.size(), more) != 0) all.insert(at + name.size(), more);
    return common::kept(std::move(all));
}

Row without_an_address(const Function& function, Row row) {
    row.id = renamed(row.id);
    row.claim = renamed(row.claim);
    for (std::string_view& clause : row.clauses) clause = renamed(clause);
    row.call.words = renamed(row.call.words);
    row.call.make = [make = std::move(row.call.make)](Scene& scene) {
        scene.call_through(std::make_unique<WithoutAnAddress>(scene.target()));
        make(scene);
    };
    // No address is given: one family stands for both.
    row.on = row.on - kTcp6 - kUdp6;
    // What a datagram socket without a peer lacks here is an address.
    if (std::count(row.clauses.begin(), row.clauses.end(), function.clause("error.WSAENOTCONN.not-connected")) > 0)
        row.on = row.on - kDatagrams;
    return row;
}

std::vector<Row> rows_of_wsasend(const Function& function) {
    // How much and how many there can be is the transport's affair, and WSASend has asked it.
    constexpr std::string_view kLarge[]{"size-64m", "in-order-256", "in-order-256-outstanding"};
    std::vector<Row> rows;
    std::set<std::string_view> ids;
    rows::Suite given = wsasend::suite();
    for (Row& row : given.rows) {
        if (std::find(std::begin(kLarge), std::end(kLarge), row.id) != std::end(kLarge)) continue;
        Row own = without_an_address(function, std::move(row));
        // WSASend is asked for itself inside routines of both functions.
        if (!own.on.empty() && ids.insert(own.id).second) rows.push_back(std::move(own));
    }
    return rows;
}

}  // namespace

rows::Suite wsasendto() {
    const Function function{"WSASendTo", true, true};
    static constexpr std::string_view kFamily[]{"WSASend", "WSASendTo", "send", "sendto"};
    rows::Suite suite{"wsasendto", function.name, {}};
    for (auto rows : {rows_of_wsasend(function), unreachable(function), destinations(function)})
        common::append(suite.rows, common::of_its_page(std::move(rows), function.name, kFamily));
    return suite;
}

}  // namespace wcts::send
