// The tables of the page's data: what is said often is written once and named by its number.
#pragma once

#include "reports/report.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wcts::reports {

// Texts as the page may show them: printable, and cut at kLongest bytes. Number 0 is the empty one.
class TextTable {
public:
    static constexpr std::size_t kLongest = 4000;

    TextTable();
    std::uint32_t number_of(std::string_view text);
    [[nodiscard]] std::string json() const;  // ["","tcp4",...]

private:
    std::vector<const std::string*> texts_;  // keys of numbers_, which do not move
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

// Lists of numbers. Number 0 is the empty one.
class ListTable {
public:
    ListTable();
    std::uint32_t number_of(const std::vector<std::uint32_t>& list);
    [[nodiscard]] std::string json() const;  // [[],[1,2],...]
    [[nodiscard]] std::size_t size() const noexcept { return lists_.size(); }

private:
    std::vector<const std::vector<std::uint32_t>*> lists_;
    std::map<std::vector<std::uint32_t>, std::uint32_t> numbers_;
};

// The leaves of a JSON value as a list of name, value, name, value: {"a":{"b":1},"c":["x","y"]} is a.b 1, c x, c y.
[[nodiscard]] std::uint32_t flattened(const Json& value, TextTable& texts, ListTable& lists);

// A JSON document that may stand between <script> and </script>: without any '<'.
[[nodiscard]] std::string for_script(std::string_view json);

template <typename Numbers>
std::string numbers_json(const Numbers& numbers) {
    std::string text = "[";
    for (const auto number : numbers) {
        text += (text.size() == 1 ? "" : ",") + std::to_string(number);
    }
    return text + "]";
}

}  // namespace wcts::reports
