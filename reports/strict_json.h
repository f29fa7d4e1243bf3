// Reading JSON that nobody vouches for: every wrong thing is a ReportError that names the place and what was expected there.
#pragma once

#include "reports/report.h"
#include "reports/report_error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wcts::reports {

// Refuses what is not JSON, nesting below 64 levels, a name twice in one object, and objects of more than 20,000 names.
[[nodiscard]] Json parse_json(std::string_view text);

// The same for documents with one great array: each element of the root's array `name` is handed to `take` as soon as it is whole, and not
// kept, so that the array in the result is empty. `member` is handed the root's texts, numbers and such on the way; what they throw ends
// the reading.
struct ArrayReader {
    std::string_view name;
    std::function<void(std::size_t index, const Json& element)> take;
    std::function<void(std::string_view name, const Json& value)> member;
};
[[nodiscard]] Json parse_json(std::string_view text, const ArrayReader& reader);

// A whole file's bytes. Throws ReportError for what is missing, unreadable or no file; the message names the file.
[[nodiscard]] std::string read_text_file(const std::filesystem::path& path);

// One value and its place in the document, such as "cases[3].kind.socket". Does not own the value.
class Field {
public:
    explicit Field(const Json& value, std::string path = {}) : value_(&value), path_(std::move(path)) {}

    [[nodiscard]] const Json& json() const noexcept { return *value_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    // "cases[3].verdict: expected a verdict, found "pss"".
    [[noreturn]] void refuse(std::string_view expected) const;

    // Refuses what is no object, lacks one of `required`, or has a name in neither list.
    void only(const std::vector<std::string_view>& required, const std::vector<std::string_view>& optional = {}) const;

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] Field member(std::string_view name) const;  // refuses when there is none
    [[nodiscard]] std::vector<Field> elements() const;        // of an array
    [[nodiscard]] Field named(std::string_view name, const Json& value) const;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string filled_text() const;  // not empty, not only blanks
    [[nodiscard]] std::string one_of(std::initializer_list<std::string_view> choices) const;
    [[nodiscard]] std::optional<std::string> text_or_null() const;
    [[nodiscard]] std::vector<std::string> texts() const;
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] std::int64_t count() const;  // 0 ... 2^63 - 1
    [[nodiscard]] std::uint64_t unsigned_number() const;
    [[nodiscard]] std::uint32_t small_number() const;
    [[nodiscard]] const Json& object() const;  // the value itself, as json()
    [[nodiscard]] const Json& array() const;

private:
    const Json* value_;
    std::string path_;
};

}  // namespace wcts::reports
