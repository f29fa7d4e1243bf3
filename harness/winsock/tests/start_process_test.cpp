#include "harness/winsock/start_process.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace wcts::winsock {
namespace {

// Gives each call the next of these last errors; 0 starts.
struct Answers {
    std::vector<DWORD> errors;
    std::size_t calls = 0;

    BOOL operator()() {
        const DWORD error = errors.at(calls++);
        ::SetLastError(error);
        return error == 0 ? TRUE : FALSE;
    }
};

TEST(StartProcess, WhatDidNotComeToLifeIsStartedAgain) {
    Answers answers{{ERROR_INTERNAL_ERROR, ERROR_INTERNAL_ERROR, 0}};
    EXPECT_TRUE(start_process([&] { return answers(); }));
    EXPECT_EQ(answers.calls, 3U);
}

TEST(StartProcess, ARealFailureIsToldAtOnce) {
    Answers answers{{ERROR_FILE_NOT_FOUND, 0}};
    EXPECT_FALSE(start_process([&] { return answers(); }));
    EXPECT_EQ(::GetLastError(), DWORD{ERROR_FILE_NOT_FOUND});
    EXPECT_EQ(answers.calls, 1U);
}

TEST(StartProcess, EndsWhereNoneComesToLife) {
    Answers answers{std::vector<DWORD>(100, ERROR_INTERNAL_ERROR)};
    EXPECT_FALSE(start_process([&] { return answers(); }));
    EXPECT_EQ(::GetLastError(), DWORD{ERROR_INTERNAL_ERROR});
    EXPECT_EQ(answers.calls, 4U);
}

}  // namespace
}  // namespace wcts::winsock
