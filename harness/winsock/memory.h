// What a piece of this process's memory allows, asked before it is touched: bad pointers are part of the suite's business.
#pragma once

#include <cstddef>

namespace wcts::winsock {

// True if every byte of [pointer, pointer + size) can be read right now. Never faults. NULL and empty ranges are not readable.
[[nodiscard]] bool readable(const void* pointer, std::size_t size) noexcept;

// The same for writing.
[[nodiscard]] bool writable(const void* pointer, std::size_t size) noexcept;

}  // namespace wcts::winsock
