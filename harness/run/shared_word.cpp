#include "harness/run/shared_word.h"

#include <utility>

namespace wcts::run {

SharedWord::SharedWord(UniqueHandle section) : section_(std::move(section)) {
    if (section_)
        word_ = static_cast<winsock::LastCallWord*>(MapViewOfFile(section_.get(), FILE_MAP_WRITE, 0, 0, sizeof(winsock::LastCallWord)));
}

SharedWord SharedWord::make() {
    SECURITY_ATTRIBUTES inheritable{};
    inheritable.nLength = sizeof inheritable;
    inheritable.bInheritHandle = TRUE;
    return SharedWord(
        UniqueHandle(CreateFileMappingW(INVALID_HANDLE_VALUE, &inheritable, PAGE_READWRITE, 0, sizeof(winsock::LastCallWord), nullptr)));
}

SharedWord::SharedWord(SharedWord&& other) noexcept : section_(std::move(other.section_)), word_(std::exchange(other.word_, nullptr)) {}

SharedWord& SharedWord::operator=(SharedWord&& other) noexcept {
    std::swap(section_, other.section_);
    std::swap(word_, other.word_);
    return *this;
}

SharedWord::~SharedWord() {
    if (word_ != nullptr) UnmapViewOfFile(word_);
}

}  // namespace wcts::run
