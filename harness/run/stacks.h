// Where the threads of this process stand: what is told of a case that hangs.
#pragma once

#include "harness/winsock/platform.h"

#include <string>
#include <vector>

namespace wcts::run {

struct Stack {
    DWORD thread = 0;
    std::vector<std::string> frames;  // "ws2_32.dll+0x1234", the innermost first
};

// All threads but the calling one; `first` comes first. Each thread is stopped for the moment in which its addresses are read; nothing is
// allocated meanwhile, since it may hold the heap.
[[nodiscard]] std::vector<Stack> stacks_of_others(DWORD first);

// The file name of the module that `address` lies in, with nothing that JSON would have to escape, and the module's base; an empty name
// where there is none. Allocates nothing and takes no lock of the loader's.
ULONG_PTR find_module(const void* address, char* name, std::size_t room) noexcept;

}  // namespace wcts::run
