#include "reports/trace.h"

#include "reports/report_error.h"
#include "reports/text.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace wcts::reports {

namespace {

constexpr std::size_t kLongestValue = 60;
constexpr std::size_t kLongestText = 300;

// A string stands for itself; all else as JSON.
std::string value_text(const Json& value) {
    return value.is_string() ? printable(value.get_ref<const std::string&>(), kLongestValue) : printable(compact(value), kLongestValue);
}

std::string members_text(const Json& object) {
    std::string result;
    for (const auto& [name, value] : object.items()) {
        result += (result.empty() ? "" : ", ") + printable(name, kLongestValue) + "=" + value_text(value);
    }
    return result;
}

std::string with_thousands(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3) {
        digits.insert(place - 3, ",");
    }
    return digits;
}

std::string left(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string right(const std::string& text, std::size_t width) {
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string what_happened(const TraceEntry& entry) {
    std::string text = printable(entry.what, kLongestValue);
    // A call shows its parentheses even when it has no arguments; an event has neither arguments nor a result.
    if (!entry.args.empty() || !entry.result.empty()) {
        text += "(" + members_text(entry.args) + ")";
    }
    if (!entry.result.empty()) {
        text += " -> " + printable(entry.result, kLongestValue);
    }
    if (!entry.error.empty()) {
        text += " " + printable(entry.error, kLongestValue);
    }
    if (!entry.out.empty()) {
        text += "; out: " + members_text(entry.out);
    }
    if (!entry.note.empty()) {
        text += "  (" + printable(entry.note, kLongestText) + ")";
    }
    return text;
}

// The parts of a line before what happened.
using Columns = std::array<std::string, 4>;

Columns columns_of(const TraceEntry& entry) {
    return {std::to_string(entry.seq), with_thousands(entry.t_us) + " us", printable(entry.thread, kLongestValue), printable(entry.who)};
}

}  // namespace

Json to_json(const TraceEntry& entry) {
    Json result{{"seq", entry.seq}, {"t_us", entry.t_us}};
    if (entry.end) {
        result["end"] = *entry.end;
    }
    if (entry.took_us) {
        result["took_us"] = *entry.took_us;
    }
    result["thread"] = entry.thread;
    result["who"] = entry.who;
    result["what"] = entry.what;
    const auto add = [&result](const char* name, const auto& value) {
        if (!value.empty()) {
            result[name] = value;
        }
    };
    add("args", entry.args);
    add("result", entry.result);
    add("error", entry.error);
    add("out", entry.out);
    add("note", entry.note);
    return result;
}

TraceEntry trace_entry_from(const Field& field) {
    field.only({"seq", "t_us", "thread", "who", "what"}, {"end", "took_us", "args", "result", "error", "out", "note"});
    TraceEntry entry;
    entry.seq = field.member("seq").count();
    entry.t_us = field.member("t_us").count();
    const auto count = [&field](std::string_view name) {
        return field.has(name) ? std::optional{field.member(name).count()} : std::nullopt;
    };
    entry.end = count("end");
    entry.took_us = count("took_us");
    entry.thread = field.member("thread").text();
    entry.who = field.member("who").one_of({"target", "peer", "case"});
    entry.what = field.member("what").filled_text();
    const auto text = [&field](std::string_view name) { return field.has(name) ? field.member(name).text() : std::string{}; };
    const auto object = [&field](std::string_view name) { return field.has(name) ? field.member(name).object() : Json::object(); };
    entry.args = object("args");
    entry.result = text("result");
    entry.error = text("error");
    entry.out = object("out");
    entry.note = text("note");
    return entry;
}

std::vector<std::string> trace_lines(const Json& trace) {
    struct Line {
        Columns columns;
        std::string rest;
    };
    std::vector<Line> parts;
    for (const Json& json : trace) {
        try {
            const TraceEntry entry = trace_entry_from(Field{json});
            parts.push_back({columns_of(entry), what_happened(entry)});
        } catch (const ReportError&) {
            parts.push_back({{}, printable(compact(json), kLongestText)});
        }
    }
    std::array<std::size_t, std::tuple_size_v<Columns>> widths{};
    for (const Line& part : parts) {
        for (std::size_t index = 0; index < widths.size(); ++index) {
            widths[index] = std::max(widths[index], part.columns[index].size());
        }
    }
    std::vector<std::string> lines;
    for (const Line& part : parts) {
        lines.push_back(right(part.columns[0], widths[0]) + "  " + right(part.columns[1], widths[1]) + "  " +
                        left(part.columns[2], widths[2]) + "  " + left(part.columns[3], widths[3]) + "  " + part.rest);
    }
    return lines;
}

}  // namespace wcts::reports
