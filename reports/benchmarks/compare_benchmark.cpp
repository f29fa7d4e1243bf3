// How long a comparison and its page take and what memory they need: compare-benchmark FOLDER [REPORTS [CASES]]
//
// Makes the reports in FOLDER (10 of 20,000 cases, unless told otherwise), like those of a run: one case in five is red and has its trace.
// Then compares them, and once more for the page, which it leaves there too; prints time, processor time and peak memory of each. Writing
// the reports goes case by case, so that the peak is the comparison's.
#include "reports/comparison.h"
#include "reports/comparison_json.h"
#include "reports/comparison_text.h"
#include "reports/journal_text.h"
#include "reports/page_writer.h"
#include "reports/text.h"
#include "reports/trace.h"

#include <sys/resource.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace wcts::reports;

constexpr std::array kSockets{"tcp4", "tcp6", "udp4", "udp6"};
constexpr std::array kPaths{"blocking",        "nonblocking",  "both-null",        "event-wait", "event-poll", "event-result", "no-event",
                            "routine-sleepex", "routine-wait", "routine-deferred", "iocp",       "iocp-skip",  "iocp-lowbit"};

Json a_trace(std::size_t entries) {
    Json trace = Json::array();
    for (std::size_t index = 0; index < entries; ++index) {
        TraceEntry entry;
        entry.seq = static_cast<std::int64_t>(index);
        entry.t_us = entry.seq * 37;
        entry.thread = "main";
        entry.who = "target";
        entry.what = "WSASend";
        entry.args = {{"s", "client"}, {"lpBuffers", "buffers [16]"}, {"dwBufferCount", 1}, {"dwFlags", 0}, {"lpOverlapped", "overlapped"}};
        entry.result = "SOCKET_ERROR";
        entry.error = "WSA_IO_PENDING";
        entry.out = {{"lpNumberOfBytesSent", "untouched"}};
        trace.push_back(to_json(entry));
    }
    return trace;
}

CaseRecord a_case(std::size_t report, std::size_t index, const Json& trace) {
    CaseRecord record;
    const std::size_t row = index / (kSockets.size() * kPaths.size());
    record.kind = {kSockets[index / kPaths.size() % kSockets.size()], kPaths[index % kPaths.size()]};
    record.id = "wsasend.a-row-of-the-benchmark-" + std::to_string(row) + "/" + record.kind.socket + "/" + record.kind.path;
    record.suite = "wsasend";
    record.function = row % 2 == 0 ? "WSASend" : "WSASendTo";
    record.claim = "what row " + std::to_string(row) + " claims of a send after whatever was arranged for it comes about";
    record.clauses = {"WSASend.clause-" + std::to_string(row % 90), "WSASend.return.no-indication-after-error"};
    record.code = "WSAESHUTDOWN";
    record.row_hash = "0123456789abcdef";
    // Each report has reds of its own among some that all have.
    const bool red = index % 5 == 0 && (index + report) % 11 != 0;
    record.verdict = red ? Verdict::fail : Verdict::pass;
    record.reason = red ? "operation 1: expected WSAESHUTDOWN, found success with " + std::to_string(row) + " bytes" : "";
    record.observation = {{"operations", {red ? "accepted, ended with 16 bytes" : "refused with WSAESHUTDOWN"}},
                          {"peer", "row " + std::to_string(row)}};
    if (red) {
        record.trace = trace;
    }
    record.wall_us = 1000;
    record.call_us = 250;
    return record;
}

std::filesystem::path make_report(const std::filesystem::path& folder, std::size_t report, std::size_t cases) {
    const std::filesystem::path path = folder / ("report-" + std::to_string(report) + ".json");
    std::ofstream file(path, std::ios::binary);
    Report head;
    head.suite = {"0.1.0", "", 0, {"run"}};
    head.target.kind = "system";
    head.platform.wine = "8." + std::to_string(report);
    head.platform.process_architecture = head.platform.machine_architecture = "x86_64";
    head.started = "2024-05-01T12:00:00Z";
    file << journal_head(head);
    const Json trace = a_trace(30);
    for (std::size_t index = 0; index < cases; ++index) {
        file << journal_line(a_case(report, index, trace), index == 0);
    }
    file << journal_tail({});
    file.close();
    if (!file) {
        throw ReportError("cannot write " + path_text(path));
    }
    return path;
}

// Wall clock and processor time since it was made.
class Stopwatch {
public:
    [[nodiscard]] std::string text() const {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start_;
        const double busy = static_cast<double>(std::clock() - busy_before_) / CLOCKS_PER_SEC;
        return std::to_string(took.count()) + " s (" + std::to_string(busy) + " s of processor time)";
    }

private:
    std::clock_t busy_before_ = std::clock();
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void compare(const std::vector<std::filesystem::path>& paths) {
    const Stopwatch watch;
    Comparer comparer;
    for (const std::filesystem::path& path : paths) {
        comparer.add(path);
    }
    const Comparison comparison = comparer.finish();
    const std::size_t text = comparison_text(comparison).size();
    const std::size_t json = compact(to_json(comparison)).size();
    std::cout << "compared in " << watch.text() << "; " << comparison.differences.size() << " differences, "
              << comparison.behaviours.size() << " behaviours, " << text << " bytes of text, " << json << " bytes of JSON\n";
}

void make_page(const std::vector<std::filesystem::path>& paths, const std::filesystem::path& to) {
    const Stopwatch watch;
    PageWriter page({});
    Comparer::Options options;
    options.on_case = page.hook();
    Comparer comparer(options);
    for (const std::filesystem::path& path : paths) {
        comparer.add(path);
    }
    const std::string html = page.text(comparer.finish(1));
    std::ofstream file(to, std::ios::binary);
    file << html;
    file.close();
    if (!file) {
        throw ReportError("cannot write " + path_text(to));
    }
    std::cout << "page of " << html.size() / (1u << 20) << " MiB made in " << watch.text() << '\n';
}

double peak_mib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 4) {
        std::cerr << "usage: compare-benchmark FOLDER [REPORTS [CASES]]\n";
        return 2;
    }
    try {
        const std::size_t reports = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 10;
        const std::size_t cases = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 20'000;
        std::filesystem::create_directories(argv[1]);
        std::vector<std::filesystem::path> paths;
        std::uintmax_t bytes = 0;
        for (std::size_t report = 0; report < reports; ++report) {
            paths.push_back(make_report(argv[1], report, cases));
            bytes += std::filesystem::file_size(paths.back());
        }
        std::cout << reports << " reports of " << cases << " cases, " << bytes / (1u << 20) << " MiB; peak memory " << peak_mib() << " MiB\n";
        compare(paths);
        std::cout << "peak memory " << peak_mib() << " MiB\n";
        make_page(paths, std::filesystem::path(argv[1]) / "page.html");
        std::cout << "peak memory " << peak_mib() << " MiB\n";
    } catch (const std::exception& error) {
        std::cerr << "compare-benchmark: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
