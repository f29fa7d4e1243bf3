#include "harness/peer/pattern.h"

#include <algorithm>
#include <cstring>

namespace wcts::peer {
namespace {

// SplitMix64 (public domain, S. Vigna) of the word's index: any word can be had without those before it.
std::uint64_t pattern_word(std::uint64_t index) noexcept {
    std::uint64_t z = (index + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

}  // namespace

std::uint8_t pattern_byte(std::uint64_t position) noexcept {
    return static_cast<std::uint8_t>(pattern_word(position / 8) >> (position % 8 * 8));
}

void fill_pattern(std::span<char> bytes, std::uint64_t position) noexcept {
    std::size_t at = 0;
    while (at < bytes.size() && (position + at) % 8 != 0) {
        bytes[at] = static_cast<char>(pattern_byte(position + at));
        ++at;
    }
    for (; at + 8 <= bytes.size(); at += 8) {
        const std::uint64_t word = pattern_word((position + at) / 8);
        std::memcpy(bytes.data() + at, &word, sizeof(word));
    }
    for (; at < bytes.size(); ++at) bytes[at] = static_cast<char>(pattern_byte(position + at));
}

std::optional<std::size_t> find_mismatch(std::span<const char> bytes, std::uint64_t position) noexcept {
    char expected[4096];
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(expected)) {
        const std::size_t count = std::min(sizeof(expected), bytes.size() - at);
        fill_pattern({expected, count}, position + at);
        if (std::memcmp(expected, bytes.data() + at, count) == 0) continue;
        const auto [difference, unused] = std::mismatch(expected, expected + count, bytes.begin() + static_cast<std::ptrdiff_t>(at));
        return at + static_cast<std::size_t>(difference - expected);
    }
    return std::nullopt;
}

}  // namespace wcts::peer
