// Out-of-band data as the peer sees it: by exceptfds, FD_OOB and MSG_OOB, at its mark, or inline.
#include "harness/winsock/error_names.h"
#include "harness/peer/pattern.h"
#include "suites/wsasend/vocabulary.h"

#include <array>

namespace wcts::wsasend {
namespace {

// The peer's side of one case, on the trusted table.
class Ear {
public:
    explicit Ear(Scene& scene) : scene_(scene), socket_(scene.stream_peer().connection()) {}

    [[nodiscard]] bool urgent_data_arrives() { return socket_.wait(peer::Endpoint::Ready::except, scene_.deadline()); }

    // What one recv gives: "3 bytes from position 0", or its error.
    std::string receive(int flags) {
        std::array<char, 64> bytes{};
        const int count = scene_.trusted().recv(socket_.get(), bytes.data(), static_cast<int>(bytes.size()), flags);
        if (count == SOCKET_ERROR) return winsock::error_name(scene_.trusted().WSAGetLastError());
        for (std::uint64_t position = 0; position < 64; ++position) {
            if (!peer::find_mismatch({bytes.data(), static_cast<std::size_t>(count)}, position))
                return std::to_string(count) + (count == 1 ? " byte" : " bytes") + " from position " + std::to_string(position);
        }
        return std::to_string(count) + " bytes that were never sent so";
    }

    // Ordinary data may come in pieces: reads until `wanted` bytes have come.
    std::string receive_all(int wanted) {
        std::array<char, 64> bytes{};
        int done = 0;
        while (done < wanted && socket_.wait(peer::Endpoint::Ready::read, scene_.deadline())) {
            const int count = scene_.trusted().recv(socket_.get(), bytes.data() + done, wanted - done, 0);
            if (count <= 0) break;
            done += count;
        }
        for (std::uint64_t position = 0; position < 64; ++position) {
            if (!peer::find_mismatch({bytes.data(), static_cast<std::size_t>(done)}, position))
                return std::to_string(done) + " bytes from position " + std::to_string(position);
        }
        return std::to_string(done) + " bytes that were never sent so";
    }

    std::string at_mark() {
        u_long at = 0xCDCDCDCD;
        if (scene_.trusted().ioctlsocket(socket_.get(), static_cast<long>(SIOCATMARK), &at) != 0)
            return winsock::error_name(scene_.trusted().WSAGetLastError());
        return at == 0 ? "FALSE" : "TRUE";
    }

