#include "harness/expect/expectation.h"

#include <algorithm>

namespace wcts::expect {

Expectation operator&(Expectation a, Expectation b) {
    std::string words = a.words() + " and " + b.words();
    return {std::move(words), [a = std::move(a), b = std::move(b)](const Evidence& evidence) {
                auto mismatch = a.mismatch(evidence);
                return mismatch ? mismatch : b.mismatch(evidence);
            }};
}

Expectation operator|(Expectation a, Expectation b) {
    std::string words = "either " + a.words() + ", or " + b.words();
    return {std::move(words), [a = std::move(a), b = std::move(b)](const Evidence& evidence) -> std::optional<std::string> {
                const auto first = a.mismatch(evidence);
                if (!first) return std::nullopt;
                const auto second = b.mismatch(evidence);
                if (!second) return std::nullopt;
                return *first + "; nor the other: " + *second;
            }};
}

Pattern call_to(std::string function) {
    std::string words = "a call to " + function;
    return {std::move(words), [function = std::move(function)](const winsock::Event& event) {
                return event.who == winsock::Who::target && event.what == function;
            }};
}

Pattern call_returning(std::string function, std::string result) {
    std::string words = function + " returning " + result;
    return {std::move(words), [function = std::move(function), result = std::move(result)](const winsock::Event& event) {
                return event.who == winsock::Who::target && event.what == function && event.result == result;
            }};
}

Pattern routine_run() {
    return {"a run of a completion routine", [](const winsock::Event& event) { return event.what == "routine"; }};
}

Expectation exactly(std::size_t times, Pattern pattern) {
    std::string words = pattern.words + " exactly " + (times == 1 ? std::string("once") : std::to_string(times) + " times");
    return {words, [times, words, pattern = std::move(pattern)](const Evidence& evidence) -> std::optional<std::string> {
                const auto found = static_cast<std::size_t>(std::count_if(evidence.trace.begin(), evidence.trace.end(), pattern.matches));
                if (found == times) return std::nullopt;
                return "expected " + words + "; there were " + std::to_string(found);
            }};
}

Expectation exactly_once(Pattern pattern) {
    return exactly(1, std::move(pattern));
}

Expectation never(Pattern pattern) {
    std::string words = "never " + pattern.words;
    return {words, [words, pattern = std::move(pattern)](const Evidence& evidence) -> std::optional<std::string> {
                const auto found = std::find_if(evidence.trace.begin(), evidence.trace.end(), pattern.matches);
                if (found == evidence.trace.end()) return std::nullopt;
                return "expected " + words + "; there was one, event " + std::to_string(found->begin) + " of the trace";
            }};
}

Expectation before(Pattern first, Pattern second) {
    std::string words = first.words + " before " + second.words;
    return {words, [words, first = std::move(first), second = std::move(second)](const Evidence& evidence) -> std::optional<std::string> {
                std::optional<std::uint64_t> last_of_first;
                std::optional<std::uint64_t> first_of_second;
                for (const winsock::Event& event : evidence.trace) {
                    if (first.matches(event)) last_of_first = std::max(last_of_first.value_or(0), event.end);
                    if (second.matches(event)) first_of_second = std::min(first_of_second.value_or(event.begin), event.begin);
                }
                if (!last_of_first) return "expected " + words + "; there never was " + first.words;
                if (!first_of_second) return "expected " + words + "; there never was " + second.words;
                if (*last_of_first < *first_of_second) return std::nullopt;
                return "expected " + words + "; it was the other way round";
            }};
}

Expectation within(Pattern inner, Pattern outer) {
    std::string words = inner.words + " only within " + outer.words;
    return {words, [words, inner = std::move(inner), outer = std::move(outer)](const Evidence& evidence) -> std::optional<std::string> {
                for (const winsock::Event& event : evidence.trace) {
                    if (!inner.matches(event)) continue;
                    const bool held = std::any_of(evidence.trace.begin(), evidence.trace.end(), [&](const winsock::Event& around) {
                        return outer.matches(around) && around.begin < event.begin && event.end < around.end;
                    });
                    if (!held) return "expected " + words + "; event " + std::to_string(event.begin) + " of the trace was outside";
                }
                return std::nullopt;
            }};
}

Expectation fact_is(std::string name, std::string value) {
    return fact_is_any(std::move(name), {std::move(value)});
}

Expectation fact_is_any(std::string name, std::vector<std::string> values) {
    std::string words = name + ": ";
    for (std::size_t i = 0; i < values.size(); ++i) words += (i == 0 ? "" : " or ") + values[i];
    return {words, [words, name = std::move(name), values = std::move(values)](const Evidence& evidence) -> std::optional<std::string> {
                const auto found = evidence.fact(name);
                if (!found) return "expected " + words + "; it was never observed";
                if (std::find(values.begin(), values.end(), *found) != values.end()) return std::nullopt;
                return "expected " + words + "; observed: " + *found;
            }};
}

Expectation recorded(std::string name) {
    std::string words = name + " is recorded, whatever it is";
    return {words, [words, name = std::move(name)](const Evidence& evidence) -> std::optional<std::string> {
                if (evidence.fact(name)) return std::nullopt;
                return "expected that " + words + "; it was never observed";
            }};
}

}  // namespace wcts::expect
