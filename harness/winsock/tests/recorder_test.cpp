#include "harness/winsock/trace.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace wcts::winsock {
namespace {

TEST(Recorder, NotesAreEventsOfOneInstant) {
    Recorder recorder;
    recorder.note(Who::harness, "step", "the peer reads");
    const auto events = recorder.events();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].what, "step");
    EXPECT_EQ(events[0].note, "the peer reads");
    EXPECT_EQ(events[0].who, Who::harness);
    EXPECT_EQ(events[0].begin, events[0].end);
    EXPECT_EQ(events[0].duration_ns, 0);
}

TEST(Recorder, EventsComeInTheOrderOfTheirBegin) {
    Recorder recorder;
    Event outer;
    outer.what = "outer";
    outer.begin = recorder.next();
    recorder.note(Who::harness, "inner", "");
    outer.end = recorder.next();
    recorder.add(outer);  // a call is added when it has returned: after what happened in it

    const auto events = recorder.events();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].what, "outer");
    EXPECT_EQ(events[1].what, "inner");
    EXPECT_LT(events[0].begin, events[1].begin);
    EXPECT_LT(events[1].end, events[0].end);
}

TEST(Recorder, NumbersThreadsFromItsOwnOn) {
    Recorder recorder;
    std::thread([&] { recorder.note(Who::harness, "first", ""); }).join();
    recorder.note(Who::harness, "own", "");
    const auto events = recorder.events();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].thread, 1);
    EXPECT_EQ(events[1].thread, 0);
}

TEST(Recorder, TakesEventsFromManyThreadsAtOnce) {
    constexpr int kThreads = 8;
    constexpr int kEvents = 200;
    Recorder recorder;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < kEvents; ++k) recorder.note(Who::peer, "note", "");
        });
    }
    for (std::thread& thread : threads) thread.join();

    std::vector<int> of_thread(kThreads + 1);
    std::vector<std::uint64_t> numbers;
    for (const Event& event : recorder.events()) {
        ASSERT_GE(event.thread, 1);
        ASSERT_LE(event.thread, kThreads);
        ++of_thread[static_cast<std::size_t>(event.thread)];
        numbers.push_back(event.begin);
    }
    for (int i = 1; i <= kThreads; ++i) EXPECT_EQ(of_thread[static_cast<std::size_t>(i)], kEvents);
    EXPECT_TRUE(std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end()) << "numbers are unique";
}

TEST(Recorder, CountsWhatItDropsPastTheMost) {
    Recorder recorder;
    for (std::size_t i = 0; i < Recorder::kMost + 3; ++i) recorder.note(Who::harness, "note", {});
    EXPECT_EQ(recorder.events().size(), Recorder::kMost);
    EXPECT_EQ(recorder.dropped(), 3u);
}

TEST(Recorder, SumsTheTimeInsideTheTargetAlone) {
    Recorder recorder;
    for (const Who who : {Who::target, Who::peer, Who::harness, Who::target}) {
        Event event;
        event.who = who;
        event.duration_ns = 100;
        recorder.add(event);
    }
    EXPECT_EQ(recorder.target_ns(), 200);
}

TEST(Recorder, HandlesHaveNames) {
    Recorder recorder;
    EXPECT_EQ(recorder.handle_name(0), "NULL");
    EXPECT_EQ(recorder.handle_name(~std::uint64_t{0}), "INVALID");
    EXPECT_EQ(recorder.handle_name(0x44), "unknown handle");
    EXPECT_EQ(recorder.number_handle(0x44, "socket"), "socket#1");
    EXPECT_EQ(recorder.number_handle(0x48, "socket"), "socket#2");
    EXPECT_EQ(recorder.number_handle(0x4C, "event"), "event#1");
    EXPECT_EQ(recorder.handle_name(0x44), "socket#1");
    recorder.name_handle(0x44, "the listener");
    EXPECT_EQ(recorder.handle_name(0x44), "the listener");
}

TEST(Recorder, AReusedHandleGetsANewName) {
    Recorder recorder;
    EXPECT_EQ(recorder.number_handle(0x44, "socket"), "socket#1");
    EXPECT_EQ(recorder.number_handle(0x44, "socket"), "socket#2");
    EXPECT_EQ(recorder.handle_name(0x44), "socket#2");
}

TEST(Recorder, MemoryHasNamesAndOffsets) {
    Recorder recorder;
    char memory[32]{};
    char elsewhere[4]{};
    recorder.name_memory(memory + 8, 16, "overlapped#1");
    EXPECT_EQ(recorder.pointer_name(nullptr), "NULL");
    EXPECT_EQ(recorder.pointer_name(memory + 7), "pointer");
    EXPECT_EQ(recorder.pointer_name(memory + 8), "overlapped#1");
    EXPECT_EQ(recorder.pointer_name(memory + 23), "overlapped#1+15");
    EXPECT_EQ(recorder.pointer_name(memory + 24), "pointer");
    EXPECT_EQ(recorder.pointer_name(elsewhere), "pointer");
}

TEST(Who, HasWords) {
    EXPECT_EQ(to_string(Who::target), "target");
    EXPECT_EQ(to_string(Who::peer), "peer");
    EXPECT_EQ(to_string(Who::harness), "case");
}

}  // namespace
}  // namespace wcts::winsock
