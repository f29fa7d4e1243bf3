// What a person sees while a run goes on: one line that rewrites itself on a terminal, a few plain lines elsewhere.
#pragma once

#include "harness/cli/console.h"
#include "reports/summary.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace wcts::cli {

// One moment of a run.
struct Moment {
    std::size_t total = 0;
    reports::Summary so_far;
    std::chrono::milliseconds elapsed{0};
    struct Slow {
        std::string id;
        std::chrono::milliseconds since{0};
    };
    std::vector<Slow> slow;  // under way for more than a second, longest first
};

// "[#####---------------]  312/1204  26 %  300 pass, 8 fail, 4 unsupported  2 unexpected  12 s  wsasend.x/tcp4/iocp 3 s", never wider than
// terminal.width - 1.
[[nodiscard]] std::string live_line(const Moment& moment, const Terminal& terminal);

// " 30 %  360 of 1204: 350 pass, 10 fail; 2 unexpected"
[[nodiscard]] std::string plain_line(const Moment& moment);

// "300 pass, 8 fail, 4 unsupported": verdicts that have no case are left out.
[[nodiscard]] std::string counts_text(const reports::Summary& summary);

// Any thread. On a terminal it keeps a thread that rewrites the line; elsewhere it writes a line about every tenth of the run.
class Progress {
public:
    using Clock = std::chrono::steady_clock;

    Progress(std::ostream& out, Terminal terminal, std::size_t total);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void started(const std::string& id);
    void finished(const reports::CaseRecord& record);

    // A line of text between the progress.
    void say(const std::string& text);

    // Takes the live line away; nothing more is shown.
    void end();

private:
    [[nodiscard]] Moment now() const;
    void draw();
    void keep_drawing();

    std::ostream& out_;
    const Terminal terminal_;
    const Clock::time_point begin_ = Clock::now();
    std::mutex mutex_;  // guards what follows, and out_
    std::condition_variable changed_;
    Moment moment_;
    std::map<std::string, Clock::time_point> under_way_;
    std::size_t tenths_shown_ = 0;
    bool ended_ = false;
    std::thread drawer_;
};

}  // namespace wcts::cli