    bool fd_oob_arrives() {
        auto& ws = scene_.trusted();
        const HANDLE event = ws.WSACreateEvent();
        bool arrived = false;
        if (ws.WSAEventSelect(socket_.get(), event, FD_OOB) == 0)
            arrived = ws.WSAWaitForMultipleEvents(1, &event, FALSE, scene_.deadline().left_ms(), FALSE) == WSA_WAIT_EVENT_0;
        WSANETWORKEVENTS events{};
        if (arrived) arrived = ws.WSAEnumNetworkEvents(socket_.get(), event, &events) == 0 && (events.lNetworkEvents & FD_OOB) != 0;
        ws.WSAEventSelect(socket_.get(), nullptr, 0);
        ws.WSACloseEvent(event);
        return arrived;
    }

private:
    Scene& scene_;
    peer::Endpoint& socket_;
};

// The peer has read what there is in its own way: the usual look at it would find nothing more.
void heard(Scene& scene) {
    scene.set_connected(false);
}

void one_urgent_byte(Scene& scene) {
    post(scene, one_buffer(1), MSG_OOB);
    scene.collect();
    Ear ear(scene);
    scene.observe("exceptfds", ear.urgent_data_arrives() ? "set" : "not set");
    scene.observe("recv with MSG_OOB", ear.receive(MSG_OOB));
    scene.observe("recv", ear.receive(0));
    heard(scene);
}

void one_urgent_byte_by_event(Scene& scene) {
    post(scene, one_buffer(1), MSG_OOB);
    scene.collect();
    scene.observe("FD_OOB", Ear(scene).fd_oob_arrives() ? "signalled" : "not signalled");
    heard(scene);
}

void urgent_between_ordinary(Scene& scene) {
    post(scene, one_buffer(3));
    post(scene, one_buffer(1), MSG_OOB);
    post(scene, one_buffer(2));
    scene.collect();
    Ear ear(scene);
    scene.observe("exceptfds", ear.urgent_data_arrives() ? "set" : "not set");
    scene.observe("recv with MSG_OOB", ear.receive(MSG_OOB));
    scene.observe("first ordinary data", ear.receive_all(3));
    scene.observe("SIOCATMARK behind it", ear.at_mark());
    scene.observe("next ordinary data", ear.receive_all(2));
    heard(scene);
}

void four_urgent_bytes(Scene& scene) {
    post(scene, one_buffer(4), MSG_OOB);
    scene.collect();
    Ear ear(scene);
    scene.observe("exceptfds", ear.urgent_data_arrives() ? "set" : "not set");
    scene.observe("recv with MSG_OOB", ear.receive(MSG_OOB));
    scene.observe("recv", ear.receive(0));
    heard(scene);
}

void urgent_inline(Scene& scene) {
    post(scene, one_buffer(3));
    post(scene, one_buffer(1), MSG_OOB);
    post(scene, one_buffer(2));
    scene.collect();
    scene.observe("ordinary data", Ear(scene).receive_all(6));
    heard(scene);
}

Row out_of_band_row(std::string_view id, std::string_view claim, std::vector<Step> arrange, rows::Call call, Expectation expect) {
    return {.id = id,
            .clauses = {"WSASend.flags.MSG_OOB", "WSASend.param.dwFlags"},
            .claim = claim,
            .on = kStreams,
            .paths = kUndisputedPaths,
            .arrange = std::move(arrange),
            .call = std::move(call),
            .expect = std::move(expect) & succeeds() & completes_once()};
}

}  // namespace

std::vector<Row> out_of_band() {
    return {
        out_of_band_row("oob-arrives-out-of-band", "one byte sent with MSG_OOB is urgent data at the peer, and no ordinary data", {},
                        procedure("WSASend of 1 byte with MSG_OOB", one_urgent_byte),
                        fact_is("exceptfds", "set") & fact_is("recv with MSG_OOB", "1 byte from position 0") &
                            fact_is("recv", "WSAEWOULDBLOCK")),
        out_of_band_row("oob-signals-fd-oob", "a byte sent with MSG_OOB signals FD_OOB at the peer", {},
                        procedure("WSASend of 1 byte with MSG_OOB", one_urgent_byte_by_event), fact_is("FD_OOB", "signalled")),
        out_of_band_row("oob-between-ordinary-data", "an urgent byte between ordinary bytes leaves those whole and in order", {},
                        procedure("WSASend of 3 bytes, of 1 with MSG_OOB, of 2", urgent_between_ordinary),
                        fact_is("exceptfds", "set") & fact_is("recv with MSG_OOB", "1 byte from position 3") &
                            fact_is("first ordinary data", "3 bytes from position 0") & fact_is("next ordinary data", "2 bytes from position 4") &
                            recorded("SIOCATMARK behind it")),
        // How many of them are urgent is the transport's affair; TCP marks the last one.
        out_of_band_row("oob-of-several-bytes", "of several bytes sent with MSG_OOB, which are urgent is recorded", {},
                        procedure("WSASend of 4 bytes with MSG_OOB", four_urgent_bytes),
                        fact_is("exceptfds", "set") & recorded("recv with MSG_OOB") & recorded("recv")),
        out_of_band_row("oob-inline", "with SO_OOBINLINE at the peer an urgent byte comes in its place among the ordinary ones",
                        {peer_takes_oob_inline()}, procedure("WSASend of 3 bytes, of 1 with MSG_OOB, of 2", urgent_inline),
                        fact_is("ordinary data", "6 bytes from position 0")),
    };
}

}  // namespace wcts::wsasend
