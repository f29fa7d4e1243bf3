#include "harness/cli/progress.h"

#include "reports/report.h"

#include <algorithm>

namespace wcts::cli {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kBar = 20;
constexpr milliseconds kRedraw{100};
constexpr milliseconds kSlow{1'000};

std::size_t done_of(const reports::Summary& summary) {
    std::size_t done = 0;
    for (const std::size_t count : summary.counts) done += count;
    return done;
}

std::size_t share(std::size_t done, std::size_t total, std::size_t of) {
    return total == 0 ? of : done * of / total;
}

std::string whole_seconds(milliseconds time) {
    return std::to_string(duration_cast<seconds>(time).count()) + " s";
}

// A part of the live line: what it says, and the colour it has.
struct Part {
    std::string text;
    std::string_view colour;
};

}  // namespace

std::string counts_text(const reports::Summary& summary) {
    std::string text;
    for (const reports::Verdict verdict : reports::kAllVerdicts) {
        if (summary[verdict] == 0) continue;
        if (!text.empty()) text += ", ";
        text += std::to_string(summary[verdict]) + " " + std::string(to_string(verdict));
    }
    return text.empty() ? "nothing yet" : text;
}

std::string plain_line(const Moment& moment) {
    const std::size_t done = done_of(moment.so_far);
    std::string percent = std::to_string(share(done, moment.total, 100));
    percent.insert(0, 3 - std::min<std::size_t>(percent.size(), 3), ' ');
    return percent + " %  " + std::to_string(done) + " of " + std::to_string(moment.total) + ": " + counts_text(moment.so_far) + "; " +
           std::to_string(moment.so_far.unexpected) + " unexpected";
}

std::string live_line(const Moment& moment, const Terminal& terminal) {
    const std::size_t done = done_of(moment.so_far);
    const std::size_t filled = share(done, moment.total, kBar);
    std::vector<Part> parts{
        {"[" + std::string(filled, '#') + std::string(kBar - filled, '-') + "]", ""},
        {std::to_string(done) + "/" + std::to_string(moment.total), ""},
        {std::to_string(moment.so_far.unexpected) + " unexpected", moment.so_far.unexpected > 0 ? "\x1b[31m" : "\x1b[32m"},
        {counts_text(moment.so_far), ""},
        {whole_seconds(moment.elapsed), ""},
    };
    for (const Moment::Slow& slow : moment.slow) parts.push_back({slow.id + " " + whole_seconds(slow.since), "\x1b[33m"});

    std::string line;
    std::size_t room = terminal.width > 0 ? terminal.width - 1 : 0;
    for (const Part& part : parts) {
        const std::size_t gap = line.empty() ? 0 : 2;
        if (room <= gap) break;
        const std::string text = part.text.substr(0, room - gap);
        room -= gap + text.size();
        line.append(gap, ' ');
        const bool coloured = terminal.colour && !part.colour.empty();
        if (coloured) line += part.colour;
        line += text;
        if (coloured) line += "\x1b[0m";
    }
    return line;
}

Progress::Progress(std::ostream& out, Terminal terminal, std::size_t total) : out_(out), terminal_(terminal) {
    moment_.total = total;
    if (terminal_.live) drawer_ = std::thread([this] { keep_drawing(); });
}

Progress::~Progress() {
    end();
}

void Progress::started(const std::string& id) {
    const std::lock_guard lock(mutex_);
    under_way_[id] = Clock::now();
}

void Progress::finished(const reports::CaseRecord& record) {
    const std::lock_guard lock(mutex_);
    under_way_.erase(record.id);
    moment_.so_far.add(record);
    if (terminal_.live || ended_) return;
    const std::size_t tenths = share(done_of(moment_.so_far), moment_.total, 10);
    if (tenths == tenths_shown_) return;
    tenths_shown_ = tenths;
    out_ << plain_line(moment_) << '\n' << std::flush;
}

void Progress::say(const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (terminal_.live && !ended_) out_ << "\r\x1b[K";
    out_ << text << '\n' << std::flush;
    if (terminal_.live && !ended_) draw();
}

void Progress::end() {
    {
        const std::lock_guard lock(mutex_);
        if (ended_) return;
        ended_ = true;
        if (terminal_.live) out_ << "\r\x1b[K" << std::flush;
    }
    changed_.notify_all();
    if (drawer_.joinable()) drawer_.join();
}

Moment Progress::now() const {
    Moment moment = moment_;
    const Clock::time_point time = Clock::now();
    moment.elapsed = duration_cast<milliseconds>(time - begin_);
    for (const auto& [id, since] : under_way_) {
        const auto lasted = duration_cast<milliseconds>(time - since);
        if (lasted > kSlow) moment.slow.push_back({id, lasted});
    }
    std::ranges::sort(moment.slow, [](const Moment::Slow& a, const Moment::Slow& b) { return a.since > b.since; });
    return moment;
}

void Progress::draw() {
    out_ << '\r' << live_line(now(), terminal_) << "\x1b[K" << std::flush;
}

void Progress::keep_drawing() {
    std::unique_lock lock(mutex_);
    while (!ended_) {
        draw();
        changed_.wait_for(lock, kRedraw, [this] { return ended_; });
    }
}

}  // namespace wcts::cli
