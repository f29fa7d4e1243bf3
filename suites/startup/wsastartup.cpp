#include "fixtures/scene/bad_memory.h"
#include "fixtures/scene/lab_steps.h"
#include "harness/winsock/error_names.h"
#include "suites/startup/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <span>

namespace wcts::startup {
namespace {

using scene::Bad;

constexpr char kPoison = '\x5A';

// A WSADATA with memory around it that is nobody's to write to.
struct Data {
    Data() {
        std::memset(&value, kPoison, sizeof(value));
        before.fill(kPoison);
        after.fill(kPoison);
    }

    [[nodiscard]] bool alone() const {
        const auto untouched = [](char byte) { return byte == kPoison; };
        return std::all_of(before.begin(), before.end(), untouched) && std::all_of(after.begin(), after.end(), untouched);
    }

    std::array<char, 16> before{};
    WSADATA value;
    std::array<char, 16> after{};
};

std::string in_words(WORD version) {
    return std::to_string(LOBYTE(version)) + "." + std::to_string(HIBYTE(version));
}

std::string answer_for(WORD version) {
    return "use " + in_words(version) + " of at most 2.2";
}

// One line of a negotiation: what is asked for, and what is to be used then; nothing where it is refused.
struct Negotiation {
    WORD asked;
    std::optional<WORD> used;
};

bool ask(Scene& scene, WORD version, const std::string& what) {
    Data data;
    const int code = scene.target().WSAStartup(version, &data.value);
    if (code != 0) {
        tell_code(scene, code, what);
        return false;
    }
    scene.observe(what, "use " + in_words(data.value.wVersion) + " of at most " + in_words(data.value.wHighVersion));
    return true;
}

Expectation answer(const Negotiation& line, const std::string& what) {
    return line.used ? fact_is(what, answer_for(*line.used)) : call_fails(WSAVERNOTSUPPORTED, what);
}

// Each version is asked for in turn. `apart`: none while another is still in use.
Row negotiation(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, std::vector<Negotiation> lines,
                bool apart = true) {
    std::string words = "WSAStartup for";
    Expectation expect;
    for (const Negotiation& line : lines) {
        words += (&line == lines.data() ? " " : ", ") + in_words(line.asked);
        Expectation one = answer(line, in_words(line.asked));
        expect = expect.empty() ? std::move(one) : std::move(expect) & std::move(one);
    }
    words += apart ? ", with a WSACleanup for each" : ", one after the other without WSACleanup";
    return in_a_new_process(
        id, std::move(clauses), claim, std::move(words),
        [lines = std::move(lines), apart](Scene& scene) {
            for (const Negotiation& line : lines)
                if (ask(scene, line.asked, in_words(line.asked)) && apart) scene.target().WSACleanup();
        },
        std::move(expect));
}

Row supported(std::string_view id, std::string_view claim, WORD version) {
    return in_a_new_process(
        id, {"WSAStartup.return.zero", "WSAStartup.version.supported", "WSAStartup.version.lowest", "WSAStartup.version.wHighVersion"},
        claim, "WSAStartup for " + in_words(version) + ", and a socket",
        [version](Scene& scene) {
            if (ask(scene, version, "the call")) tell_socket(scene, "socket");
        },
        fact_is("the call", answer_for(version)) & call_succeeds("socket"));
}

std::string text_of(std::span<const char> field) {
    const auto end = std::find(field.begin(), field.end(), '\0');
    if (end == field.end()) return "text without an end";
    if (std::any_of(field.begin(), end, [](char letter) { return static_cast<unsigned char>(letter) < ' ' || letter == '\x7F'; }))
        return "text with control characters";
    return "text";
}

void look_at_the_texts(Scene& scene) {
    Data data;
    tell_code(scene, scene.target().WSAStartup(MAKEWORD(2, 2), &data.value));
    scene.observe("szDescription", text_of(data.value.szDescription));
    scene.observe("szSystemStatus", text_of(data.value.szSystemStatus));
    scene.observe("the memory around WSADATA", data.alone() ? "is untouched" : "is overwritten");
}

void three_starts(Scene& scene) {
    for (int i = 0; i < 3; ++i) start(scene);
    tell(scene, scene.target().WSACleanup() == 0, "the first WSACleanup");
    tell(scene, scene.target().WSACleanup() == 0, "the second");
    tell_socket(scene, "a socket before the last");
    tell(scene, scene.target().WSACleanup() == 0, "the last");
    tell(scene, scene.target().WSACleanup() == 0, "one too many");
}

void a_failure_between(Scene& scene) {
    ask(scene, MAKEWORD(0, 1), "the call");
    tell(scene, scene.target().WSACleanup() == 0, "WSACleanup");
    start(scene);
    ask(scene, MAKEWORD(0, 1), "once started");
    tell(scene, scene.target().WSACleanup() == 0, "WSACleanup for the one that succeeded");
    tell(scene, scene.target().WSACleanup() == 0, "WSACleanup for the one that failed");
}

void last_error_all_the_same(Scene& scene) {
    scene.target().WSASetLastError(0);
    tell_socket(scene, "a socket before any WSAStartup");
    ask(scene, MAKEWORD(0, 1), "the call");
    scene.target().WSASetLastError(0);
    tell_socket(scene, "a socket after it");
}

Row bad_data(std::string_view id, std::string_view claim, std::string words, Bad bad) {
    Row row = in_a_new_process(
        id, {"WSAStartup.error.WSAEFAULT.lpWSAData", "WSAStartup.return.failure"}, claim, "WSAStartup with lpWSAData " + std::move(words),
        [bad](Scene& scene) {
            tell_code(scene, scene.target().WSAStartup(MAKEWORD(2, 2), static_cast<WSADATA*>(scene::bad_memory(bad, sizeof(WSADATA)))));
        },
        call_fails(WSAEFAULT));
    row.code = "WSAEFAULT";
    return row;
}

Row in_a_lab(std::string_view id, std::string_view clause, std::string_view claim, std::string words, lab::Verb verb, int code) {
    Row row = in_a_new_process(
        id, {clause, "WSAStartup.return.failure"}, claim, "WSAStartup " + std::move(words),
        [verb](Scene& scene) {
            scene.ask_lab(verb);
            Data data;
            tell_code(scene, scene.target().WSAStartup(MAKEWORD(2, 2), &data.value));
        },
        call_fails(code));
    row.code = common::kept(winsock::error_name(code));
    row.provoked_by = verb == lab::Verb::down ? "lab" : "resource";
    row.lab_verb = verb;
    return row;
}

Row during_a_blocking_call() {
    constexpr const char* kMade = "the call was made";
    Row row = in_a_new_process(
        "einprogress-during-a-blocking-call", {"WSAStartup.error.WSAEINPROGRESS.blocking-call", "WSAStartup.return.failure"},
        "the call fails while a blocking call of Winsock 1.1 is in progress", "WSAStartup inside the blocking hook of a recv",
        [](Scene& scene) {
            const bool made = common::inside_a_blocking_call(scene, [&scene] {
                Data data;
                tell_code(scene, scene.target().WSAStartup(MAKEWORD(1, 1), &data.value));
            });
            scene.observe(kMade, made ? "inside the hook" : "never: the hook was not called");
        },
        fact_is(kMade, "inside the hook") & call_fails(WSAEINPROGRESS));
    row.code = "WSAEINPROGRESS";
    return common::under_winsock_1_1(std::move(row));
}

}  // namespace

Suite wsastartup() {
    constexpr WORD k10 = MAKEWORD(1, 0);
    constexpr WORD k11 = MAKEWORD(1, 1);
    constexpr WORD k20 = MAKEWORD(2, 0);
    constexpr WORD k21 = MAKEWORD(2, 1);
    constexpr WORD k22 = MAKEWORD(2, 2);
    Suite suite{"wsastartup", "WSAStartup", {}};
    suite.rows = {
        supported("winsock-1-0", "Winsock 1.0 is granted to who asks for it", k10),
        supported("winsock-1-1", "Winsock 1.1 is granted to who asks for it", k11),
        supported("winsock-2-0", "Winsock 2.0 is granted to who asks for it", k20),
        supported("winsock-2-1", "Winsock 2.1 is granted to who asks for it", k21),
        supported("winsock-2-2", "Winsock 2.2 is granted to who asks for it", k22),
        negotiation("wsavernotsupported-below-the-lowest", {"WSAStartup.error.WSAVERNOTSUPPORTED.version", "WSAStartup.return.failure"},
                    "a version below 1.0 is refused",
                    {{MAKEWORD(0, 0), {}}, {MAKEWORD(0, 1), {}}, {MAKEWORD(0, 2), {}}, {MAKEWORD(0, 255), {}}}),
        negotiation("between-two-versions", {"WSAStartup.version.between", "WSAStartup.version.wHighVersion"},
                    "who asks for a version that there is not gets the one below it",
                    {{MAKEWORD(1, 2), k11}, {MAKEWORD(1, 3), k11}, {MAKEWORD(1, 255), k11}}),
        negotiation("above-the-highest",
                    {"WSAStartup.version.above-highest", "WSAStartup.version.lowest", "WSAStartup.version.wHighVersion"},
                    "who asks for more than 2.2 gets 2.2",
                    {{MAKEWORD(2, 3), k22},
                     {MAKEWORD(2, 255), k22},
                     {MAKEWORD(3, 0), k22},
                     {MAKEWORD(3, 1), k22},
                     {MAKEWORD(3, 3), k22},
                     {MAKEWORD(255, 255), k22}}),
        // Read the other way round 2.1 is 1.2, and 1.0 is refused.
        negotiation("low-byte-is-the-major-one", {"WSAStartup.version.low-byte"},
                    "the low byte is the major version, the high byte the minor one",
                    {{k10, k10}, {k20, k20}, {k21, k21}, {MAKEWORD(1, 2), k11}}),
        negotiation("any-version-again", {"WSAStartup.again.any-version"},
                    "a process may call again, for any supported version, and is told of that one each time",
                    {{k22, k22}, {k11, k11}, {k20, k20}, {k10, k10}, {k21, k21}}, false),
        in_a_new_process("texts", {"WSAStartup.data.szDescription", "WSAStartup.data.szSystemStatus", "WSAStartup.return.zero"},
                         "szDescription and szSystemStatus are texts, and nothing is written beyond WSADATA", "WSAStartup for 2.2",
                         look_at_the_texts,
                         call_succeeds() & fact_is("szDescription", "text") & fact_is("szSystemStatus", "text") &
                             fact_is("the memory around WSADATA", "is untouched")),
        in_a_new_process("one-cleanup-each", {"WSAStartup.count.cleanup-each"},
                         "each success wants a WSACleanup of its own, and only the last one ends the use of Winsock",
                         "WSAStartup three times, and WSACleanup four times", three_starts,
                         call_succeeds("the first WSACleanup") & call_succeeds("the second") & call_succeeds("a socket before the last") &
                             call_succeeds("the last") & call_fails(WSANOTINITIALISED, "one too many")),
        in_a_new_process("failures-want-no-cleanup", {"WSAStartup.count.successes-only"}, "a call that fails wants no WSACleanup",
                         "WSAStartup for 0.1 before and after one for 2.2, and WSACleanup", a_failure_between,
                         call_fails(WSAVERNOTSUPPORTED) & call_fails(WSANOTINITIALISED, "WSACleanup") &
                             call_fails(WSAVERNOTSUPPORTED, "once started") & call_succeeds("WSACleanup for the one that succeeded") &
                             call_fails(WSANOTINITIALISED, "WSACleanup for the one that failed")),
        in_a_new_process("last-error-without-winsock", {"WSAStartup.return.WSAGetLastError-works"},
                         "WSAGetLastError works before WSAStartup, and after one that failed",
                         "a socket before WSAStartup for 0.1, and after it", last_error_all_the_same,
                         call_fails(WSANOTINITIALISED, "a socket before any WSAStartup") & call_fails(WSAVERNOTSUPPORTED) &
                             call_fails(WSANOTINITIALISED, "a socket after it")),
        bad_data("efault-null", "lpWSAData NULL is refused", "NULL", Bad::null),
        bad_data("efault-unmapped", "lpWSAData in unmapped memory is refused", "unmapped", Bad::unmapped),
        bad_data("efault-read-only", "lpWSAData in memory that can only be read is refused", "in read-only memory", Bad::read_only),
        bad_data("efault-straddling", "lpWSAData that is mapped in part is refused", "half unmapped", Bad::straddling),
        in_a_lab("wsasysnotready-network-down", "WSAStartup.error.WSASYSNOTREADY.network",
                 "the call fails when the network subsystem is not ready", "when the network subsystem is down", lab::Verb::down,
                 WSASYSNOTREADY),
        in_a_lab("eproclim-without-room-for-tasks", "WSAStartup.error.WSAEPROCLIM.tasks",
                 "the call fails when there are as many tasks as the implementation supports", "when no more tasks are taken",
                 lab::Verb::cap_pending, WSAEPROCLIM),
        during_a_blocking_call(),
    };
    for (Row& row : suite.rows)
        if (row.id == "wsavernotsupported-below-the-lowest") row.code = "WSAVERNOTSUPPORTED";
    return suite;
}

}  // namespace wcts::startup
