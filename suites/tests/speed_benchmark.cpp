// How fast the suite is, measured on this machine's own Winsock: three cases against bare loops of the same calls, and a run of rows that
// wait for nothing with 1, 10 and 100 repeats. Lies beside winsock-cts.exe, whose workers it starts. Prints figures; judges nothing.
//
//     ninja -C build/windows suites/winsock-cts.exe suites/speed-benchmark.exe
//     wine build/windows/suites/speed-benchmark.exe [system|reference [JOBS]]
#include "fixtures/rows/row_source.h"
#include "fixtures/targets/open.h"
#include "harness/peer/endpoint.h"
#include "harness/run/coordinator.h"
#include "suites/wsasend/wsasend.h"

#include <psapi.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>

namespace wcts {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;
using winsock::Winsock;

constexpr int kTries = 1'000;

// Processor time of this process, in seconds: what a call costs it in user mode and in the kernel.
double cpu_seconds() {
    FILETIME ignored{};
    FILETIME kernel{};
    FILETIME user{};
    GetProcessTimes(GetCurrentProcess(), &ignored, &ignored, &kernel, &user);
    const auto of = [](const FILETIME& time) {
        return static_cast<double>((std::uint64_t{time.dwHighDateTime} << 32) | time.dwLowDateTime) / 1e7;
    };
    return of(kernel) + of(user);
}

double peak_mib() {
    PROCESS_MEMORY_COUNTERS counters{};
    GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters);
    return static_cast<double>(counters.PeakWorkingSetSize) / (1024 * 1024);
}

struct Cost {
    double seconds = 0;
    double cpu = 0;
};

template <typename Deed>
Cost cost_of(int times, Deed deed) {
    deed();  // what is made once
    const double cpu = cpu_seconds();
    const auto start = steady_clock::now();
    for (int i = 0; i < times; ++i) deed();
    return {duration<double>(steady_clock::now() - start).count(), cpu_seconds() - cpu};
}

SOCKET connected(Winsock& target, Winsock& trusted, DWORD flags, SOCKET& accepted) {
    const SOCKET sender = target.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, flags);
    peer::Endpoint listener = peer::Endpoint::bound(trusted, AF_INET, SOCK_STREAM, IPPROTO_TCP);
    trusted.listen(listener.get(), 1);
    const peer::Address address = listener.local_address();
    target.connect(sender, address.get(), address.length);
    static_cast<void>(listener.wait(peer::Endpoint::Ready::read, Deadline(std::chrono::seconds(5))));
    accepted = trusted.accept(listener.get(), nullptr, nullptr);
    u_long on = 1;
    trusted.ioctlsocket(accepted, static_cast<long>(FIONBIO), &on);
    return sender;
}

void close_stream(Winsock& target, Winsock& trusted, SOCKET sender, SOCKET accepted) {
    std::array<char, 65536> buffer;
    target.shutdown(sender, SD_SEND);
    while (trusted.recv(accepted, buffer.data(), static_cast<int>(buffer.size()), 0) > 0) {
    }
    target.closesocket(sender);
    trusted.closesocket(accepted);
}

// What the rows' cases call, one after the other, as their traces show it.
void bare_blocking(Winsock& target, Winsock& trusted) {
    SOCKET accepted = INVALID_SOCKET;
    const SOCKET sender = connected(target, trusted, 0, accepted);
    char data[16]{};
    WSABUF buffer{sizeof data, data};
    DWORD count = 0;
    target.WSASend(sender, &buffer, 1, &count, 0, nullptr, nullptr);
    close_stream(target, trusted, sender, accepted);
}

