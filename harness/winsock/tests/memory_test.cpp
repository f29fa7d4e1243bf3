#include "harness/winsock/memory.h"

#include "harness/winsock/platform.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace wcts::winsock {
namespace {

constexpr std::size_t kPage = 4096;

// Three pages: readable, as `middle` says, readable.
class Pages {
public:
    explicit Pages(DWORD middle)
        : memory_(static_cast<char*>(::VirtualAlloc(nullptr, 3 * kPage, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE))) {
        DWORD before = 0;
        EXPECT_TRUE(::VirtualProtect(memory_ + kPage, kPage, middle, &before));
    }
    ~Pages() { ::VirtualFree(memory_, 0, MEM_RELEASE); }
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    [[nodiscard]] char* at(std::size_t offset) const { return memory_ + offset; }

private:
    char* memory_;
};

TEST(Readable, NullAndEmptyRangesAreNot) {
    const int value = 0;
    EXPECT_FALSE(readable(nullptr, 4));
    EXPECT_FALSE(readable(&value, 0));
    EXPECT_TRUE(readable(&value, sizeof(value)));
}

TEST(Readable, AcrossPagesOfOneSort) {
    const Pages pages(PAGE_READONLY);
    EXPECT_TRUE(readable(pages.at(0), 3 * kPage));
}

TEST(Readable, UpToTheForbiddenPageAndNoFurther) {
    for (const DWORD forbidden : {DWORD{PAGE_NOACCESS}, DWORD{PAGE_READWRITE | PAGE_GUARD}}) {
        const Pages pages(forbidden);
        EXPECT_TRUE(readable(pages.at(0), kPage));
        EXPECT_FALSE(readable(pages.at(0), kPage + 1));
        EXPECT_FALSE(readable(pages.at(kPage), 1));
        EXPECT_TRUE(readable(pages.at(2 * kPage), kPage));
    }
}

TEST(Readable, AGuardPageKeepsItsGuard) {
    const Pages pages(PAGE_READWRITE | PAGE_GUARD);
    EXPECT_FALSE(readable(pages.at(kPage), 1));
    EXPECT_FALSE(readable(pages.at(kPage), 1)) << "the first look must not have touched it";
}

TEST(Readable, ReservedMemoryIsNot) {
    void* const reserved = ::VirtualAlloc(nullptr, kPage, MEM_RESERVE, PAGE_READWRITE);
    EXPECT_FALSE(readable(reserved, 1));
    ::VirtualFree(reserved, 0, MEM_RELEASE);
}

TEST(Readable, ARangeBeyondTheEndOfTheAddressSpaceIsNot) {
    const int value = 0;
    EXPECT_FALSE(readable(&value, ~std::size_t{0}));
    EXPECT_FALSE(readable(reinterpret_cast<const void*>(~std::uintptr_t{0} - 8), 4));
}

}  // namespace
}  // namespace wcts::winsock
