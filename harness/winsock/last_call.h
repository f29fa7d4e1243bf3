// The call into the target that began last, kept in one word, so that another process can still read it when this one has ended without
// a word. Any thread; of calls on several threads the one that began or ended last stands.
#pragma once

#include "harness/winsock/platform.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace wcts::winsock {

// Its place in call_list.inc, from 1 on, twice; odd while the call has not returned. 0: none.
using LastCallWord = std::atomic<std::uint32_t>;
static_assert(LastCallWord::is_always_lock_free, "it lies in memory that two processes share");

enum class FunctionNumber : std::uint32_t {
    none,
#define WCTS_CALL(library, result, name, params, args) number_##name,
#include "harness/winsock/call_list.inc"
};

struct LastCall {
    std::string_view function;  // empty: none
    bool returned = false;
};

// Where this process keeps it; whoever changes it sees to it that the place outlives every call.
[[nodiscard]] inline std::atomic<LastCallWord*>& place_of_last_call() noexcept {
    static LastCallWord kept_here{0};
    static std::atomic<LastCallWord*> place{&kept_here};
    return place;
}

inline void call_begins(FunctionNumber function) noexcept {
    place_of_last_call().load(std::memory_order_relaxed)->store(static_cast<std::uint32_t>(function) * 2 + 1, std::memory_order_relaxed);
}

inline void call_ends(FunctionNumber function) noexcept {
    place_of_last_call().load(std::memory_order_relaxed)->store(static_cast<std::uint32_t>(function) * 2, std::memory_order_relaxed);
}

// A case begins: nothing was called yet.
inline void no_call_yet() noexcept {
    call_ends(FunctionNumber::none);
}

// What a word means; nothing for one that makes no sense, as a broken process may leave it.
[[nodiscard]] inline LastCall meaning_of(std::uint32_t word) noexcept {
    static constexpr auto kNames = std::to_array<std::string_view>({
        "",
#define WCTS_CALL(library, result, name, params, args) #name,
#include "harness/winsock/call_list.inc"
    });
    if (word / 2 >= kNames.size()) return {};
    return {kNames[word / 2], word % 2 == 0};
}

}  // namespace wcts::winsock
