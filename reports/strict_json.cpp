#include "reports/strict_json.h"

#include "reports/text.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <system_error>
#include <unordered_set>
#include <utility>

namespace wcts::reports {

namespace {

// Writing a value out recurses, so its depth is bounded where it comes in. Looking a name up is linear, so their number is bounded too.
constexpr int kDeepest = 64;
constexpr std::size_t kMostNames = 20'000;
constexpr std::size_t kShownBytes = 80;

// nlohmann/json's texts begin with "[json.exception.parse_error.101] ".
std::string_view without_tag(std::string_view message) {
    const std::size_t end = message.find("] ");
    return message.starts_with("[json.exception.") && end != std::string_view::npos ? message.substr(end + 2) : message;
}

std::string describe(const Json& value) {
    switch (value.type()) {
        case Json::value_t::object:
            return "an object";
        case Json::value_t::array:
            return "an array";
        default:
            return printable(compact(value), kShownBytes);
    }
}

}  // namespace

namespace {

// Follows the parser through a document and refuses what is too deep or too wide, or names twice.
class Watch {
public:
    void see(int depth, Json::parse_event_t event, const Json& parsed) {
        if (depth > kDeepest) {
            throw ReportError("the JSON is nested deeper than " + std::to_string(kDeepest) + " levels");
        }
        const auto level = static_cast<std::size_t>(depth);
        if (event == Json::parse_event_t::object_start) {
            names_.resize(std::max(names_.size(), level + 2));
            names_[level + 1].clear();
        } else if (event == Json::parse_event_t::key) {
            const auto& name = parsed.get_ref<const std::string&>();
            if (!names_[level].insert(name).second) {
                throw ReportError("the name \"" + printable(name, kShownBytes) + "\" stands twice in one object");
            }
            if (names_[level].size() > kMostNames) {
                throw ReportError("an object has more than " + std::to_string(kMostNames) + " names");
            }
        }
    }

private:
    std::vector<std::unordered_set<std::string>> names_;
};

// Follows the parser through the root's members.
class Members {
public:
    explicit Members(const ArrayReader& reader) : reader_(reader) {}

