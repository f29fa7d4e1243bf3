// The bytes of one direction of a stream, and which of them are urgent.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace wcts::winsock::reference {

class StreamData {
public:
    [[nodiscard]] std::size_t size() const { return bytes_.size() - head_; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] const char* front() const { return bytes_.data() + head_; }

    void append(std::span<const char> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    // The last byte appended is urgent.
    void mark_last() { urgent_.push_back(begin_ + size() - 1); }

    void drop(std::size_t count) {
        head_ += count;
        begin_ += count;
        while (!urgent_.empty() && urgent_.front() < begin_) urgent_.pop_front();
        // Whatever is behind the head is moved rarely enough to cost nothing.
        if (head_ == bytes_.size() || head_ > kMostWaste) {
            bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(head_));
            head_ = 0;
        }
    }
    void clear() {
        drop(size());
        urgent_.clear();
    }

    // How many ordinary bytes lie ahead of the first urgent one; size() where there is none.
    [[nodiscard]] std::size_t before_urgent() const {
        return urgent_.empty() ? size() : std::min(size(), static_cast<std::size_t>(urgent_.front() - begin_));
    }

private:
    static constexpr std::size_t kMostWaste = 64 * 1024;

    std::vector<char> bytes_;
    std::size_t head_ = 0;
    std::uint64_t begin_ = 0;  // position in the stream of the first byte held
    std::deque<std::uint64_t> urgent_;
};

}  // namespace wcts::winsock::reference
