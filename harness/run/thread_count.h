// How many threads of this process are alive, counted where they begin and end, since asking the system costs more than most cases.
#pragma once

namespace wcts::run {

// Only differences mean something: threads that are ended from outside stay in the count.
[[nodiscard]] long thread_count() noexcept;

}  // namespace wcts::run
