#include "reports/page_tables.h"

#include "reports/text.h"

namespace wcts::reports {

namespace {

void flatten(const Json& value, const std::string& name, std::vector<std::uint32_t>& list, TextTable& texts) {
    if (value.is_object()) {
        for (const auto& [member, inner] : value.items()) {
            flatten(inner, name.empty() ? member : name + "." + member, list, texts);
        }
    } else if (value.is_array()) {
        for (const Json& inner : value) {
            flatten(inner, name, list, texts);
        }
    } else {
        list.push_back(texts.number_of(name));
        list.push_back(texts.number_of(value.is_string() ? value.get_ref<const std::string&>() : compact(value)));
    }
}

}  // namespace

TextTable::TextTable() {
    number_of("");
}

std::uint32_t TextTable::number_of(std::string_view text) {
    const auto [place, added] = numbers_.try_emplace(printable(text, kLongest), static_cast<std::uint32_t>(texts_.size()));
    if (added) {
        texts_.push_back(&place->first);
    }
    return place->second;
}

std::string TextTable::json() const {
    std::string json = "[";
    for (const std::string* text : texts_) {
        json += json.size() == 1 ? "\"" : ",\"";
        // Printable: nothing else needs an escape.
        for (const char c : *text) {
            if (c == '"' || c == '\\') {
                json += '\\';
            }
            json += c;
        }
        json += '"';
    }
    return json + "]";
}

ListTable::ListTable() {
    number_of({});
}

std::uint32_t ListTable::number_of(const std::vector<std::uint32_t>& list) {
    const auto [place, added] = numbers_.try_emplace(list, static_cast<std::uint32_t>(lists_.size()));
    if (added) {
        lists_.push_back(&place->first);
    }
    return place->second;
}

std::string ListTable::json() const {
    std::string json = "[";
    for (const std::vector<std::uint32_t>* list : lists_) {
        json += (json.size() == 1 ? "" : ",") + numbers_json(*list);
    }
    return json + "]";
}

std::uint32_t flattened(const Json& value, TextTable& texts, ListTable& lists) {
    std::vector<std::uint32_t> list;
    flatten(value, {}, list, texts);
    return lists.number_of(list);
}

std::string for_script(std::string_view json) {
    std::string text;
    text.reserve(json.size());
    for (const char c : json) {
        if (c == '<') {
            text += "\\u003c";
        } else {
            text += c;
        }
    }
    return text;
}

}  // namespace wcts::reports
