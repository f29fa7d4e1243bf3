// One word of memory that a worker writes and its coordinator reads, also after the worker's end: see harness/winsock/last_call.h.
#pragma once

#include "harness/run/handle.h"
#include "harness/winsock/last_call.h"

#include <cstdint>

namespace wcts::run {

class SharedWord {
public:
    // Nothing where the system gives no memory: then the last call stays unknown.
    SharedWord() = default;
    // The worker's side: a section that it was given; takes the handle over.
    explicit SharedWord(UniqueHandle section);
    // The coordinator's side: a new one, its handle inheritable.
    [[nodiscard]] static SharedWord make();

    SharedWord(SharedWord&& other) noexcept;
    SharedWord& operator=(SharedWord&& other) noexcept;
    SharedWord(const SharedWord&) = delete;
    SharedWord& operator=(const SharedWord&) = delete;
    ~SharedWord();

    [[nodiscard]] HANDLE section() const noexcept { return section_.get(); }
    [[nodiscard]] winsock::LastCallWord* word() const noexcept { return word_; }
    [[nodiscard]] std::uint32_t value() const noexcept { return word_ == nullptr ? 0 : word_->load(); }

private:
    UniqueHandle section_;
    winsock::LastCallWord* word_ = nullptr;  // all zeroes at first, which is a word of 0
};

}  // namespace wcts::run
