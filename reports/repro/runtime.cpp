#include "reports/repro/runtime.h"

namespace wcts::reports {

std::string_view repro_runtime() {
    return R"runtime(#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0601
#endif
#define _WINSOCK_DEPRECATED_NO_WARNINGS
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#ifdef _MSC_VER
#pragma comment(lib, "ws2_32.lib")
#endif
#ifndef ERROR_HANDLES_CLOSED
#define ERROR_HANDLES_CLOSED 676
#endif

namespace {

std::atomic<int> differences{0};
std::atomic<const char*> inside{nullptr};        // the call that the case's thread is in
thread_local bool is_helper = false;             // another thread
std::atomic<ULONGLONG> inside_since{0};
const char* never_returns = nullptr;             // the call that did not return when this was recorded
bool takes_the_process_down = false;             // and why
std::function<void()> in_callback;               // what the case called inside a routine, a hook or a condition function
std::atomic<bool> done{false};

void say(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

HANDLE asleep = nullptr;  // another process, where the case had one

[[noreturn]] void leave(int code) {
    std::fflush(stdout);
    if (asleep != nullptr) TerminateProcess(asleep, 0);
    TerminateProcess(GetCurrentProcess(), static_cast<UINT>(code));
    std::abort();
}

[[noreturn]] void end() {
    say(differences == 0 ? "AS RECORDED" : "DIFFERENT: " + std::to_string(differences.load()) + " of the lines above");
    leave(differences == 0 ? 0 : 1);
}

// Steps of several threads keep their recorded order: what had begun or returned before has done so again.
std::vector<std::atomic<int>> states(kSteps + 1);  // 1: begun, 2: returned

void turn(const std::vector<int>& begun, const std::vector<int>& returned) {
    const ULONGLONG start = GetTickCount64();
    const auto reached = [](const std::vector<int>& steps, int state) {
        for (const int step : steps)
            if (states[static_cast<std::size_t>(step)] < state) return false;
        return true;
    };
    while (!(reached(begun, 1) && reached(returned, 2)) && GetTickCount64() - start < 10000) Sleep(1);
}

void begin(int step, const char* call) {
    if (!is_helper) {
        inside_since = GetTickCount64();
        inside = call;
    }
    states[static_cast<std::size_t>(step)] = 1;
    SetLastError(0);
}

std::string with_error(const std::string& result, int error) {
    return error == 0 ? result : result + " (error " + std::to_string(error) + ")";
}

void finish(int step, const char* call, const std::string& result, int error, const std::string& recorded, int recorded_error,
            bool may_pend = false) {
    if (!is_helper) inside = nullptr;
    states[static_cast<std::size_t>(step)] = 2;
    // At once or later is the same to an overlapped call.
    const auto accepted = [](const std::string& r, int e) { return r == "0" || e == WSA_IO_PENDING; };
    const bool same = (result == recorded && error == recorded_error) ||
                      (may_pend && accepted(result, error) && accepted(recorded, recorded_error));
    if (!same) ++differences;
    say(std::string(same ? "      " : "DIFF  ") + call + " -> " + with_error(result, error) +
        (same ? "" : "; recorded: " + with_error(recorded, recorded_error)));
}

template <typename T>
void wrote(const char* name, T held, DWORD recorded) {
    const DWORD value = static_cast<DWORD>(held);
    if (value != recorded) ++differences;
    const auto text = [](DWORD number) { return number == 0xCDCDCDCD ? std::string("untouched") : std::to_string(number); };
    say(std::string(value == recorded ? "      " : "DIFF  ") + "  " + name + ": " + text(value) +
        (value == recorded ? "" : "; recorded: " + text(recorded)));
}

std::string number(long long value) { return std::to_string(value); }
std::string int_text(int value) { return value == SOCKET_ERROR ? "SOCKET_ERROR" : std::to_string(value); }
std::string bool_text(BOOL value) { return value ? "TRUE" : "FALSE"; }
std::string wait_text(DWORD value) {
    return value == WAIT_IO_COMPLETION ? "WAIT_IO_COMPLETION" : value == WAIT_TIMEOUT ? "WAIT_TIMEOUT" : value == WAIT_FAILED ? "WAIT_FAILED" : std::to_string(value);
}

// Memory that a caller has no right to pass, or has.
char* memory(const char* sort, std::size_t size, std::size_t there = 0) {
    if (std::strcmp(sort, "NULL") == 0) return nullptr;
    const std::size_t page = 4096, pages = (size + page - 1) / page + 1;
    char* const whole = static_cast<char*>(VirtualAlloc(nullptr, (pages + 1) * page, MEM_RESERVE, PAGE_NOACCESS));
    if (std::strcmp(sort, "unmapped") == 0) return whole + page / 2;
    VirtualAlloc(whole, pages * page, MEM_COMMIT, PAGE_READWRITE);
    if (std::strcmp(sort, "straddling") == 0) return whole + pages * page - there;
    return whole;
}

void make_read_only(void* pointer) {
    MEMORY_BASIC_INFORMATION info;
    DWORD before = 0;
    VirtualQuery(pointer, &info, sizeof(info));
    VirtualProtect(info.BaseAddress, info.RegionSize, PAGE_READONLY, &before);
}

struct Piece {
    std::size_t times;
    ULONG length;
    const char* sort = "good";
    std::size_t there = 0;
};

WSABUF* buffers(const char* sort, std::size_t there, const std::vector<Piece>& pieces, std::size_t count) {
    std::vector<WSABUF> all;
    for (const Piece& piece : pieces) {
        for (std::size_t i = 0; i < piece.times; ++i) {
            static unsigned char next = 0;
            char* const data = memory(piece.sort, piece.length, piece.there);
            const std::size_t known = std::strcmp(piece.sort, "straddling") == 0 ? piece.there
                                      : data == nullptr || std::strcmp(piece.sort, "unmapped") == 0 ? 0
                                                                                                    : piece.length;
            for (std::size_t b = 0; b < known; ++b) data[b] = static_cast<char>(next++);
            if (std::strcmp(piece.sort, "read-only") == 0) make_read_only(data);
            all.push_back(WSABUF{piece.length, data});
        }
    }
    const std::size_t bytes = count * sizeof(WSABUF);
    char* const array = memory(sort, bytes == 0 ? sizeof(WSABUF) : bytes, there);
    if (array != nullptr && std::strcmp(sort, "unmapped") != 0) {
        std::size_t known = all.size() * sizeof(WSABUF);
        if (std::strcmp(sort, "straddling") == 0 && known > there) known = there;
        if (known != 0) std::memcpy(array, all.data(), known);
        if (std::strcmp(sort, "read-only") == 0) make_read_only(array);
    }
    return reinterpret_cast<WSABUF*>(array);
}

struct Address {
    sockaddr_storage storage;
    Address() : storage() {}
    Address(int family, const char* host, unsigned short port) : storage() {
        if (family == AF_INET6) {
            sockaddr_in6* const to = reinterpret_cast<sockaddr_in6*>(&storage);
            to->sin6_family = AF_INET6;
            to->sin6_port = htons(port);
            // Eight groups, all of them written.
            unsigned groups[8] = {};
            std::sscanf(host, "%x:%x:%x:%x:%x:%x:%x:%x", groups, groups + 1, groups + 2, groups + 3, groups + 4, groups + 5, groups + 6, groups + 7);
            for (int i = 0; i < 16; ++i) reinterpret_cast<unsigned char*>(&to->sin6_addr)[i] = static_cast<unsigned char>(groups[i / 2] >> (i % 2 ? 0 : 8));
        } else {
            sockaddr_in* const to = reinterpret_cast<sockaddr_in*>(&storage);
            to->sin_family = AF_INET;
            to->sin_port = htons(port);
            to->sin_addr.s_addr = inet_addr(host);
        }
    }
    // One that is none, or too short for one.
    explicit Address(const std::vector<unsigned char>& bytes) : storage() {
        std::memcpy(&storage, bytes.data(), bytes.size() < sizeof(storage) ? bytes.size() : sizeof(storage));
    }
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    // It stands at the same place in both families.
    unsigned short port() const { return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port); }
};

// What is no port that the system gave out must be the same again.
std::string address_text(Address& address) {
    const unsigned char* const bytes = reinterpret_cast<const unsigned char*>(address.get());
    const std::string port = address.port() == 0 ? ":0" : ":port";
    char text[64] = "";
    if (address.storage.ss_family == AF_INET) {
        std::snprintf(text, sizeof(text), "AF_INET %u.%u.%u.%u", bytes[4], bytes[5], bytes[6], bytes[7]);
        return text + port;
    }
    if (address.storage.ss_family == AF_INET6) {
        std::string host;
        for (int i = 8; i < 24; i += 2) {
            std::snprintf(text, sizeof(text), "%s%x", i == 8 ? "" : ":", static_cast<unsigned>(bytes[i] << 8 | bytes[i + 1]));
            host += text;
        }
        return "AF_INET6 [" + host + "]" + port;
    }
    return "family " + std::to_string(address.storage.ss_family);
}

void told(const char* name, Address& address, const std::string& recorded) {
    const std::string text = address_text(address);
    const bool same = text == recorded;
    if (!same) ++differences;
    say(std::string(same ? "      " : "DIFF  ") + "  " + name + ": " + text + (same ? "" : "; recorded: " + recorded));
}

// A pointer of any type to where nothing is.
struct Nowhere {
    template <typename T>
    operator T*() const {
        return reinterpret_cast<T*>(memory("unmapped", 1));
    }
};

// An entry of the catalog for what the recorded one was for.
WSAPROTOCOL_INFOW* protocol(int family, int type, int number) {
    static std::vector<char> room(1 << 20);
    DWORD size = 1 << 20;
    WSAPROTOCOL_INFOW* const entries = reinterpret_cast<WSAPROTOCOL_INFOW*>(room.data());
    const int count = WSAEnumProtocolsW(nullptr, entries, &size);
    for (int i = 0; i < count; ++i)
        if (entries[i].iAddressFamily == family && entries[i].iSocketType == type && entries[i].iProtocol == number) return entries + i;
    // One that names nothing.
    static WSAPROTOCOL_INFOW none;
    none.iAddressFamily = family;
    none.iSocketType = type;
    none.iProtocol = number;
    return &none;
}

// Values for a socket that are none.
HANDLE no_handle() { return reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(0x00FFFF00)); }
HANDLE event_handle(bool is_set = false) { return CreateEventW(nullptr, TRUE, is_set, nullptr); }
HANDLE file_handle() {
    static wchar_t path[32768];
    GetModuleFileNameW(nullptr, path, 32768);
    return CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
}

// This program once more, stopped before its first instruction.
HANDLE another_process() {
    static wchar_t path[32768];
    if (asleep != nullptr) return asleep;
    GetModuleFileNameW(nullptr, path, 32768);
    STARTUPINFOW start = {};
    start.cb = sizeof(start);
    PROCESS_INFORMATION started = {};
    if (CreateProcessW(path, nullptr, nullptr, nullptr, FALSE, CREATE_SUSPENDED, nullptr, nullptr, &start, &started)) asleep = started.hProcess;
    return asleep;
}

char* room(std::size_t size) {
    static thread_local std::vector<char> bytes;
    if (bytes.size() < size + 1) bytes.resize(size + 1);
    return bytes.data();
}

bool ready(SOCKET socket, bool to_write, int ms) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(socket, &set);
    timeval time{ms / 1000, ms % 1000 * 1000};
    return select(0, to_write ? nullptr : &set, to_write ? &set : nullptr, nullptr, &time) == 1;
}

// The peer reads: up to the recorded end (0: of the stream, an error), or as much as was recorded.
void drain(int step, SOCKET socket, unsigned long long bytes, int recorded_end, int recorded_error, const char* who) {
    begin(step, who);
    unsigned long long got = 0;
    int last = 1, error = 0;
    const ULONGLONG start = GetTickCount64();
    while (GetTickCount64() - start < 10000) {
        if (recorded_end > 0 && got >= bytes) break;
        // No more than was recorded: what follows is a later call's.
        const int most = recorded_end > 0 && bytes - got < (1 << 16) ? static_cast<int>(bytes - got) : 1 << 16;
        last = recv(socket, room(1 << 16), most, 0);
        error = last == SOCKET_ERROR ? WSAGetLastError() : 0;
        if (last > 0) {
            got += static_cast<unsigned long long>(last);
        } else if (last == 0 && recorded_end > 0) {
            Sleep(1);  // an empty datagram
        } else if (error != WSAEWOULDBLOCK) {
            break;
        } else if (recorded_error == WSAEWOULDBLOCK && !ready(socket, false, 500)) {
            break;
        } else {
            ready(socket, false, 100);
        }
    }
    const auto text = [](int end, int code) { return std::string(end > 0 ? "more may come" : end == 0 ? "the end of the stream" : "error " + std::to_string(code)); };
    // How much fits a full stream differs from run to run.
    const bool same_bytes = got == bytes || bytes > 65536;
    const std::string as_recorded = (same_bytes ? std::to_string(got) : std::to_string(bytes)) + " bytes, then " + text(recorded_end, recorded_error);
    finish(step, who, std::to_string(got) + " bytes, then " + text(last, error), 0, as_recorded, 0);
}

// Sends until the stream takes no more for a tenth of a second.
void fill(int step, SOCKET socket, int size, const char* call) {
    begin(step, call);
    bool rested = false;
    int error = 0;
    for (;;) {
        if (send(socket, room(static_cast<std::size_t>(size)), size, 0) > 0) {
            rested = false;
            continue;
        }
        error = WSAGetLastError();
        if (error != WSAEWOULDBLOCK || rested) break;
        rested = !ready(socket, true, 100);
    }
    finish(step, call, "full", error, "full", WSAEWOULDBLOCK);
}

struct RoutineCall {
    int error;
    DWORD bytes;
    DWORD flags;
};
std::vector<RoutineCall> routine_calls;

void run_in_callback() {
    if (!in_callback) return;
    const std::function<void()> deed = std::move(in_callback);
    in_callback = nullptr;
    deed();
}

void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED, DWORD flags) {
    say("        completion routine: error " + std::to_string(error) + ", " + std::to_string(bytes) + " bytes, flags " + std::to_string(flags));
    routine_calls.push_back({static_cast<int>(error), bytes, flags});
    run_in_callback();
}