void bare_port(Winsock& target, Winsock& trusted) {
    SOCKET accepted = INVALID_SOCKET;
    const SOCKET sender = connected(target, trusted, WSA_FLAG_OVERLAPPED, accepted);
    const HANDLE port = target.CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
    target.CreateIoCompletionPort(reinterpret_cast<HANDLE>(sender), port, 1, 0);
    char data[16]{};
    WSABUF buffer{sizeof data, data};
    DWORD count = 0;
    DWORD flags = 0;
    ULONG_PTR key = 0;
    WSAOVERLAPPED overlapped{};
    LPOVERLAPPED ended = nullptr;
    target.WSASend(sender, &buffer, 1, &count, 0, &overlapped, nullptr);
    target.GetQueuedCompletionStatus(port, &count, &key, &ended, 5'000);
    target.WSAGetOverlappedResult(sender, &overlapped, &count, FALSE, &flags);
    target.PostQueuedCompletionStatus(port, 0, 2, nullptr);
    target.GetQueuedCompletionStatus(port, &count, &key, &ended, 1'000);
    close_stream(target, trusted, sender, accepted);
    target.PostQueuedCompletionStatus(port, 0, 2, nullptr);
    target.GetQueuedCompletionStatus(port, &count, &key, &ended, 1'000);
    target.CloseHandle(port);
}

void bare_datagram(Winsock& target, Winsock& trusted) {
    const SOCKET sender = target.WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    peer::Endpoint there = peer::Endpoint::bound(trusted, AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    there.make_nonblocking();
    there.set_option(SOL_SOCKET, SO_RCVBUF, 524'288);
    const peer::Address address = there.local_address();
    target.connect(sender, address.get(), address.length);
    HANDLE event = target.WSACreateEvent();
    char data[16]{};
    WSABUF buffer{sizeof data, data};
    DWORD count = 0;
    DWORD flags = 0;
    WSAOVERLAPPED overlapped{};
    overlapped.hEvent = event;
    target.WSASend(sender, &buffer, 1, &count, 0, &overlapped, nullptr);
    target.WSAWaitForMultipleEvents(1, &event, FALSE, 5'000, FALSE);
    target.WSAGetOverlappedResult(sender, &overlapped, &count, FALSE, &flags);
    peer::Endpoint sentinel = peer::Endpoint::bound(trusted, AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    const peer::Address again = there.local_address();
    trusted.sendto(sentinel.get(), "end", 3, 0, again.get(), again.length);
    std::array<char, 131072> received;
    trusted.recv(there.get(), received.data(), static_cast<int>(received.size()), 0);
    trusted.recv(there.get(), received.data(), static_cast<int>(received.size()), 0);
    sentinel.close();
    target.closesocket(sender);
    target.WSACloseEvent(event);
}

rows::RowSource wsasend_rows() {
    rows::Suite suite = wsasend::suite();
    std::set<std::string> clauses;
    for (const rows::Row& row : suite.rows) clauses.insert(row.clauses.begin(), row.clauses.end());
    return {{std::move(suite)}, clauses};
}

void compare_with_bare_loops(rows::RowSource& source, const std::string& name) {
    const auto target = targets::open({name, {}, {}});
    const auto bare_target = targets::open({name, {}, {}});
    WSADATA data{};
    bare_target->trusted().WSAStartup(MAKEWORD(2, 2), &data);
    bare_target->winsock().WSAStartup(MAKEWORD(2, 2), &data);
    struct Pair {
        const char* id;
        void (*bare)(Winsock& target, Winsock& trusted);
    };
    std::printf("%-38s %12s %12s %8s %22s\n", "a case, again and again", "case", "bare loop", "ratio", "CPU in target+kernel");
    for (const Pair& pair : {Pair{"wsasend.small-send/tcp4/blocking", bare_blocking}, Pair{"wsasend.small-send/tcp4/iocp", bare_port},
                             Pair{"wsasend.small-send/udp4/event-wait", bare_datagram}}) {
        const std::string& id = source.cases()[run::select(source.cases(), {pair.id}).front()].id;
        const Cost whole = cost_of(kTries, [&] { static_cast<void>(source.run(id, *target, false)); });
        const Cost bare = cost_of(kTries, [&] { pair.bare(bare_target->winsock(), bare_target->trusted()); });
        std::printf("%-38s %9.0f us %9.0f us %8.2f %20.0f %%\n", pair.id, whole.seconds * 1e6 / kTries, bare.seconds * 1e6 / kTries,
                    whole.seconds / bare.seconds, 100 * std::min(1.0, bare.cpu / whole.cpu));
    }
    bare_target->winsock().WSACleanup();
    bare_target->trusted().WSACleanup();
}

struct Counter : run::RunObserver {
    void started(std::size_t) override {}
    void finished(std::size_t, reports::CaseRecord record) override {
        ++cases;
        red += record.verdict != reports::Verdict::pass ? 1 : 0;
    }
    void remark(const std::string&) override {}
    std::size_t cases = 0;
    std::size_t red = 0;
};

void grow(const rows::RowSource& source, const std::string& name, std::size_t jobs) {
    const auto selection = run::select(
        source.cases(), {"wsasend.small-send/?*4/*", "wsasend.size-1/?*4/*", "wsasend.gather-2/?*4/*", "wsasend.in-order-2/?*4/*"});
    std::printf("\n%-10s %8s %10s %14s %20s %12s\n", "repeats", "tries", "seconds", "tries a second", "coordinator's CPU", "its memory");
    for (const std::size_t repeat : {1u, 10u, 100u}) {
        run::RunOptions options;
        std::wstring self(32768, L'\0');
        self.resize(GetModuleFileNameW(nullptr, self.data(), static_cast<DWORD>(self.size())));
        options.worker.exe = (std::filesystem::path(self).parent_path() / L"winsock-cts.exe").wstring();
        options.worker.target.target = name;
        options.repeat = repeat;
        if (jobs > 0) options.jobs = jobs;
        run::Coordinator coordinator(source.cases(), options);
        Counter counter;
        const double cpu = cpu_seconds();
        const auto start = steady_clock::now();
        static_cast<void>(coordinator.run(selection, counter));
        const double seconds = duration<double>(steady_clock::now() - start).count();
        const auto tries = static_cast<double>(counter.cases * repeat);
        std::printf("%-10zu %8.0f %10.2f %14.0f %18.2f s %8.1f MiB%s\n", repeat, tries, seconds, tries / seconds, cpu_seconds() - cpu,
                    peak_mib(), counter.red > 0 ? "  (some did not pass)" : "");
        std::fflush(stdout);
    }
}

}  // namespace
}  // namespace wcts

int main(int count, char** arguments) {
    const std::string target = count > 1 ? arguments[1] : "system";
    wcts::rows::RowSource source = wcts::wsasend_rows();
    wcts::compare_with_bare_loops(source, target);
    wcts::grow(source, target, count > 2 ? std::stoul(arguments[2]) : 0);
    return 0;
}
