#include "harness/peer/stream_peer.h"

#include "harness/peer/pattern.h"
#include "harness/peer/setup_failed.h"
#include "harness/winsock/error_names.h"

#include <algorithm>

namespace wcts::peer {

using namespace std::chrono_literals;

std::string Received::text() const {
    std::string text = std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
    if (first_wrong) {
        text += ", wrong from " + std::to_string(*first_wrong) + " on";
    } else if (bytes > 1) {
        text += " in order";
    }
    if (end_of_stream) text += ", then end";
    if (error != 0) text += ", then " + winsock::error_name(error);
    return text;
}

StreamPeer::StreamPeer(winsock::Winsock& table, int family, const Clock& clock)
    : table_(table), listener_(Endpoint::bound(table, family, SOCK_STREAM, IPPROTO_TCP)), clock_(clock) {
    if (table_.listen(listener_.get(), 1) != 0) throw SetupFailed("peer: listen", table_.WSAGetLastError());
}

StreamPeer::~StreamPeer() {
    stop_ = true;
    reader_.join();
}

void StreamPeer::accept(const Deadline& deadline) {
    if (!listener_.wait(Endpoint::Ready::read, deadline)) throw SetupFailed("peer: no connection arrived in time");
    connection_ = Endpoint(table_, table_.accept(listener_.get(), nullptr, nullptr));
    if (!connection_) throw SetupFailed("peer: accept", table_.WSAGetLastError());
    connection_.make_nonblocking();
    listener_.close();
}

bool StreamPeer::read_some(std::uint64_t most, const Deadline& deadline) {
    if (buffer_.empty()) buffer_.resize(64 * 1024);
    const int size = static_cast<int>(std::min<std::uint64_t>(most, buffer_.size()));
    const int count = table_.recv(connection_.get(), buffer_.data(), size, 0);
    if (count == SOCKET_ERROR && table_.WSAGetLastError() == WSAEWOULDBLOCK)
        return connection_.wait(Endpoint::Ready::read, deadline);  // an arrival is taken by the next turn

    const std::lock_guard lock(mutex_);
    if (count > 0) {
        // The pattern check costs more than the copy; a growing buffer keeps the calls few on long streams.
        if (count == size && buffer_.size() < 1024 * 1024) buffer_.resize(buffer_.size() * 4);
        if (const auto wrong = find_mismatch({buffer_.data(), static_cast<std::size_t>(count)}, received_.bytes); wrong && !received_.first_wrong)
            received_.first_wrong = received_.bytes + *wrong;
        received_.bytes += static_cast<std::uint64_t>(count);
    } else if (count == 0) {
        received_.end_of_stream = true;
    } else {
        received_.error = table_.WSAGetLastError();
    }
    arrived_.notify_all();
    return count > 0;
}

Received StreamPeer::read(std::uint64_t wanted, const Deadline& deadline) {
    if (reader_.joinable()) return wait_for(wanted, deadline);
    while (received_.bytes < wanted && read_some(wanted - received_.bytes, deadline)) {
    }
    return received();
}

void StreamPeer::start_reading() {
    if (reader_.joinable()) return;
    reader_ = CaseThread(clock_, [this] {
        try {
            while (!stop_) {
                const bool more = read_some(~std::uint64_t{0}, Deadline(20ms));
                const std::lock_guard lock(mutex_);
                if (!more && (received_.end_of_stream || received_.error != 0)) return;
            }
        } catch (const SetupFailed& failure) {
            const std::lock_guard lock(mutex_);
            trouble_ = failure.what();
            arrived_.notify_all();
        }
    });
}

Received StreamPeer::wait_for(std::uint64_t wanted, const Deadline& deadline) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, std::chrono::milliseconds(deadline.left_ms()), [&] {
        return received_.bytes >= wanted || received_.end_of_stream || received_.error != 0 || !trouble_.empty();
    });
    if (!trouble_.empty()) throw SetupFailed(trouble_);
    return received_;
}

Received StreamPeer::received() const {
    const std::lock_guard lock(mutex_);
    return received_;
}

void StreamPeer::send_pattern(std::size_t count, const Deadline& deadline) {
    std::vector<char> bytes(count);
    fill_pattern(bytes, sent_);
    std::size_t done = 0;
    while (done < count) {
        const int sent = table_.send(connection_.get(), bytes.data() + done, static_cast<int>(count - done), 0);
        if (sent > 0) {
            done += static_cast<std::size_t>(sent);
        } else if (table_.WSAGetLastError() != WSAEWOULDBLOCK) {
            throw SetupFailed("peer: send", table_.WSAGetLastError());
        } else if (!connection_.wait(Endpoint::Ready::write, deadline)) {
            throw SetupFailed("peer: the target did not read in time");
        }
    }
    sent_ += count;
}

}  // namespace wcts::peer
