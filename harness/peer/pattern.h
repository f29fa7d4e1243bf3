// The payload of every send: bytes that tell their own position, so that a peer sees loss, doubling, reordering and truncation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace wcts::peer {

// The byte at one position of the endless pattern. Its period is far beyond any stream of the suite.
[[nodiscard]] std::uint8_t pattern_byte(std::uint64_t position) noexcept;

// Fills `bytes` with the pattern from `position` on.
void fill_pattern(std::span<char> bytes, std::uint64_t position) noexcept;

// The index of the first byte that is not the pattern's, if any.
[[nodiscard]] std::optional<std::size_t> find_mismatch(std::span<const char> bytes, std::uint64_t position) noexcept;

}  // namespace wcts::peer
