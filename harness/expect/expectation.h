// An expectation: a sentence and a check of the evidence. Expectations are values and combine: a & b wants both, a | b is content with one.
//
//     EXPECT: fails(WSAESHUTDOWN) & no_completion() & untouched()
//     FAIL:   expected that the call fails with WSAESHUTDOWN; it returned 0 with 16 bytes
#pragma once

#include "harness/expect/evidence.h"

#include <functional>
#include <optional>
#include <string>

namespace wcts::expect {

class Expectation {
public:
    // The mismatch as a sentence, or nothing where the evidence is as expected. Must not change anything.
    using Check = std::function<std::optional<std::string>(const Evidence&)>;

    Expectation() = default;  // expects nothing: the loader refuses rows that have this one
    Expectation(std::string words, Check check) : words_(std::move(words)), check_(std::move(check)) {}

    [[nodiscard]] bool empty() const { return check_ == nullptr; }
    [[nodiscard]] const std::string& words() const { return words_; }
    [[nodiscard]] std::optional<std::string> mismatch(const Evidence& evidence) const { return check_(evidence); }

private:
    std::string words_;
    Check check_;
};

Expectation operator&(Expectation a, Expectation b);
Expectation operator|(Expectation a, Expectation b);

// A pattern over single trace events, for the algebra of order.
struct Pattern {
    std::string words;
    std::function<bool(const winsock::Event&)> matches;
};

// A call of the target to this function.
[[nodiscard]] Pattern call_to(std::string function);
// A call of the target to this function with this result text ("SOCKET_ERROR", "WAIT_IO_COMPLETION", ...).
[[nodiscard]] Pattern call_returning(std::string function, std::string result);
// A completion routine of the case that ran.
[[nodiscard]] Pattern routine_run();

[[nodiscard]] Expectation exactly(std::size_t times, Pattern pattern);
[[nodiscard]] Expectation exactly_once(Pattern pattern);
[[nodiscard]] Expectation never(Pattern pattern);
// Every event of `first` has ended before any of `second` begins; both must occur.
[[nodiscard]] Expectation before(Pattern first, Pattern second);
// Every event of `inner` lies within an event of `outer`.
[[nodiscard]] Expectation within(Pattern inner, Pattern outer);

// The row's own fact has this value, or one of these.
[[nodiscard]] Expectation fact_is(std::string name, std::string value);
[[nodiscard]] Expectation fact_is_any(std::string name, std::vector<std::string> values);
// The row only records; nothing is judged but that the fact was recorded.
[[nodiscard]] Expectation recorded(std::string name);

}  // namespace wcts::expect