void CALLBACK apc(ULONG_PTR) { run_in_callback(); }

BOOL CALLBACK hook() {
    run_in_callback();
    return FALSE;
}

int CALLBACK condition(LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR) {
    run_in_callback();
    return CF_ACCEPT;
}

void compare_routines(const std::vector<RoutineCall>& recorded) {
    bool same = recorded.size() == routine_calls.size();
    for (std::size_t i = 0; same && i < recorded.size(); ++i)
        same = recorded[i].error == routine_calls[i].error && recorded[i].bytes == routine_calls[i].bytes && recorded[i].flags == routine_calls[i].flags;
    if (!same) ++differences;
    if (!same || !recorded.empty())
        say(std::string(same ? "      " : "DIFF  ") + "completion routines: " + std::to_string(routine_calls.size()) + "; recorded: " + std::to_string(recorded.size()));
}

LONG CALLBACK crashed(EXCEPTION_POINTERS* about) {
    const char* const call = inside;
    say("        exception " + std::to_string(about->ExceptionRecord->ExceptionCode) + " inside " + (call ? call : "no call"));
    if (takes_the_process_down) {
        say("AS RECORDED");
        leave(0);
    }
    say("DIFFERENT: the process was not taken down when this was recorded");
    leave(1);
}

// Ends a program whose calls do not return.
void watch() {
    while (!done) {
        Sleep(100);
        const char* const call = inside;
        if (call == nullptr) continue;
        const ULONGLONG ms = GetTickCount64() - inside_since;
        if (never_returns != nullptr && std::strcmp(call, never_returns) == 0 && ms > 2000) {
            say(std::string("        ") + call + " does not return");
            end();
        }
        if (ms > 15000) {
            say(std::string("DIFF  ") + call + " does not return");
            leave(1);
        }
    }
}

)runtime";
}

}  // namespace wcts::reports
