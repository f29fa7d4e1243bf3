#include "suites/soak/soak_command.h"

#include "fixtures/targets/open.h"
#include "harness/peer/setup_failed.h"
#include "harness/run/errors.h"
#include "harness/winsock/case_thread.h"
#include "reports/text.h"
#include "suites/soak/lane.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>

namespace wcts::soak {

namespace {

using std::chrono::duration;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kStill{90};  // without any operation that ends: nothing moves any more

// All undisputed paths but the deferred routine, which is a matter of one call and not of many.
constexpr kinds::PathSet kPaths = kinds::kUndisputedPaths - kinds::Path::routine_deferred;

struct SoakArguments {
    std::string target = "system";
    std::string fault;
    std::uint64_t operations = 1'000'000;
    double seconds = 0;  // 0: as long as the operations take
};

struct Soaked {
    std::size_t lanes = 0;
    std::uint64_t operations = 0;
    double seconds = 0;
    std::vector<std::string> left_out;
    std::string wrong;  // the first thing that was; empty: nothing

    [[nodiscard]] double rate() const { return seconds > 0 ? static_cast<double>(operations) / seconds : 0; }
};

// Lanes that run at once, a thread each, until their operations are done, the time is over or one of them finds something wrong.
class Soak {
public:
    Soak(winsock::Target& target, bool checked) : target_(target) {
        for (const kinds::SocketKind& socket : kinds::kSocketKinds) {
            if (!socket.is_socket()) continue;
            for (const kinds::PathKind& path : kinds::kPathKinds) {
                if (!kPaths.contains(path.path)) continue;
                try {
                    lanes_.push_back(std::make_unique<Lane>(target, socket, path.path, checked));
                } catch (const SetupFailed& why) {
                    soaked_.left_out.push_back(std::string(socket.name) + "/" + std::string(path.name) + ": " + why.what());
                }
            }
        }
        soaked_.lanes = lanes_.size();
    }

    Soaked run(std::uint64_t operations, double most_seconds) {
        const std::uint64_t each = (operations + lanes_.size() - 1) / std::max<std::size_t>(lanes_.size(), 1);
        const auto start = steady_clock::now();
        const auto end = most_seconds > 0 ? start + std::chrono::duration_cast<steady_clock::duration>(duration<double>(most_seconds))
                                          : steady_clock::time_point::max();
        std::vector<CaseThread> threads;
        running_ = lanes_.size();
        for (const std::unique_ptr<Lane>& lane : lanes_) {
            threads.emplace_back(target_.clock(), [this, &lane = *lane, each, end] { drive(lane, each, end); });
        }
        watch();
        for (CaseThread& thread : threads) thread.join();
        soaked_.seconds = duration<double>(steady_clock::now() - start).count();
        soaked_.operations = finished();
        return soaked_;
    }

private:
    [[nodiscard]] std::uint64_t finished() const {
        std::uint64_t sum = 0;
        for (const std::unique_ptr<Lane>& lane : lanes_) sum += lane->finished();
        return sum;
    }

    void drive(Lane& lane, std::uint64_t operations, steady_clock::time_point end) {
        try {
            while (!stop_ && lane.finished() < operations && steady_clock::now() < end) lane.batch();
            if (!stop_) lane.close();
        } catch (const Wrong& why) {
            note(why.what());
        } catch (const std::exception& why) {
            note(lane.name() + ": " + why.what());
        }
        const std::lock_guard lock(mutex_);
        --running_;
        changed_.notify_all();
    }

    void note(const std::string& what) {
        const std::lock_guard lock(mutex_);
        if (soaked_.wrong.empty()) soaked_.wrong = what;
        stop_ = true;
    }

    // A lane that is stuck in a call cannot be ended, so the process is.
    void watch() {
        std::unique_lock lock(mutex_);
        std::uint64_t before = 0;
        auto moved = steady_clock::now();
        while (running_ > 0) {
            changed_.wait_for(lock, seconds(1));
            const std::uint64_t now = finished();
            if (now != before) moved = steady_clock::now();
            before = now;
            if (running_ == 0 || steady_clock::now() - moved < kStill) continue;
            std::printf("%s\nsoak: nothing has moved for %lld s, after %llu operations\n", soaked_.wrong.c_str(),
                        static_cast<long long>(kStill.count()), static_cast<unsigned long long>(now));
            std::fflush(stdout);
            TerminateProcess(GetCurrentProcess(), 1);
        }
    }