    // Whether the parser keeps what it has just read.
    bool keeps(int depth, Json::parse_event_t event, const Json& parsed) {
        using Event = Json::parse_event_t;
        constexpr int kMember = 1;
        constexpr int kElement = 2;
        if (event == Event::key) {
            if (depth == kMember) {
                name_ = parsed.get_ref<const std::string&>();
            }
            return true;
        }
        if (depth == kMember) {
            if (event == Event::array_start || event == Event::array_end) {
                inside_ = event == Event::array_start && name_ == reader_.name;
            } else if (event == Event::value) {
                reader_.member(name_, parsed);
            }
            return true;
        }
        const bool whole = event == Event::value || event == Event::object_end || event == Event::array_end;
        if (!inside_ || depth != kElement || !whole) {
            return true;
        }
        reader_.take(index_++, parsed);
        return false;
    }

private:
    const ArrayReader& reader_;
    std::string name_;
    bool inside_ = false;
    std::size_t index_ = 0;
};

Json parse(std::string_view text, const Json::parser_callback_t& callback) {
    try {
        return Json::parse(text.begin(), text.end(), callback);
    } catch (const Json::exception& error) {
        throw ReportError("not valid JSON: " + printable(without_tag(error.what()), 300));
    }
}

}  // namespace

Json parse_json(std::string_view text) {
    Watch watch;
    return parse(text, [&watch](int depth, Json::parse_event_t event, Json& parsed) {
        watch.see(depth, event, parsed);
        return true;
    });
}

Json parse_json(std::string_view text, const ArrayReader& reader) {
    Watch watch;
    Members members{reader};
    return parse(text, [&](int depth, Json::parse_event_t event, Json& parsed) {
        watch.see(depth, event, parsed);
        return members.keeps(depth, event, parsed);
    });
}

std::string read_text_file(const std::filesystem::path& path) {
    const auto refuse = [&path](const std::string& why) { throw ReportError("cannot read " + path_text(path) + ": " + why); };
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        refuse(status.type() == std::filesystem::file_type::not_found ? "no such file" : error.message());
    }
    if (std::filesystem::is_directory(status)) {
        refuse("it is a folder");
    }
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text;
    std::vector<char> block(std::size_t{1} << 16);
    while (file) {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (!file.eof() || file.bad()) {
        refuse(errno == 0 ? "the read failed" : std::generic_category().message(errno));
    }
    return text;
}

void Field::refuse(std::string_view expected) const {
    throw ReportError((path_.empty() ? std::string{"the document"} : path_) + ": expected " + std::string{expected} + ", found " +
                      describe(*value_));
}

void Field::only(const std::vector<std::string_view>& required, const std::vector<std::string_view>& optional) const {
    if (!value_->is_object()) {
        refuse("an object");
    }
    for (const std::string_view name : required) {
        static_cast<void>(member(name));
    }
    const auto listed = [](const std::vector<std::string_view>& names, std::string_view name) {
        return std::ranges::find(names, name) != names.end();
    };
    for (const auto& [name, value] : value_->items()) {
        if (!listed(required, name) && !listed(optional, name)) {
            throw ReportError(named(name, value).path() + ": there is no such name in this format");
        }
    }
}

bool Field::has(std::string_view name) const {
    return value_->is_object() && value_->contains(name);
}

Field Field::member(std::string_view name) const {
    if (!value_->is_object()) {
        refuse("an object");
    }
    const auto found = value_->find(name);
    if (found == value_->end()) {
        throw ReportError((path_.empty() ? std::string{"the document"} : path_) + ": \"" + std::string{name} + "\" is missing");
    }
    return named(name, *found);
}

Field Field::named(std::string_view name, const Json& value) const {
    return Field{value, path_ + (path_.empty() ? "" : ".") + printable(name, kShownBytes)};
}

std::vector<Field> Field::elements() const {
    if (!value_->is_array()) {
        refuse("an array");
    }
    std::vector<Field> result;
    result.reserve(value_->size());
    for (std::size_t index = 0; index < value_->size(); ++index) {
        result.emplace_back((*value_)[index], path_ + "[" + std::to_string(index) + "]");
    }
    return result;
}

std::string Field::text() const {
    if (!value_->is_string()) {
        refuse("a string");
    }
    return value_->get<std::string>();
}

std::string Field::filled_text() const {
    std::string result = value_->is_string() ? value_->get<std::string>() : std::string{};
    if (result.find_first_not_of(" \t\r\n") == std::string::npos) {
        refuse("a string that is not empty");
    }
    return result;
}

std::string Field::one_of(std::initializer_list<std::string_view> choices) const {
    if (value_->is_string()) {
        const auto& found = value_->get_ref<const std::string&>();
        if (std::ranges::find(choices, found) != choices.end()) {
            return found;
        }
    }
    std::string expected = "one of";
    for (const std::string_view choice : choices) {
        expected += (choice == *choices.begin() ? " \"" : ", \"") + std::string{choice} + "\"";
    }
    refuse(expected);
}

std::optional<std::string> Field::text_or_null() const {
    if (value_->is_null()) {
        return std::nullopt;
    }
    if (!value_->is_string()) {
        refuse("a string or null");
    }
    return value_->get<std::string>();
}

std::vector<std::string> Field::texts() const {
    std::vector<std::string> result;
    for (const Field& element : elements()) {
        result.push_back(element.text());
    }
    return result;
}

bool Field::boolean() const {
    if (!value_->is_boolean()) {
        refuse("true or false");
    }
    return value_->get<bool>();
}

std::uint64_t Field::unsigned_number() const {
    // A parsed number that is not negative is kept unsigned; one that was made in memory may be signed.
    const bool good = value_->is_number_unsigned() || (value_->is_number_integer() && value_->get<std::int64_t>() >= 0);
    if (!good) {
        refuse("a whole number, 0 or more");
    }
    return value_->get<std::uint64_t>();
}

std::int64_t Field::count() const {
    const std::uint64_t number = unsigned_number();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        refuse("a whole number below 2^63");
    }
    return static_cast<std::int64_t>(number);
}

std::uint32_t Field::small_number() const {
    const std::uint64_t number = unsigned_number();
    if (number > std::numeric_limits<std::uint32_t>::max()) {
        refuse("a whole number below 2^32");
    }
    return static_cast<std::uint32_t>(number);
}

const Json& Field::object() const {
    if (!value_->is_object()) {
        refuse("an object");
    }
    return *value_;
}

const Json& Field::array() const {
    if (!value_->is_array()) {
        refuse("an array");
    }
    return *value_;
}

}  // namespace wcts::reports