    winsock::Target& target_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    Soaked soaked_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t running_ = 0;
};

// Winsock started for as long as it lives, on both tables.
class Started {
public:
    explicit Started(winsock::Target& target) : target_(target) {
        WSADATA data{};
        if (const int error = target.trusted().WSAStartup(MAKEWORD(2, 2), &data); error != 0)
            throw SetupFailed("WSAStartup (trusted)", error);
        if (const int error = target.winsock().WSAStartup(MAKEWORD(2, 2), &data); error != 0) throw SetupFailed("WSAStartup", error);
    }
    ~Started() {
        target_.winsock().WSACleanup();
        target_.trusted().WSACleanup();
    }
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;

private:
    winsock::Target& target_;
};

Soaked soak(const SoakArguments& arguments, std::uint64_t operations, double seconds, bool checked) {
    const auto target = targets::open({arguments.target, arguments.fault, {}});
    const Started started(*target);
    return Soak(*target, checked).run(operations, seconds);
}

std::string rate_text(double rate) {
    return std::to_string(static_cast<std::int64_t>(rate));
}

void tell(const SoakArguments& arguments, const Soaked& soaked, const Soaked& bare, std::ostream& out) {
    for (const std::string& one : soaked.left_out) out << "left out: " << reports::printable(one) << '\n';
    char seconds_text[40];
    std::snprintf(seconds_text, sizeof seconds_text, "%.1f s", soaked.seconds);
    out << std::to_string(soaked.operations) << " operations over " << soaked.lanes
        << " connections at once on " << arguments.target << " in " << seconds_text << ": " << rate_text(soaked.rate()) << " a second\n";
    if (bare.rate() > 0) {
        char ratio[40];
        std::snprintf(ratio, sizeof ratio, "%.2f", soaked.rate() / bare.rate());
        out << "a bare loop of the same calls: " << rate_text(bare.rate()) << " a second (ratio " << ratio << ")\n";
    }
    if (soaked.wrong.empty()) {
        out << "every operation ended once, every byte arrived once, in order, as it was sent\n";
    } else {
        out << "wrong: " << reports::printable(soaked.wrong) << '\n';
    }
    out << std::flush;
}

}  // namespace

int command(const std::vector<std::string>& arguments, std::ostream& out) {
    SoakArguments parsed;
    CLI::App app{"Sends over every kind of socket and every path at once, and looks at each byte and each end.", "winsock-cts soak"};
    app.add_option("--target", parsed.target, "the Winsock under test, as for run")->capture_default_str();
    app.add_option("--fault", parsed.fault, "put this misbehaviour before the target; rarely-NAME@N shows it once in N sends");
    app.add_option("--operations", parsed.operations, "how many sends in all")->check(CLI::Range(1, 2'000'000'000))->capture_default_str();
    app.add_option("--seconds", parsed.seconds, "end after this time even so")->check(CLI::Range(0.1, 1'000'000.0));
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        out << app.help() << std::flush;
        return 0;
    } catch (const CLI::ParseError& error) {
        throw run::UsageError(std::string("soak: ") + error.what());
    }
    const Soaked soaked = soak(parsed, parsed.operations, parsed.seconds, true);
    if (soaked.lanes == 0) throw run::UsageError("soak: " + parsed.target + " has no socket to send on");
    // A tenth of it is enough to know a rate. Without the fault: it is the measure.
    SoakArguments sound = parsed;
    sound.fault.clear();
    Soaked bare;
    if (soaked.wrong.empty()) bare = soak(sound, parsed.operations / 10 + 1, parsed.seconds / 10, false);
    tell(parsed, soaked, bare, out);
    return soaked.wrong.empty() ? 0 : 1;
}

}  // namespace wcts::soak
